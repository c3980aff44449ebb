import pytest
from msgspec.structs import replace

from planner import __version__
from planner.cluster import Cluster
from planner.examples import example_plan
from planner.exploration.exploration import Exploration
from planner.exploration.explore import explore
from planner.mixing.strategy import Spell
from planner.plan import DependenceMeasure, Plan, fleet_digest
from planner.plan_result import PlanResult
from planner.planning import plan_results
from planner.risk.supplier_loss import LossKind
from planner.summary import Summary, losses_halfway, summarise
from planner.summary.largest_supplier_loss import middle_of_work


@pytest.fixture(scope="module")
def plan() -> Plan:
    whole = example_plan("ling-plus")
    groups = tuple(replace(group, explore_max_nodes=256, explore_step_nodes=128) for group in whole.cluster.groups)
    plan = replace(whole, cluster=Cluster(groups=tuple(group for group in groups if group.key in "AC")))
    of_fleet = fleet_digest(plan)  # as if the report's figures were of this fleet
    return replace(plan, published=tuple(replace(one, of_fleet=of_fleet) for one in plan.published))


@pytest.fixture(scope="module")
def result(plan: Plan) -> PlanResult:
    return plan_results(plan)


@pytest.fixture(scope="module")
def exploration(plan: Plan) -> Exploration:
    return explore(plan)


@pytest.fixture(scope="module")
def summary(plan: Plan, result: PlanResult, exploration: Exploration) -> Summary:
    return summarise(plan, result, exploration)


def test_the_headline_figures_are_the_results_with_bands_and_explanations(summary: Summary, result: PlanResult):
    figures = {figure.key: figure for figure in summary.headline}
    assert figures["saving"].value == result.saving
    assert figures["saving"].band == result.bands["saving"]
    assert figures["cost"].unit == "CNY"
    assert result.cost is not None
    assert figures["cost"].value == result.cost.total.amount
    assert figures["tokens_per_s"].explanation == result.explanations["tokens_per_s"] != ""


def test_the_cost_terms_sum_to_one(summary: Summary):
    assert sum(row.share for row in summary.cost_terms) == pytest.approx(1)


def test_published_and_predicted_stand_side_by_side_for_the_examples_own_fleet():
    own = example_plan("ling-plus")
    reported = summarise(own, plan_results(own))
    pairs = {comparison.quantity: (comparison.published, comparison.predicted) for comparison in reported.comparisons}
    figures = {figure.key: figure.value for figure in reported.headline}
    assert pairs["saving"] == (0.20, figures["saving"])
    edited = replace(own, cluster=Cluster(groups=own.cluster.groups[:2]))
    assert summarise(edited, plan_results(edited)).comparisons == ()  # an edited fleet is not the published one


def test_the_timetable_holds_every_token_and_names_the_pools(summary: Summary, plan: Plan, result: PlanResult):
    assert sum(row.tokens for row in summary.timetable) == pytest.approx(plan.training.tokens)
    assert {row.kind for row in summary.timetable} == {"work", "stop"}
    assert result.days is not None
    assert summary.timetable[-1].to_day == pytest.approx(result.days)
    assert {name for row in summary.timetable for name, _ in row.pools} == {pool.name for pool in result.pools}
    for row in summary.timetable:
        if row.kind == "work":
            assert sum(share for _, share in row.pools) == pytest.approx(1)


def test_the_best_pools_alone_stand_beside(summary: Summary, plan: Plan, result: PlanResult):
    mixing = result.mixing
    assert mixing is not None
    assert mixing.cheapest_alone is not None
    assert mixing.fastest_alone is not None
    assert {row.days for row in summary.alone} == {mixing.cheapest_alone.days, mixing.fastest_alone.days}
    same = replace(result, mixing=replace(mixing, fastest_alone=mixing.cheapest_alone))
    assert [row.best for row in summarise(plan, same).alone] == ["both"]
    assert summarise(plan, replace(result, mixing=None)).alone == ()


def test_steps_cash_and_deadline_are_reported(summary: Summary, plan: Plan, result: PlanResult):
    figures = {figure.key: figure.value for figure in summary.headline}
    assert result.cost is not None
    assert figures["steps"] == result.steps
    assert figures["step_s"] == result.step_s
    assert figures["cash"] == result.cost.paid.amount
    assert summary.deadline == result.deadline
    assert summary.adds is False  # pools in turn: their speeds do not add


def test_the_frontier_is_the_explorations_with_one_knee_at_most(summary: Summary, exploration: Exploration):
    assert len(summary.frontier) == len(exploration.frontier)
    assert sum(row.is_knee for row in summary.frontier) == (exploration.knee is not None)
    assert all(count > 0 for row in summary.frontier for _, count in row.fleet)
    assert summary.exploration is not None
    assert summary.exploration.candidates == 9


