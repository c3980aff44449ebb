"""The window in Chinese: every word of it, of every example, in every chart, and nothing cut off."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableView,
    QTabWidget,
    QWidget,
)

from gui.application import Session, open_session
from gui.charts.base.canvas import Canvas
from gui.look.language import LanguageChoice, LanguageController
from gui.report.words import report_words
from gui.widgets.form_button import FormButton
from planner.examples import example_names, example_plan
from planner.plan import Plan
from planner.planning import plan_results
from planner.summary import summarise
from planner.workload.presets import shape_keys, shape_preset

_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_ENGLISH = re.compile(r"(?:\b[a-z]{2,}\b[ ,;:]+){2,}\b[a-z]{2,}\b")  # three plain words in a row: no name is one
_BUTTON_EDGES_PX = 16  # what the style draws left and right of a button's words, at least
_MARKUP = re.compile(r"<[^>]*>")
EVERYDAY = {"ling-plus"}  # which has the most to say; the others are kin, each with a few words of its own


def texts_of(window: QWidget) -> Iterator[str]:
    """Give every text of a window and of what is in it, shown or not, with the forms that nobody opened yet."""
    for button in window.findChildren(FormButton):
        assert button.form is not None
    for widget in (window, *window.findChildren(QWidget)):
        yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        yield from _own_texts(widget)
    for action in window.findChildren(QAction):
        yield from (action.text(), action.iconText(), action.toolTip(), action.statusTip())


def _own_texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QTabWidget):
        yield from (widget.tabText(number) + " " + widget.tabToolTip(number) for number in range(widget.count()))
    elif isinstance(widget, QListWidget):
        yield from (widget.item(row).text() for row in range(widget.count()))
    elif isinstance(widget, QTableView) and widget.model() is not None:
        yield from _cells(widget.model())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    for column in range(model.columnCount()):
        for role in _ROLES:
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(model.rowCount()):
            yield from (str(model.index(row, column).data(role) or "") for role in _ROLES)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of all that charts paint and tell on hover from now on."""
    said: list[str] = []
    text, paragraph, spot = Canvas.text, Canvas.paragraph, Canvas.spot

    def hear_text(self, rect, words, **how):
        said.append(words)
        text(self, rect, words, **how)

    def hear_paragraph(self, x, y, width, words, **how):
        said.append(words)
        return paragraph(self, x, y, width, words, **how)

    def hear_spot(self, rect, tip):
        said.append(tip)
        spot(self, rect, tip)

    monkeypatch.setattr(Canvas, "text", hear_text)
    monkeypatch.setattr(Canvas, "paragraph", hear_paragraph)
    monkeypatch.setattr(Canvas, "spot", hear_spot)
    return said


def english_in(text: str, quoted: tuple[str, ...]) -> list[str]:
    """Return the runs of English words in a text, once what is quoted (sources, names) is taken out of it."""
    bare = _MARKUP.sub("\n", text).replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", '"')
    for quotation in quoted:
        bare = bare.replace(quotation, "")
    return _ENGLISH.findall(bare) and [match[0] for match in _ENGLISH.finditer(bare)]


def quotations(plan: Plan, catalogue) -> tuple[str, ...]:
    """Return what is quoted as it stands: sources, notes on figures, names of data; the longest first."""
    found: set[str] = set()
    for one in catalogue.accelerators.values():
        found |= {one.name, one.software_stack, one.training_support_note, one.scaleup_link, one.memory_type}
        for figure in one.figures.values():
            found |= {figure.source, figure.note}
    for node in catalogue.nodes.values():
        found |= {node.name, node.source, node.nic_note, node.scaleup_topology}
    for offer in catalogue.offers.values():
        found |= {offer.source, offer.note}
    for price in catalogue.prices:
        found |= {price.source, price.region, price.note}
    found |= {shape_preset(key).source for key in shape_keys()} | {plan.training.shape.source}
    found |= {run.source for run in plan.measured_runs} | {one.source for one in plan.published}
    pieces = {piece.strip() for text in found if text for piece in (text, *text.split(" ; "))}
    return tuple(sorted((piece for piece in pieces if len(piece) > 3), key=len, reverse=True))


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[LanguageController]:
    languages = LanguageController(qapp, LanguageChoice.CHINESE)
    yield languages
    languages.set_choice(LanguageChoice.ENGLISH)
    languages.deleteLater()


