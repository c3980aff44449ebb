"""The report's words and numbers: a summary turned into the text of each cell, in the user's locale."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QDate, QLocale

from gui import formats
from gui.report.cells import Cells, table_cells
from planner.dependence import LAYER_TITLES
from planner.summary import Quantity, Summary
from planner.units import GIGA

_CARDS: Final = (
    ("saving", "Saving"),
    ("cost_per_trillion_tokens", "Per trillion tokens"),
    ("cost", "Whole run"),
    ("days", "Time"),
    ("tokens_per_s", "Throughput"),
    ("largest", "Largest supplier"),
    ("effective", "Effective suppliers"),
    ("retention", "N-1 retention"),
)


def report_words(summary: Summary, today: date) -> Cells:
    """Return everything the template sets, as strings, lists and tables of strings."""
    return {
        "title": summary.plan_name,
        "subtitle": _subtitle(summary),
        "date": QLocale().toString(QDate(today.year, today.month, today.day), QLocale.FormatType.LongFormat),
        "lead": lead(summary),
        "cards": [_card(summary, key, label) for key, label in _CARDS],
        "warnings": [*(f"{blocked.subject}: {blocked.reason}" for blocked in summary.blocked), *summary.warnings],
        "basis": {"compute": "delivered compute", "spend": "spend"}[summary.basis],
        "versions": _versions(summary.versions),
        **table_cells(summary),
    }


def lead(summary: Summary) -> str:
    """Return the report's first sentences: what it costs, what it saves, what it depends on."""
    figures = {quantity.key: quantity for quantity in summary.headline}
    cost = figures["cost_per_trillion_tokens"]
    if cost.value is None:
        return "This plan gives no cost yet; what is missing is listed below."
    tokens = next((quantity.value for quantity in summary.workload if quantity.key == "tokens"), None)
    price = f"{formats.si(cost.value)} {cost.unit} per trillion tokens"
    saved = _saved(figures["saving"], summary.baseline)
    first = f"Training {summary.shape} on {formats.si(tokens)} tokens with this fleet costs {price}{saved}."
    return " ".join([first, *_dependence_sentences(summary)])


def _saved(saving: Quantity, baseline: str) -> str:
    if saving.value is None or not baseline:
        return ""
    side = "less" if saving.value >= 0 else "more"
    band = formats.band(saving.band, formats.percent)
    sure = f" (saving, P10 to P90: {band})" if band else ""
    return f", {formats.percent(abs(saving.value))} {side} than on {baseline}{sure}"


def _dependence_sentences(summary: Summary) -> list[str]:
    supplier = summary.dependence.get("supplier")
    if supplier is None:
        return []
    share = {"compute": "of the delivered compute", "spend": "of the spend"}[summary.basis]
    sentences = [f"Its largest supplier, {supplier.largest_name}, has {formats.percent(supplier.largest, 0)} {share}."]
    lost = min(supplier.retention_without, key=lambda name: supplier.retention_without[name])
    if supplier.retention > 0:
        stays = formats.percent(supplier.retention, 0)
        sentences.append(f"If {lost} were lost, {stays} of the throughput would stay.")
    else:
        sentences.append(f"If {lost} were lost, nothing would be left to train on.")
    worst = summary.dependence.get(summary.worst_layer)
    if worst is not None and worst.hhi > supplier.hhi + 1:
        sentences.append(
            f"By {LAYER_TITLES[summary.worst_layer]} it is more concentrated: {worst.largest_name} has "
            f"{formats.percent(worst.largest, 0)}."
        )
    return sentences


def _subtitle(summary: Summary) -> str:
    figures = {quantity.key: quantity for quantity in summary.workload}
    sizes = f"{_billions(figures['total_params'].value)} parameters, {_billions(figures['active_params'].value)} active"
    run = (
        f"{formats.si(figures['tokens'].value)} tokens, sequence {formats.whole(figures['seq_len'].value)}, "
        f"batch {formats.whole(figures['global_batch'].value)}, {summary.precision.upper()}"
    )
    return f"{summary.shape} ({sizes}) · {run} · site {summary.site}"


def _billions(parameters: float | None) -> str:
    """Return a parameter count as the field writes it: ``290 B``."""
    return f"{formats.significant(parameters / GIGA)}{formats.THIN}B" if parameters is not None else formats.UNKNOWN


def _card(summary: Summary, key: str, label: str) -> Cells:
    quantity = next(quantity for quantity in summary.headline if quantity.key == key)
    supplier = summary.dependence.get("supplier")
    notes = {
        "saving": "against the baseline" if summary.baseline else "no baseline",
        "cost_per_trillion_tokens": summary.currency,
        "cost": summary.currency,
        "days": "days",
        "tokens_per_s": "tokens/s",
        "largest": supplier.largest_name if supplier else "",
        "effective": f"HHI {formats.whole(supplier.hhi)}" if supplier else "",
        "retention": "of throughput stays",
    }
    show = _show(quantity)
    return {
        "label": label,
        "value": show(quantity.value),
        "band": formats.band(quantity.band, show),
        "note": notes[key],
    }


def _show(quantity: Quantity) -> Any:  # noqa: ANN401 - one of the formats' functions
    if quantity.unit == "fraction":
        return formats.percent
    if quantity.key == "days":
        return lambda value: formats.fixed(value, 0) if value is None or value >= 10 else formats.significant(value, 2)  # noqa: PLR2004 - digits
    if quantity.key == "effective":
        return lambda value: formats.fixed(value, 2)
    return formats.si


def _versions(versions: Mapping[str, str]) -> str:
    words = {"program": "Chipfolio", "calibration": "calibration", "catalogue": "catalogue of"}
    return " · ".join(f"{words.get(name, name)} {version}" for name, version in versions.items() if version)