def test_the_evidence_lists_figures_offers_and_anchors_with_their_sources(summary: Summary):
    subjects = {row.subject for row in summary.evidence}
    assert {"Ling report device A", "Ling report, device D", "Ascend 910B2"} <= subjects
    assert all(row.source for row in summary.evidence if row.evidence.value != "estimate")


def test_versions_say_what_made_the_numbers(summary: Summary):
    assert summary.versions["program"] == __version__
    assert summary.versions["catalogue"] == "2026-11-29"
    assert summary.versions["calibration"]


@pytest.mark.parametrize(
    ("second", "names"), [("y", ("N1 (x)", "N1 (y)", "H1")), ("x", ("N1", "H1"))], ids=["two-sites", "one-pool"]
)
def test_fleets_that_differ_in_the_nodes_of_a_pool_differ_in_the_report_promise(
    small_plan, small_catalogue, one_line_model, make_group, *, second, names
):
    halves = [make_group("N1", 0, most=8, step=8, key=f"half {i}", site=site) for i, site in enumerate(("x", second))]
    cluster = replace(small_plan.cluster, groups=(*halves, make_group("H1", 0, most=16, step=16)))
    plan = replace(small_plan, cluster=cluster, catalogue=small_catalogue, measure=DependenceMeasure.LOSS)
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    result = plan_results(plan, small_catalogue, model=one_line_model)
    fleets = [dict(row.fleet) for row in summarise(plan, result, found).frontier]
    explored = [found.fleets.nodes[row].tolist() for row in found.frontier]
    if second == "x":  # groups of one pool are summed
        explored = [[first + other, rest] for first, other, rest in explored]
    assert [[fleet.get(name, 0) for name in names] for fleet in fleets] == explored


def test_without_an_exploration_there_is_no_frontier(plan: Plan, result: PlanResult):
    summary = summarise(plan, result)
    assert summary.frontier == ()
    assert summary.exploration is None


def test_a_plan_that_gives_no_number_is_summarised_too(plan: Plan):
    empty = replace(plan, cluster=Cluster())
    summary = summarise(empty, plan_results(empty))
    assert {figure.value for figure in summary.headline} == {None}
    assert summary.blocked


def test_the_loss_is_that_of_the_largest_supplier_from_mild_to_hard(plan: Plan, result: PlanResult):
    losses = losses_halfway(plan, result)
    assert result.dependence is not None
    assert {loss.supplier for loss in losses} == {result.dependence.layers["supplier"].largest_name}
    assert [loss.kind for loss in losses] == [LossKind.STOP_SHIP, LossKind.PRICE_SHOCK, LossKind.LOSS_OF_USE]
    assert summarise(plan, result, losses=losses).losses == losses


def test_the_day_of_the_loss_is_the_middle_of_the_suppliers_own_turn_so_that_it_bites(plan: Plan, result: PlanResult):
    losses = losses_halfway(plan, result)
    assert result.mixing is not None
    own = {pool.pool for pool in result.pools if pool.supplier == losses[0].supplier}
    (turn,) = [one for one in result.mixing.timetable if one.kind == "work" and own & set(one.pools)]
    assert {loss.day for loss in losses} == {float(round((turn.from_day + turn.to_day) / 2))}
    assert all(loss.extra_cost is not None and loss.extra_cost.amount != 0.0 for loss in losses)


def spell(pool: str, begin: float, end: float, kind: str = "work") -> Spell:
    return Spell(kind=kind, way=pool, pools=(pool,), shares={}, from_day=begin, to_day=end, tokens=1.0)


def test_half_of_the_days_at_work_have_passed_by_the_middle(result: PlanResult):
    """Two turns of 10 and 40 days: 25 of the 50 have passed fifteen days into the second."""
    assert result.mixing is not None
    huawei, other = (pool.pool for pool in result.pools)
    spells = (spell(huawei, 0, 10), spell(other, 10, 100), spell(huawei, 100, 101, "stop"), spell(huawei, 101, 141))
    turns = replace(result, mixing=replace(result.mixing, timetable=spells))
    assert middle_of_work(turns, "Huawei") == 116.0
    beside = (spell(huawei, 0, 40), spell(huawei, 20, 80), spell(other, 0, 100))  # days of two models count once
    assert middle_of_work(replace(result, mixing=replace(result.mixing, timetable=beside)), "Huawei") == 40.0
    brief = replace(result, mixing=replace(result.mixing, timetable=(spell(huawei, 3, 4),)))
    assert middle_of_work(brief, "Huawei") == 3.5
    assert middle_of_work(turns, "AMD") is None


def test_a_plan_without_days_has_no_loss(plan: Plan, result: PlanResult):
    assert losses_halfway(plan, replace(result, days=None)) == ()
    assert losses_halfway(plan, replace(result, dependence=None)) == ()


def test_what_the_speed_rests_on_is_named(summary: Summary, plan: Plan):
    assert summary.anchors == tuple(run.name for run in plan.measured_runs)
    assert summary.model_error is not None
    assert 0 < summary.model_error.mean_error < 1
    assert summary.model_error.runs > 100
