"""What the card of one accelerator says, line by line, as data."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from gui.document.catalogue_edits import ENTERED
from gui.document.edits import can_convert
from gui.document.terms_edits import every_purchase_offer
from gui.look import formats
from gui.look.myriads import currency_word
from gui.look.offer_words import offer_words
from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.catalogue.catalogue_columns import CatalogueRow, readiness_words
from gui.panels.catalogue.catalogue_filters import GRADE_LETTERS
from gui.panels.catalogue.figure_words import figure_caption, figure_name, figure_text
from planner.catalogue.accelerator import Accelerator, Figure, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import EstimateEffect
from planner.catalogue.figures import FIGURES, KINDS, PEAK, FigureKind, FigureLayer, layer_of
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.price_offers import rent_offers
from planner.plan import Plan
from planner.units import TERA

_SHOWN_RATES = (Precision.BF16, Precision.FP16, Precision.FP8, Precision.FP4, Precision.INT8)
_COULD_BE = 0.2  # of the rate: an estimate that may move it by so much decides who is ahead of whom


class CardRow(Struct, frozen=True, kw_only=True):
    """One line of the card; ``tip`` says where it comes from."""

    label: str
    text: str
    tip: str = ""


def card_rows(
    row: CatalogueRow, catalogue: Catalogue, plan: Plan, effects: tuple[EstimateEffect, ...] = ()
) -> tuple[CardRow, ...]:
    """Return the lines of a card; what is unknown says so, what is estimated wears its mark and its range.

    ``effects`` are what the estimates do to the rate of the plan's own pool, the strongest first.
    """
    accelerator = row.accelerator
    return (
        CardRow(
            label=tr("Supplier"), text=_join(accelerator.supplier, said(accelerator.jurisdiction), _year(accelerator))
        ),
        CardRow(label=tr("Planning"), text=readiness_words(row), tip=_estimates(row)),
        *_effect_rows(effects),
        CardRow(label=tr("Peak rates"), text=_rates(row), tip=_sources(accelerator, FigureLayer.COMPUTE)),
        _layer_row(tr("Memory"), row, FigureLayer.MEMORY, then=accelerator.memory_type),
        _price_row(
            tr("Rent"), formats.per_hour(plan.currency), rent_offers(catalogue, accelerator.key), plan, catalogue.date
        ),
        _price_row(
            tr("Purchase"),
            currency_word(plan.currency),
            every_purchase_offer(catalogue, accelerator.key),
            plan,
            catalogue.date,
        ),
        _layer_row(tr("Scale-up"), row, FigureLayer.SCALE_UP, accelerator.scaleup_link),
        _layer_row(tr("NIC"), row, FigureLayer.SCALE_OUT),
        _layer_row(tr("Power"), row, FigureLayer.POWER),
        _layer_row(tr("Made by"), row, FigureLayer.DIE, accelerator.foundry, accelerator.process_node),
        _layer_row(
            tr("Nodes"),
            row,
            FigureLayer.NODE,
            tr(", ").join(node.name for node in catalogue.nodes_for(accelerator.key)),
        ),
        CardRow(
            label=tr("Software"),
            text=said(accelerator.software_stack) or tr("unknown"),
            tip=accelerator.training_support_note,
        ),
        CardRow(label=tr("Evidence"), text=_evidence(accelerator), tip=source_list(accelerator)),
    )


def source_list(accelerator: Accelerator) -> str:
    """Return every figure with its grade and source, one a line."""
    return "\n".join(_source_line(name, figure) for name, figure in accelerator.figures.items())


def _source_line(name: str, figure: Figure) -> str:
    note = f" ({figure.note})" if figure.note else ""
    return f"{GRADE_LETTERS[figure.evidence]} {figure_caption(name)}: {figure.source}{note}"


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _year(accelerator: Accelerator) -> str:
    return str(accelerator.year) if accelerator.year else ""


def _effect_rows(effects: tuple[EstimateEffect, ...]) -> tuple[CardRow, ...]:
    """Return the line of the estimate that moves the plan's pool most; none where nothing is estimated."""
    if not effects:
        return ()
    lines = [
        tr(
            "{figure}: {low} to {high} tokens/s between its low and its high",
            figure=said(one.words),
            low=formats.whole(one.rate_at_low),
            high=formats.whole(one.rate_at_high),
        )
        for one in effects
    ]
    most = effects[0]
    text = tr(
        "{figure} moves the rate most: {percent}", figure=said(most.words), percent=formats.percent(most.span - 1)
    )
    if most.span - 1 >= _COULD_BE:
        text = tr("{moves}; rank it as could-be", moves=text)
    return (CardRow(label=tr("Estimates"), text=text, tip="\n".join(lines)),)


