import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.performance.training.failures import load_failure_rates
from planner.performance.training.releases import EVERYWHERE
from planner.risk.scenarios import Recourse
from planner.risk.wear import DAYS_PER_YEAR, mean_worn
from planner.units import HOURS_PER_YEAR


def test_the_assumed_share_of_failures_is_that_of_the_failure_model():
    assumed = load_failure_rates()[EVERYWHERE].device_mtbf_hours
    assert Recourse().annual_failure_share == pytest.approx(HOURS_PER_YEAR / assumed, abs=5e-4)


@given(st.floats(0.01, 2.0), st.floats(0.0, 900.0), st.floats(0.1, 900.0))
def test_the_mean_part_worn_is_that_of_every_day(share, before, days):
    day = before + (np.arange(100_000) + 0.5) / 100_000 * days
    assert mean_worn(share, before, days) == pytest.approx(
        float(np.mean(np.minimum(1.0, share * day / DAYS_PER_YEAR))), abs=1e-6
    )


def test_nothing_wears_where_nothing_fails():
    assert mean_worn(0.0, 10.0, 40.0) == 0.0


@pytest.mark.parametrize("changes", [{"lost_hours": -1.0}, {"replan_days": float("nan")}, {"price_rise": float("inf")}])
def test_a_stated_input_that_cannot_be_is_refused(changes):
    with pytest.raises(UserError, match="enter zero or more"):
        Recourse(**changes)


def test_nothing_may_be_rented_in_its_place():
    assert Recourse(replacement_wait_days=None).replacement_wait_days is None
