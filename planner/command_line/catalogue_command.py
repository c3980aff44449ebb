"""``catalogue``: accelerators, prices, evidence."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_archive import keep_archive, read_archive
from planner.catalogue.catalogue_changes import catalogue_changes, plans_concerned
from planner.catalogue.estimates import is_estimated, with_estimates
from planner.catalogue.export_rules import (
    strongest_effect,
)
from planner.catalogue.figures import FIGURES, FigureKind, value_of
from planner.catalogue.price_offers import is_binding, rent_offers
from planner.catalogue.reader import load_catalogue
from planner.command_line.catalogue_changes_text import changes_document, changes_text
from planner.command_line.catalogue_document import catalogue_document
from planner.command_line.text_table import marked, number, text_table
from planner.errors import UserError
from planner.plan import accelerators_used

_CODE_LENGTH = 2
_LISTED = tuple(kind for kind in FIGURES if kind.heading)


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("catalogue", help="list accelerators, prices and evidence")
    parser.add_argument(
        "--site", metavar="CODE", type=_site, help="show export-rule arithmetic for a country, such as CN"
    )
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=_day,
        help="the rules that held on a day, such as 2023-01-01 (those without end)",
    )
    parser.add_argument(
        "--update", metavar="ARCHIVE", type=Path, help="read a catalogue archive and say what it changes"
    )
    parser.add_argument(
        "--plan", metavar="FILE", type=Path, action="append", default=[], help="with --update: what changes in a plan"
    )
    parser.add_argument(
        "--keep", metavar="FOLDER", type=Path, help="with --update: keep the archive beside the older ones"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def _site(word: str) -> str:
    if len(word) != _CODE_LENGTH or not word.isalpha():
        raise argparse.ArgumentTypeError(f"{word!r} is not a country code of two letters, such as CN")
    return word.upper()


def _day(word: str) -> str:
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is not a date such as 2023-01-01") from None


def run(arguments: argparse.Namespace) -> str:
    """List the catalogue, or say what an update of it changes."""
    catalogue = load_catalogue()
    if arguments.update is not None:
        return _update(catalogue, arguments)
    if arguments.plan or arguments.keep:
        raise UserError("--plan and --keep go with --update ARCHIVE; name the archive.")
    site, as_of = arguments.site, arguments.as_of
    if arguments.json:
        document = catalogue_document(catalogue, site, as_of)
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return catalogue_text(catalogue, site, as_of)


def _update(catalogue: Catalogue, arguments: argparse.Namespace) -> str:
    from planner.planfile.store import load_plan  # noqa: PLC0415 - only an update reads plans

    archive = read_archive(arguments.update)
    changes = catalogue_changes(catalogue, archive.catalogue)
    used = {str(path): accelerators_used(load_plan(path).plan) for path in arguments.plan}
    concerned = plans_concerned(changes, used)
    kept = keep_archive(arguments.keep, archive) if arguments.keep else None
    if arguments.json:
        document = changes_document(catalogue, archive.catalogue, changes, concerned)
        document |= {"digest": archive.digest, "kept": str(kept) if kept else None}
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    text = changes_text(catalogue, archive.catalogue, changes, concerned)
    return text + (f"\nKept as {kept}.\n" if kept else "")


def catalogue_text(catalogue: Catalogue, site: str | None, as_of: str | None = None) -> str:
    """Return the catalogue for a terminal."""
    rows = [_row(catalogue, accelerator, site, as_of) for accelerator in catalogue.accelerators.values()]
    columns = ("KEY", "SUPPLIER", *(kind.heading.upper() for kind in _LISTED), "RENTS", "EVIDENCE")
    numbers = range(2, 3 + len(_LISTED))
    table = text_table((*columns, f"AT {site}") if site else columns, rows, numbers=numbers)
    note = "; ".join(
        (
            *(f"{kind.heading.upper()}: {kind.words}, {kind.people_unit}" for kind in _LISTED),
            "RENTS: list and contract prices",
            "EVIDENCE: the weakest figure of a prediction",
            "~: the middle of a stated estimate, not published",
            "no: the device has no units for the format.",
        )
    )
    rules = (
        f"AT {site}: arithmetic of the export rules held here on the stated figures, not legal advice.\n"
        if site
        else ""
    )
    count = f"{len(rows)} accelerators, {len(catalogue.prices)} prices"
    head = f"Catalogue {catalogue.version} of {catalogue.date}: {count}"
    return f"{head}\n\n{table}\n\n{note}\n{rules}"


def _row(catalogue: Catalogue, accelerator: Accelerator, site: str | None, as_of: str | None) -> tuple[str, ...]:
    whole = with_estimates(accelerator)
    rents = [offer for offer in rent_offers(catalogue, accelerator.key) if is_binding(offer)]
    cells = (
        accelerator.key,
        accelerator.supplier,
        *(_figure(accelerator, whole, kind) for kind in _LISTED),
        str(len(rents) or ""),
        whole.evidence.value,
    )
    if site is None:
        return cells
    effect = strongest_effect(accelerator, site, as_of)
    return (*cells, "no rule held here" if effect is None else effect.value)


def _figure(stated: Accelerator, whole: Accelerator, kind: FigureKind) -> str:
    """Return a figure; one that is an estimate wears its mark."""
    if kind.precision in stated.formats_without_units:
        return "no"
    value = value_of(whole, kind.name)
    return "" if value is None else marked(number(value / kind.people_factor), is_estimated(whole, kind.name))
