"""The parts that a shape is made of: the model as a whole, residual, prediction, its token and channel mixers."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.shape_words import kind_name, kind_tip
from gui.look.theme import icon
from gui.look.words import in_a_row, tr
from gui.panels.shapes.shape_prediction import PredictionForm
from gui.panels.shapes.shape_sizes import SizesForm
from gui.widgets.labels import label, tooltip
from gui.widgets.mnemonics import give_mnemonics
from planner.workload.channel_mixers.registry import CHANNEL_MIXERS
from planner.workload.mixers.registry import MIXERS
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.shape_entry import ShapeEntry, WholeSizes

_LIST_PX: Final = 168
_ICON_PX: Final = 14


class Parts(Struct, frozen=True, kw_only=True):
    """What the forms hold, where every one of them is right."""

    whole: WholeSizes
    residual: Residual
    mtp: Prediction | None
    mixers: Mapping[str, Any]
    channel_mixers: Mapping[str, Any]


class PartsPane(QWidget):
    """A list of the parts, and the form of the one selected. ``names_changed`` tells that mixers came or went."""

    changed = Signal()
    names_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole, self.residual, self.prediction = SizesForm(WholeSizes), SizesForm(Residual), PredictionForm()
        self.mixers: dict[str, SizesForm] = {}
        self.channel_mixers: dict[str, SizesForm] = {}
        self.list = QListWidget()
        self.list.setFixedWidth(_LIST_PX)
        self.list.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.list.setAccessibleName(tr("Parts of the shape"))
        self.title = label("", "muted", wraps=True)
        self.add, self.remove = QToolButton(), QPushButton(tr("Remove the part"))
        self._stack = QStackedWidget()
        self._areas: dict[QWidget, QScrollArea] = {}
        self._fixed = ((tr("Whole model"), self.whole), (tr("Residual"), self.residual), (tr("MTP"), self.prediction))
        self._build()
        for form in (self.whole, self.residual, self.prediction):
            form.changed.connect(self.changed)

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the token mixers and of the channel mixers."""
        return tuple(self.mixers), tuple(self.channel_mixers)

    def show_entry(self, entry: ShapeEntry) -> None:
        """Show the parts of a shape."""
        for forms in (self.mixers, self.channel_mixers):
            for form in forms.values():
                self._drop(form)
            forms.clear()
        self.whole.show_part(entry.whole)
        self.residual.show_part(entry.residual)
        for forms, parts in ((self.mixers, entry.mixers), (self.channel_mixers, entry.channel_mixers)):
            for name, part in parts.items():
                self._form(forms, name, type(part)).show_part(part)
        self._offer_in_prediction()
        self.prediction.show_prediction(entry.mtp, entry.rows[-1])
        self._list_parts(select=0)

    def read(self) -> Parts | None:
        """Return the parts entered; each form says what is wrong with it, and None is returned."""
        whole, residual = self.whole.read(), self.residual.read()
        right, mtp = self.prediction.read()
        mixers = {name: form.read() for name, form in self.mixers.items()}
        channels = {name: form.read() for name, form in self.channel_mixers.items()}
        self.mark()
        if not right or any(part is None for part in (whole, residual, *mixers.values(), *channels.values())):
            return None
        return Parts(whole=whole, residual=residual, mtp=mtp, mixers=mixers, channel_mixers=channels)

    def say(self, field: str, words: str) -> bool:
        """Say what is wrong at a field of the model or of its prediction; return whether it stands there."""
        if field in self.whole.edits:
            self.whole.say(field, words)
        elif field == "mtp":
            self.prediction.rows.say(words)
        else:
            return False
        self.mark()
        return True

    def sentences(self) -> list[str]:
        """Return what is wrong, part by part."""
        found = [(name, words) for name, form in self._all() for words in form.sentences()]
        return [words if words.startswith(f"{name}: ") else f"{name}: {words}" for name, words in found]

    def mark(self) -> None:
        """Mark the parts in the list that have something wrong."""
        for number, (_, form) in enumerate(self._all()):
            item = self.list.item(number)
            if item is not None:
                item.setIcon(icon("warning") if form.sentences() else QIcon())

    def add_part(self, kind: str) -> str:
        """Add a mixer of a kind and go to it; return its name."""
        forms = self.mixers if kind in MIXERS else self.channel_mixers
        taken = {*self.mixers, *self.channel_mixers}
        number = 1
        while (name := kind if number == 1 else f"{kind}-{number}") in taken:
            number += 1
        self._form(forms, name, (MIXERS | CHANNEL_MIXERS)[kind]).show_defaults()
        at = [form for _, form in self._all()].index(forms[name])
        self._on_names_changed(at)
        return name

    def remove_part(self) -> None:
        """Remove the mixer selected."""
        number = self.list.currentRow()
        name = self._all()[number][0]
        form = self.mixers.pop(name, None) or self.channel_mixers.pop(name)
        self._drop(form)
        self._on_names_changed(number - 1)

    def _on_names_changed(self, number: int) -> None:
        self._offer_in_prediction()
        self._list_parts(select=number)
        self.names_changed.emit()
        self.changed.emit()

    def _offer_in_prediction(self) -> None:
        self.prediction.rows.offer(*self.names)

    def _all(self) -> list[tuple[str, Any]]:
        return [*self._fixed, *self.mixers.items(), *self.channel_mixers.items()]

    def _form(self, forms: dict[str, SizesForm], name: str, kind: type) -> SizesForm:
        form = forms[name] = SizesForm(kind)
        form.changed.connect(self.changed)
        self._put(form)
        return form

    def _put(self, form: QWidget) -> None:
        self._areas[form] = _scrolled(form)
        self._stack.addWidget(self._areas[form])

    def _drop(self, form: QWidget) -> None:
        area = self._areas.pop(form)
        self._stack.removeWidget(area)
        area.deleteLater()

    def _list_parts(self, select: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for name, form in self._all():
            item = QListWidgetItem(name)
            if isinstance(form, SizesForm):
                item.setToolTip(tooltip(_about(form.kind)))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(select)
        self._on_selected(select)

    def _on_selected(self, number: int) -> None:
        if not 0 <= number < len(self._all()):
            return
        name, form = self._all()[number]
        about = _about(form.kind) if isinstance(form, SizesForm) else ""
        self.title.setText(f"{name} · {about}" if about else name)
        self._stack.setCurrentWidget(self._areas[form])
        if self.isVisible():
            give_mnemonics(self.window())  # the letters of the page before are free again
        self.remove.setEnabled(bool(about))

    def _add_menu(self) -> QMenu:
        menu = QMenu(self.add)
        for heading, kinds in ((tr("Token mixers"), MIXERS), (tr("Channel mixers"), CHANNEL_MIXERS)):
            menu.addSection(heading)
            for kind in kinds:
                action = menu.addAction(kind_name(kind), partial(self.add_part, kind))
                action.setToolTip(tooltip(kind_tip(kind)))
        menu.setToolTipsVisible(True)
        return menu

    def _build(self) -> None:
        self.add.setText(tr("Add a part"))
        self.add.setAccessibleName(tr("Add a part"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setMenu(self._add_menu())
        self.list.currentRowChanged.connect(self._on_selected)
        self.remove.clicked.connect(self.remove_part)
        self.remove.setAutoDefault(False)
        for _, form in self._fixed:
            self._put(form)
        left, right, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.list, self.add, self.remove):
            left.addWidget(part)
        right.addWidget(self.title)
        right.addWidget(self._stack, 1)
        row.addLayout(left)
        row.addLayout(right, 1)


def _about(kind: type) -> str:
    """Return what a kind of mixer is, nothing of another part."""
    key = getattr(kind, "kind", None)
    if not isinstance(key, str) or key not in MIXERS | CHANNEL_MIXERS:
        return ""
    return in_a_row((tr("{sentence}.", sentence=kind_name(key)), kind_tip(key)))


def _scrolled(form: QWidget) -> QScrollArea:
    """Return a form in an area that scrolls where it is taller than its room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(form)
    return area
