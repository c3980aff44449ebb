from hypothesis import given, settings
from hypothesis import strategies as st

from planner.library.comparison import MISSING, ChangedBy, compare_three, value_text

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.dictionaries(st.text("abc", min_size=1, max_size=2), LEAVES, max_size=6)


def test_entries_of_a_list_are_distinguished_by_their_key_wherever_they_stand():
    base = {"groups": [{"key": "n", "nodes": 8}, {"key": "h", "nodes": 16}]}
    mine = {"groups": [{"key": "h", "nodes": 32}, {"key": "n", "nodes": 8}]}
    theirs = {"groups": [{"key": "n", "nodes": 8}]}
    found = compare_three(base, mine, theirs).changes
    assert [(one.path, one.base, one.mine, one.theirs, one.changed_by) for one in found] == [
        ("groups[h].key", "h", "h", MISSING, ChangedBy.THEIRS),
        ("groups[h].nodes", 16, 32, MISSING, ChangedBy.BOTH),
    ]


def test_an_unknown_value_is_another_than_one_that_is_not_there():
    found = compare_three({"a": None, "b": 1}, {"b": None}, {"a": None, "b": 1}).changes
    assert [(one.path, one.mine) for one in found] == [("a", MISSING), ("b", None)]
    assert [value_text(one.mine) for one in found] == ["–", "unknown"]


def test_without_a_common_beginning_only_what_differs_is_shown():
    found = compare_three(None, {"a": 1, "b": 2}, {"a": 1, "b": 3}).changes
    assert [(one.path, one.base, one.changed_by) for one in found] == [("b", MISSING, ChangedBy.BOTH)]


@settings(max_examples=40)
@given(VALUES, VALUES, VALUES)
def test_a_value_is_named_exactly_where_one_of_the_two_left_the_base(base, mine, theirs):
    def kept(values, name):
        return (values[name], type(values[name])) if name in values else None

    found = {one.path: one.changed_by for one in compare_three(base, mine, theirs).changes}
    for name in {*base, *mine, *theirs}:
        was, here, there = (kept(values, name) for values in (base, mine, theirs))
        expected = {(False, False): None, (True, False): ChangedBy.MINE, (False, True): ChangedBy.THEIRS}.get(
            (here != was, there != was), ChangedBy.ALIKE if here == there else ChangedBy.BOTH
        )
        assert found.get(name) is expected
