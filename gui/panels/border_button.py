"""The border between pools: how traffic travels, how fast, how late."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from gui import edits, formats
from gui.panels.form_button import FormButton
from gui.panels.panel import tooltip
from gui.panels.quantity_edit import QuantityEdit
from gui.planner_words import said
from gui.words import mark, tr
from planner.cluster import Border, BorderKind
from planner.plan import Plan
from planner.units import BITS_PER_BYTE, GIGA, bytes_per_s_from_gbit_per_s

MOST_GBIT_PER_S: Final = 1e6
MOST_MS: Final = 10_000.0
_MS_PER_S: Final = 1e3
_KINDS: Final = {
    BorderKind.DEVICE_DIRECT: mark("device to device"),
    BorderKind.THROUGH_HOST: mark("through the host"),
    BorderKind.WIDE_AREA: mark("wide area"),
}


class BorderButton(FormButton):
    """Shows and edits the plan's border."""

    edit_requested = Signal(object, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Border between pools"), tr("How traffic between pools travels"), parent)
        self._plan: Plan | None = None
        self.kind = QComboBox()
        for kind, words in _KINDS.items():
            self.kind.addItem(tr(words), kind)
        self.rate = QuantityEdit(
            lambda gbit: f"{formats.significant(gbit, 4)} Gbit/s", lambda gbit: 0 < gbit <= MOST_GBIT_PER_S
        )
        self.latency = QuantityEdit(lambda ms: f"{formats.significant(ms)} ms", lambda ms: 0 <= ms <= MOST_MS)
        self.form.add_field(tr("Traffic goes"), self.kind, tr("Which way traffic between pools takes"))
        self.form.add_field(
            tr("Bandwidth"), self.rate, tr("One direction, over all NICs at the border together, in Gbit/s")
        )
        self.form.add_field(tr("Latency"), self.latency, tr("Of one message, in milliseconds"))
        self.kind.activated.connect(lambda _number: self._ask(kind=BorderKind(self.kind.currentData())))
        self.rate.committed.connect(lambda gbit: self._ask(bytes_per_s=bytes_per_s_from_gbit_per_s(gbit)))
        self.latency.committed.connect(lambda ms: self._ask(latency_s=ms / _MS_PER_S))

    def show_plan(self, plan: Plan) -> None:
        """Show the border of a plan."""
        self._plan = plan
        border = plan.cluster.border
        self.kind.setCurrentIndex(self.kind.findData(border.kind))
        self.rate.set_value(border.bytes_per_s * BITS_PER_BYTE / GIGA)
        self.latency.set_value(border.latency_s * _MS_PER_S)
        self.setText(tr("Border: {rate} Gbit/s", rate=formats.whole(border.bytes_per_s * BITS_PER_BYTE / GIGA)))
        self.setToolTip(tooltip(f"{border_text(border)}. {said(border.source)}"))

    def _ask(self, **changes: object) -> None:
        if self._plan is not None:
            changed = edits.with_border(self._plan, **changes)
            if replace(changed.cluster.border, source="") != replace(self._plan.cluster.border, source=""):
                self.edit_requested.emit(tr("Change border between pools"), changed, None)


def border_text(border: Border) -> str:
    """Return a border in words: ``wide area, 100 Gbit/s, 5.00 ms``."""
    rate = formats.significant(border.bytes_per_s * BITS_PER_BYTE / GIGA, 4)
    return f"{tr(_KINDS[border.kind])}, {rate} Gbit/s, {formats.significant(border.latency_s * _MS_PER_S)} ms"
