"""Every text is translated, every translation fits its text, and every literal that is shown can be translated."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QFont, QRawFont

from gui.look.language import table_path
from gui.look.theme import FONT_FAMILIES, ThemeController

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("zh_CN",)
HOLE = re.compile(r"\{\w+\}")
# What shows its argument: functions by name, with the position of the text (None: every positional one).
SHOWN_BY = {
    "setText": 0,
    "setToolTip": 0,
    "setStatusTip": 0,
    "setWindowTitle": 0,
    "setPlaceholderText": 0,
    "setTitle": 0,
    "setAccessibleName": 0,
    "setAccessibleDescription": 0,
    "setLabelText": 0,
    "setLabel": 0,
    "addSection": 0,
    "setIconText": 0,
    "addAction": 0,
    "addMenu": 0,
    "addItem": 0,
    "addTab": 1,
    "setTabToolTip": 1,
    "label": 0,
    "QLabel": 0,
    "QPushButton": 0,
    "QAction": 0,
    "Offer": 0,
    "show_notice": 1,
    "add_field": 0,
    "tooltip": 0,
    "set_summary": 0,
    "say": 0,
    "warning": 1,
    "getOpenFileName": 1,
    "getSaveFileName": 1,
    "canvas_message": 2,
    "UserError": 0,
    "edit": 0,
    "_ask": 0,
    "showText": 1,
    "drawText": 2,
}  # fmt: skip - one table
SHOWN_AS = {"text", "tip", "title", "caption", "label", "note", "heading", "choice", "short", "empty", "axis_title"}
NOT_WORDS = {"Chipfolio", "Inter"}  # names
# The command line and crash reports speak English; what edits name is kept in the plan, and translated when shown.
NOT_SHOWN_IN = {"__main__.py", "crash.py", "edits.py"}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request) -> str:
    return request.param


def test_no_text_is_untranslated_or_obsolete(script, language):
    wanted = {(name, source) for name, sources in script.texts_of(ROOT).items() for source in sources}
    known = script.translated_in(table_path(language))
    assert sorted(wanted - set(known)) == [], "run tools/translations.py and translate what it lists"
    assert sorted(set(known) - wanted) == [], "run tools/translations.py"


def test_an_untranslated_text_would_be_found(script, language):
    texts = {"gui": ["Open", "a text that nobody translated"]}
    known = script.translated_in(table_path(language))
    table = script.table_text(language, texts, known)
    assert table.count('type="unfinished"') == 1


def test_every_translation_has_the_placeholders_of_its_text(script, language):
    for (_, source), shown in script.translated_in(table_path(language)).items():
        assert sorted(HOLE.findall(source)) == sorted(HOLE.findall(shown)), source
        assert source.count("\n") == shown.count("\n"), source


def test_menu_texts_keep_a_mnemonic(script, language):
    for (_, source), shown in script.translated_in(table_path(language)).items():
        assert ("&" in source) == ("&" in shown), source


def test_what_is_compiled_is_what_the_table_says(qapp, script, language):
    compiled = QTranslator()
    assert compiled.load(str(table_path(language).with_suffix(".qm")))
    for (context, source), shown in script.translated_in(table_path(language)).items():
        assert compiled.translate(context, source) == shown


def test_the_shipped_fonts_hold_every_character_that_is_shown(themes: ThemeController, script, language):
    fonts = [QRawFont.fromFont(QFont(family)) for family in FONT_FAMILIES]
    assert [font.familyName() for font in fonts] == list(FONT_FAMILIES)
    shown = {letter for text in script.translated_in(table_path(language)).values() for letter in text}
    missing = {
        letter
        for letter in shown
        if letter.isprintable() and not any(font.supportsCharacter(ord(letter)) for font in fonts)
    }
    assert missing == set(), "run tools/chinese_font.py"


def test_every_literal_that_is_shown_can_be_translated():
    for path in sorted((ROOT / "gui").rglob("*.py")):
        if path.name not in NOT_SHOWN_IN:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert [f"{path.name}:{node.lineno} {ast.unparse(node)}" for node in bare_words(tree)] == []


def test_a_bare_literal_would_be_found():
    tree = ast.parse('label("Some words")\nself.setToolTip(f"{count} words")\nlabel(tr("Some words"), "muted")')
    assert len(list(bare_words(tree))) == 2


def test_planner_sentences_are_found_with_their_values(script):
    tree = ast.parse('def f(x):\n    """Not shown."""\n    raise UserError(f"{x.name}: too much; take {x:,.0f} less.")')
    assert script._sentences(tree) == ["{0}: too much; take {1} less."]


def test_the_holes_of_a_template_are_numbered_and_sql_is_no_text_for_people(script):
    tree = ast.parse("WORDS = 'The price of {}: {:,.2f}, of {!r}.'\nSQL = 'UPDATE plan SET body = ? WHERE id'")
    assert script._sentences(tree)[0] == "The price of {0}: {1}, of {2}."
    assert [script._is_shown(text) for text in script._sentences(tree)] == [True, False]
    assert not script._is_shown('CREATE TABLE meta (\n\t"key" TEXT NOT NULL)')
    assert script._is_shown("Updates of prices are not known.")


def bare_words(tree: ast.AST) -> Iterator[ast.expr]:
    """Give every literal with a word in it that is shown as it stands."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        place = SHOWN_BY.get(function)
        shown = [call.args[place]] if place is not None and len(call.args) > place else []
        shown += [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_AS]
        yield from (node for node in shown if _has_words(node))


def _has_words(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _has_words(node.body) or _has_words(node.orelse)
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(value.value) for value in node.values if isinstance(value, ast.Constant))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return False
    text = re.sub(r"<[^>]*>?|Ctrl\+|[GTPMk]?i?B/s|[GT]bit/s|GiB|GB|MHz|TF/s|PFLOP/s|\bMW\b|\bms\b|MFU|HHI", "", text)
    return any(word not in NOT_WORDS for word in re.findall(r"[A-Za-z]{2,}", text))
