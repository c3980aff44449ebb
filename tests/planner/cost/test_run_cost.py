import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cost import (
    Bill,
    Charge,
    break_even_tokens,
    cost_per_trillion_tokens,
    run_cost,
    saving,
)
from planner.cost.kinds import RENT


@pytest.mark.parametrize(
    ("price", "device_hours", "tokens_per_s"),
    [(7.0, 725_714, 382.8), (4.5, 1_128_889, 246.1), (10.0, 508_000, 546.8), (27.5, 230_909, 1_203.0)],
)
def test_the_ling_devices_cost_what_the_report_implies(price, device_hours, tokens_per_s):
    assert cost_per_trillion_tokens(price, tokens_per_s) == pytest.approx(price * device_hours, rel=2e-4)


def test_a_blend_with_porting_can_lose_money():
    tokens = 9e12
    rent = 0.6 * 5.08e6 * 9 + 0.4 * 6.35e6 * 9
    charge = Charge(kind=RENT, per_hour=rent / 100.0, hours=100.0)
    plain = run_cost(Bill(charges=(charge,), currency="CNY", tokens=tokens, hours=100.0))
    ported = run_cost(Bill(charges=(charge,), currency="CNY", tokens=tokens, hours=100.0, once={"porting": 8e6}))
    assert plain.unit_cost.amount == pytest.approx(5.588e6)
    assert saving(plain.unit_cost.amount, 6.35e6) == pytest.approx(0.12)
    assert ported.unit_cost.amount == pytest.approx(6.4769e6, rel=1e-5)
    assert saving(ported.unit_cost.amount, 6.35e6) == pytest.approx(-0.02, abs=5e-5)
    assert break_even_tokens(8e6, 6.35e6 - 5.588e6) == pytest.approx(10.499e12, rel=1e-4)


def test_nothing_saved_never_earns_a_porting_back():
    assert break_even_tokens(8e6, 0.0) is None


@given(
    st.lists(st.tuples(st.sampled_from(["A", "B"]), st.floats(0, 1e6), st.floats(0, 1e4)), min_size=1, max_size=5),
    st.dictionaries(st.sampled_from(["migration", "porting"]), st.floats(0, 1e8)),
)
def test_the_terms_sum_to_the_total(charges, extras):
    bill = Bill(
        charges=tuple(
            Charge(kind=RENT, pool=name, pool_name=name, per_hour=price, hours=hours) for name, price, hours in charges
        ),
        currency="USD",
        tokens=1e12,
        hours=10.0,
        once=extras,
    )
    result = run_cost(bill)
    assert sum(result.terms.values()) == pytest.approx(result.total.amount)
    expected = sum(price * hours for _, price, hours in charges) + sum(extras.values())
    assert result.total.amount == pytest.approx(expected)
    assert result.per_hour.amount * 10.0 == pytest.approx(expected - sum(extras.values()), rel=1e-6, abs=1e-3)
