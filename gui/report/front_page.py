"""The report's first page, which stands alone: large figures, what a loss costs, and what the numbers rest on."""

from collections.abc import Callable, Collection
from typing import Any, Final

from gui.look import formats
from gui.look.loss_words import change_words, days_words, or_never
from gui.look.myriads import currency_word
from gui.look.planner_words import said
from gui.look.result_figures import shown_as
from gui.look.verdict_words import limit_notes
from gui.look.words import in_a_row, mark, tr
from gui.report.cells import Cells, comparison_cells, grades_words
from gui.report.headings import table_head
from planner.dependence.concentration import retention_reading
from planner.headlines import HEADLINE, Form
from planner.risk.supplier_loss import LossResult
from planner.summary import Quantity, Summary

_CARDS: Final = (
    *("saving", "cost_per_trillion_tokens", "cost", "days", "tokens_per_s", "largest", "effective", "retention"),
)
_SHORT_LABELS: Final = {"retention": mark("Without one supplier"), "effective": mark("Effective suppliers")}
_KINDS: Final = {
    "stop-ship": mark("It stops shipping"),
    "price-shock": mark("Its rents rise by {rise}"),
    "loss-of-use": mark("Its devices stand still"),
}


def front_page(summary: Summary) -> Cells:
    """Return the words of the first page by the template's names."""
    return {
        "cards": [_card(summary, key) for key in _CARDS],
        "cards_note": _cards_note(summary),
        "losses": [_loss_cells(loss, summary.estimated) for loss in summary.losses],
        "losses_heads": _loss_heads(summary),
        "losses_title": tr("If {name} fails as a supplier", name=said(summary.losses[0].supplier))
        if summary.losses
        else "",
        "losses_note": _losses_note(summary),
        "rests_on": _rests_on(summary),
    }


def _cards_note(summary: Summary) -> str:
    note = tr(
        "Below a figure, P10 to P90: four outcomes of five lie between. Effective suppliers: so many equal ones would "
        "be as concentrated (HHI: squared shares in per cent, summed; one alone has 10,000). Without one supplier: the "
        "run planned again without the one whose loss costs most days."
    )
    inputs = tr("; ").join(said(words) for words in summary.estimates)
    rests = tr("~ rests on estimates that nobody published: {inputs}", inputs=inputs) if inputs else ""
    return in_a_row(part for part in (note, _rates_note(summary), rests) if part)


def _rates_note(summary: Summary) -> str:
    """Return at which rates prices were converted, of which day, and where to set others."""
    if not summary.rates:
        return ""
    return tr(
        "Prices are converted at {rates}, the rates of {date}; Plan, Exchange rates sets others.",
        rates=summary.rates,
        date=summary.rates_date,
    )


def _card(summary: Summary, key: str) -> Cells:
    figure = HEADLINE[key]
    quantity = next(quantity for quantity in summary.headline if quantity.key == key)
    supplier = summary.dependence.get("supplier")
    of_basis = {"compute": mark("{name}, of compute"), "spend": mark("{name}, of spend")}[summary.basis]
    notes = {
        "largest": tr(of_basis, name=said(supplier.largest_name)) if supplier else "",
        "effective": f"HHI {formats.whole(supplier.hhi)}" if supplier else "",
        "retention": loss_note(summary),
        "days": deadline_note(summary),
        "saving": "" if summary.baseline else tr("no baseline"),
    }
    show = _show(quantity)
    known = quantity.value is not None
    band = formats.band(quantity.band, show)
    value = longest_loss(summary) if key == "retention" and known else show(quantity.value)
    value = formats.estimated(value, quantity.estimated)
    broken = limit_notes(summary.unmet, key, summary.currency)
    own = notes.get(key, "")
    parts = (band, own) if key == "days" else (band or own, broken)
    return {
        "alert": bool(broken),
        "label": tr(_SHORT_LABELS[key]) if key in _SHORT_LABELS else said(figure.label),
        "value": value,
        "unit": currency_word(summary.currency) if figure.form is Form.MONEY and known else "",
        "note": tr(", ").join(part for part in parts if part),
    }


def longest_loss(summary: Summary) -> str:
    """Return the days of the run without the supplier whose loss costs most of them."""
    supplier = summary.dependence.get("supplier")
    if supplier is None:
        return formats.UNKNOWN
    return days_words(max(supplier.days_without.values(), key=or_never))


