"""The columns of the catalogue's tables."""

from planner.catalogue.figures import FIGURES

# Of the figures each has a column, and those of a layer share a source and a note.
_OF_FIGURES = tuple(
    dict.fromkeys(
        column for kind in FIGURES for column in (kind.column, kind.source_column, kind.note_column) if column
    )
)
NOTE_COLUMNS = (
    *dict.fromkeys(kind.note_column for kind in FIGURES if kind.note_column),
    "foundry_note",
    "matmul_efficiency_note",
    "mfu_note",
    "efficiency_source",
    "software_source",
    "formats_source",
    "software_devices_source",
    "how_read",
    "estimate_note",
    "conflicts",
)

ACCELERATOR_COLUMNS = (
    *_OF_FIGURES,
    "key",
    "name",
    "supplier",
    "jurisdiction",
    "form_factor",
    "year",
    "status",
    "foundry",
    "foundry_note",
    "process_node",
    "process_source",
    "compute_basis",
    "formats_without_units",
    "formats_source",
    "memory_type",
    "reported_memory_mib",
    "reported_memory_source",
    "allocatable_memory_mib",
    "allocatable_memory_source",
    "scaleup_link",
    "us_export_status",
    "china_side_status",
    "software_stack",
    "training_support_note",
    "software_source",
    "software_devices",
    "software_devices_source",
    "matmul_efficiency_note",
    "mfu_note",
    "efficiency_source",
    "how_read",
    "estimated_figures",
    "estimate_note",
    "conflicts",
)

NODE_COLUMNS = (
    "key",
    "name",
    "accelerator",
    "devices_per_node",
    "scaleup_domain_devices",
    "scaleup_topology",
    "scaleup_both_ways_gb_per_s",
    "nic_gbit_per_s",
    "nic_note",
    "node_power_kw",
    "power_note",
    "price_note",
    "source",
    "confidence",
)

PRICE_COLUMNS = (
    "accelerator",
    "kind",
    "term",
    "standing",
    "amount",
    "amount_high",
    "currency",
    "unit",
    "normalised_amount",
    "normalised_high",
    "normalised_unit",
    "date",
    "region",
    "place",
    "source",
    "note",
    "confidence",
)

ESTIMATE_COLUMNS = ("accelerator", "column", "low", "mid", "high", "unit", "derivation", "source")

REGION_COLUMNS = ("site", "place", "note")

MEMORY_SUPPLIER_COLUMNS = ("accelerator", "supplier", "evidence", "source", "note")

NETWORK_COLUMNS = ("fragment", "network", "reason")

OFFER_COLUMNS = (
    "key",
    "label",
    "accelerator",
    "acquisition",
    "amount",
    "currency",
    "unit",
    "date",
    "source",
    "note",
    "evidence",
)
