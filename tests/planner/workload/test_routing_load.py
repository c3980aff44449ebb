import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.routing_load import overload_of


def test_tokens_of_ranks_become_fullest_over_mean_a_step():
    found = overload_of("1000, 1500, 500\n1000; 1200; 800\n\n900\t900\t900")
    assert found.mean == pytest.approx((1.5 + 1.2 + 1.0) / 3)
    assert found.peak == pytest.approx(1.5)


def test_one_number_a_line_is_the_factor_itself():
    found = overload_of("1.1\n1.3\n")
    assert (found.mean, found.peak) == (pytest.approx(1.2), 1.3)


@given(st.lists(st.lists(st.integers(1, 10**6), min_size=2, max_size=8), min_size=1, max_size=8))
def test_an_overload_is_at_least_one_and_the_peak_no_less_than_the_mean(steps):
    found = overload_of("\n".join(" ".join(map(str, loads)) for loads in steps))
    assert found.peak >= found.mean >= 1.0 - 1e-12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing"),
        ("1 2\nfew many", "Line 2"),
        ("0.7", "Line 1"),
        ("0 0 0", "no tokens"),
        (",", "no number"),
        ("1e308 1e308", "Line 1"),
    ],
)
def test_what_is_no_load_is_named_by_its_line(text, words):
    with pytest.raises(UserError, match=words):
        overload_of(text)
