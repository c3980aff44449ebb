"""What a file keeps as plain text reads as the sentences that it was, and a stranger's templates do nothing."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner import causes as c
from planner.english import words
from planner.english.phrases import money
from planner.kept_sentences import KeptSentence, kept_sentences, plain_words, with_sentences
from planner.own_data.flat_fields import flat_fields
from planner.planfile.records import result_from, result_text
from planner.planning import plan_results
from planner.sentences import Listed, Sentence, listed, sentence, sentences_in


def reread(value):
    """The value as a file gives it back: plain texts, and what was kept beside them."""
    kept = msgspec.json.decode(msgspec.json.encode(kept_sentences(value)), type=tuple[KeptSentence, ...])
    return with_sentences(tuple(str.__str__(part) for part in value), kept)


@given(name=st.text(min_size=1), count=st.integers(0, 10**6), share=st.floats(0.0, 1.0))
def test_a_sentence_is_read_as_it_was_written(name, count, share):
    inner = sentence("{} {{of}} {:,} nodes", name, count)
    whole = listed(", then ", (sentence("{:.1%} on {}", share, inner), inner))
    (found,) = reread((whole,))
    assert found == whole
    assert isinstance(found, Listed)
    before = [(one.message, one.filled) for one in sentences_in(whole) if one.template != "{}"]
    assert [(one.message, one.filled) for one in sentences_in(found)] == before


def test_what_was_plain_stays_plain():
    assert not isinstance(reread((words(c.NoNodes()), "Ascend 910B2"))[1], Sentence)


@given(value=st.floats(-1e12, 1e12), currency=st.sampled_from(["CNY", "USD"]))
def test_an_amount_comes_back_with_its_number(value, currency):
    whole = sentence("It costs {} more.", money(value, currency))
    (found,) = reread((whole,))
    (held,) = found.values
    assert (found, held.value, held.unit) == (whole, value, currency)


def test_a_strangers_template_is_never_formatted():
    wide = KeptSentence(text="x", literals=("{:999999999d}", ""), parts=("x",))
    itself = KeptSentence(text="y", literals=("", ""), parts=("y",))
    torn = KeptSentence(text="z", literals=("only one",), parts=("a", "b"))
    assert with_sentences(("x", "y", "z"), (wide, itself, torn)) == ("x", "y", "z")


def test_a_row_of_one_sentence_is_that_sentence_when_it_is_read_again():
    why = listed(" ", [sentence("{} works in {:days} days", "A", 158.2)])
    (read,) = with_sentences((str.__str__(why),), kept_sentences((why,)))
    assert (read.message, read.filled) == ("{0} works in {1} days", ("A", "158"))


@pytest.fixture
def result(small_plan, small_catalogue, one_line_model, make_group):
    groups = (*small_plan.cluster.groups[:2], make_group("T1", 1))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))
    return plan_results(plan, small_catalogue, model=one_line_model)


def test_a_stored_result_speaks_in_sentences_again(result):
    found = result_from(result_text(result), "the result")
    assert found == result
    for key, explained in result.explanations.items():
        if isinstance(explained, Sentence):
            assert found.explanations[key].message == explained.message, key
    assert [type(name) for name in found.cost.terms] == [type(name) for name in result.cost.terms]
    assert [block.cause for block in found.blocked] == [block.cause for block in result.blocked]


def test_a_sentence_is_written_as_its_words_wherever_data_goes_out():
    said = sentence("estimated, not published: {}", "a ratio")
    assert msgspec.json.encode(said, enc_hook=plain_words) == msgspec.json.encode(str.__str__(said))
    assert flat_fields(c.Worded(words=said)) == {"words": said}
    with pytest.raises(TypeError):
        plain_words(3)
