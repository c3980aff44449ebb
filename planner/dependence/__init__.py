"""How far a fleet depends on one name: shares by layer, concentration, and what stays without it."""

from planner.dependence.concentration import (
    POINTS_OF_ONE_NAME,
    ConcentrationReading,
    LargestReading,
    NumberReading,
    RetentionReading,
    concentration_reading,
    effective_number,
    hhi_points,
    largest_reading,
    number_reading,
    retention_reading,
    shannon_number,
)
from planner.dependence.layers import (
    DependenceResult,
    LayerDependence,
    dependence_of,
    known_layers,
    layer_dependence,
)
from planner.dependence.shares import (
    LAYER_TITLES,
    LAYERS,
    UNKNOWN,
    Contribution,
    DependenceBasis,
    layer_shares,
)
from planner.dependence.supply_risk import SupplierOutlook, eu_supply_risk, supply_risk, wgi_concentration

__all__ = [
    "LAYERS",
    "LAYER_TITLES",
    "POINTS_OF_ONE_NAME",
    "UNKNOWN",
    "ConcentrationReading",
    "Contribution",
    "DependenceBasis",
    "DependenceResult",
    "LargestReading",
    "LayerDependence",
    "NumberReading",
    "RetentionReading",
    "SupplierOutlook",
    "concentration_reading",
    "dependence_of",
    "effective_number",
    "eu_supply_risk",
    "hhi_points",
    "known_layers",
    "largest_reading",
    "layer_dependence",
    "layer_shares",
    "number_reading",
    "retention_reading",
    "shannon_number",
    "supply_risk",
    "wgi_concentration",
]
