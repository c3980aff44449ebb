"""What each pool came out with: its utilisation and its layout on a line, the reasons on hover and on F1.

Below them how the pools train together, and the best of them alone.
"""

from typing import Final

from msgspec import Struct
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.look import formats
from gui.look.mix_sentence import how_sentence, sentence_of
from gui.look.mixing_words import strategy_words
from gui.look.planner_words import said
from gui.look.pool_labels import layout_in_full, short_layout
from gui.look.states_words import stop_sentence
from gui.look.theme import supplier_icon
from gui.look.words import mark, named, tr
from gui.panels.result.figure_tile import Explained
from gui.widgets.labels import ElidedLabel, label, tooltip
from planner.catalogue.short_names import short_names
from planner.estimate_marks import alone_key
from planner.mixing.strategy import AloneResult
from planner.plan_result import LeftOutResult, PlanResult, PoolResult

POOL: Final = "pool:"  # before a pool's number: the key of its line
MIXING: Final = "mixing"
ALONE: Final = "alone:"  # before the number of a pool that does the run alone
NO_SHARE: Final = "The division of the tokens gives it none."  # the planner's words where nothing else is the matter
_SYMBOL_PX: Final = 12
_LINE_PX: Final = 17
_HEADING_PX: Final = 14
_GAP_PX: Final = 2
_NAME_PX, _MFU_PX = 86, 46  # “~41.1 %” whole: a figure is never left out for its mark


class PoolLine(Explained):
    """One pool: symbol, name, MFU, layout."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self._symbol = _Symbol()
        self.caption.fix_width(_NAME_PX)
        self.mfu = ElidedLabel("", "caption")
        self.mfu.fix_width(_MFU_PX)
        self.layout_words = ElidedLabel("", "caption")
        _in_a_line(self, self._symbol, self.caption, self.mfu, self.layout_words)

    def show_pool(self, pool: PoolResult, name: str, reason: str) -> None:
        """Show a pool by a short name, and on hover how it comes about."""
        self._symbol.show_supplier(pool.supplier)
        self.caption.setText(name)
        mfu, layout = formats.estimated(formats.percent(pool.mfu), pool.rate_estimates), short_layout(pool)
        self.mfu.setText(mfu)
        self.layout_words.setText(layout)
        self.explain_by(tr("{name}: healthy MFU {mfu}, {layout}", name=pool.name, mfu=mfu, layout=layout), reason)


class PoolHeading(QWidget):
    """What the columns of the lines below are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        healthy = tr("Of healthy steps, over all devices of the pool; stops and failures are in the goodput")
        for words, width, tip in ((tr("Pool"), _SYMBOL_PX + _GAP_PX + _NAME_PX, ""), (tr("MFU"), _MFU_PX, healthy)):
            heading = label(words, "hint")
            heading.setFixedWidth(width)
            heading.setToolTip(tooltip(tip))
            row.addWidget(heading)
        row.addWidget(label(tr("Layout"), "hint"), 1)
        self.setFixedHeight(_HEADING_PX)


class MixingLine(Explained):
    """How the pools train together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(MIXING, parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SYMBOL_PX + _GAP_PX, 0, 0, 0)
        row.addWidget(self.caption, 1)
        self.setFixedHeight(_LINE_PX)

    def show_way(self, words: str, reason: str) -> None:
        """Show the way of working, and on hover what it costs and buys."""
        self.caption.setText(words)
        self.explain_by(words, reason)


class AloneHeading(QWidget):
    """What the lines of the best pools alone are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(tr("One pool alone"), "hint"))
        self.setFixedHeight(_HEADING_PX)


class AloneLine(Explained):
    """One pool doing the whole run alone: its money, its days."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self._symbol = _Symbol()
        self.caption.fix_width(_NAME_PX)
        self.figures = ElidedLabel("", "caption")
        _in_a_line(self, self._symbol, self.caption, self.figures)

    def show_text(self, text: "AloneText") -> None:
        """Show a pool alone, and on hover its figures in full."""
        self._symbol.show_supplier(text.supplier)
        self.caption.setText(text.name)
        self.figures.setText(text.figures)
        self.explain_by(f"{text.name}, {text.figures}", text.reason)


class _Symbol(QLabel):
    """The symbol of a supplier."""

    def __init__(self) -> None:
        super().__init__()
        self._supplier: str | None = None

    def show_supplier(self, supplier: str) -> None:
        """Show a supplier's symbol."""
        if supplier != self._supplier:
            self._supplier = supplier
            self.setPixmap(supplier_icon(supplier).pixmap(_SYMBOL_PX, _SYMBOL_PX))


def _in_a_line(line: Explained, *parts: QWidget) -> None:
    """Put parts beside each other, the last with all the room that is left."""
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP_PX)
    for part in parts:
        row.addWidget(part)
    row.setStretchFactor(parts[-1], 1)
    line.setFixedHeight(_LINE_PX)


