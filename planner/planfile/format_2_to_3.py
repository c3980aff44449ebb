"""From format 2 to 3: one model is one set of weights, so phases at once become turns and separate jobs a programme.

Stored results of older formats rest on rates that were added up; they are dropped and planned anew.
"""

import sqlite3
from typing import Any

import msgspec

from planner.planfile.json_edits import Json, edit_bodies
from planner.planfile.remarks import PhasesInTurn, ReadAs, Remark

_DEFAULT_EFFICIENCY = 0.99  # of local SGD in format 2; now it follows from the number of copies
_RENAMED = {"phases": "in-turn", "separate-jobs": "auto", "experts-apart": "attention-expert-disaggregation"}


def lead_2_to_3(connection: sqlite3.Connection) -> tuple[Remark, ...]:
    """Rewrite how the pools train together, drop the last results, and say what changed in meaning."""
    remarks: list[Remark] = []
    last = [msgspec.json.decode(body) for (body,) in connection.execute("SELECT body FROM last_result").fetchall()]

    def edit(plan: Json) -> Json:
        remarks.extend(_edited(plan, last[0] if last else {}))
        return plan

    edit_bodies(connection, "SELECT id, body FROM plan", "UPDATE plan SET body = ? WHERE id = ?", edit)
    connection.execute("DELETE FROM last_result")
    return tuple(remarks)


def _edited(plan: Json, result: Json) -> list[Remark]:
    mixing = plan.setdefault("mixing", {})
    was, at_once = mixing.get("strategy", "auto"), bool(mixing.pop("parallel_phases", True))
    taken = (result.get("mixing") or {}).get("strategy", "phases")
    pools = list(dict.fromkeys(_place(group) for group in plan["cluster"]["groups"] if group["nodes"] > 0))
    phases = was == "phases" or (was == "auto" and taken == "phases")
    mixing["strategy"] = "in-turn" if phases and len(pools) > 1 else _RENAMED.get(was, was)
    _local(mixing.get("local"))
    if was == "separate-jobs" and len(pools) > 1:
        plan["trains"] = "programme"
        tokens = plan["run"]["tokens"] / len(pools)
        models = [
            {"name": f"Model {i}", "tokens": tokens, "pool": _id(place)} for i, place in enumerate(pools, start=1)
        ]
        plan["programme"] = {"models": models, "aim": "fixed"}
        return [ReadAs(field="separate jobs", was="shares of one run's tokens", now="a programme of equal models")]
    if phases and at_once and len(pools) > 1:
        days = result.get("days")
        return [
            PhasesInTurn(pools=len(pools), days_at_once=days, days_in_turn=None if days is None else days * len(pools))
        ]
    return []


def _local(terms: Any) -> None:  # noqa: ANN401 - JSON of format 2
    if terms is not None:
        terms.pop("step_synchronous", None)
        if terms.get("statistical_efficiency") == _DEFAULT_EFFICIENCY:
            terms["statistical_efficiency"] = None


def _place(group: Json) -> tuple[str, str]:
    return group["accelerator"], group.get("site", "")


def _id(place: tuple[str, str]) -> str:
    accelerator, site = place
    return f"{accelerator}@{site}" if site else accelerator