def _estimates(row: CatalogueRow) -> str:
    """Return the ranges that planning takes, with how each was derived."""
    lines = []
    for name in row.readiness.estimated:
        kind, estimate = KINDS[name], row.stated.estimates[name]
        low, mid, high = (formats.trimmed(kind.printed(value)) for value in (estimate.low, estimate.mid, estimate.high))
        lines.append(f"{said(kind.words)}: {low} – {mid} – {high} {kind.unit}. {estimate.derivation}")
    return "\n".join(lines)


def _rates(row: CatalogueRow) -> str:
    known = [
        f"{precision.value.upper()} {row.sign_of(PEAK + precision.value)}{formats.whole(rate / TERA)}"
        for precision in _SHOWN_RATES
        if (rate := row.accelerator.peak_flop_per_s.get(precision)) is not None
    ]
    without = [one.value.upper() for one in row.stated.formats_without_units if one in _SHOWN_RATES]
    words = f"{_join(*known)} TF/s" if known else tr("unknown")
    return _join(words, tr("no {formats} units", formats=tr(", ").join(without))) if without else words


def _layer_row(label: str, row: CatalogueRow, layer: FigureLayer, *before: str, then: str = "") -> CardRow:
    """Return the line of all figures of one layer behind the names that belong to it; ``then`` ends it."""
    kinds = [kind for kind in FIGURES if kind.layer is layer]
    units = Counter(kind.people_unit for kind in kinds)
    figures = [_signed(row, kind, named=units[kind.people_unit] > 1) for kind in kinds]
    text = _join(*map(said, before), *figures, said(then)) or tr("unknown")
    return CardRow(label=label, text=text, tip=_sources(row.accelerator, layer))


def _signed(row: CatalogueRow, kind: FigureKind, *, named: bool) -> str:
    """Return a figure with the mark of one that is estimated; by its name where the unit does not tell which it is."""
    text = figure_text(row.accelerator, kind)
    if not text:
        return ""
    return f"{figure_name(kind)} {row.sign_of(kind.name)}{text}" if named else row.sign_of(kind.name) + text


def _price_row(label: str, unit: str, offers: tuple[Offer, ...], plan: Plan, as_of: str) -> CardRow:
    amounts = sorted(
        plan.rates.convert(offer.price, plan.currency).amount
        for offer in offers
        if can_convert(plan, offer.price.currency)
    )
    tip = "\n".join(_observation(offer, as_of) for offer in offers)
    if not amounts:
        return CardRow(label=label, text=tr("no price known"), tip=tip)
    low, high = _amount(amounts[0]), _amount(amounts[-1])
    span = low if low == high else f"{low} – {high}"
    count = tr("1 observation") if len(amounts) == 1 else tr("{count} observations", count=len(amounts))
    return CardRow(label=label, text=f"{span} {unit} · {count}", tip=tip)


def _amount(amount: float) -> str:
    return formats.fixed(amount, 2) if amount < 1e3 else formats.whole(amount)  # noqa: PLR2004 - cents say nothing there


def _observation(offer: Offer, as_of: str) -> str:
    price: Money = offer.price
    named = formats.per_hour if offer.acquisition is Acquisition.RENT else currency_word
    amount = f"{_amount(price.amount)} {named(price.currency)}"
    return f"{GRADE_LETTERS[offer.evidence]} {amount} · {offer_words(offer, as_of)} · {offer.source}"


def _sources(accelerator: Accelerator, layer: FigureLayer) -> str:
    """Return grade and source of the figures of a layer; the same source is said once."""
    found = [figure for name, figure in accelerator.figures.items() if layer_of(name) is layer]
    lines = (f"{GRADE_LETTERS[figure.evidence]} {figure.source}\n{figure.note}".strip() for figure in found)
    return "\n".join(dict.fromkeys(lines))


def _evidence(accelerator: Accelerator) -> str:
    own = sum(figure.note == ENTERED for figure in accelerator.figures.values())
    words = _graded(accelerator)
    return _join(words, tr("{count} figures of yours", count=own)) if own else words


def _graded(accelerator: Accelerator) -> str:
    sources = set(_single_sources(figure.source for figure in accelerator.figures.values()))
    return tr(
        "{letter} {grade} · {count} sources",
        letter=GRADE_LETTERS[accelerator.evidence],
        grade=said(accelerator.evidence.value),
        count=len(sources),
    )


def _single_sources(sources: Iterable[str]) -> Iterable[str]:
    return (part.strip() for source in sources for part in source.split(" ; ") if part.strip())