class AloneText(Struct, frozen=True, kw_only=True):
    """What a line says of one pool alone; ``reason`` on hover and on F1."""

    name: str
    supplier: str
    figures: str
    reason: str


def alone_lines(result: PlanResult) -> tuple[AloneText, ...]:
    """Return the cheapest and the fastest pool alone in words; one line where both are the same."""
    mixing = result.mixing
    if mixing is None:
        return ()
    cheapest, fastest = mixing.cheapest_alone, mixing.fastest_alone
    if cheapest is not None and fastest is not None and cheapest.pool == fastest.pool:
        return (_alone(mark("best {figures}"), cheapest, result),)
    named = ((mark("cheapest {figures}"), cheapest), (mark("fastest {figures}"), fastest))
    return tuple(_alone(caption, one, result) for caption, one in named if one is not None)


def _alone(caption: str, one: AloneResult, result: PlanResult) -> AloneText:
    paid, took = (result.estimated.get(alone_key(one.pool, key)) for key in ("cost", "days"))
    days = formats.estimated(formats.duration(one.days), took)
    figures = f"{formats.estimated(formats.si(one.cost.amount if one.cost else None), paid)}, {days}"
    in_full = f"{formats.estimated(formats.money(one.cost), paid)}, {days}"
    names = {key: pool.name for pool in result.pools for key in pool.groups}
    groups = tr(", ").join(dict.fromkeys(names.get(key, key) for key in one.kept))
    kept = tr(" Still paid by their terms: {groups}.", groups=groups) if one.kept else ""
    words = tr(
        "{name} does the whole run alone: {figures}. Other groups are not taken.", name=one.name, figures=in_full
    )
    return AloneText(
        name=short_names(pool.name for pool in result.pools).get(one.name, one.name),
        supplier=one.supplier,
        figures=tr(caption, figures=figures),
        reason=f"{words}{kept}",
    )


def stands_out(one: LeftOutResult) -> bool:
    """Whether a group that trains no token is news: it costs something all the same, or its shares do not say why."""
    return one.cost is None or one.cost.amount > 0.0 or one.why != NO_SHARE


def left_out_words(one: LeftOutResult) -> str:
    """Return a group that trains no token: what it costs by its terms, and why where its shares do not say so."""
    name, why = one.name, said(one.why)
    if one.cost is None:
        words = tr("{name} trains no token; its price is unknown.", name=name)
    elif one.cost.amount:
        words = tr("{name} trains no token and costs {money} by its terms.", name=name, money=formats.money(one.cost))
    else:
        words = tr("{name} trains no token and costs nothing.", name=name)
    return words if one.why == NO_SHARE else f"{words} {why}"


def programme_words(result: PlanResult) -> str:
    """Return what a programme comes to in a sentence, the models that are late by name."""
    count, days = len(result.models), formats.duration(result.days)
    words = tr("{count} models, each with weights of its own: {days} to the end of the last.", count=count, days=days)
    late = tr(", ").join(one.name for one in result.models if one.late)
    return tr("{words} Late: {names}.", words=words, names=late) if late else words


def pool_reason(pool: PoolResult) -> str:
    """Return a pool's layout in full, its rate, and what both rest on."""
    rate = formats.estimated(formats.whole(pool.healthy_tokens_per_s_per_device), pool.rate_estimates)
    joint = tr("{rate} healthy tokens/s a device, its part of what the pools deliver together.", rate=rate)
    alone = tr("{rate} healthy tokens/s a device: of all layouts that fit in memory, none is faster.", rate=rate)
    lines = (
        layout_in_full(pool),
        joint if pool.works_with_others else alone,
        stop_sentence(pool),
        said(pool.site_factor_why),
        *(said(sentence) for sentence in pool.estimate.assumptions),
    )
    return "\n".join(line for line in lines if line)


def mixing_reason(result: PlanResult) -> str:
    """Return what mixing costs and buys, how the pools work, and why not otherwise."""
    mixing = result.mixing
    if mixing is None:
        return ""
    if result.models or not mixing.beside:
        return said(mixing.why)
    refused = (named(strategy_words(name), said(why)) for name, why in mixing.refused.items())
    lines = (sentence_of(result), how_sentence(mixing, result.pools, result.estimated), *refused)
    return "\n".join(line for line in lines if line)


def reasons_of(result: PlanResult) -> dict[str, str]:
    """Return the explanations of pools and mixing by the keys of their lines."""
    pools = {f"{POOL}{number}": pool_reason(pool) for number, pool in enumerate(result.pools)}
    if result.mixing is None:
        return pools
    alone = {f"{ALONE}{number}": one.reason for number, one in enumerate(alone_lines(result))}
    return pools | alone | {MIXING: mixing_reason(result)}
