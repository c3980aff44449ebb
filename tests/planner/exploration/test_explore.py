from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import product
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import Cluster, GroupTerms, InterPoolLink, LinkKind, Tenure
from planner.dependence import DependenceBasis
from planner.errors import Cancelled, UserError
from planner.exploration import frontier_fleets as frontier_fleets_module
from planner.exploration import grid as grid_module
from planner.exploration import refinement as refinement_module
from planner.exploration import search as search_module
from planner.exploration.envelope import cap_grid
from planner.exploration.exploration import FleetColumns
from planner.exploration.explore import explore
from planner.exploration.grid import blocks, counts_of
from planner.mixing.strategies import IN_TURN, STRATEGIES
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import DependenceMeasure, Limits, Objective
from planner.planning import plan_results

IN_TIME_AT_60 = MixingChoice(
    strategy=IN_TURN, division=Division.BEST, caps=(ShareCap(share=0.6),), migration_restart_s=0.0
)
relaxed = settings.get_profile("plans")


@pytest.fixture
def explored(small_plan, small_catalogue, one_line_model, small_exploration, request):
    def run(plan=None, **options):
        if (plan is None or plan == small_plan) and not options and "monkeypatch" not in request.fixturenames:
            return small_exploration
        return explore(plan or small_plan, catalogue=small_catalogue, model=one_line_model, **options)

    return run


def frontier_points(exploration):
    fleets = exploration.fleets
    return [(fleets.unit_cost[row], fleets.largest[row]) for row in exploration.frontier]


def drawn_nodes(exploration):
    return exploration.fleets.nodes[: exploration.feasible].tolist()


def with_nodes(plan, nodes):
    groups = tuple(replace(group, nodes=int(n)) for group, n in zip(plan.cluster.groups, nodes, strict=True))
    return replace(plan, cluster=replace(plan.cluster, groups=groups))


def assert_every_fleet_is_matched(exploration, values, dependence, asked=slice(None)):
    """For every fleet asked for one of the frontier is no worse on either axis, rounding apart."""
    front = exploration.frontier
    for value, depends in zip(values[asked], dependence[asked], strict=True):
        assert np.any((values[front] <= value * (1 + 1e-6)) & (dependence[front] <= depends + 1e-6))


def test_every_candidate_is_feasible_or_counted(explored):
    exploration = explored()
    assert exploration.candidates == 4 * 7 * 5
    assert exploration.feasible + sum(exploration.blocked.values()) == exploration.candidates
    assert exploration.blocked["The fleet has no devices"] == 1
    assert exploration.blocked["T1: no layout fits so few devices"] == 4 * 7  # one node is 8 devices


@pytest.mark.parametrize(
    "changes",
    [
        {},
        pytest.param({"basis": DependenceBasis.SPEND}, marks=pytest.mark.slow),
        pytest.param({"mixing": MixingChoice(strategy=IN_TURN, division=Division.BEST)}, marks=pytest.mark.slow),
        {"mixing": IN_TIME_AT_60, "limits": Limits(deadline_days=200.0)},
        {"mixing": MixingChoice(strategy=DATA_PARALLEL.key)},
        pytest.param(
            {"mixing": MixingChoice(porting_cost=Money(amount=500.0, currency="USD"))}, marks=pytest.mark.slow
        ),
    ],
)
def test_every_fleet_gives_what_planning_it_alone_gives(explored, small_plan, small_catalogue, one_line_model, changes):
    plan = replace(small_plan, measure=DependenceMeasure.LOSS, **changes)
    exploration = explored(plan)
    fleets, exact = exploration.fleets, 0
    for row in range(0, exploration.feasible, 17):
        result = plan_results(with_nodes(plan, fleets.nodes[row]), small_catalogue, model=one_line_model)
        sooner = result.days < fleets.days[row] * (1.0 - 1e-6)
        if fleets.bound[row] and (sooner or result.dependence.loss != pytest.approx(fleets.loss[row], abs=1e-9)):
            continue  # its own plan leaves nodes or a pool idle, or what is left of it does
        exact += 1
        supplier = result.dependence.layers["supplier"]
        assert fleets.tokens_per_s[row] == pytest.approx(result.tokens_per_s)
        assert fleets.days[row] == pytest.approx(result.days)
        assert fleets.cost[row] == pytest.approx(result.cost.total.amount)
        assert fleets.saving[row] == pytest.approx(result.saving, abs=1e-9)
        assert fleets.largest[row] == pytest.approx(supplier.largest)
        assert fleets.hhi[row] == pytest.approx(supplier.hhi)
        assert fleets.retention[row] == pytest.approx(supplier.retention)
        assert fleets.loss[row] == pytest.approx(result.dependence.loss, abs=1e-9)
    assert exact