def loss_note(summary: Summary) -> str:
    """Return which supplier that is, by how much later or earlier the run ends, and its reading where speeds add."""
    supplier = summary.dependence.get("supplier")
    days = next((quantity.value for quantity in summary.headline if quantity.key == "days"), None)
    if supplier is None or days is None:
        return ""
    name, longest = max(supplier.days_without.items(), key=lambda item: or_never(item[1]))
    reading = said(retention_reading(supplier.retention).value) if summary.adds else ""
    change = change_words(longest, days)
    parts = (tr("without {name}", name=said(name)), change, reading)
    return tr(", ").join(part for part in parts if part)


def deadline_note(summary: Summary) -> str:
    """Return the chance of the deadline; empty where there is none."""
    deadline = summary.deadline
    if deadline is None:
        return ""
    return tr(
        "{chance} by day {deadline}",
        chance=formats.estimated(formats.percent(deadline.chance, 0), "deadline" in summary.estimated),
        deadline=formats.trimmed(deadline.days),
    )


def _show(quantity: Quantity) -> Callable[[float | None], str]:
    if quantity.key == "effective":
        return lambda value: formats.fixed(value, 2)
    return shown_as(HEADLINE[quantity.key])


def _loss_heads(summary: Summary) -> list[str]:
    return [
        "",
        table_head("Days"),
        tr("extra"),
        tr("cost, {currency}", currency=currency_word(summary.currency)),
        tr("extra"),
    ]


def _loss_cells(loss: LossResult, estimated: Collection[str]) -> Cells:
    days, cost, extra = loss.days_to_finish, loss.cost_to_finish, loss.extra_cost
    late, paid = "days" in estimated, "cost" in estimated
    what = tr(_KINDS[loss.kind.value], rise=formats.percent(loss.stated.price_rise, 0))
    return {
        "what": what,
        "days": tr("never ends") if days is None else formats.estimated(formats.days_number(days), late),
        "days_more": ""
        if loss.extra_days is None
        else formats.estimated(formats.signed(loss.extra_days, formats.days_number), late),
        "cost": formats.estimated(formats.si(cost.amount if cost else None), paid),
        "cost_more": formats.estimated(formats.signed(extra.amount, formats.si), paid) if extra else "",
        "why": in_a_row((tr("{sentence}.", sentence=what), said(loss.why))),
    }


def _losses_note(summary: Summary) -> str:
    if not summary.losses:
        return ""
    loss = summary.losses[0]
    return tr(
        "Each on day {day}, halfway through its devices' work. Assumed: {replan} days to plan anew, {failures} of them "
        "fail in a year.",
        day=formats.trimmed(loss.day),
        replan=formats.trimmed(loss.stated.replan_days),
        failures=formats.percent(loss.stated.annual_failure_share),
    )


def _rests_on(summary: Summary) -> list[str]:
    """Return one sentence each on the inputs, the speed, the anchors and what was published."""
    sentences = []
    if summary.evidence:
        sentences.append(
            tr("Inputs by evidence: {grades}; the last page names the sources.", grades=grades_words(summary))
        )
    if summary.model_error is not None:
        sentences.append(
            tr(
                "Speed: {error} off on average over {runs} published runs, each predicted without its own source.",
                error=formats.percent(summary.model_error.mean_error),
                runs=formats.whole(summary.model_error.runs),
            )
        )
    if summary.anchors:
        names = tr(", ").join(said(name) for name in summary.anchors)
        sentences.append(tr("Anchored on a measured run: {names}.", names=names))
    else:
        sentences.append(tr("No measured run anchors this plan; one of your own narrows the bands."))
    return sentences + [_compared(cells) for cells in map(comparison_cells, summary.comparisons)]


def _compared(cells: dict[str, Any]) -> str:
    values = {name: cells[name] for name in ("name", "quantity", "published", "predicted")}
    if not cells["inside"]:
        return tr("{name}, {quantity}: published {published}, predicted {predicted}.", **values)
    return tr(
        "{name}, {quantity}: published {published}, predicted {predicted}, {inside}.",
        **values,
        inside=cells["inside"],
    )
