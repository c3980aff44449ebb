"""What a shape comes to while it is typed: parameters, FLOP per token, memory of one copy; what was published."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.look import formats
from gui.look.words import mark, tr
from gui.widgets.labels import label, tooltip
from planner.units import GIGA
from planner.workload.counting import active_parameter_count, parameter_count, training_flop_per_token
from planner.workload.published_counts import ActiveRule, PublishedCounts, active_counted
from planner.workload.replica import replica_memory
from planner.workload.shape import TransformerShape

_RULES: Final = {
    ActiveRule.ALL: mark("published {active}"),
    ActiveRule.NO_LOOKUP: mark("published {active}; without the embedding {counted}"),
    ActiveRule.NO_TABLES: mark("published {active}; without embedding and head {counted}"),
}


class ShapeFigures(QWidget):
    """Four figures side by side, each with a note below it; what is not known is a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: dict[str, QLabel] = {}
        self.notes: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        for name, caption, tip in (
            ("total", tr("Parameters"), tr("All parameters; MTP, norms and biases left out, as publishers count")),
            ("active", tr("Active"), tr("Parameters that one token meets, embedding and head among them")),
            ("flop", tr("FLOP per token"), tr("Forward and backward pass, causal attention, MTP left out")),
            (
                "memory",
                tr("Memory of one replica"),
                tr("16-bit weights, 32-bit gradients, Adam in 32 bits (18 bytes a parameter), however they are cut"),
            ),
        ):
            row.addLayout(self._column(name, caption, tip), 1)

    def show_shape(self, shape: TransformerShape | None, seq_len: int, published: PublishedCounts | None) -> None:
        """Show the figures of a shape at a sequence length; None is no shape, whose figures are not known."""
        figures = _figures(shape, seq_len) if shape is not None else {}
        for name, value in self.values.items():
            value.setText(figures.get(name, formats.UNKNOWN))
        self.notes["total"].setText(
            tr("published {total}", total=_printed(published.total)) if published else tr("nothing published is known")
        )
        self.notes["total"].setToolTip(tooltip(published.source if published else ""))
        self.notes["active"].setText(_active_note(shape, published))
        self.notes["flop"].setText(tr("at sequence {length}", length=formats.whole(seq_len)))
        self.notes["memory"].setText(figures.get("activations", ""))

    def _column(self, name: str, caption: str, tip: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(1)
        value, note = label(formats.UNKNOWN, "strong"), label("", "caption", wraps=True)
        value.setToolTip(tooltip(f"{tip}."))
        value.setAccessibleName(caption)
        value.setAccessibleDescription(tip)
        for part in (label(caption, "caption"), value, note):
            column.addWidget(part)
        column.addStretch(1)
        self.values[name], self.notes[name] = value, note
        return column


def _figures(shape: TransformerShape, seq_len: int) -> dict[str, str]:
    memory = replica_memory(shape, seq_len)
    activations = formats.si(memory.activations_bytes, "B")
    return {
        "total": _count(parameter_count(shape)),
        "active": _count(active_parameter_count(shape)),
        "flop": formats.si(training_flop_per_token(shape, seq_len), "FLOP"),
        "memory": formats.si(memory.states_bytes, "B"),
        "activations": tr("and {bytes} of activations a sequence, nothing recomputed", bytes=activations),
    }


def _active_note(shape: TransformerShape | None, published: PublishedCounts | None) -> str:
    """Return the published active parameters, beside those counted as the publisher does."""
    if published is None or published.active is None:
        return ""
    counted = formats.UNKNOWN if shape is None else _count(active_counted(shape, published.rule))
    return tr(_RULES[published.rule], active=_printed(published.active), counted=counted)


def _count(count: float) -> str:
    """Return a number of parameters in billions, as the field says them."""
    return f"{formats.significant(count / GIGA, 4)}{formats.THIN}B"


def _printed(count: float) -> str:
    """Return a published number of parameters with no more digits than it was printed with."""
    return f"{formats.trimmed(count / GIGA)}{formats.THIN}B"