def test_auto_over_a_fast_fabric_gives_what_planning_gives(
    explored, small_plan, small_catalogue, one_line_model, make_group
):
    link = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=5e12, latency_s=1e-5, source="test")
    halls = [make_group("N1", 8, most=12, step=4, key=site, site=site) for site in ("here", "there")]
    cluster = replace(small_plan.cluster, inter_pool_link=link, groups=(*halls, make_group("H1", 16, most=24, step=8)))
    # by days, that pools work at the same time is worth what it costs
    plan = replace(small_plan, cluster=cluster, objective=Objective.DAYS)
    exploration = explored(plan)
    fleets, strategies = exploration.fleets, set()
    for row in range(0, exploration.feasible, 7):
        result = plan_results(with_nodes(plan, fleets.nodes[row]), small_catalogue, model=one_line_model)
        strategies.add(result.mixing.strategy)
        if fleets.bound[row] and result.days < fleets.days[row] * (1.0 - 1e-6):
            continue  # its own plan leaves nodes or a pool idle
        assert fleets.cost[row] == pytest.approx(result.cost.total.amount)
        assert fleets.retention[row] == pytest.approx(result.dependence.layers["supplier"].retention)
    assert IN_TURN in strategies
    assert strategies & set(STRATEGIES)


def test_divided_by_the_user_no_joined_way_is_weighed_as_in_plans(
    explored, small_plan, small_catalogue, one_line_model, make_group
):
    link = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=5e12, latency_s=1e-5, source="test")
    groups = make_group("N1", 4, most=12, step=4), make_group("H1", 16, most=24, step=8)
    cluster = replace(small_plan.cluster, inter_pool_link=link, groups=groups)
    plan = replace(small_plan, cluster=cluster, objective=Objective.DAYS)
    assert np.any(explored(plan).fleets.way > 0)  # by auto, pools work together
    by_user = replace(plan, mixing=MixingChoice(division=Division.BY_USER))
    fleets = explored(by_user).fleets
    for row in range(0, len(fleets), 3):
        result = plan_results(with_nodes(by_user, fleets.nodes[row]), small_catalogue, model=one_line_model)
        assert result.mixing is None or result.mixing.strategy == IN_TURN
        assert fleets.days[row] == pytest.approx(result.days)


@pytest.mark.parametrize(
    "measure",
    [pytest.param(one, marks=[pytest.mark.slow] if one is DependenceMeasure.HHI else []) for one in DependenceMeasure],
)
def test_the_frontier_is_what_a_double_loop_finds(explored, small_plan, measure):
    exploration = explored(replace(small_plan, measure=measure))
    fleets = exploration.fleets
    dependence = {
        DependenceMeasure.LARGEST: fleets.largest,
        DependenceMeasure.HHI: fleets.hhi,
        DependenceMeasure.LOSS: fleets.loss,
    }[measure]
    cost, sure = fleets.unit_cost, ~fleets.bound  # what others lose by their own plans may be another part
    assert sure.sum() > len(fleets) / 10
    for row in range(len(fleets)):
        no_worse = (cost <= cost[row]) & (dependence <= dependence[row])
        better = (cost < cost[row]) | (dependence < dependence[row])
        assert not (row in exploration.frontier and np.any(no_worse & better & sure))
    assert_every_fleet_is_matched(exploration, cost, dependence, sure)


