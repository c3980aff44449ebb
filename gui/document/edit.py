"""One step from a plan to the next, as panels and charts ask for it."""

from collections.abc import Hashable

from msgspec import Struct

from planner.plan import Plan


class Edit(Struct, frozen=True, kw_only=True):
    """What the step is called, and the plan it leads to; steps with one ``merge_key`` soon after another are one."""

    text: str
    plan: Plan
    merge_key: Hashable = None
