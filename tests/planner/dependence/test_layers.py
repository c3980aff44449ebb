import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dependence import (
    Contribution,
    DependenceBasis,
    dependence_of,
    effective_number,
    hhi_points,
    layer_dependence,
    layer_shares,
)


def part(amount, supplier, jurisdiction="", foundry=""):
    return Contribution(amount=amount, names={"supplier": supplier, "jurisdiction": jurisdiction, "foundry": foundry})


def days_of(parts):
    """Return the days of a run of one token a second and day on the pools kept, whose rates add."""
    return lambda kept: 1.0 / sum(parts[i].amount for i in kept)


def plan_days(parts):
    return days_of(parts)(range(len(parts)))


@pytest.mark.parametrize(
    ("shares", "hhi", "effective"),
    [
        ((1.0,), 10_000, 1.0),
        ((0.8, 0.2), 6_800, 1.4706),
        ((0.7, 0.3), 5_800, 1.7241),
        ((0.6, 0.4), 5_200, 1.9231),
        ((0.5, 0.5), 5_000, 2.0),
        ((0.5, 0.3, 0.2), 3_800, 2.6316),
        ((0.4, 0.3, 0.2, 0.1), 3_000, 3.3333),
    ],
)
def test_published_concentrations_come_out(shares, hhi, effective):
    points = float(hhi_points(np.array(shares)))
    assert points == pytest.approx(hhi)
    assert effective_number(points) == pytest.approx(effective, abs=5e-5)


def test_a_second_american_supplier_helps_only_the_layer_of_suppliers():
    parts = (part(45, "Nvidia", "US", "TSMC"), part(25, "AMD", "US", "TSMC"), part(30, "Huawei", "CN", "SMIC"))
    result = dependence_of(parts, DependenceBasis.COMPUTE, plan_days(parts), days_of(parts))
    supplier, jurisdiction = result.layers["supplier"], result.layers["jurisdiction"]
    assert (supplier.hhi, supplier.largest, supplier.retention) == pytest.approx((3_550, 0.45, 0.55))
    assert supplier.effective == pytest.approx(2.817, abs=5e-4)
    assert (jurisdiction.hhi, jurisdiction.largest, jurisdiction.retention) == pytest.approx((5_800, 0.70, 0.30))
    assert result.layers["foundry"].effective == pytest.approx(1.724, abs=5e-4)
    assert result.worst_layer in {"jurisdiction", "foundry"}


def test_retention_is_planned_again_and_not_scaled():
    # Together the pools lose 5 % to mixing; one alone does not.
    parts = (part(600, "A"), part(400, "B"))
    supplier = layer_dependence(parts, "supplier", plan_days(parts) / 0.95, days_of(parts))
    assert supplier.retention == pytest.approx(0.4211, abs=5e-5)
    assert supplier.retention_without == pytest.approx({"A": 400 / 950, "B": 600 / 950})


def test_unknown_names_count_as_one_name():
    parts = (part(1, "A"), part(1, "B"), part(2, "C", foundry="TSMC"))
    assert layer_shares(parts, "foundry") == {"TSMC": 0.5, "unknown": 0.5}


def test_losing_the_only_supplier_leaves_nothing():
    alone = layer_dependence((part(3, "A"),), "supplier", 10.0, lambda _kept: 10.0)
    assert (alone.retention, alone.retention_time) == (0.0, 0.0)
    assert alone.days_without == {"A": None}


def test_a_run_that_ends_sooner_without_a_supplier_says_so_in_days_and_keeps_all_of_the_rate():
    # One pool at a time: the slow one works half of the run.
    parts = (part(100, "fast"), part(100, "slow"))
    supplier = layer_dependence(parts, "supplier", 158.0, lambda kept: {0: 113.0, 1: 241.0}[kept[0]])
    assert supplier.days_without == {"fast": 241.0, "slow": 113.0}
    assert supplier.retention_without == pytest.approx({"fast": 158 / 241, "slow": 1.0})
    assert supplier.retention_time == pytest.approx(158 / 241)


def test_a_run_that_any_loss_would_speed_up_keeps_all_of_its_rate_and_says_how_much_sooner_it_ends():
    parts = (part(1, "A"), part(1, "B"))
    supplier = layer_dependence(parts, "supplier", 100.0, lambda _kept: 80.0)
    assert supplier.retention == 1.0
    assert supplier.retention_time == pytest.approx(100 / 80)


def test_of_equal_shares_the_first_by_name_stands_first():
    assert list(layer_shares((part(1, "B"), part(2, "C"), part(1, "A")), "supplier")) == ["C", "A", "B"]


@given(st.lists(st.tuples(st.floats(1e-3, 1e9), st.sampled_from("ABCD")), min_size=1, max_size=8))
def test_shares_sum_to_one_and_bound_each_other(drawn):
    parts = tuple(part(amount, supplier) for amount, supplier in drawn)
    supplier = layer_dependence(parts, "supplier", plan_days(parts), days_of(parts))
    assert sum(supplier.shares.values()) == pytest.approx(1.0)
    assert supplier.largest == max(supplier.shares.values())
    assert 1.0 - 1e-9 <= supplier.effective <= len(supplier.shares) * (1 + 1e-9)
    assert supplier.retention == pytest.approx(1.0 - supplier.largest, abs=1e-9)


def test_a_layer_of_which_nothing_is_known_is_not_the_worst_but_one_half_known_may_be():
    parts = (part(1, "A", "US"), part(1, "B", "CN"))
    result = dependence_of(parts, DependenceBasis.COMPUTE, plan_days(parts), days_of(parts))
    assert result.layers["network"].hhi == 10_000
    assert result.layers["network"].unknown_share == 1.0
    assert result.worst_layer == "supplier"
    half = (part(1, "A", "US", "TSMC"), part(1, "B", "CN"), part(2, "C", "JP"))
    result = dependence_of(half, DependenceBasis.COMPUTE, plan_days(half), days_of(half))
    assert result.layers["foundry"].shares == {"unknown": 0.75, "TSMC": 0.25}
    assert result.worst_layer == "foundry"


def test_every_layer_plans_each_remaining_fleet_once():
    parts = (part(2, "A", "US", "TSMC"), part(1, "B", "CN", "SMIC"))
    asked = []

    def planned(kept):
        asked.append(kept)
        return days_of(parts)(kept)

    dependence_of(parts, DependenceBasis.COMPUTE, plan_days(parts), planned)
    assert len(asked) == len(set(asked)) == 2


@given(
    st.lists(st.tuples(st.floats(1e-3, 1e9), st.sampled_from("ABCD"), st.sampled_from("XY")), min_size=1, max_size=8)
)
def test_retention_is_a_fraction_on_every_layer_even_where_a_loss_would_speed_the_rest_up(drawn):
    parts = tuple(part(amount, supplier, jurisdiction) for amount, supplier, jurisdiction in drawn)
    result = dependence_of(
        parts, DependenceBasis.COMPUTE, plan_days(parts), lambda kept: days_of(parts)(kept) * len(kept)
    )
    for layer in result.layers.values():
        assert all(0.0 <= kept <= 1.0 for kept in layer.retention_without.values())
        assert layer.retention == min(layer.retention_without.values())
        assert layer.retention == min(1.0, layer.retention_time)