@pytest.mark.sample(1)
@pytest.mark.parametrize("objective", list(Objective))
def test_any_objective_has_the_frontier_of_a_double_loop(explored, small_plan, objective):
    exploration = explored(replace(small_plan, objective=objective))
    fleets = exploration.fleets
    values = fleets.objective(objective)
    for row in range(len(fleets)):
        no_worse = (values <= values[row]) & (fleets.largest <= fleets.largest[row])
        better = (values < values[row]) | (fleets.largest < fleets.largest[row])
        assert not (row in exploration.frontier and np.any(no_worse & better))
    assert_every_fleet_is_matched(exploration, values, fleets.largest)


def test_the_best_fleet_of_each_supplier_alone_is_named(explored, small_plan):
    exploration = explored()
    fleets = exploration.fleets
    alone = fleets.largest >= 1.0
    best = exploration.singles[0]
    assert fleets.unit_cost[best.row] == fleets.unit_cost[alone].min()
    assert len({single.supplier for single in exploration.singles}) == len(exploration.singles) > 1


def test_a_grid_too_large_is_refined_and_says_what_is_left(explored, small_plan, monkeypatch):
    exact = explored()
    assert exact.guarantee.exact
    monkeypatch.setattr(grid_module, "MOST_FLEETS", 20)
    monkeypatch.setattr(refinement_module, "COARSE_FLEETS", 20)
    refined = explored()
    assert not refined.guarantee.exact
    assert refined.guarantee.evaluated <= exact.candidates == refined.candidates
    assert "Not exact" in refined.guarantee.words
    cheapest = exact.fleets.unit_cost.min()
    assert refined.fleets.unit_cost.min() == pytest.approx(cheapest)


@pytest.mark.parametrize(
    ("most", "strategy", "terms"),
    [
        (1, IN_TURN, GroupTerms(tenure=Tenure.RESERVED)),  # some fleets are left unplanned under caps
        (128, "local-sgd", GroupTerms()),  # batches of fleets are interpolated
        (128, IN_TURN, GroupTerms()),
    ],
)
def test_words_and_figures_say_the_same_of_how_sure_a_frontier_is(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, one_line_model, monkeypatch, most, strategy, terms
):
    monkeypatch.setattr(frontier_fleets_module, "_MOST_UNDER_CAPS", most)
    groups = tuple(replace(group, terms=terms) for group in small_plan.cluster.groups)
    cluster = replace(small_plan.cluster, groups=groups)
    plan = replace(small_plan, cluster=cluster, mixing=replace(small_plan.mixing, strategy=strategy))
    guarantee = explore(plan, catalogue=small_catalogue, model=one_line_model).guarantee
    assert guarantee.exact == (strategy == IN_TURN and most > 1)
    assert guarantee.words.startswith("Exact:" if guarantee.exact else "Not exact")


def test_a_fleets_distance_is_what_the_frontier_saves_at_no_more_dependence(explored):
    exploration = explored()
    fleets, front = exploration.fleets, exploration.frontier
    for row in range(0, len(fleets), 7):
        gap = exploration.gap(fleets, row)
        no_more = fleets.largest[front] <= fleets.largest[row]
        best = fleets.unit_cost[front][no_more].min()
        assert gap.objective == pytest.approx(fleets.unit_cost[row] - best)
    assert exploration.gap(fleets, int(front[0])).objective == 0.0


def test_the_frontier_runs_from_one_supplier_to_several(explored):
    exploration = explored()
    shares = exploration.fleets.largest[exploration.frontier]
    assert shares[0] == 1.0
    assert shares[-1] < 0.5
    assert exploration.knee is not None


def test_the_hypervolume_is_the_area_between_frontier_and_baseline(explored, small_plan):
    exploration = explored()
    assert exploration.reference == (pytest.approx(1e12 * 20 / (3600 * 900)), 1.0)
    area, height = 0.0, 1.0
    for row in exploration.frontier:
        cost, share = exploration.fleets.unit_cost[row], exploration.fleets.largest[row]
        area += max(0.0, exploration.reference[0] - cost) * (height - share)
        height = share
    assert exploration.hypervolume == pytest.approx(area)
    assert explored(replace(small_plan, baseline=None)).hypervolume is None


