"""``catalogue``: accelerators, prices, evidence."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.export_rules import (
    allowed_at,
    eccn_class,
    export_findings,
    in_case_by_case_lane,
    performance_density,
    strongest_effect,
    total_processing_performance,
)
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer, PriceObservation
from planner.catalogue.price_offers import purchase_offers, rent_offers
from planner.catalogue.reader import load_catalogue
from planner.catalogue.rule_measures import measures_in_force
from planner.command_line.text_table import number, text_table
from planner.units import BITS_PER_BYTE, GIGA, TERA, gib_from_bytes

_CODE_LENGTH = 2


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
    """List the catalogue."""
    catalogue = load_catalogue()
    site, as_of = arguments.site, arguments.as_of
    if arguments.json:
        document = catalogue_document(catalogue, site, as_of)
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return catalogue_text(catalogue, site, as_of)


def catalogue_text(catalogue: Catalogue, site: str | None, as_of: str | None = None) -> str:
    """Return the catalogue for a terminal."""
    rows = [_row(catalogue, accelerator, site, as_of) for accelerator in catalogue.accelerators.values()]
    columns = ("KEY", "SUPPLIER", "BF16 TF", "FP8 TF", "GIB", "GB/S", "LINK", "NIC", "W", "RENTS", "EVIDENCE")
    table = text_table((*columns, f"AT {site}") if site else columns, rows, numbers=range(2, 10))
    note = (
        "LINK: scale-up GB/s one way per device; NIC: Gbit/s per device; EVIDENCE: the weakest figure of a prediction."
    )
    rules = (
        f"AT {site}: arithmetic of the export rules held here on the stated figures, not legal advice.\n"
        if site
        else ""
    )
    head = f"Catalogue of {catalogue.date}: {len(rows)} accelerators, {len(catalogue.prices)} prices"
    return f"{head}\n\n{table}\n\n{note}\n{rules}"


def _row(catalogue: Catalogue, accelerator: Accelerator, site: str | None, as_of: str | None) -> tuple[str, ...]:
    rates = accelerator.peak_flop_per_s
    memory = accelerator.memory_bytes
    nic = accelerator.nic_bytes_per_s
    cells = (
        accelerator.key,
        accelerator.supplier,
        _figure(rates.get(Precision.BF16), TERA),
        _figure(rates.get(Precision.FP8), TERA),
        "" if memory is None else number(gib_from_bytes(memory)),
        _figure(accelerator.memory_bytes_per_s, GIGA),
        _figure(accelerator.scaleup_bytes_per_s, GIGA),
        _figure(None if nic is None else nic * BITS_PER_BYTE, GIGA),
        _figure(accelerator.tdp_w, 1.0),
        str(len(rent_offers(catalogue, accelerator.key)) or ""),
        accelerator.evidence.value,
    )
    if site is None:
        return cells
    effect = strongest_effect(accelerator, site, as_of)
    return (*cells, "no rule held here" if effect is None else effect.value)


def _figure(value: float | None, unit: float) -> str:
    return "" if value is None else number(value / unit)


def catalogue_document(catalogue: Catalogue, site: str | None = None, as_of: str | None = None) -> dict[str, Any]:
    """Return the document of ``catalogue --json``: every figure with its evidence and source, unknown is null."""
    return {
        "date": catalogue.date,
        "site": site,
        "as_of": as_of,
        "measures": [asdict(measure) | {"to_date": measure.to_date or None} for measure in measures_in_force(as_of)],
        "accelerators": [_accelerator(catalogue, entry, site, as_of) for entry in catalogue.accelerators.values()],
        "nodes": [_node(node) for node in catalogue.nodes.values()],
        "prices": [_price(price) for price in catalogue.prices],
    }


def _accelerator(catalogue: Catalogue, entry: Accelerator, site: str | None, as_of: str | None) -> dict[str, Any]:
    offers = rent_offers(catalogue, entry.key) + purchase_offers(catalogue, entry.key)
    return {
        "key": entry.key,
        "name": entry.name,
        "supplier": entry.supplier,
        "jurisdiction": entry.jurisdiction,
        "foundry": entry.foundry or None,
        "year": entry.year,
        "status": entry.status or None,
        "form_factor": entry.form_factor or None,
        "peak_flop_per_s": {precision.value: entry.peak_flop_per_s.get(precision) for precision in Precision},
        "memory_bytes": entry.memory_bytes,
        "memory_bytes_per_s": entry.memory_bytes_per_s,
        "scaleup_bytes_per_s": entry.scaleup_bytes_per_s,
        "scaleup_domain_devices": entry.scaleup_domain_devices,
        "nic_bytes_per_s": entry.nic_bytes_per_s,
        "devices_per_node": entry.devices_per_node,
        "tdp_w": entry.tdp_w,
        "die_area_mm2": entry.die_area_mm2,
        "software_stack": entry.software_stack or None,
        "hbm_supplier": entry.hbm_supplier or None,
        "network": entry.network or None,
        "evidence": entry.evidence.value,
        "figures": {
            name: {"evidence": figure.evidence.value, "source": figure.source, "note": figure.note}
            for name, figure in entry.figures.items()
        },
        "notes": dict(entry.notes),
        "offers": [_offer(offer) for offer in offers],
        "export": _export(entry, site, as_of),
    }


def _export(entry: Accelerator, site: str | None, as_of: str | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "tpp": total_processing_performance(entry),
        "performance_density": performance_density(entry),
        "eccn_3a090": eccn_class(entry),
        "case_by_case_2026": in_case_by_case_lane(entry),
        "stated": dict(entry.export_status),
    }
    if site:
        document["allowed"] = allowed_at(entry, site, as_of)
        document["findings"] = [
            {
                "rule": finding.rule,
                "effect": finding.effect.value,
                "text": finding.text,
                "date": finding.date,
                "source": finding.source,
                "sure": finding.sure,
                "rule_id": finding.rule_id,
                "jurisdiction": finding.jurisdiction,
                "to_date": finding.to_date or None,
            }
            for finding in export_findings(entry, site, as_of)
        ]
    return document


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "key": offer.key,
        "label": offer.label,
        "acquisition": offer.acquisition.value,
        "price": {"amount": offer.price.amount, "currency": offer.price.currency},
        "date": offer.date,
        "source": offer.source,
        "note": offer.note,
        "evidence": offer.evidence.value,
    }


def _node(node: NodeDesign) -> dict[str, Any]:
    return {
        "key": node.key,
        "name": node.name,
        "accelerator": node.accelerator,
        "devices_per_node": node.devices_per_node,
        "scaleup_domain_devices": node.scaleup_domain_devices,
        "scaleup_bytes_per_s": node.scaleup_bytes_per_s,
        "nic_bytes_per_s": node.nic_bytes_per_s,
        "node_power_w": node.node_power_w,
        "source": node.source,
        "evidence": node.evidence.value,
    }


def _price(price: PriceObservation) -> dict[str, Any]:
    return {
        "accelerator": price.accelerator,
        "kind": price.kind,
        "amount": price.amount,
        "amount_high": price.amount_high,
        "currency": price.currency,
        "unit": price.unit,
        "normalised_amount": price.normalised_amount,
        "normalised_high": price.normalised_high,
        "normalised_unit": price.normalised_unit,
        "date": price.date,
        "region": price.region,
        "source": price.source,
        "note": price.note,
        "evidence": price.evidence.value,
    }
