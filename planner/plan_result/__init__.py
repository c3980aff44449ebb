"""What planning a plan answers: numbers with bands, and the words that explain them."""

from planner.plan_result.blocked import Blocked, BlockedPart, SetNodes
from planner.plan_result.money import CostTerm, EnergyResult, PortingResult, RentOrBuy
from planner.plan_result.other_fleets import Band, BaselineResult, LeftOutResult, SingleSupplierReference
from planner.plan_result.plan_result import Comparison, ModelResult, PlanResult
from planner.plan_result.pool import PoolResult
from planner.plan_result.said_once import blocks_beside, remarks_beside, said_in_verdict, tells_of_block
from planner.plan_result.verdict import Deadline, UnmetLimit, VerdictKind, VerdictLine

__all__ = [
    "Band",
    "BaselineResult",
    "Blocked",
    "BlockedPart",
    "Comparison",
    "CostTerm",
    "Deadline",
    "EnergyResult",
    "LeftOutResult",
    "ModelResult",
    "PlanResult",
    "PoolResult",
    "PortingResult",
    "RentOrBuy",
    "SetNodes",
    "SingleSupplierReference",
    "UnmetLimit",
    "VerdictKind",
    "VerdictLine",
    "blocks_beside",
    "remarks_beside",
    "said_in_verdict",
    "tells_of_block",
]