def test_today_is_the_plan_as_composed(explored, small_plan, small_catalogue, one_line_model):
    off_grid = with_nodes(small_plan, (7, 13, 5))
    today = explored(off_grid).today
    result = plan_results(off_grid, small_catalogue, model=one_line_model)
    assert today.nodes.tolist() == [[7, 13, 5]]
    assert today.unit_cost[0] == pytest.approx(result.cost.unit_cost.amount)
    assert today.saving[0] == pytest.approx(result.saving)


def test_today_breaks_no_limit_of_being_shown(explored, small_plan):
    assert explored(replace(small_plan, limits=Limits(deadline_days=1e-3))).today is not None
    assert explored(with_nodes(small_plan, (0, 0, 0))).today is None


def test_no_limit_kept_means_no_frontier_and_no_knee(explored, small_plan):
    exploration = explored(replace(small_plan, limits=Limits(deadline_days=1e-3)))
    assert (len(exploration.fleets), len(exploration.frontier), exploration.knee) == (0, 0, None)
    assert exploration.blocked["Past the deadline"] > 0


def test_without_a_baseline_the_saving_is_unknown_and_the_frontier_stands(explored, small_plan):
    exploration = explored(replace(small_plan, baseline=None))
    assert np.isnan(exploration.fleets.saving).all()
    assert len(exploration.frontier) > 1


def test_a_price_that_is_missing_blocks_the_fleets_that_need_it(explored, small_plan):
    first, *others = small_plan.cluster.groups
    groups = (replace(first, offer=None), *others)
    exploration = explored(replace(small_plan, cluster=Cluster(groups=groups)))
    assert not exploration.fleets.nodes[:, 0].any()
    assert any("no price" in reason for reason in exploration.blocked)


def test_fleets_without_spend_have_no_share_of_it(explored, small_plan):
    groups = tuple(
        replace(group, offer=replace(group.offer, price=Money(amount=0.0, currency="CNY")))
        for group in small_plan.cluster.groups
    )
    exploration = explored(replace(small_plan, cluster=Cluster(groups=groups), basis=DependenceBasis.SPEND))
    assert len(exploration.fleets) == 0
    assert any("share of spend" in reason for reason in exploration.blocked)


def test_suppliers_are_required_and_excluded(explored, small_plan):
    limits = Limits(required_suppliers=("Huawei",), excluded_suppliers=("Nvidia",))
    nodes = explored(replace(small_plan, limits=limits)).fleets.nodes
    assert not nodes[:, 0].any()
    assert nodes[:, 1].all()


limits_drawn = st.fixed_dictionaries(
    {},
    optional={
        "budget": st.floats(1e6, 5e7).map(lambda amount: Money(amount=amount, currency="CNY")),
        "deadline_days": st.floats(30, 1000),
        "power_w": st.floats(1e4, 4e5),
        "required_suppliers": st.sampled_from([("Nvidia",), ("Huawei", "T-Head")]),
        "excluded_suppliers": st.sampled_from([("Nvidia",), ("T-Head",)]),
    },
)


@settings.get_profile("fleets")
@given(limits=limits_drawn, restart_days=st.sampled_from([0.0, 0.25, 5.0]))
def test_removing_a_limit_never_worsens_the_frontier(explored, small_plan, limits, restart_days):
    plan = replace(small_plan, mixing=replace(small_plan.mixing, migration_restart_s=restart_days * 86_400.0))
    limited = frontier_points(explored(replace(plan, limits=Limits(**limits))))
    for name in limits:
        fewer = {key: value for key, value in limits.items() if key != name}
        freer = frontier_points(explored(replace(plan, limits=Limits(**fewer))))
        for cost, share in limited:
            # a deadline may end between two caps that are looked at: the freer frontier is as good at the cap above
            cap = min(cap for cap in cap_grid(3) if cap >= share - 1e-6)
            assert any(c <= cost * (1 + 3e-6) and s <= cap + 1e-6 for c, s in freer)


