"""What the card of one accelerator says, line by line, as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from gui.document.catalogue_edits import ENTERED
from gui.document.edits import can_convert
from gui.document.terms_edits import every_purchase_offer
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.catalogue_filters import GRADE_LETTERS
from gui.panels.memory_capacity import capacity_words
from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.catalogue import Catalogue
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


def card_rows(accelerator: Accelerator, catalogue: Catalogue, plan: Plan) -> tuple[CardRow, ...]:
    """Return the lines of a card; what is unknown says so."""
    return (
        CardRow(
            label=tr("Supplier"), text=_join(accelerator.supplier, said(accelerator.jurisdiction), _year(accelerator))
        ),
        CardRow(label=tr("Peak rates"), text=_rates(accelerator), tip=_sources(accelerator, "peak_flop_per_s")),
        CardRow(label=tr("Memory"), text=_memory(accelerator), tip=_sources(accelerator, "memory_bytes")),
        _price_row(tr("Rent"), "/h", rent_offers(catalogue, accelerator.key), plan),
        _price_row(tr("Purchase"), "", every_purchase_offer(catalogue, accelerator.key), plan),
        CardRow(label=tr("Scale-up"), text=_scaleup(accelerator), tip=_sources(accelerator, "scaleup")),
        CardRow(label=tr("NIC"), text=_nic(accelerator), tip=_sources(accelerator, "nic_bytes_per_s")),
        CardRow(label=tr("Power"), text=_power(accelerator), tip=_sources(accelerator, "tdp_w")),
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


def _rates(accelerator: Accelerator) -> str:
    known = [
        f"{precision.value.upper()} {formats.whole(rate / 1e12)}"
        for precision in _SHOWN_RATES
        if (rate := accelerator.peak_flop_per_s.get(precision)) is not None
    ]
    return f"{_join(*known)} TF/s" if known else tr("unknown")


def _memory(accelerator: Accelerator) -> str:
    rate = formats.si(accelerator.memory_bytes_per_s, "B/s", digits=2) if accelerator.memory_bytes_per_s else ""
    return _join(f"{capacity_words(accelerator)} {said(accelerator.memory_type)}".strip(), rate) or tr("unknown")


def _scaleup(accelerator: Accelerator) -> str:
    rate = accelerator.scaleup_bytes_per_s
    domain = accelerator.scaleup_domain_devices
    return _join(
        said(accelerator.scaleup_link),
        tr("{count} devices", count=domain) if domain else "",
        tr("{rate} one way", rate=formats.si(rate, "B/s")) if rate else "",
    ) or tr("unknown")


def _nic(accelerator: Accelerator) -> str:
    rate = accelerator.nic_bytes_per_s
    return tr("{rate} Gbit/s a device", rate=formats.whole(rate * BITS_PER_BYTE / 1e9)) if rate else tr("unknown")


def _power(accelerator: Accelerator) -> str:
    return f"{formats.whole(accelerator.tdp_w)} W" if accelerator.tdp_w else tr("unknown")


def _price_row(label: str, per: str, offers: tuple[Offer, ...], plan: Plan) -> CardRow:
    amounts = sorted(
        plan.rates.convert(offer.price, plan.currency).amount
        for offer in offers
        if can_convert(plan, offer.price.currency)
    )
    tip = "\n".join(_observation(offer) for offer in offers)
    if not amounts:
        return CardRow(label=label, text=tr("no price known"), tip=tip)
    low, high = _amount(amounts[0]), _amount(amounts[-1])
    span = low if low == high else f"{low} – {high}"
    count = tr("1 observation") if len(amounts) == 1 else tr("{count} observations", count=len(amounts))
    return CardRow(label=label, text=f"{span} {plan.currency}{per} · {count}", tip=tip)


def _amount(amount: float) -> str:
    return formats.fixed(amount, 2) if amount < 1e3 else formats.whole(amount)  # noqa: PLR2004 - cents say nothing there


def _observation(offer: Offer) -> str:
    price: Money = offer.price
    per = "/h" if offer.acquisition is Acquisition.RENT else ""
    amount = f"{_amount(price.amount)} {price.currency}{per}"
    return f"{GRADE_LETTERS[offer.evidence]} {amount} · {said(offer.label)} · {offer.source}"


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
