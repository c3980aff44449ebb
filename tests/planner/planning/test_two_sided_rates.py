"""A rate that may fall further below its prediction than above it: the plan's own figures show it."""

from math import log

import numpy as np
import pytest
from msgspec.structs import replace

from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.retimed import drawn_fleet
from planner.risk import P90_SDS, band
from planner.uncertainty.inputs import drawn_factors, uncertain_inputs

SLOW, FAST = 0.6, 0.05  # beside what is not known of the device itself


@pytest.fixture
def fleet(small_plan, small_catalogue, one_line_model):
    """Return the small plan, its pools as sure as asked below and above their rates."""

    def make(slow, fast):
        def best(pool, run):
            found = one_line_model.best(pool, run)
            ends = found.tokens_per_s * np.exp(P90_SDS * np.array([-slow, fast]))
            return replace(found, log_sd=float(np.sqrt((slow**2 + fast**2) / 2)), band=tuple(ends))

        return run_of(small_plan, grounds_of(small_plan, small_catalogue, replace(one_line_model, best=best)))

    return make


def test_a_plans_bands_reach_further_where_its_pools_do(fleet):
    drawn, even = drawn_fleet(fleet(SLOW, FAST)), drawn_fleet(fleet(SLOW, SLOW))
    low, middle, high = band(drawn.tokens_per_s)
    assert log(middle / low) > 1.5 * log(high / middle)
    soon, _, late = band(drawn.days)
    assert log(late / middle_of(drawn.days)) > 1.5 * log(middle_of(drawn.days) / soon)
    assert log(high / middle) < log(band(even.tokens_per_s)[2] / band(even.tokens_per_s)[1])


def middle_of(values):
    return band(values)[1]


def test_an_inputs_ends_are_those_it_is_drawn_to(fleet):
    plan = fleet(SLOW, FAST)
    rates = [item for item in uncertain_inputs(plan, None) if item.key.startswith("rate:")]
    assert rates
    for item in rates:
        (factors,) = drawn_factors(item, plan, np.array([-P90_SDS, P90_SDS])).rates.values()
        assert item.value * factors == pytest.approx([item.low, item.high])
        assert log(item.value / item.low) / log(item.high / item.value) > 1.5
