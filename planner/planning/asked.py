"""What every way of working is computed for."""

from msgspec import Struct

from planner.mixing.working_pool import MixedRun
from planner.plan import Plan
from planner.planning.grounds import Grounds


class Asked(Struct, frozen=True, kw_only=True):
    """What every way is computed for: the plan, its run as mixing sees it, and the grounds."""

    plan: Plan
    run: MixedRun
    grounds: Grounds
