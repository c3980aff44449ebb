"""The report's words and numbers: a summary turned into the text of each cell, in the user's locale."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QLocale

from gui.look import formats
from gui.look.language import language_in_use
from gui.look.loss_words import change_words, or_never
from gui.look.myriads import currency_word, in_myriads
from gui.look.planner_words import blocked_words, said
from gui.look.verdict_words import verdict_words
from gui.look.words import in_a_row, tr
from gui.report.cells import Cells, table_cells
from gui.report.front_page import front_page, longest_loss
from gui.report.headings import headings, table_heads
from planner.causes import TrainsNoToken
from planner.dependence import LAYER_TITLES
from planner.plan_result import Blocked, VerdictKind, blocks_beside, said_in_verdict, tells_of_block
from planner.sentences import cause_of
from planner.summary import Quantity, Summary
from planner.units import GIGA

_WEEKDAY: Final = re.compile(r"[,\s]*dddd[,\s]*")


def report_words(summary: Summary, today: date) -> Cells:
    """Return everything the template sets, as strings, lists and tables of strings."""
    basis = {"compute": tr("delivered compute"), "spend": tr("spend")}[summary.basis]
    cells = table_cells(summary)
    return {
        "language": QLocale(language_in_use()).bcp47Name().partition("-")[0],
        "headings": headings(basis=basis, grades=cells["grades"]),
        "heads": table_heads(),
        "title": said(summary.plan_name),
        "subtitle": _subtitle(summary),
        "date": _date_words(today),
        "verdict": verdict_cells(summary),
        "lead": lead(summary),
        "warnings": [
            *(_blocked_words(blocked) for blocked in blocks_beside(summary.verdict, summary.blocked)),
            *(said(text) for text in summary.warnings if not _said_elsewhere(text, summary)),
        ],
        "versions": _versions(summary.versions),
        **cells,
        **front_page(summary),
    }


def _blocked_words(block: Blocked) -> str:
    """Return what is blocked and why, and on how many nodes it is not: paper has no button that sets them."""
    mend = () if block.mend is None else (said(block.mend.words),)
    return in_a_row((blocked_words(block), *mend))


def lead(summary: Summary) -> str:
    """Return the report's first sentences: what it costs, what it saves, what it depends on."""
    figures = {quantity.key: quantity for quantity in summary.headline}
    cost = figures["cost_per_trillion_tokens"]
    if cost.value is None:
        return tr("This plan gives no cost yet; what is missing is listed below.")
    tokens = next((quantity.value for quantity in summary.workload if quantity.key == "tokens"), None)
    price = tr(
        "{value} {unit} per trillion tokens",
        value=formats.estimated(formats.si(cost.value), cost.estimated),
        unit=currency_word(cost.unit),
    )
    saved = _saved(figures["saving"], summary.baseline)
    first = tr(
        "Training {shape} on {tokens} tokens with this fleet costs {price}{saved}.",
        shape=summary.shape,
        tokens=formats.si(tokens),
        price=price,
        saved=saved,
    )
    return in_a_row([first, *_dependence_sentences(summary)])


def verdict_cells(summary: Summary) -> Cells:
    """Return the verdict that the page opens with: its title, the limits broken, and everything else."""
    by_kind = {kind: verdict_words(summary.verdict, {kind}) for kind in VerdictKind}
    rest = (VerdictKind.KEPT, VerdictKind.UNKNOWN, VerdictKind.BESIDE, VerdictKind.DECIDE)
    return {
        "title": in_a_row(by_kind[VerdictKind.TITLE]),
        "unmet": by_kind[VerdictKind.UNMET],
        "rest": [line for kind in rest for line in by_kind[kind]],
    }


def _said_elsewhere(warning: str, summary: Summary) -> bool:
    """Whether the verdict says what a warning does, or the groups that train no token, below the timetable."""
    cause = cause_of(warning)
    if isinstance(cause, TrainsNoToken):
        return cause.accelerator in {one.name for one in summary.left_out} and len(summary.timetable) > 1
    above = cause is not None and cause.code() in said_in_verdict(summary.unmet)
    return above or tells_of_block(warning, summary.blocked)