@relaxed
@given(lengths=st.lists(st.integers(1, 7), min_size=1, max_size=4), size=st.integers(1, 60))
def test_blocks_cover_the_grid_once_in_order(lengths, size):
    seen = [
        cell
        for block in blocks(lengths, size)
        for cell in product(*(range(start, stop) for start, stop in block.ranges))
    ]
    assert seen == list(product(*(range(length) for length in lengths)))
    assert max(block.fleets for block in blocks(lengths, size)) <= size


@pytest.mark.parametrize("fleets_per_block", [*(pytest.param(few, marks=pytest.mark.slow) for few in (1, 5)), 64])
def test_the_result_does_not_depend_on_the_blocks_or_the_executor(
    explored, small_exploration, monkeypatch, fleets_per_block
):
    whole = small_exploration
    monkeypatch.setattr(search_module, "POOL_ROWS_PER_BLOCK", fleets_per_block)
    with ThreadPoolExecutor(2) as threads:
        parts = explored(executor=threads)
    for name in FleetColumns.__struct_fields__:
        assert np.array_equal(getattr(whole.fleets, name), getattr(parts.fleets, name))
    assert np.array_equal(whole.frontier, parts.frontier)
    assert (whole.knee, whole.blocked) == (parts.knee, parts.blocked)


@pytest.mark.slow
def test_worker_processes_find_the_same(small_plan, small_catalogue):
    groups = tuple(replace(group, explore_max_nodes=8, explore_step_nodes=8) for group in small_plan.cluster.groups)
    plan = replace(small_plan, cluster=Cluster(groups=groups))
    here = explore(plan, catalogue=small_catalogue)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        there = explore(plan, catalogue=small_catalogue, executor=processes)
    assert len(here.fleets) > 0
    assert np.array_equal(here.fleets.cost, there.fleets.cost)
    assert np.array_equal(here.frontier, there.frontier)


def test_progress_reaches_its_end_and_never_falls(explored):
    seen = []
    explored(on_progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("threads", [0, 2])
def test_a_cancelled_exploration_ends_at_once(explored, threads):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 3

    if not threads:
        with pytest.raises(Cancelled):
            explored(cancelled=cancelled)
        assert len(asked) == 4
        return
    with ThreadPoolExecutor(threads) as executor, pytest.raises(Cancelled):
        explored(cancelled=lambda: True, executor=executor)


def test_a_failure_in_a_worker_is_passed_on(explored, one_line_model, small_plan, small_catalogue):
    def broken(_pool, _run):
        raise ZeroDivisionError

    with ThreadPoolExecutor(2) as threads, pytest.raises(ZeroDivisionError):
        explore(small_plan, catalogue=small_catalogue, executor=threads, model=replace(one_line_model, goodput=broken))


def test_a_group_without_a_range_keeps_its_nodes(explored, small_plan, make_group):
    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 8), make_group("H1", 0, most=4, step=2))))
    assert drawn_nodes(explored(plan)) == [[8, 0], [8, 2], [8, 4]]


def test_groups_of_one_pool_vary_independently(explored, small_plan, make_group):
    groups = (make_group("N1", 8, most=4, step=2), make_group("H1", 4), make_group("N1", 0, most=4, step=4, key="N1b"))
    nodes = drawn_nodes(explored(replace(small_plan, cluster=Cluster(groups=groups))))
    assert sorted(nodes) == [[n, 4, m] for n in (0, 2, 4) for m in (0, 4)]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"explore_min_nodes": 9, "explore_max_nodes": 4}, "leaves nothing"),
        ({"explore_max_nodes": 4, "explore_step_nodes": 0}, "step of at least 1"),
    ],
)
def test_a_grid_that_cannot_be_searched_says_why(small_plan, changes, word):
    first, *others = small_plan.cluster.groups
    plan = replace(small_plan, cluster=Cluster(groups=(replace(first, **changes), *others)))
    with pytest.raises(UserError, match=word):
        counts_of(plan)


def test_an_empty_cluster_cannot_be_explored(small_plan):
    with pytest.raises(UserError, match="no node groups"):
        counts_of(replace(small_plan, cluster=Cluster()))
