"""CSV files to a Catalogue, each figure with its source and evidence grade.

How a figure earns its grade, in this order:

1. named in the row's ``estimated_figures``: estimate;
2. a peak rate whose ``compute_basis`` is "measured only": measured; a claim through press or a provider's page:
   press; unofficial, derived, unclear or unknown: estimate;
3. by the source named first, against ``source_grades.csv``: a benchmark's measurement is measured; the supplier's
   own pages, files and reports, and tables that cite them row by row, are published; text quoted from memory,
   guessed by a design tool or of low quality is an estimate; every other source is press; no source is an estimate.

A price or node design of low confidence is an estimate whatever its source.

Rates per device are converted to FLOP/s and bytes/s; a scale-up link that is printed as the sum of both directions
is halved to one way. Memory capacity counts binary gigabytes, as devices report it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.columns import ACCELERATOR_COLUMNS, NODE_COLUMNS, NOTE_COLUMNS, OFFER_COLUMNS, PRICE_COLUMNS
from planner.catalogue.csv_table import Row, read_rows
from planner.catalogue.grading import SourceGrades, grade_of_basis, read_source_grades
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Acquisition, Money, Offer, PriceObservation
from planner.catalogue.supply_layers import with_supply_layers
from planner.errors import CatalogueError
from planner.resource_files import resource_path
from planner.units import GIB_BYTES, GIGA, TERA, bytes_per_s_from_gbit_per_s, one_way_from_bidirectional

_RATE_COLUMNS = {
    Precision.FP32: "fp32_tflop_per_s",
    Precision.TF32: "tf32_tflop_per_s",
    Precision.FP16: "fp16_tflop_per_s",
    Precision.BF16: "bf16_tflop_per_s",
    Precision.FP8: "fp8_tflop_per_s",
    Precision.FP4: "fp4_tflop_per_s",
    Precision.INT8: "int8_top_per_s",
}
_SOURCE_OF_FIGURE = {  # figure: (value, source and note columns)
    "memory_bytes": ("memory_gb", "memory_source", "memory_note"),
    "memory_bytes_per_s": ("memory_gb_per_s", "memory_source", "memory_note"),
    "scaleup_bytes_per_s": ("scaleup_both_ways_gb_per_s", "link_source", "link_note"),
    "scaleup_domain_devices": ("scaleup_domain_devices", "link_source", "link_note"),
    "nic_bytes_per_s": ("nic_gbit_per_s", "node_source", ""),
    "devices_per_node": ("devices_per_node", "node_source", ""),
    "tdp_w": ("tdp_w", "power_source", "power_note"),
    "die_area_mm2": ("die_area_mm2", "die_source", "die_note"),
    "foundry": ("foundry", "process_source", "foundry_note"),
    "process_node": ("process_node", "process_source", ""),
}
_KILO = 1e3

Entry = TypeVar("Entry", Accelerator, NodeDesign, Offer)


class _Confidence(StrEnum):
    """How sure the collector of a price or node design was."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_NODE_GRADE = {
    _Confidence.HIGH: Evidence.PUBLISHED,
    _Confidence.MEDIUM: Evidence.PRESS,
    _Confidence.LOW: Evidence.ESTIMATE,
}


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that the program ships, read once."""
    return read_catalogue(resource_path("catalogue"))


def read_catalogue(folder: Path) -> Catalogue:
    """Read a folder of catalogue tables; raise CatalogueError naming file, line and column."""
    grades = read_source_grades(folder)
    accelerators = _by_key(
        (row, _accelerator(row, grades)) for row in read_rows(folder / "accelerators.csv", ACCELERATOR_COLUMNS)
    )
    accelerators = with_supply_layers(folder, accelerators)
    nodes = _by_key((row, _node(row, accelerators)) for row in read_rows(folder / "nodes.csv", NODE_COLUMNS))
    offers = _by_key((row, _offer(row, accelerators)) for row in read_rows(folder / "offers.csv", OFFER_COLUMNS))
    prices = tuple(_price(row, accelerators, grades) for row in read_rows(folder / "prices.csv", PRICE_COLUMNS))
    return Catalogue(date=_date(folder), accelerators=accelerators, nodes=nodes, prices=prices, offers=offers)


def _date(folder: Path) -> str:
    try:
        about = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"about.toml cannot be read ({error}); it states the catalogue's date.") from error
    return str(about.get("date", ""))


def _by_key(entries: Iterable[tuple[Row, Entry]]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for row, entry in entries:
        if entry.key in found:
            raise row.error("key", f"{entry.key!r} is there twice; give each line a key of its own.")
        found[entry.key] = entry
    return found


def _known(row: Row, accelerators: Mapping[str, Accelerator]) -> str:
    key = row.required("accelerator")
    if key not in accelerators:
        raise row.error("accelerator", f"{key!r} is not in accelerators.csv; add it there or correct the key.")
    return key


def _accelerator(row: Row, grades: SourceGrades) -> Accelerator:
    memory_gb = row.number("memory_gb")
    return Accelerator(
        key=row.required("key"),
        name=row.required("name"),
        supplier=row.required("supplier"),
        jurisdiction=row.required("jurisdiction"),
        peak_flop_per_s=_rates(row),
        memory_bytes=None if memory_gb is None else round(memory_gb * GIB_BYTES),
        memory_bytes_per_s=_scaled(row.number("memory_gb_per_s"), GIGA),
        memory_type=row.text("memory_type"),
        scaleup_link=row.text("scaleup_link"),
        scaleup_bytes_per_s=_one_way(row),
        scaleup_domain_devices=row.count("scaleup_domain_devices"),
        nic_bytes_per_s=_nic(row),
        devices_per_node=row.count("devices_per_node"),
        tdp_w=row.number("tdp_w"),
        die_area_mm2=row.number("die_area_mm2"),
        form_factor=row.text("form_factor"),
        year=row.count("year"),
        status=row.text("status"),
        foundry=row.text("foundry"),
        process_node=row.text("process_node"),
        software_stack=row.text("software_stack"),
        training_support_note=row.text("training_support_note"),
        export_status={
            column: row.text(column) for column in ("us_export_status", "china_side_status") if row.text(column)
        },
        notes={column: row.text(column) for column in NOTE_COLUMNS if row.text(column)},
        figures=_figures(row, grades),
    )


def _rates(row: Row) -> dict[Precision, float]:
    stated = {precision: row.number(column) for precision, column in _RATE_COLUMNS.items()}
    return {precision: rate * TERA for precision, rate in stated.items() if rate is not None}


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _one_way(row: Row) -> float | None:
    both_ways = _scaled(row.number("scaleup_both_ways_gb_per_s"), GIGA)
    return None if both_ways is None else one_way_from_bidirectional(both_ways)


def _nic(row: Row) -> float | None:
    rate_gbit_per_s = row.number("nic_gbit_per_s")
    return None if rate_gbit_per_s is None else bytes_per_s_from_gbit_per_s(rate_gbit_per_s)


def _figures(row: Row, grades: SourceGrades) -> dict[str, Figure]:
    estimated = _estimated(row)
    basis = grade_of_basis(row.text("compute_basis"))
    figures: dict[str, Figure] = {}
    for precision, column in _RATE_COLUMNS.items():
        if row.text(column):
            name = f"peak_flop_per_s.{precision.value}"
            sure = Evidence.ESTIMATE if {name, "peak_flop_per_s"} & estimated else basis
            figures[name] = _figure(row, grades, sure, "compute_source", "compute_note")
    for name, (column, source, note) in _SOURCE_OF_FIGURE.items():
        if row.text(column):
            figures[name] = _figure(row, grades, Evidence.ESTIMATE if name in estimated else None, source, note)
    return figures


def _figure(row: Row, grades: SourceGrades, sure: Evidence | None, source: str, note: str) -> Figure:
    text = row.text(source)
    return Figure(evidence=sure or grades.grade(text), source=text, note=row.text(note) if note else "")


def _estimated(row: Row) -> set[str]:
    names = {name.strip() for name in row.text("estimated_figures").split(";") if name.strip()}
    known = {*_SOURCE_OF_FIGURE, "peak_flop_per_s", *(f"peak_flop_per_s.{precision.value}" for precision in Precision)}
    for name in sorted(names - known):
        raise row.error("estimated_figures", f"{name!r} is not a figure; enter some of {', '.join(sorted(known))}.")
    return names


def _node(row: Row, accelerators: Mapping[str, Accelerator]) -> NodeDesign:
    return NodeDesign(
        key=row.required("key"),
        name=row.required("name"),
        accelerator=_known(row, accelerators),
        devices_per_node=row.count("devices_per_node"),
        scaleup_domain_devices=row.count("scaleup_domain_devices"),
        scaleup_topology=row.text("scaleup_topology"),
        scaleup_bytes_per_s=_one_way(row),
        nic_bytes_per_s=_nic(row),
        nic_note=row.text("nic_note"),
        node_power_w=_scaled(row.number("node_power_kw"), _KILO),
        power_note=row.text("power_note"),
        price_note=row.text("price_note"),
        source=row.text("source"),
        evidence=_NODE_GRADE[row.choice("confidence", _Confidence)],
    )


def _price(row: Row, accelerators: Mapping[str, Accelerator], grades: SourceGrades) -> PriceObservation:
    low = row.choice("confidence", _Confidence) is _Confidence.LOW
    source = row.required("source")
    return PriceObservation(
        accelerator=_known(row, accelerators),
        kind=row.choice("kind", Acquisition).value,
        amount=row.number("amount"),
        amount_high=row.number("amount_high"),
        currency=row.currency("currency"),
        unit=row.required("unit"),
        normalised_amount=row.number("normalised_amount"),
        normalised_high=row.number("normalised_high"),
        normalised_unit=row.text("normalised_unit"),
        date=row.text("date"),
        region=row.text("region"),
        source=source,
        note=row.text("note"),
        evidence=Evidence.ESTIMATE if low else grades.grade(source),
    )


def _offer(row: Row, accelerators: Mapping[str, Accelerator]) -> Offer:
    acquisition = row.choice("acquisition", Acquisition)
    unit = {Acquisition.RENT: "device-hour", Acquisition.PURCHASE: "device"}[acquisition]
    if row.text("unit") != unit:
        raise row.error("unit", f"{row.text('unit')!r} does not go with a {acquisition.value}; enter {unit}.")
    return Offer(
        key=row.required("key"),
        label=row.required("label"),
        accelerator=_known(row, accelerators),
        acquisition=acquisition,
        price=Money(amount=row.required_number("amount"), currency=row.currency("currency")),
        date=row.text("date"),
        source=row.text("source"),
        note=row.text("note"),
        evidence=row.choice("evidence", Evidence),
    )