def opened(  # noqa: PLR0917 - fixtures
    qtbot, name: str, pool, themes, settings, languages: LanguageController, patience_ms: int
) -> Session:
    session = open_session(example_plan(name), pool, themes, settings, None, languages=languages)
    session.live.explore()
    session.window.show()
    try:
        qtbot.waitUntil(lambda: session.live.exploration is not None and not session.live.busy, timeout=patience_ms)
    except Exception:
        closed(session, qtbot)  # a window that was too slow is not the next test's
        raise
    return session


def closed(session: Session, qtbot) -> None:
    session.window._closing = True
    session.window.close()
    session.close()
    for part in (session.window, session.runner, session.live, session.document):
        part.deleteLater()
    qtbot.wait(0)


def see_all(window) -> None:
    """Show every chart and its table, explain every figure, select every group."""
    for key in window.charts.keys:
        window.charts.select(key)
        window.charts.current().show_table(shown=True)
        window.charts.current().show_table(shown=False)
        window.charts.current().grab()


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in EVERYDAY else [pytest.mark.slow]) for name in example_names()],
)
def test_all_that_the_window_says_of_an_example_is_chinese(  # noqa: PLR0917 - fixtures
    qtbot, name, lent_pool, themes, settings, chinese, painted, patience_ms, nothing_left
):
    session = opened(qtbot, name, lent_pool, themes, settings, chinese, patience_ms)
    window = session.window
    try:
        see_all(window)
        said = set(texts_of(window)) | set(painted)
        for key in window.result_panel.tiles:
            window.result_panel.explain(key)
            said.add(window.result_panel.explanation)
        quoted = quotations(session.document.plan, window.catalogue)
        left = sorted({run for text in said for run in english_in(text, quoted)})
        assert left == []
    finally:
        closed(session, qtbot)


def test_english_left_over_would_be_found(ling_plus, catalogue):
    assert english_in("最大供应商 the largest share of it", ()) == ["the largest share of it"]
    assert english_in("Ascend 910B2 · NVLink4 (cut) 与 GB/s", ()) == []


@pytest.mark.slow
def test_switching_says_everything_anew_and_back(  # noqa: PLR0917 - fixtures
    qtbot, lent_pool, themes, settings, chinese, patience_ms, nothing_left
):
    chinese.set_choice(LanguageChoice.ENGLISH)
    session = opened(qtbot, "ling-plus", lent_pool, themes, settings, chinese, patience_ms)
    window = session.window
    try:
        english, actions = lasting(window), len(window.findChildren(QAction))
        switch(qtbot, window, chinese, LanguageChoice.CHINESE)
        switched = lasting(window)
        assert "集群" in switched
        assert "Cluster" not in switched
        assert twice(shortcuts(window)) == []
        for menu in window.menuBar().actions():
            assert twice(mnemonics(menu.menu().actions())) == [], menu.text()
        switch(qtbot, window, chinese, LanguageChoice.ENGLISH)
        assert lasting(window) == english
        assert len(window.findChildren(QAction)) <= actions  # nothing of the panels before is left
    finally:
        closed(session, qtbot)


def lasting(window) -> set[str]:
    """Return the texts that a window shows whatever was done last."""
    passing = {window.status.doing.text(), window.status.count.text()}
    return {text for text in texts_of(window) if text} - passing


def switch(qtbot, window, languages: LanguageController, choice: LanguageChoice) -> None:
    panel = window.cluster_panel
    languages.set_choice(choice)
    qtbot.waitUntil(lambda: window.cluster_panel is not panel)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not window.services.live.busy)
    window.charts.current()
    QApplication.processEvents()


def shortcuts(window) -> list[str]:
    return [keys for action in window.findChildren(QAction) if (keys := action.shortcut().toString())]


def mnemonics(entries: list[QAction]) -> list[str]:
    return [entry.text()[entry.text().index("&") + 1] for entry in entries if "&" in entry.text()]


def twice(things: list[str]) -> list[str]:
    return [thing for thing, count in Counter(things).items() if count > 1]


def test_the_report_is_chinese_too(chinese, ling_plus, catalogue):
    result = plan_results(ling_plus)
    words = report_words(summarise(ling_plus, result, None), date(2026, 11, 24))
    assert words["language"] == "zh"
    assert words["headings"]["cluster"] == "集群"
    quoted = quotations(ling_plus, catalogue)
    assert [run for text in strings_in(words) for run in english_in(text, quoted)] == []


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from strings_in(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings_in(inside)
