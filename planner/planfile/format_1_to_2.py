"""From format 1 to 2: beside the inter-pool link of all pools there are links of single pairs, none so far.

Those formats call such a link a border.
"""

import sqlite3

from planner.planfile.json_edits import Json, edit_bodies


def lead_1_to_2(connection: sqlite3.Connection) -> tuple[()]:
    """Give every plan an empty list of links of pairs; nothing changes its meaning."""
    edit_bodies(connection, "SELECT id, body FROM plan", "UPDATE plan SET body = ? WHERE id = ?", _with_pair_borders)
    return ()


def _with_pair_borders(plan: Json) -> Json:
    plan["cluster"].setdefault("pair_borders", [])
    return plan
