from itertools import product

import pytest

from planner.catalogue.accelerator import Precision
from planner.catalogue.estimates import without_estimates
from planner.catalogue.reader import load_catalogue
from planner.catalogue.readiness import INSTEAD, ReadinessState, readiness
from planner.cluster import pool_of
from planner.errors import UserError

OFTEN = (Precision.BF16, Precision.FP16, Precision.FP8)


def _pool_stands(key: str, precision: Precision, *, estimates: bool) -> bool:
    catalogue = load_catalogue()
    entry = catalogue.accelerator(key)
    design = next(iter(catalogue.nodes_for(key)), None)
    try:
        pool = pool_of(entry if estimates else without_estimates(entry), devices=10_000, design=design)
        pool.accelerator.require_peak_flop_per_s(precision)
    except UserError:
        return False
    return True


@pytest.mark.parametrize(("precision", "estimates"), list(product(OFTEN, (True, False))))
def test_ready_is_what_a_pool_of_many_nodes_can_be_made_of(precision, estimates):
    catalogue = load_catalogue()
    for key in catalogue.accelerators:
        found = readiness(catalogue, key, precision, estimates_allowed=estimates)
        able = [one for one in (precision, *INSTEAD) if _pool_stands(key, one, estimates=estimates)]
        assert (found.state is not ReadinessState.NEEDS_FIGURES) is bool(able), key
        assert not able or found.precision is able[0], key


def test_without_leave_nothing_is_ready_on_estimates():
    catalogue = load_catalogue()
    for key in catalogue.accelerators:
        assert readiness(catalogue, key, Precision.BF16, estimates_allowed=False).estimated == ()


def test_what_is_missing_and_what_is_estimated_is_named():
    s5000 = readiness(load_catalogue(), "S5000", Precision.BF16)
    assert s5000.state is ReadinessState.WITH_ESTIMATES
    assert "peak_flop_per_s.bf16" in s5000.estimated
    alone = readiness(load_catalogue(), "S5000", Precision.BF16, estimates_allowed=False)
    assert "peak_flop_per_s.bf16" in alone.missing


def test_a_format_without_units_is_distinguished_from_an_unknown_rate():
    a100 = readiness(load_catalogue(), "A100-80-SXM", Precision.FP8)
    assert a100.without_units
    assert a100.precision is Precision.BF16
    old = readiness(load_catalogue(), "Ascend-910A", Precision.BF16)
    assert not old.without_units
    assert old.precision is Precision.FP16


def test_of_110_accelerators_105_can_be_planned_over_many_nodes_with_estimates():
    catalogue = load_catalogue()
    states = [readiness(catalogue, key, Precision.BF16).state for key in catalogue.accelerators]
    assert sum(state is not ReadinessState.NEEDS_FIGURES for state in states) == 105
