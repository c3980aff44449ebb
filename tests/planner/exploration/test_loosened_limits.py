"""Where no fleet keeps every limit the exploration says what would let one in, and that lets one in."""

import re
from itertools import product

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import LinkKind
from planner.exploration.explore import explore
from planner.exploration.replanning import with_nodes
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategy import MixingChoice, ShareCap
from planner.plan import Availability, AvailabilityKind, Limits
from planner.planning import plan_results


@pytest.fixture(scope="module")
def explored(small_plan, small_catalogue, one_line_model, make_group):
    groups = (make_group("N1", 4, most=4, step=2), make_group("H1", 4, most=4, step=2))
    every = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))
    single = replace(every, cluster=replace(every.cluster, groups=(make_group("N1", 4), make_group("H1", 4))))

    def under(*, caps=(), marks=None, alone=False, **limits):
        plan = single if alone else every
        mixing = replace(plan.mixing, caps=caps)
        limited = replace(plan, limits=Limits(**limits), mixing=mixing, site_marks=marks or {})
        return explore(limited, catalogue=small_catalogue, model=one_line_model)

    return under


def test_a_deadline_and_a_budget_that_are_named_let_a_fleet_in_and_no_smaller_ones_do(explored):
    late = explored(deadline_days=2.0)
    assert (late.feasible, len(late.frontier)) == (0, 0)
    days = float(re.search(r"deadline of ([\d.,]+) days", late.guarantee.mends)[1].replace(",", ""))
    assert explored(deadline_days=days).feasible > 0 == explored(deadline_days=days - 0.2).feasible
    dear = explored(budget=Money(amount=9.0, currency="CNY"))
    amount = float(re.search(r"budget of ([\d.,]+) CNY", dear.guarantee.mends)[1].replace(",", ""))
    enough, short = (Money(amount=one, currency="CNY") for one in (amount, amount - 2.0))
    assert explored(budget=enough).feasible > 0 == explored(budget=short).feasible


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"power_w": 1.0}, "the limit on power 8"),
        ({"required_suppliers": ("Intel",)}, "required suppliers 8"),
        ({"excluded_suppliers": ("Nvidia", "Huawei")}, "excluded suppliers 8"),
        ({"caps": (ShareCap(share=0.4),)}, "the caps on shares 8"),
        ({"marks": {key: Availability(kind=AvailabilityKind.BARRED) for key in ("N1", "H1")}}, "accelerators 8"),
    ],
)
def test_a_limit_that_alone_keeps_every_fleet_out_is_named_with_how_many_it_keeps_out(explored, limits, words):
    found = explored(**limits)
    assert found.feasible == 0
    assert f"{words} fleets keep every other limit" in found.guarantee.mends


def test_where_two_limits_are_in_the_way_that_is_said_and_where_fleets_are_found_nothing(explored):
    assert "loosen two or more" in explored(power_w=1.0, deadline_days=1.0).guarantee.mends
    assert not explored().guarantee.mends


def test_a_single_fleet_is_spoken_of_as_one(explored):
    limits = ({"power_w": 1.0}, {"deadline_days": 2.0}, {"budget": Money(amount=9.0, currency="CNY")})
    found = [explored(alone=True, **limit).guarantee for limit in limits]
    assert all("one fleet " in one.mends and "one fleet " in one.words for one in found)


@pytest.mark.parametrize("strategy", ["auto", "data-parallel"])
def test_a_deadline_lets_in_the_first_fleet_by_its_own_plan_or_says_that_a_shorter_one_may_promise(
    small_plan, small_catalogue, make_group, one_line_model, strategy
):
    """On few nodes each device is faster, so that a joined way is soonest with some idle, which arrays leave out."""

    def best(pool, run):
        found = one_line_model.best(pool, run)
        return replace(found, tokens_per_s=found.tokens_per_s * (1.0 if pool.nodes > 2 else 1.6))

    model = replace(one_line_model, best=best)
    link = replace(link_terms(LinkKind.DEVICE_DIRECT).link, bytes_per_s=1e15, latency_s=0.0)
    groups = tuple(make_group(key, 0, most=4, step=2) for key in ("N1", "H1"))
    cluster = replace(small_plan.cluster, groups=groups, inter_pool_link=link)
    plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy=strategy))
    every = product(range(0, 5, 2), repeat=2)
    own = [plan_results(with_nodes(plan, nodes), small_catalogue, model=model) for nodes in every if any(nodes)]
    soonest = min(one.days for one in own if one.days is not None)
    found = explore(replace(plan, limits=Limits(deadline_days=2.0)), catalogue=small_catalogue, model=model)
    assert not found.feasible
    said = found.guarantee.mends
    days = float(re.search(r"deadline of ([\d.,]+) days", said)[1].replace(",", ""))
    assert days >= soonest - 1e-9
    assert "a shorter one may let one in too" in said or days < soonest + 0.1 + 1e-9


@pytest.mark.parametrize("budget", [None, 5.5e6])
def test_no_deadline_shorter_than_one_said_to_let_in_the_first_lets_in_any_promise(
    small_plan, small_catalogue, make_group, one_line_model, budget
):
    """Fleets in equal turns are not the soonest: at other shares, or a cheaper way, one may be in time before."""
    groups = tuple(make_group(key, 4, most=4, explore_min_nodes=4) for key in ("N1", "H1"))
    mixing = MixingChoice(strategy="in-turn" if budget is None else "auto")
    every = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups), mixing=mixing)
    money = None if budget is None else Money(amount=budget, currency="CNY")

    def within(days):
        limits = Limits(deadline_days=days, budget=money)
        return explore(replace(every, limits=limits), catalogue=small_catalogue, model=one_line_model)

    said = within(2.0).guarantee.mends
    days = float(re.search(r"deadline of ([\d.,]+) days", said)[1].replace(",", ""))
    assert len(within(days).frontier) > 0
    assert "a shorter one may let one in too" in said or len(within(days - 0.2).frontier) == 0