def _date_words(day: date) -> str:
    """Return a day as the locale writes it in full, without the name of the weekday."""
    pattern = QLocale().dateFormat(QLocale.FormatType.LongFormat)
    return QLocale().toString(QDate(day.year, day.month, day.day), _WEEKDAY.sub("", pattern))


def _saved(saving: Quantity, baseline: str) -> str:
    if saving.value is None or not baseline:
        return ""
    side = tr("less") if saving.value >= 0 else tr("more")
    band = formats.band(saving.band, formats.percent)
    sure = tr(" (saving, P10 to P90: {band})", band=band) if band else ""
    return tr(
        ", {saving} {side} than on {baseline}{sure}",
        saving=formats.estimated(formats.percent(abs(saving.value)), saving.estimated),
        side=side,
        baseline=said(baseline),
        sure=sure,
    )


def _dependence_sentences(summary: Summary) -> list[str]:
    supplier = summary.dependence.get("supplier")
    if supplier is None:
        return []
    share = {"compute": tr("of the delivered compute"), "spend": tr("of the spend")}[summary.basis]
    sentences = [
        tr(
            "Its largest supplier, {name}, has {figure} {share}.",
            name=supplier.largest_name,
            figure=formats.estimated(formats.percent(supplier.largest), "largest" in summary.estimated),
            share=share,
        )
    ]
    sentences.append(_loss_sentence(summary))
    worst = summary.dependence.get(summary.worst_layer)
    if worst is not None and worst.hhi > supplier.hhi + 1:
        sentences.append(
            tr(
                "By {layer} it is more concentrated: {name} has {share}.",
                layer=said(LAYER_TITLES[summary.worst_layer]),
                name=said(worst.largest_name),
                share=formats.estimated(formats.percent(worst.largest), "hhi" in summary.estimated),
            )
        )
    return sentences


def _loss_sentence(summary: Summary) -> str:
    """Return how the run ends without the supplier whose loss costs most days."""
    longest = formats.estimated(longest_loss(summary), "retention" in summary.estimated)
    supplier = summary.dependence["supplier"]
    name = max(supplier.days_without, key=lambda one: or_never(supplier.days_without[one]))
    if supplier.days_without[name] is None:
        return tr("If {lost} were lost, the run would never end.", lost=said(name))
    days = next((quantity.value for quantity in summary.headline if quantity.key == "days"), None)
    change = "" if days is None else change_words(supplier.days_without[name], days)
    return tr("If {lost} were lost, the run would take {days}: {change}.", lost=said(name), days=longest, change=change)


def _subtitle(summary: Summary) -> str:
    figures = {quantity.key: quantity for quantity in summary.workload}
    sizes = tr(
        "{total} parameters, {active} active",
        total=_billions(figures["total_params"].value),
        active=_billions(figures["active_params"].value),
    )
    run = tr(
        "{tokens} tokens, sequence {sequence}, batch {batch}, {precision}",
        tokens=formats.si(figures["tokens"].value),
        sequence=formats.whole(figures["seq_len"].value),
        batch=formats.whole(figures["global_batch"].value),
        precision=summary.precision.upper(),
    )
    return tr(
        "{shape} ({sizes}) · {run} · site {site}", shape=summary.shape, sizes=sizes, run=run, site=said(summary.site)
    )


def _billions(parameters: float | None) -> str:
    """Return a parameter count as the field writes it, ``290 B``, or as a Chinese board does, ``2,900 亿``."""
    if in_myriads():
        return formats.si(parameters)
    return f"{formats.significant(parameters / GIGA)}{formats.THIN}B" if parameters is not None else formats.UNKNOWN


def _versions(versions: Mapping[str, str]) -> str:
    words = {"program": "Chipfolio", "calibration": tr("calibration"), "catalogue": tr("catalogue of")}
    return " · ".join(f"{words.get(name, name)} {version}" for name, version in versions.items() if version)
