"""What a report says about a plan, as data; no layout, no rounding, no locale."""

from planner.summary.build import summarise
from planner.summary.contents import (
    AloneRow,
    ClusterRow,
    CostRow,
    EvidenceRow,
    ExplorationRow,
    FrontierRow,
    ModelError,
    Quantity,
    Summary,
    TimetableRow,
)
from planner.summary.largest_supplier_loss import losses_halfway

__all__ = [
    "AloneRow",
    "ClusterRow",
    "CostRow",
    "EvidenceRow",
    "ExplorationRow",
    "FrontierRow",
    "ModelError",
    "Quantity",
    "Summary",
    "TimetableRow",
    "losses_halfway",
    "summarise",
]
