"""Whatever a user or a stranger called something is shown as plain text: no markup in a name is followed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from gui.charts.trade_off.fleet_card import FleetCard
from gui.charts.trade_off.trade_off_data import X_AXES
from gui.charts.trade_off.trade_off_plot import NumberAxis
from gui.panels.catalogue.catalogue_filters import Filter, FilterKind
from gui.panels.catalogue.filter_chips import FilterChips
from gui.widgets.labels import warn

GUI = Path(__file__).resolve().parents[2] / "gui"
STRANGE = "<img src=x>"
PLAIN_BY = {"tooltip", "rich", "escape"}  # what takes the markup out of a text
MARKUP_BY = {"setToolTip", "setLabel", "setLabelText"}  # a tip, an axis, the question of an input dialogue
# labels without markup; actions with tips of their own; questions whose callers are looked at
MAKES_LABELS, MAKES_ACTIONS, MAKES_QUESTIONS = "labels.py", "action.py", "dialogue.py"
STATIC_BOXES = {"about", "critical", "information", "question", "warning"}


def test_no_widget_is_given_a_text_as_markup():
    given = [
        f"{path.relative_to(GUI)}:{line}"
        for path in sorted(GUI.rglob("*.py"))
        for line in raw_texts(ast.parse(path.read_text(encoding="utf-8")), path.name)
    ]
    assert given == []


@pytest.mark.parametrize(
    "raw",
    [
        "chip.setToolTip(one.tip)",
        "box.setItemData(0, release.name, Qt.ItemDataRole.ToolTipRole)",
        "field.setToolTip(tr('Site: {site}', site=site))",
        "grid.addWidget(QLabel(name))",
        "QMessageBox.warning(chart, title, words)",
        "box = QMessageBox(window)",
        "axis.setLabel(tr('Cost, {currency}', currency=currency))",
        "line_dialogue(window, title, caption)",
    ],
)
def test_a_raw_text_would_be_found(raw: str):
    assert list(raw_texts(ast.parse(raw), "planted.py")) == [1]


def test_fixed_words_and_escaped_ones_are_no_raw_text():
    fixed = (
        "a.setToolTip(tr('Across'))\nb.setToolTip(tooltip(name) if name else '')\nc = QLabel()\nd = QLabel(tr('Up'))"
    )
    assert list(raw_texts(ast.parse(fixed), "planted.py")) == []


def raw_texts(tree: ast.AST, name: str) -> Iterator[int]:
    """Give the lines on which a widget that follows markup gets a text that may hold some."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    plain_boxes = any(_called(call) == "setTextFormat" for call in calls)
    for call in calls:
        made, texts = _called(call), call.args
        if made in MARKUP_BY and name not in {MAKES_ACTIONS, MAKES_QUESTIONS}:
            bad = not _is_plain(texts[0])
        elif made == "line_dialogue":
            bad = not _is_plain(texts[2])
        elif made == "setItemData":
            bad = "ToolTipRole" in ast.unparse(call) and not _is_plain(texts[1])
        elif made == "QLabel":
            bad = bool(texts) and name != MAKES_LABELS and not _is_plain(texts[0])
        elif made == "QMessageBox":
            bad = not plain_boxes
        else:
            bad = made in STATIC_BOXES and ast.unparse(call.func).startswith("QMessageBox.")
        if bad:
            yield call.lineno


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_plain(text: ast.expr) -> bool:
    """Whether a text holds no markup of others: fixed words, or escaped ones."""
    if isinstance(text, ast.IfExp):
        return _is_plain(text.body) and _is_plain(text.orelse)
    if isinstance(text, ast.Call):
        return _called(text) in PLAIN_BY or (_called(text) == "tr" and not text.keywords)
    return isinstance(text, ast.Constant)


def followed(widget: QWidget) -> list[str]:
    """Return the texts in a widget that would be read as markup with the strange name in them."""
    widgets = (widget, *widget.findChildren(QWidget))
    labels = [one for one in widgets if isinstance(one, QLabel) and one.textFormat() is not Qt.TextFormat.PlainText]
    return [text for text in (*(one.text() for one in labels), *(one.toolTip() for one in widgets)) if STRANGE in text]


def test_a_suppliers_name_is_plain_text_on_its_filter(qtbot):
    chips = FilterChips()
    qtbot.addWidget(chips)
    one = Filter(kind=FilterKind.SUPPLIER, text=STRANGE, tip=STRANGE, accepts=lambda _one: True)
    chips.show_filters((one,), chips)
    assert chips.chip(STRANGE).toolTip()
    assert followed(chips) == []


def test_a_name_on_the_card_of_a_fleet_is_plain_text(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    card = FleetCard(window)
    card._add_words(STRANGE, role="strong")
    assert STRANGE in card.words()
    assert followed(card) == []


def test_a_currency_on_an_axis_is_plain_text(themes):
    axis = NumberAxis("left")
    axis.resize(100, 2000)  # room for the whole title
    axis.show_quantity(X_AXES[0], f"Cost, {STRANGE}", themes.theme)
    assert STRANGE in axis.label.toPlainText()


def test_a_warning_is_plain_text(qtbot, monkeypatch):
    window, seen = QWidget(), []
    qtbot.addWidget(window)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: seen.append((box.text(), box.textFormat())))
    warn(window, "Not saved", STRANGE)
    assert seen == [(STRANGE, Qt.TextFormat.PlainText)]
