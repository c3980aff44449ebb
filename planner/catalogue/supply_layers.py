"""The layers of supply below a device: who makes its HBM, and which family of links it hangs on.

Both are tables of their own, because they are read from other sources than a device's figures. A device that no row
names is unknown on that layer.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Evidence, Figure
from planner.catalogue.columns import MEMORY_SUPPLIER_COLUMNS, NETWORK_COLUMNS
from planner.catalogue.csv_table import Row, read_rows
from planner.sentences import sentence

_HBM = "hbm_supplier"
_NETWORK = "network"
_LINK_FIGURE = "scaleup_bytes_per_s"


def with_supply_layers(folder: Path, accelerators: Mapping[str, Accelerator]) -> dict[str, Accelerator]:
    """Return the accelerators with their HBM supplier and network; raise CatalogueError naming file, line, column."""
    whole = dict(accelerators)
    for row in read_rows(folder / "memory_suppliers.csv", MEMORY_SUPPLIER_COLUMNS):
        key = row.required("accelerator")
        if key not in whole or whole[key].hbm_supplier:
            raise row.error(
                "accelerator", sentence("{!r} is not in accelerators.csv or is here twice; correct the key.", key)
            )
        whole[key] = _with_memory_supplier(whole[key], row)
    rows = [
        (row.required("fragment"), row.required("network"), row.text("reason"))
        for row in read_rows(folder / "networks.csv", NETWORK_COLUMNS)
    ]
    return {key: _with_network(accelerator, rows) for key, accelerator in whole.items()}


def _with_memory_supplier(accelerator: Accelerator, row: Row) -> Accelerator:
    figure = Figure(evidence=row.choice("evidence", Evidence), source=row.required("source"), note=row.text("note"))
    return replace(accelerator, hbm_supplier=row.required("supplier"), figures={**accelerator.figures, _HBM: figure})


def _with_network(accelerator: Accelerator, rows: list[tuple[str, str, str]]) -> Accelerator:
    """Name the link's family by the first fragment that its printed name holds."""
    found = next((row for row in rows if row[0] in accelerator.scaleup_link), None)
    if found is None:
        return accelerator
    link = accelerator.figures.get(_LINK_FIGURE)
    figure = Figure(
        evidence=link.evidence if link else Evidence.PRESS,
        source=link.source if link else "the scale-up link as the catalogue prints it",
        note=found[2],
    )
    return replace(accelerator, network=found[1], figures={**accelerator.figures, _NETWORK: figure})
