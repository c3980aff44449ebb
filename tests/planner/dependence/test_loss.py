import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dependence.loss import DAYS_PER_YEAR, LossTerms, days_after_loss, tokens_done, wearing_days
from planner.errors import UserError
from planner.performance.failures import load_failure_rates
from planner.performance.releases import EVERYWHERE
from planner.units import HOURS_PER_YEAR, SECONDS_PER_DAY


def test_the_worked_loss_comes_out():
    full, left_rate = 950e3 * 0.90, 400e3 * 0.92
    planned = 10e12 / full / SECONDS_PER_DAY
    after = days_after_loss(30, 5, 10e12 - tokens_done(full, 30, 2), left_rate)
    assert planned == pytest.approx(135.37, abs=5e-3)
    assert after == pytest.approx(280.01, abs=5e-3)
    assert after / planned == pytest.approx(2.0685, abs=5e-5)


def test_the_assumed_share_of_failures_is_that_of_the_failure_model():
    assumed = load_failure_rates()[EVERYWHERE].device_mtbf_hours
    assert LossTerms().annual_failure_share == pytest.approx(HOURS_PER_YEAR / assumed, abs=5e-4)


def test_work_that_no_checkpoint_holds_is_none():
    assert tokens_done(1e6, 0.05, 2.0) == 0.0


@given(st.floats(0.1, 300.0), st.floats(0.01, 2.0), st.just(0.0) | st.floats(0.01, 1.0))
def test_the_wearing_fleet_does_exactly_the_work_that_was_left(left, share, kept):
    days = wearing_days(left, share, kept)
    gone = DAYS_PER_YEAR / share
    if days is None:
        assert kept == 0.0
        assert left > gone / 2 - 1e-6
        return
    assert days >= left - 1e-9
    ends = np.linspace(0.0, days, 200_001)
    rate = 1.0 - (1.0 - kept) * np.minimum(1.0, ends / gone)
    assert float(np.trapezoid(rate, ends)) == pytest.approx(left, rel=1e-6, abs=1e-6)


def test_nothing_wears_where_nothing_fails():
    assert wearing_days(40.0, 0.0, 0.0) == 40.0


def test_a_fleet_of_one_supplier_that_wears_out_never_finishes():
    assert wearing_days(200.0, 1.0, 0.0) is None


@pytest.mark.parametrize("changes", [{"lost_hours": -1.0}, {"replan_days": float("nan")}, {"price_rise": float("inf")}])
def test_a_stated_input_that_cannot_be_is_refused(changes):
    with pytest.raises(UserError, match="enter zero or more"):
        LossTerms(**changes)
