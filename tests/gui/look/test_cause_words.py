"""Every cause is said in the language in use from its data, and the window reads no sentence back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.look.formats import THIN
from gui.look.language import LanguageChoice, LanguageController
from gui.look.planner_words import cause_words, said
from planner import causes as c
from planner.causes import Cause
from planner.english import words
from planner.english.phrases import money
from planner.estimated_number import EstimatedNumber
from planner.performance.training.recipes import recipe_words
from planner.workload.recipe import Dispatcher, Recipe
from tests.planner.test_sentences import KINDS, example

NAMES = {"Gbit", "GiB", "SGD", "LLM", "MindSpeed", "TDP"}  # of units and methods, which stay
GUI = Path(__file__).resolve().parents[3] / "gui"
# What reads what users type, Qt's own formats, pages of the help, menus' mnemonics and units: no sentence of ours.
READS_OTHERS = {
    "words.py", "pages.py", "price_entry.py", "catalogue_search.py", "cluster_columns.py", "formats.py", "eliding.py",
    "mnemonics.py",  # letters of captions, whatever they say
}  # fmt: skip


@pytest.fixture(scope="module")
def chinese(qapp: QApplication) -> Iterator[LanguageController]:
    controller = LanguageController(qapp, LanguageChoice.CHINESE)
    yield controller
    controller.set_choice(LanguageChoice.ENGLISH)
    controller.deleteLater()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_cause_is_said_in_chinese_with_its_data(chinese, kind: type[Cause]):
    if kind is c.Worded:  # the words of a lower room
        return
    shown = cause_words(example(kind))
    assert shown != words(example(kind))
    assert set(re.findall(r"[A-Za-z]{3,}", shown)) <= NAMES


def test_amounts_in_chinese_sentences_are_read_as_those_in_cells(chinese):
    cause = c.OverBudget(amount=1.48e6, budget=36_500.0, currency="USD")
    shown = cause_words(cause)
    assert f"148{THIN}万美元" in shown
    assert f"3.65{THIN}万美元" in shown


def test_an_estimated_amount_wears_its_mark_in_chinese(chinese):
    assert said(money(EstimatedNumber(36.9e6), "CNY")).startswith("~3,690")


def test_facts_of_a_recipe_are_said_in_chinese(chinese):
    shown = said(recipe_words(Recipe(dispatcher=Dispatcher.DEEPEP, cuda_graphs=True, grouped_experts=False)))
    assert re.findall(r"[a-z]{3,}", shown.replace("deepep", "")) == []


def test_no_pattern_is_held_against_a_sentence_of_ours():
    assert [path.name for path in sorted(GUI.rglob("*.py")) if uses_patterns(path)] == []


def uses_patterns(path: Path) -> bool:
    """Whether a module matches patterns, where it does not read what others wrote."""
    text = path.read_text(encoding="utf-8")
    if not re.search(r"\bimport\b.*\bre\b", text):  # parsing all of them would take a second
        return False
    imported = {
        name.name for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import) for name in node.names
    }  # fmt: skip
    return "re" in imported and path.name not in READS_OTHERS
