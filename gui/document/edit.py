"""One step from a plan to the next, as panels and charts ask for it."""

from collections.abc import Hashable
from dataclasses import dataclass

from planner.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What the step is called, and the plan it leads to; steps with one ``merge_key`` soon after another are one."""

    text: str
    plan: Plan
    merge_key: Hashable = None
