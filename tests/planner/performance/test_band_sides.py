from math import hypot
from types import SimpleNamespace

import pytest

from planner.performance.training.band_sides import multiples_of, sides_of
from planner.performance.training.bands import Band

ONE_SIDED = Band(fast_log_sd=0.1, slow_log_sd=0.4, team_log_sd=0.0)


def estimate(band=ONE_SIDED, rate=1000.0):
    return SimpleNamespace(tokens_per_s=rate, log_sd=band.log_sd, band=band.around(rate))


def test_a_band_that_only_slows_stays_one_sided():
    assert sides_of(estimate(), ONE_SIDED.log_sd) == pytest.approx((0.4, 0.1))


def test_further_uncertainty_widens_both_sides():
    more = 0.2
    slow, fast = sides_of(estimate(), hypot(ONE_SIDED.log_sd, more))
    assert (slow, fast) == pytest.approx((hypot(0.4, more), hypot(0.1, more)))


def test_a_measured_run_makes_both_sides_alike():
    assert sides_of(estimate(), 0.05) == (0.05, 0.05)


def test_a_symmetrical_band_has_equal_sides():
    even = Band(fast_log_sd=0.3, slow_log_sd=0.3, team_log_sd=0.0)
    assert sides_of(estimate(even), 0.5) == pytest.approx((0.5, 0.5))
    without = SimpleNamespace(tokens_per_s=1.0, log_sd=0.3, band=None)
    assert sides_of(without, 0.3) == (0.3, 0.3)


def test_both_sides_together_are_the_whole_uncertainty():
    slow, fast = multiples_of(estimate(), ONE_SIDED.log_sd)
    assert slow / fast == pytest.approx(4.0)
    assert (slow**2 + fast**2) / 2 == pytest.approx(1.0)
    assert multiples_of(estimate(), 0.0) == (1.0, 1.0)
