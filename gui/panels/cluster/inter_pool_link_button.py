"""The links between pools: how traffic travels, how fast, how late; between any two, and between single pairs."""

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from gui.document.edit import Edit
from gui.document.inter_pool_link_edits import (
    Pair,
    is_present,
    own_link,
    pool_name,
    pool_pairs,
    with_link_of,
    without_link_of,
)
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.form_button import FormButton
from gui.widgets.labels import tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.cluster import InterPoolLink, LinkKind
from planner.plan import Plan
from planner.units import BITS_PER_BYTE, GIGA, bytes_per_s_from_gbit_per_s

_MS_PER_S: Final = 1e3
_AS_ANY: Final = "as any"  # the choice of a pair that has no link of its own
_KINDS: Final = {
    LinkKind.DEVICE_DIRECT: mark("device to device"),
    LinkKind.THROUGH_HOST: mark("through the host"),
    LinkKind.WIDE_AREA: mark("wide area"),
}


class InterPoolLinkButton(FormButton):
    """Shows and edits the plan's links."""

    edit_requested = Signal(Edit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Inter-pool link"), tr("How traffic between pools travels"), parent)
        self._plan: Plan | None = None
        self._pairs: tuple[Pair | None, ...] = ()
        self.pair = QComboBox()
        self.kind = QComboBox()
        self.rate = QuantityEdit(
            lambda gbit: f"{formats.trimmed(gbit)} Gbit/s",
            within("InterPoolLink", "bytes_per_s", unit=GIGA / BITS_PER_BYTE),
        )
        self.latency = QuantityEdit(
            lambda ms: f"{formats.trimmed(ms)} ms", within("InterPoolLink", "latency_s", unit=1.0 / _MS_PER_S)
        )
        self.form.add_field(tr("Between"), self.pair, tr("Two pools, or any two that have no link of their own"))
        self.form.add_field(tr("Traffic goes"), self.kind, tr("Which way traffic between pools takes"))
        self.form.add_field(
            tr("Bandwidth"), self.rate, tr("One direction, over all NICs of the link together, in Gbit/s")
        )
        self.form.add_field(tr("Latency"), self.latency, tr("Of one message, in milliseconds"))
        self.pair.activated.connect(lambda _number: self._show_chosen())
        self.kind.activated.connect(lambda _number: self._ask_kind())
        self.rate.committed.connect(lambda gbit: self._ask(bytes_per_s=bytes_per_s_from_gbit_per_s(gbit)))
        self.latency.committed.connect(lambda ms: self._ask(latency_s=ms / _MS_PER_S))

    def show_plan(self, plan: Plan) -> None:
        """Show the links of a plan; the pair that was looked at stays chosen where it still is."""
        chosen = self.chosen_pair
        self._plan = plan
        pairs: tuple[Pair | None, ...] = (None, *pool_pairs(plan))
        self._pairs = pairs
        self.pair.clear()
        for pair in pairs:
            self.pair.addItem(_pair_text(plan, pair))
        self.pair.setCurrentIndex(pairs.index(chosen) if chosen in pairs else 0)
        self._show_chosen()
        link, own = plan.cluster.inter_pool_link, plan.cluster.pair_links
        # The rate is shown on hover: beside the other buttons there is no room for it, and half a number is none.
        self.setText(tr("Inter-pool link, pairs: {count}", count=len(own)) if own else tr("Inter-pool link"))
        lines = [f"{link_text(link)}. {said(link.source)}"]
        lines += [
            f"{_pair_text(plan, (pair.first, pair.second))}: {link_text(pair.link)}. {said(pair.link.source)}"
            for pair in own
        ]
        self.setToolTip(tooltip("\n".join(lines)))

    @property
    def chosen_pair(self) -> Pair | None:
        """The pair whose link is shown; None for the link between any two pools."""
        number = self.pair.currentIndex()
        return self._pairs[number] if 0 <= number < len(self._pairs) else None

    def choose_pair(self, pair: Pair | None) -> None:
        """Show the link of a pair."""
        self.pair.setCurrentIndex(self._pairs.index(pair))
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Show the link of the chosen pair: its own, or that between any two."""
        if self._plan is None:
            return
        pair, own = self.chosen_pair, own_link(self._plan, self.chosen_pair)
        link = own or self._plan.cluster.inter_pool_link
        self.kind.clear()
        if pair is not None:
            self.kind.addItem(tr("as between any two pools"), _AS_ANY)
        for kind, words in _KINDS.items():
            self.kind.addItem(tr(words), kind)
        self.kind.setCurrentIndex(self.kind.findData(link.kind if own else _AS_ANY))
        self.rate.set_value(link.bytes_per_s * BITS_PER_BYTE / GIGA)
        self.latency.set_value(link.latency_s * _MS_PER_S)

    def _ask_kind(self) -> None:
        kind, pair = self.kind.currentData(), self.chosen_pair
        if kind != _AS_ANY:
            self._ask(kind=LinkKind(kind))
        elif self._plan is not None and pair is not None:
            self._request(without_link_of(self._plan, pair))

    def _ask(self, **changes: object) -> None:
        if self._plan is not None:
            self._request(with_link_of(self._plan, self.chosen_pair, **changes))

    def _request(self, changed: Plan) -> None:
        """Ask for an edit that changes more than who says so."""
        assert self._plan is not None  # noqa: S101 - nothing is edited before a plan is shown
        pair = self.chosen_pair
        before, after = own_link(self._plan, pair), own_link(changed, pair)
        if (before and replace(before, source="")) != (after and replace(after, source="")):
            self.edit_requested.emit(Edit(text=self._edit_name(self._plan, pair), plan=changed))

    @staticmethod
    def _edit_name(plan: Plan, pair: Pair | None) -> str:
        if pair is None:
            return tr("Change inter-pool link")
        first, second = (pool_name(plan, pool) for pool in pair)
        return tr("Change link between {first} and {second}", first=first, second=second)


def link_text(link: InterPoolLink) -> str:
    """Return a link in words: ``wide area, 100 Gbit/s, 5 ms``."""
    rate = formats.trimmed(link.bytes_per_s * BITS_PER_BYTE / GIGA)
    return f"{tr(_KINDS[link.kind])}, {rate} Gbit/s, {formats.trimmed(link.latency_s * _MS_PER_S)} ms"


def _pair_text(plan: Plan, pair: Pair | None) -> str:
    if pair is None:
        return tr("any two pools")
    words = " – ".join(pool_name(plan, pool) for pool in pair)
    return words if is_present(plan, pair) else tr("{pair}, not in the plan", pair=words)
