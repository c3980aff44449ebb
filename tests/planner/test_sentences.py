"""Sentences keep what they were made of, whatever is done with them on the way; every cause has its words."""

import ast
import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import causes as c
from planner.causes import Cause
from planner.english import remark, words
from planner.errors import NothingFitsError, UserError
from planner.sentences import Listed, Sentence, cause_of, listed, sentence, sentences_in

PLANNER = Path(__file__).resolve().parents[2] / "planner"
# Quoted nowhere in the window; labels and names that plans keep as words; and names that are keys.
UNQUOTED = {"command_line", "published_runs", "exports", "launching", "validation"}
UNQUOTED_FILES = {
    "__main__.py", "examples.py", "pinned_layout.py", "shape_files.py", "weightless.py", "price_offers.py",
    "format_2_to_3.py", "bands.py", "formats.py", "calibration.py", "recipes.py", "flags.py",
}  # fmt: skip
SAMPLES = {
    str: "A",
    bool: False,
    int: 3,
    int | None: 3,
    float: 0.25,
    tuple[str, ...]: ("A", "B"),
    tuple[str, str]: ("A", "2026-01"),
    tuple[tuple[str, int, int], ...]: (("A", 8, 4), ("B", 6, 3)),
    tuple[tuple[str, float, float], ...]: (("A", 8.0, 4.0), ("B", 6.0, 3.0)),
    tuple[tuple[str, str, float], ...]: (("A", "B", 4.0), ("B", "A", 3.0)),
    tuple[tuple[str, tuple[str, ...]], ...]: (("licence needed", ("A", "B")), ("", ("B",))),
    float | None: 0.5,
}
KINDS = c.kinds()
QUOTES_ANOTHER = {c.Worded, c.LeftOutOfFigures, c.LayoutNotExported, c.BudgetNotChecked}  # and ends as that does


def example(kind: type[Cause]) -> Cause:
    """Return a cause of a kind with some value in every field."""
    hints = get_type_hints(kind)
    found = {name: SAMPLES[hints[name]] for name in kind.__struct_fields__}
    return kind(**found | ({"basis": "spend"} if "basis" in found else {}))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_cause_has_words_that_carry_it_and_comes_back_from_its_data(kind: type[Cause]):
    cause = example(kind)
    said = words(cause)
    assert said.endswith(".") or kind in QUOTES_ANOTHER
    assert cause_of(said) == cause
    assert json.loads(json.dumps(c.document(cause)))["code"] == kind.code()
    assert remark(cause).cause == cause


@given(name=st.text(), number=st.floats(allow_nan=False, allow_infinity=False), share=st.floats(0.0, 1.0))
def test_a_sentence_reads_as_str_format_writes_it_but_with_a_true_minus_and_a_space_before_per_cent(
    name, number, share
):
    made = sentence("{}: {:,.1f} of {:.0%} ({!r})", name, number, share, name)
    sign = "−" if round(number, 1) < 0.0 else ""  # what is shown as zero has none
    written = f"{sign}{abs(number):,.1f}"
    assert made == f"{name}: {written} of {100 * share:.0f}\u202f% ({name!r})"
    assert made.message == "{0}: {1} of {2} ({3})"
    assert made.message.format(*made.filled) == made


@given(st.lists(st.text(), max_size=5), st.text(max_size=3))
def test_parts_in_a_row_read_as_str_join_writes_them(parts, separator):
    assert listed(separator, parts) == separator.join(parts)


def test_what_is_put_together_keeps_its_parts():
    inner = words(c.NoPriceEntered(name="H800"))
    for whole in (sentence("Blocked: {}", inner), inner + " Mind it.", "Blocked: " + inner, listed(" ", ("a", inner))):
        assert inner in list(sentences_in(whole))
        assert cause_of(whole) == c.NoPriceEntered(name="H800")
    assert isinstance("Blocked: " + inner, Listed)


def test_errors_carry_the_cause_of_their_sentence_between_processes():
    cause = c.NoPriceEntered(name="H800")
    raised = NothingFitsError(words(cause), groups=("a",))
    assert raised.cause == cause
    arrived = pickle.loads(pickle.dumps(UserError(words(cause))))  # noqa: S301 - its own
    assert isinstance(str(arrived), Sentence)
    assert cause_of(str(arrived)) == cause


def test_a_plain_text_has_no_cause():
    assert cause_of("NVIDIA") is None
    assert UserError("Enter a rate.").cause is None


def test_no_sentence_is_written_where_nobody_can_tell_what_it_was_made_of():
    quoted = [path for path in sorted(PLANNER.rglob("*.py")) if path.name not in UNQUOTED_FILES]
    lost = [
        f"{path.relative_to(PLANNER)}:{line}"
        for path in quoted
        if not UNQUOTED.intersection(path.relative_to(PLANNER).parts)
        for line in lost_sentences(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert lost == [], "write them with planner.sentences"


def test_a_lost_sentence_would_be_found():
    assert list(lost_sentences(ast.parse('raise UserError(f"{name} is too large; take less.")'))) == [1]
    assert list(lost_sentences(ast.parse('key = f"{kind}:{name}"\nraise BugError(f"{name} is no key of ours.")'))) == []


def lost_sentences(tree: ast.AST) -> Iterator[int]:
    """Give the lines of f-strings that read as words for people: three in a row, outside of what is raised as a bug."""
    nodes = list(ast.walk(tree))
    worded = [node for node in nodes if isinstance(node, ast.JoinedStr) and THREE_WORDS.search(_fixed_text(node))]
    raised = [node for node in nodes if isinstance(node, ast.Raise)] if worded else []
    bugs = {id(part) for node in raised if "BugError" in ast.unparse(node) for part in ast.walk(node)}
    yield from (node.lineno for node in worded if id(node) not in bugs)


THREE_WORDS = re.compile(r"(?:\b[a-z]{2,}\b ){2}[a-z]{2,}\b")


def _fixed_text(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
