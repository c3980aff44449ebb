"""What a report says about a plan, as data; no layout, no rounding, no locale."""

from planner.summary.build import fleet_nodes, summarise
from planner.summary.contents import (
    ClusterRow,
    CostRow,
    EvidenceRow,
    ExplorationRow,
    FrontierRow,
    Quantity,
    Summary,
)

__all__ = [
    "ClusterRow",
    "CostRow",
    "EvidenceRow",
    "ExplorationRow",
    "FrontierRow",
    "Quantity",
    "Summary",
    "fleet_nodes",
    "summarise",
]
