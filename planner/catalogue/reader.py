"""CSV files to a Catalogue, each figure with its source and evidence grade.

How a figure earns its grade, in this order:

1. named in the row's ``estimated_figures``: estimate;
2. a peak rate whose ``compute_basis`` is "measured only": measured; a claim through press, a provider's page or a
   tender: press; unofficial, derived, unclear or unknown: estimate;
3. by the source named first, against ``source_grades.csv``: a benchmark's measurement is measured; the supplier's
   own pages, files and reports, and tables that cite them row by row, are published; what is only quoted,
   its page not read or not kept, is press; text quoted from memory, guessed by a design tool or of low quality is an
   estimate; every other source is press; no source is an estimate.

A price or node design of low confidence is an estimate whatever its source.

Rates per device are converted to FLOP/s and bytes/s; a scale-up link that is printed as the sum of both directions
is halved to one way. Of the memory what is measured to be allocatable counts, else what the device reports, else what
is printed, read as binary gigabytes.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from planner.catalogue.accelerator import Accelerator, Evidence
from planner.catalogue.accelerator_row import accelerator_of, kept_figure
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.columns import (
    ACCELERATOR_COLUMNS,
    NODE_COLUMNS,
    OFFER_COLUMNS,
    PRICE_COLUMNS,
    REGION_COLUMNS,
)
from planner.catalogue.csv_table import Row, read_rows
from planner.catalogue.estimates import read_estimates
from planner.catalogue.grading import SourceGrades, read_source_grades
from planner.catalogue.hosts import with_hosts
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import (
    PURCHASE_TERMS,
    Acquisition,
    Money,
    Offer,
    PriceObservation,
    PriceStanding,
    PriceTerm,
)
from planner.catalogue.supply_layers import with_supply_layers
from planner.errors import CatalogueError
from planner.regular_file import read_regular
from planner.resource_files import resource_path
from planner.sentences import sentence
from planner.toml_text import toml_of

_KILO = 1e3

Entry = TypeVar("Entry", Accelerator, NodeDesign, Offer)
_MOST_ABOUT_BYTES = 2**16


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
        (row, accelerator_of(row, grades)) for row in read_rows(folder / "accelerators.csv", ACCELERATOR_COLUMNS)
    )
    accelerators = read_estimates(folder, with_supply_layers(folder, accelerators))
    nodes = _by_key((row, _node(row, accelerators)) for row in read_rows(folder / "nodes.csv", NODE_COLUMNS))
    offers = _by_key((row, _offer(row, accelerators)) for row in read_rows(folder / "offers.csv", OFFER_COLUMNS))
    prices = tuple(_price(row, accelerators, grades) for row in read_rows(folder / "prices.csv", PRICE_COLUMNS))
    about = _about(folder)
    return Catalogue(
        date=about.get("date", ""),
        version=about.get("version", ""),
        prices_current_from=about.get("prices_current_from", ""),
        regions=_regions(folder),
        accelerators=accelerators,
        nodes=with_hosts(folder, nodes),
        prices=prices,
        offers=offers,
    )


def read_prices(path: Path) -> tuple[PriceObservation, ...]:
    """Read a price list of its own, with the columns of the catalogue's; it may name any accelerators.

    Raises CatalogueError naming file, line and column.
    """
    grades = read_source_grades(resource_path("catalogue"))
    return tuple(_price(row, None, grades) for row in read_rows(path, PRICE_COLUMNS))


def _about(folder: Path) -> dict[str, str]:
    try:
        about = toml_of(read_regular(folder / "about.toml", _MOST_ABOUT_BYTES).decode())
    except (OSError, ValueError) as error:
        raise CatalogueError(
            sentence("about.toml cannot be read ({}); it states the catalogue's date.", error)
        ) from error
    return {name: str(value) for name, value in about.items()}


def _regions(folder: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in read_rows(folder / "regions.csv", REGION_COLUMNS):
        site = row.required("site")
        found[site] = (*found.get(site, ()), row.required("place"))
    return found


def _by_key(entries: Iterable[tuple[Row, Entry]]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for row, entry in entries:
        if entry.key in found:
            raise row.error("key", sentence("{!r} is there twice; give each line a key of its own.", entry.key))
        found[entry.key] = entry
    return found


def _known(row: Row, accelerators: Mapping[str, Accelerator] | None) -> str:
    """Return the key of a row's accelerator, which the catalogue has where there is one."""
    key = row.required("accelerator")
    if accelerators is not None and key not in accelerators:
        raise row.error(
            "accelerator", sentence("{!r} is not in accelerators.csv; add it there or correct the key.", key)
        )
    return key


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _node(row: Row, accelerators: Mapping[str, Accelerator]) -> NodeDesign:
    return NodeDesign(
        key=row.required("key"),
        name=row.required("name"),
        accelerator=_known(row, accelerators),
        devices_per_node=row.count("devices_per_node"),
        scaleup_domain_devices=row.count("scaleup_domain_devices"),
        scaleup_topology=row.text("scaleup_topology"),
        scaleup_bytes_per_s=kept_figure(row, "scaleup_bytes_per_s"),
        nic_bytes_per_s=kept_figure(row, "nic_bytes_per_s"),
        nic_note=row.text("nic_note"),
        node_power_w=_scaled(row.number("node_power_kw"), _KILO),
        power_note=row.text("power_note"),
        price_note=row.text("price_note"),
        source=row.text("source"),
        evidence=_NODE_GRADE[row.choice("confidence", _Confidence)],
    )


def _price(row: Row, accelerators: Mapping[str, Accelerator] | None, grades: SourceGrades) -> PriceObservation:
    low = row.choice("confidence", _Confidence) is _Confidence.LOW
    source = row.required("source")
    kind, term = row.choice("kind", Acquisition), row.choice("term", PriceTerm)
    if (kind is Acquisition.PURCHASE) is not (term in PURCHASE_TERMS):
        raise row.error("term", sentence("{!r} does not go with a {}; correct one of the two.", term.value, kind.value))
    return PriceObservation(
        accelerator=_known(row, accelerators),
        kind=kind.value,
        term=term,
        standing=row.choice("standing", PriceStanding),
        amount=row.number("amount"),
        amount_high=row.number("amount_high"),
        currency=row.currency("currency"),
        unit=row.required("unit"),
        normalised_amount=row.number("normalised_amount"),
        normalised_high=row.number("normalised_high"),
        normalised_unit=row.text("normalised_unit"),
        date=row.text("date"),
        region=row.text("region"),
        place=row.required("place"),
        includes_server=term is PriceTerm.WITH_SERVER,
        source=source,
        note=row.text("note"),
        evidence=Evidence.ESTIMATE if low else grades.grade(source),
    )


def _offer(row: Row, accelerators: Mapping[str, Accelerator]) -> Offer:
    acquisition = row.choice("acquisition", Acquisition)
    unit = {Acquisition.RENT: "device-hour", Acquisition.PURCHASE: "device"}[acquisition]
    if row.text("unit") != unit:
        raise row.error(
            "unit", sentence("{!r} does not go with a {}; enter {}.", row.text("unit"), acquisition.value, unit)
        )
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
