"""A new thing is stated in one table: what is planted there stands in every output, and no other room names its kin."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta, Struct
from msgspec.structs import replace

from planner.catalogue.figures import KINDS, PEAK
from planner.cost import COST_KINDS, Bill, CostKind, CostRole, run_cost
from planner.headlines import HEADLINES
from planner.mixing.strategies import STRATEGIES
from planner.mixing.way_names import JOINED_WAYS
from planner.planfile.bounds import complaints
from planner.planfile.plan_inputs import _of_value
from planner.risk.scenarios import ScenarioKind
from planner.uncertainty.scenario_outcomes import _EVENTS

ROOT = Path(__file__).resolve().parent.parent
PANELS = ROOT / "gui" / "panels"
# Rooms that show, read, write, search and bound an accelerator's figures: none of them names one.
OF_THE_TABLE = (
    *(path for kind in ("accelerator", "catalogue", "card", "figure") for path in sorted(PANELS.glob(f"{kind}_*.py"))),
    *sorted((ROOT / "planner" / "command_line").glob("catalogue*.py")),
    *(ROOT / "planner" / name for name in ("catalogue/software_devices.py", "catalogue/columns.py")),
    *(ROOT / "planner" / name for name in ("planfile/limits.py", "catalogue/catalogue_changes.py")),
)
# A node design has figures of its own; a capacity is filled, printed and searched for in its own way.
NODE_TOO = {"devices_per_node", "scaleup_domain_devices", "scaleup_bytes_per_s", "nic_bytes_per_s"}
NAMED = {"memory_bytes"}


@pytest.mark.parametrize("path", OF_THE_TABLE, ids=lambda path: path.name)
def test_no_room_of_the_catalogue_names_a_figure_of_its_own(path):
    figures = {name for name in KINDS if not name.startswith(PEAK)} - NAMED
    if path.name in {"catalogue_document.py", "limits.py", "columns.py"}:  # the tables of nodes stand beside
        figures -= NODE_TOO
    assert set(_names(ast.parse(path.read_text(encoding="utf-8")))) & figures == set()


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_a_planted_term_is_billed_and_named_by_the_table(monkeypatch):
    planted = CostKind(code="planted", words="Moving the data", role=CostRole.NEUTRAL, hourly=False)
    monkeypatch.setitem(COST_KINDS, "planted", planted)
    bill = Bill(charges=(), currency="CNY", tokens=1e12, hours=1.0, once={"planted": 7.0})
    cost = run_cost(bill)
    assert (cost.terms, cost.amount_of(planted), cost.total.amount) == ({"Moving the data": 7.0}, 7.0, 7.0)


def test_every_listed_strategy_is_there_under_its_own_key():
    assert [strategy.key for strategy in STRATEGIES.values()] == list(JOINED_WAYS)
    assert all(" " in way.title for way in JOINED_WAYS.values())  # else no translator would find it


def test_no_other_room_spells_the_key_of_a_way():
    keys = [f'"{key}"' for key in JOINED_WAYS if "-" in key]  # a word alone says other things too
    own = (ROOT / "planner" / "mixing" / "strategies", ROOT / "planner" / "mixing" / "way_names.py")
    spelled = [
        path.relative_to(ROOT).as_posix()
        for package in ("planner", "gui")
        for path in sorted((ROOT / package).rglob("*.py"))
        if not any(path.is_relative_to(place) for place in own) and not path.name.startswith("format_")  # as files were
        if any(key in path.read_text(encoding="utf-8") for key in keys)
    ]
    assert keys
    assert spelled == [], "ask the strategy what it does"


def test_every_kind_of_scenario_has_an_event_and_says_what_its_size_is():
    assert set(_EVENTS) == set(ScenarioKind)
    assert {kind.size_is for kind in ScenarioKind} == {"nothing", "share", "days"}


class _Planted(Struct, frozen=True, kw_only=True):
    share: Annotated[float, Meta(extra={"limits": (0, 1)})] = 0.5


def test_a_planted_field_of_a_plan_has_a_door_and_its_own_limits():
    (door,) = _of_value(_Planted(), "run.planted")
    assert (door.path, door.may_be) == ("run.planted.share", "0 to 1")
    assert list(complaints(_Planted(share=2.0))) == ["share is 2, not from 0 to 1"]
    assert list(complaints(replace(_Planted(), share=1.0))) == []


def test_headline_figures_have_keys_and_labels_of_their_own():
    assert len({figure.key for figure in HEADLINES}) == len({figure.label for figure in HEADLINES}) == len(HEADLINES)


# What reads what others wrote: users, other programs' files and messages, and the command line's own arguments.
READERS = {
    *("published_runs", "launching", "importers", "command_line", "library", "catalogue", "own_data", "anchoring"),
    *("catalogue_search.py", "price_entry.py", "pages.py", "words.py", "formats.py", "size_fields.py"),
}
READING = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "split",
    "find",
    "index",
}
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
# What every sentence that is read back has in its source: a text before `in`, or a call that looks into one.
MAY_READ = re.compile(rf"""["')]\s+(not\s+)?in\s|\bre\.|\.({"|".join(sorted(READING))})\(""")


def test_no_sentence_of_ours_is_read_back():
    sources = [path for package in ("planner", "gui") for path in sorted((ROOT / package).rglob("*.py"))]
    read = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources
        if not READERS.intersection(path.relative_to(ROOT).parts)
        if MAY_READ.search(text := path.read_text(encoding="utf-8"))
        for line in read_back(ast.parse(text))
    ]
    assert read == [], "carry a cause, or ask planner.sentences.subject_of"


def test_a_sentence_that_is_read_back_would_be_found():
    planted = (
        'a = text.startswith("does not fit")\nb = "too small" in text\nc = str(error).split(" ")\n'
        'd = re.search("no price", words)\ne = why.partition(": ")'
    )
    assert list(read_back(ast.parse(planted))) == [1, 2, 3, 4, 5]
    assert all(MAY_READ.search(line) for line in planted.splitlines())
    assert list(read_back(ast.parse('a = key.partition(":")\nb = name.split("/")\nc = "x" in names'))) == []


def read_back(tree: ast.AST) -> Iterator[int]:
    """Give the lines that look for words in a text, or cut a text at its spaces where it is a sentence or an error."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            if _is_words(node.left):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whose, argument = node.func.value, node.args[0] if node.args else None
            pattern = isinstance(whose, ast.Name) and whose.id == "re"
            if ((pattern or node.func.attr in READING) and _is_words(argument)) or (
                node.func.attr in READING and _is_gap(argument) and SAID.search(ast.unparse(whose))
            ):
                yield node.lineno


SAID = re.compile(r"error|reason|why|sentence|words|remark|warning|wrong|complaint|message")


def _is_words(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(TWO_WORDS.search(node.value))


def _is_gap(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in {" ", ": ", ", ", "; ", ". "}
