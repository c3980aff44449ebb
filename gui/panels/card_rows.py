"""What the card of one accelerator says, line by line, as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from gui.document.catalogue_edits import ENTERED
from gui.document.edits import can_convert
from gui.document.terms_edits import every_purchase_offer
from gui.look import formats
from gui.look.offer_words import offer_words
from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.catalogue_columns import CatalogueRow, readiness_words
from gui.panels.catalogue_filters import GRADE_LETTERS
from gui.panels.memory_capacity import capacity_words
from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import EstimateEffect
from planner.catalogue.figures import KINDS, PEAK
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.price_offers import rent_offers
from planner.plan import Plan
from planner.units import BITS_PER_BYTE

_SHOWN_RATES = (Precision.BF16, Precision.FP16, Precision.FP8, Precision.FP4, Precision.INT8)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
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
        CardRow(label=tr("Peak rates"), text=_rates(row), tip=_sources(accelerator, "peak_flop_per_s")),
        CardRow(label=tr("Memory"), text=_memory(row), tip=_sources(accelerator, "memory_bytes")),
        _price_row(tr("Rent"), "/h", rent_offers(catalogue, accelerator.key), plan, catalogue.date),
        _price_row(tr("Purchase"), "", every_purchase_offer(catalogue, accelerator.key), plan, catalogue.date),
        CardRow(label=tr("Scale-up"), text=_scaleup(row), tip=_sources(accelerator, "scaleup")),
        CardRow(label=tr("NIC"), text=_nic(row), tip=_sources(accelerator, "nic_bytes_per_s")),
        CardRow(label=tr("Power"), text=_power(row), tip=_sources(accelerator, "tdp_w")),
        CardRow(
            label=tr("Made by"),
            text=_join(said(accelerator.foundry), accelerator.process_node) or tr("unknown"),
            tip=_sources(accelerator, "foundry"),
        ),
        CardRow(
            label=tr("Nodes"),
            text=", ".join(node.name for node in catalogue.nodes_for(accelerator.key)) or tr("unknown"),
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
    return "\n".join(
        f"{GRADE_LETTERS[figure.evidence]} {name}: {figure.source}{f' ({figure.note})' if figure.note else ''}"
        for name, figure in accelerator.figures.items()
    )


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
        f"{precision.value.upper()} {row.sign_of(PEAK + precision.value)}{formats.whole(rate / 1e12)}"
        for precision in _SHOWN_RATES
        if (rate := row.accelerator.peak_flop_per_s.get(precision)) is not None
    ]
    without = [one.value.upper() for one in row.stated.formats_without_units if one in _SHOWN_RATES]
    words = f"{_join(*known)} TF/s" if known else tr("unknown")
    return _join(words, tr("no {formats} units", formats=", ".join(without))) if without else words


def _memory(row: CatalogueRow) -> str:
    accelerator = row.accelerator
    rate = formats.si(accelerator.memory_bytes_per_s, "B/s", digits=2) if accelerator.memory_bytes_per_s else ""
    size = f"{capacity_words(accelerator)} {said(accelerator.memory_type)}".strip()
    return _join(_signed(row, "memory_bytes", size), _signed(row, "memory_bytes_per_s", rate)) or tr("unknown")


def _scaleup(row: CatalogueRow) -> str:
    rate = row.accelerator.scaleup_bytes_per_s
    domain = row.accelerator.scaleup_domain_devices
    devices = tr("{count} devices", count=domain) if domain else ""
    speed = tr("{rate} one way", rate=formats.si(rate, "B/s")) if rate else ""
    return _join(
        said(row.accelerator.scaleup_link),
        _signed(row, "scaleup_domain_devices", devices),
        _signed(row, "scaleup_bytes_per_s", speed),
    ) or tr("unknown")


def _nic(row: CatalogueRow) -> str:
    rate = row.accelerator.nic_bytes_per_s
    words = tr("{rate} Gbit/s a device", rate=formats.whole(rate * BITS_PER_BYTE / 1e9)) if rate else ""
    return _signed(row, "nic_bytes_per_s", words) or tr("unknown")


def _power(row: CatalogueRow) -> str:
    watts = row.accelerator.tdp_w
    return _signed(row, "tdp_w", f"{formats.whole(watts)} W") if watts else tr("unknown")


def _signed(row: CatalogueRow, figure: str, words: str) -> str:
    """Return words with the mark of a figure that is estimated."""
    return row.sign_of(figure) + words if words else ""


def _price_row(label: str, per: str, offers: tuple[Offer, ...], plan: Plan, as_of: str) -> CardRow:
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
    return CardRow(label=label, text=f"{span} {plan.currency}{per} · {count}", tip=tip)


def _amount(amount: float) -> str:
    return formats.fixed(amount, 2) if amount < 1e3 else formats.whole(amount)  # noqa: PLR2004 - cents say nothing there


def _observation(offer: Offer, as_of: str) -> str:
    price: Money = offer.price
    per = "/h" if offer.acquisition is Acquisition.RENT else ""
    amount = f"{_amount(price.amount)} {price.currency}{per}"
    return f"{GRADE_LETTERS[offer.evidence]} {amount} · {offer_words(offer, as_of)} · {offer.source}"


def _sources(accelerator: Accelerator, prefix: str) -> str:
    """Return grade and source of the figures whose names begin so; the same source is said once."""
    found = [figure for name, figure in accelerator.figures.items() if name.startswith(prefix)]
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
