"""The measures found of each jurisdiction, in order of time: what was decided when, about which devices.

A record beside the arithmetic of ``export_rules``; many measures have no threshold to compute. Never legal advice.
"""

from functools import cache

from msgspec import Struct

from planner.catalogue.csv_table import read_rows
from planner.resource_files import resource_path

_COLUMNS = ("id", "jurisdiction", "date", "to_date", "measure", "devices", "source", "sure")


class Measure(Struct, frozen=True, kw_only=True):
    """One measure: it holds from ``date`` up to, but without, ``to_date`` ("" where no end was found).

    ``sure``: read (the rule's text or a summary of it), press, or memory.
    """

    id: str
    jurisdiction: str
    date: str
    to_date: str
    measure: str
    devices: str
    source: str
    sure: str


def measures_in_force(as_of: str | None = None) -> tuple[Measure, ...]:
    """Return the measures that hold on a day (ISO 8601; None: those without an end), oldest first.

    A date may stop at its month or year where no day was found.
    """
    return tuple(measure for measure in _measures() if in_force(measure.date, measure.to_date, as_of))


def in_force(date: str, to_date: str, as_of: str | None) -> bool:
    """Return whether something that holds from one day to another holds on a day; None asks for no end."""
    if as_of is None:
        return not to_date
    return date <= as_of and (not to_date or as_of < to_date)


@cache
def _measures() -> tuple[Measure, ...]:
    rows = read_rows(resource_path("rules", "measures.csv"), _COLUMNS)
    found = [
        Measure(
            id=row.required("id"),
            jurisdiction=row.required("jurisdiction"),
            date=row.required("date"),
            to_date=row.text("to_date"),
            measure=row.required("measure"),
            devices=row.text("devices"),
            source=row.required("source"),
            sure=row.required("sure"),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda measure: measure.date))
