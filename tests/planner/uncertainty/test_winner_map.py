import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.errors import UserError
from planner.mixing.strategy import ShareCap
from planner.plan import Availability, AvailabilityKind, Limits
from planner.uncertainty.plan_uncertainty import plan_uncertainty
from planner.uncertainty.what_if import what_if
from planner.uncertainty.winner_map import second_supplier, winner_map


def test_the_second_supplier_is_the_largest_that_the_baseline_is_not(known):
    fleet, baseline, _ = known()
    assert second_supplier(fleet, baseline) == "Huawei"
    assert second_supplier(fleet, None) in {"Huawei", "Nvidia"}


def test_a_cell_is_won_where_the_ratio_of_price_to_rate_says(known):
    """H1 costs 7 / 500, N1 20 / 1000: H1 alone wins while 7 x price / (500 x rate) is below 0.02."""
    fleet, baseline, _ = known()
    found = winner_map(fleet, baseline)
    assert found.winner.shape == (41, 41)
    huawei = found.fleets.index("H1 at H1 alone")
    price, rate = np.meshgrid(found.x, found.y)
    ratio = 0.7 * price / rate
    clear = abs(ratio - 1) > 1e-9
    assert np.array_equal((found.winner == huawei)[clear], (ratio < 1)[clear])


def test_the_middle_cell_is_the_plan_as_it_is(known):
    fleet, baseline, _ = known()
    found = winner_map(fleet, baseline)
    middle = found.cost[:, 20, 20]
    assert middle[0] == pytest.approx(what_if(fleet).unit_cost[0])
    assert middle[-1] == pytest.approx(what_if(baseline).unit_cost[0])


@pytest.mark.parametrize(
    "axes", [("team", "failures"), ("rate:N1", "price:N1:rent-N1"), ("porting", "supplier-rate:Nvidia")]
)
def test_any_input_can_be_an_axis(known, axes):
    fleet, baseline, _ = known()
    found = winner_map(fleet, baseline, x=axes[0], y=axes[1], steps=5)
    assert (found.x_key, found.y_key) == axes
    assert np.isfinite(found.cost).all()
    assert found.x_name.endswith("times the plan's")


def test_an_axis_that_is_no_input_is_refused_with_the_choice(known):
    fleet, baseline, _ = known()
    with pytest.raises(UserError, match="rate:H1"):
        winner_map(fleet, baseline, x="rate:X9")


def test_the_axes_asked_for_are_taken_and_one_that_is_no_input_gives_way(small_plan, small_catalogue, one_line_model):
    asked = ("team", "rate:X9")
    found = plan_uncertainty(small_plan, small_catalogue, axes=asked, model=one_line_model)
    assert found.winners.x_key == "team"
    assert found.winners.y_key in found.axes


def test_a_fleet_without_a_price_does_not_compete(known, small_plan, make_group):
    groups = (make_group("N1", 8, offer=None), make_group("H1", 16))
    fleet, baseline, _ = known(replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)))
    assert set(winner_map(fleet, baseline, steps=3).fleets) == {"H1 at H1 alone", "N1 alone"}


def winners_under(known, plan, *, days=None, caps=(), marks=None, **limits):
    """The map of a plan with these limits, of three steps; the plan, N1 alone, H1 alone, the baseline."""
    limited = replace(
        plan,
        limits=Limits(deadline_days=days, **limits),
        mixing=replace(plan.mixing, caps=caps),
        site_marks=marks or {},
    )
    fleet, baseline, _ = known(limited)
    return winner_map(fleet, baseline, x="team", y="porting", steps=3), fleet, baseline


def test_a_fleet_that_ends_late_wins_nowhere_that_another_is_in_time(known, small_plan):
    """All slow down alike from right to left: N1 and H1 alone take twice as long as the baseline's 16 nodes of N1."""
    free, _, baseline = winners_under(known, small_plan)
    cheapest = free.fleets.index("H1 at H1 alone")
    assert (free.winner == cheapest).all()
    assert not free.note
    found, _, _ = winners_under(known, small_plan, days=1.01 * baseline.days)
    assert (found.winner[:, 0] == cheapest).all()  # none is in time at half the speed
    assert not (found.winner[:, 1:] == cheapest).any()
    assert "of the map none keeps them all" in found.note
    nowhere, _, _ = winners_under(known, small_plan, days=0.1 * baseline.days)
    assert (nowhere.winner == cheapest).all()
    assert nowhere.note.startswith("Nowhere")


@pytest.mark.parametrize(
    "limits",
    [
        {"excluded_suppliers": ("Huawei",)},
        {"required_suppliers": ("Nvidia",)},
        {"marks": {"H1": Availability(kind=AvailabilityKind.BARRED)}},
        {"power_w": 8 * 8 * 1.8 * 500},  # of the eight nodes of N1 alone; H1 has sixteen
    ],
)
def test_a_fleet_that_breaks_any_limit_of_the_plan_wins_nowhere_that_another_keeps_all(known, small_plan, limits):
    free, _, _ = winners_under(known, small_plan)
    cheapest = free.fleets.index("H1 at H1 alone")
    assert (free.winner == cheapest).all()
    found, _, _ = winners_under(known, small_plan, **limits)
    assert not (found.winner == cheapest).any()
    assert "every limit" in found.note
    poor, _, _ = winners_under(known, small_plan, budget=Money(amount=1.0, currency="CNY"), **limits)
    assert (poor.winner == cheapest).all()
    assert poor.note.startswith("Nowhere")


def test_a_fleet_above_a_cap_does_not_win(known, small_plan):
    found, fleet, _ = winners_under(known, small_plan, caps=(ShareCap(share=0.6),))
    assert (found.winner == found.fleets.index(fleet.name)).all()
    assert found.note.endswith("divided as planned.")
