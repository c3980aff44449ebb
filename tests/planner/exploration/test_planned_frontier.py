"""The frontier of fleets of which each is a plan of its own: windows, groups that cost while they wait, programmes."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import GroupTerms, Tenure, Waiting
from planner.errors import UserError
from planner.exploration import envelope, planned_frontier
from planner.exploration.envelope import cap_grid
from planner.exploration.explore import explore
from planner.exploration.grid import is_quick_to_explore
from planner.exploration.replanning import adopted, with_nodes
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits, Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results

relaxed = settings.get_profile("fleets")
COUNTS = [range(0, 5, 4), range(0, 5, 2)]
SAME = 3e-6
HELD = GroupTerms(tenure=Tenure.RESERVED)
LENT = GroupTerms(waiting=Waiting.LENT, lent_share=0.7)


@pytest.fixture(autouse=True)
def few_caps(monkeypatch):
    monkeypatch.setattr(envelope, "CAP_STEP", 0.25)


@pytest.fixture
def two_groups(small_plan, make_group):
    """The small plan with two groups on these terms, at these prices an hour."""

    def plan(terms, prices=(2.0, 1.0), **changes):
        groups = []
        for key, step, own, price in zip(("N1", "H1"), (4, 2), terms, prices, strict=True):
            group = make_group(key, 4, most=4, step=step, terms=own)
            groups.append(replace(group, offer=replace(group.offer, price=Money(amount=price, currency="CNY"))))
        return replace(small_plan, cluster=replace(small_plan.cluster, groups=tuple(groups)), **changes)

    return plan


@pytest.fixture
def planned(small_catalogue, one_line_model):
    """Every fleet of a plan as (nodes, cost per trillion tokens, largest share), planned alone at these caps."""

    def plan_every(plan, caps=(None,)):
        found = []
        for nodes, cap in product(product(*COUNTS), caps):
            try:
                result = plan_results(with_nodes(plan, nodes, cap), small_catalogue, model=one_line_model)
            except UserError:
                continue
            deadline = plan.limits.deadline_days
            if result.cost is not None and (deadline is None or result.days <= deadline * (1 + 1e-6)):
                largest = result.dependence.layers["supplier"].largest
                found.append((nodes, result.cost.unit_cost.amount, largest, result.days))
        return found

    return plan_every


@pytest.fixture
def explored(small_catalogue, one_line_model):
    def run(plan):
        return explore(plan, catalogue=small_catalogue, model=one_line_model)

    return run


def beats(one, other):
    no_worse = one[1] <= other[1] * (1 + 1e-6) and one[2] <= other[2] + 1e-6
    return no_worse and (one[1] < other[1] * (1 - SAME) or one[2] < other[2] - SAME)


def frontier_of(found):
    fleets = found.fleets
    return [
        (tuple(fleets.nodes[row].tolist()), float(fleets.unit_cost[row]), float(fleets.largest[row]))
        for row in found.frontier
    ]


def assert_true_frontier(found, every):
    front = frontier_of(found)
    assert [(one, other) for one in front for other in every if beats(other, one)] == []
    for one in every:
        assert any(other[1] <= one[1] * (1 + SAME) and other[2] <= one[2] + SAME for other in front)


@relaxed
@example(from_day=45.0, until_day=60.0, prices=[2.0, 1.0], held=True, deadline=150.0, best=False, most_every=0)
@given(
    from_day=st.floats(0.0, 90.0),
    until_day=st.one_of(st.none(), st.floats(20.0, 400.0)),
    prices=st.lists(st.floats(1.0, 50.0), min_size=2, max_size=2),
    held=st.booleans(),
    deadline=st.one_of(st.none(), st.floats(80.0, 500.0)),
    best=st.booleans(),
    most_every=st.sampled_from([0, 1_024]),
)
def test_the_frontier_of_plans_with_windows_is_that_of_every_fleet_planned_alone(  # noqa: PLR0917 - what is drawn
    two_groups, planned, explored, monkeypatch, from_day, until_day, prices, held, deadline, best, most_every
):
    monkeypatch.setattr(planned_frontier, "MOST_EVERY", most_every)
    terms = replace(HELD if held else GroupTerms(), until_day=until_day), GroupTerms(from_day=from_day)
    mixing = MixingChoice(division=Division.BEST if best else Division.AUTO)
    plan = two_groups(terms, prices, mixing=mixing, limits=Limits(deadline_days=deadline))
    found, alone = explored(plan), planned(plan)
    drawn = found.fleets.nodes[: found.feasible].tolist()
    if most_every:
        assert [tuple(nodes) for nodes in drawn] == [one[0] for one in alone]
    assert {tuple(nodes) for nodes in drawn} <= {one[0] for one in alone}
    for row, nodes in enumerate(drawn):
        own = next(one for one in alone if one[0] == tuple(nodes))
        assert (found.fleets.unit_cost[row], found.fleets.days[row]) == pytest.approx((own[1], own[3]))
    assert found.candidates == found.feasible + sum(found.blocked.values())
    assert found.guarantee.exact
    assert_true_frontier(found, alone + planned(plan, cap_grid(2)))
    for single in found.singles:
        own = [one[1] for one in alone if sum(count > 0 for count in one[0]) == 1]
        assert found.fleets.unit_cost[single.row] >= min(own) * (1 - SAME)


@pytest.mark.parametrize("terms", [(HELD, GroupTerms()), (LENT, HELD)])
def test_what_costs_while_it_waits_is_drawn_as_planned_and_chosen_under_caps(two_groups, planned, explored, terms):
    plan = two_groups(terms, prices=(1.0, 1.0))  # at one price an hour the order of turns is by key
    found, alone = explored(plan), planned(plan)
    assert [tuple(nodes) for nodes in found.fleets.nodes[: found.feasible].tolist()] == [one[0] for one in alone]
    for row, one in enumerate(alone):
        assert (found.fleets.unit_cost[row], found.fleets.days[row]) == pytest.approx((one[1], one[3]), rel=1e-9)
    assert not found.fleets.bound[(found.fleets.nodes > 0).sum(axis=1) == 1].any()
    assert_true_frontier(found, alone + planned(plan, cap_grid(2)))


@pytest.mark.parametrize("aim", [ProgrammeAim.CHEAPEST, ProgrammeAim.SHORTEST])
def test_a_programme_is_explored_as_the_programme_that_is_planned(  # noqa: PLR0917 - fixtures
    two_groups, planned, explored, small_catalogue, one_line_model, aim
):
    models = tuple(ProgrammeModel(name=f"M{i}", tokens=tokens) for i, tokens in enumerate((6e11, 3e11, 2e11)))
    terms = GroupTerms(), GroupTerms()
    plan = two_groups(terms, trains=Trains.PROGRAMME, programme=Programme(models=models, aim=aim))
    found, alone = explored(plan), planned(plan)
    assert [tuple(nodes) for nodes in found.fleets.nodes[: found.feasible].tolist()] == [one[0] for one in alone]
    assert_true_frontier(found, alone)
    today = plan_results(plan, small_catalogue, model=one_line_model)
    shown = found.today
    assert (shown.unit_cost[0], shown.days[0], shown.saving[0], shown.tokens_per_s[0]) == pytest.approx(
        (today.cost.unit_cost.amount, today.days, today.saving, today.tokens_per_s)
    )
    for position, row in enumerate(found.frontier):
        result = plan_results(adopted(plan, found, position), small_catalogue, model=one_line_model)
        assert result.days == pytest.approx(found.fleets.days[row])
        assert result.mixing.shares == pytest.approx(
            {pool: share for pool, share in found.points[position].shares.items() if share}
        )


def test_no_point_of_the_frontier_breaks_the_plans_cap(two_groups, planned, explored):
    mixing = MixingChoice(division=Division.BEST, caps=(ShareCap(share=0.6),))
    plan = two_groups((GroupTerms(), GroupTerms()), mixing=mixing)
    found = explored(plan)
    assert found.feasible == len(planned(plan)) == 2
    assert found.fleets.largest[found.frontier].max() <= 0.6 + 1e-6
    for part, in_time in ((0.9, 1), (0.2, 0)):  # sooner than turns at their best shares only both pools together end
        late = replace(plan, limits=Limits(deadline_days=part * float(found.fleets.days.min())))
        every = explored(late)
        assert every.feasible == len(planned(late)) == len(every.frontier) == in_time


def test_what_is_left_unplanned_is_counted_and_said(two_groups, explored, monkeypatch):
    monkeypatch.setattr(planned_frontier, "MOST_EVERY", 0)
    monkeypatch.setattr(planned_frontier, "LEAST_PLANNED", 3)
    monkeypatch.setattr(planned_frontier, "MOST_PLANNED", 0)
    found = explored(two_groups((GroupTerms(from_day=20.0), GroupTerms())))
    assert (found.guarantee.exact, found.guarantee.planned) == (False, found.feasible)
    assert found.guarantee.left == found.blocked[planned_frontier.UNPLANNED] > 0
    assert "Not exact" in found.guarantee.words
    assert found.candidates == found.feasible + sum(found.blocked.values())


def test_fleets_that_are_planned_one_by_one_are_quick_to_explore_only_where_they_are_few(two_groups):
    plan = two_groups((GroupTerms(from_day=20.0), GroupTerms()))
    groups = tuple(replace(group, explore_max_nodes=40) for group in plan.cluster.groups)
    many = replace(plan, cluster=replace(plan.cluster, groups=groups))
    assert is_quick_to_explore(plan)
    assert not is_quick_to_explore(many)
