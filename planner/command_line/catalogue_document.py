"""The document of ``catalogue --json``: every figure with its grade, range and source, every price with its age."""

from typing import Any

from msgspec.structs import asdict

from planner.catalogue.accelerator import Accelerator, Figure, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.default_offer import default_offer
from planner.catalogue.estimates import estimates_needed, with_estimates
from planner.catalogue.export_rules import (
    allowed_at,
    eccn_class,
    export_findings,
    in_case_by_case_lane,
    performance_density,
    total_processing_performance,
)
from planner.catalogue.figures import FIGURES, value_of
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer, PriceObservation
from planner.catalogue.price_dates import age_days
from planner.catalogue.price_offers import purchase_offers, rent_offers
from planner.catalogue.rule_measures import measures_in_force


def catalogue_document(catalogue: Catalogue, site: str | None = None, as_of: str | None = None) -> dict[str, Any]:
    """Return the document of ``catalogue --json``: every figure with its evidence and source, unknown is null."""
    return {
        "version": catalogue.version,
        "date": catalogue.date,
        "prices_current_from": catalogue.prices_current_from,
        "site": site,
        "as_of": as_of,
        "measures": [asdict(measure) | {"to_date": measure.to_date or None} for measure in measures_in_force(as_of)],
        "accelerators": [_accelerator(catalogue, entry, site, as_of) for entry in catalogue.accelerators.values()],
        "nodes": [_node(node) for node in catalogue.nodes.values()],
        "prices": [_price(catalogue, price) for price in catalogue.prices],
    }


def _accelerator(catalogue: Catalogue, entry: Accelerator, site: str | None, as_of: str | None) -> dict[str, Any]:
    offers = (
        rent_offers(catalogue, entry.key)
        + purchase_offers(catalogue, entry.key)
        + purchase_offers(catalogue, entry.key, with_server=True)
    )
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
        "formats_without_units": [precision.value for precision in entry.formats_without_units],
        "software_devices": entry.software_devices,
        **{kind.name: value_of(entry, kind.name) for kind in FIGURES if kind.precision is None},
        "printed_memory_bytes": entry.printed_memory_bytes,
        "reported_memory_bytes": entry.reported_memory_bytes,
        "allocatable_memory_bytes": entry.allocatable_memory_bytes,
        "software_stack": entry.software_stack or None,
        "hbm_supplier": entry.hbm_supplier or None,
        "network": entry.network or None,
        "evidence": entry.evidence.value,
        "figures": {name: _figure_document(figure) for name, figure in with_estimates(entry).figures.items()},
        "estimates": {name: asdict(estimate) for name, estimate in entry.estimates.items()},
        "planned_on_estimates": list(estimates_needed(entry)),
        "notes": dict(entry.notes),
        "offers": [_offer(catalogue, offer) for offer in offers],
        "default_offer": _default(catalogue, entry.key, site, as_of) if site else None,
        "export": _export(entry, site, as_of),
    }


def _figure_document(figure: Figure) -> dict[str, Any]:
    """Return the grade of a figure; low and high are those of an estimate, else null."""
    return {
        "evidence": figure.evidence.value,
        "low": figure.low,
        "high": figure.high,
        "source": figure.source,
        "note": figure.note,
    }


def _default(catalogue: Catalogue, key: str, site: str, as_of: str | None) -> dict[str, Any]:
    found = default_offer(catalogue, key, site, as_of=as_of)
    return {"offer": found.offer.key if found.offer else None, "why": found.why.value, "reason": found.words}


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


def _terms(catalogue: Catalogue, price: Offer | PriceObservation) -> dict[str, Any]:
    """Return on what terms, where and how long ago; days before the catalogue's date, null for no date."""
    return {
        "term": price.term.value if price.term else None,
        "standing": price.standing.value if price.standing else None,
        "place": price.place or None,
        "includes_server": price.includes_server,
        "age_days": age_days(price.date, catalogue.date),
    }


def _offer(catalogue: Catalogue, offer: Offer) -> dict[str, Any]:
    return {
        "key": offer.key,
        "label": offer.label,
        "acquisition": offer.acquisition.value,
        "price": {"amount": offer.price.amount, "currency": offer.price.currency},
        "low": offer.price_low,
        "high": offer.price_high,
        **_terms(catalogue, offer),
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


def _price(catalogue: Catalogue, price: PriceObservation) -> dict[str, Any]:
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
        **_terms(catalogue, price),
        "date": price.date,
        "region": price.region,
        "source": price.source,
        "note": price.note,
        "evidence": price.evidence.value,
    }
