"""One engine for a loss: the command, the scenarios, the risk report and the summary give one answer."""

from math import inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import DevicesReplaced, RestPlannedAnew, SoonerAnew
from planner.cluster import GroupTerms, Tenure, Waiting
from planner.errors import UserError
from planner.examples import example_plan
from planner.mixing.strategy import Division, MixingChoice
from planner.plan import Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results
from planner.planning.any_run import run_of
from planner.planning.dependence import fleet_dependence
from planner.planning.grounds import grounds_of
from planner.risk.scenarios import Recourse
from planner.risk.supplier_loss import LossKind, event_of
from planner.summary.largest_supplier_loss import losses_halfway
from planner.uncertainty.circumstances import circumstances_of
from planner.uncertainty.diversification import fleet_risk
from planner.uncertainty.loss_in_mid_run import loss_in_mid_run
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.risk_report import risk_report
from planner.uncertainty.without_supplier import without_supplier

RATE = 64 * 1000 * 0.9  # tokens/s of either pool of the small plan
DAYS = 1e12 / RATE / 86_400
N1, H1 = 64 * 20.0 * 24, 128 * 7.0 * 24  # CNY a day
plans = settings.get_profile("plans")


@pytest.fixture
def lose(small_catalogue, one_line_model):
    def run(plan, supplier="Nvidia", day=30.0, kind=LossKind.LOSS_OF_USE):
        return loss_in_mid_run(plan, supplier, day, kind, catalogue=small_catalogue, model=one_line_model)

    return run


@pytest.mark.sample(6)
@pytest.mark.parametrize("kind", LossKind)
@pytest.mark.parametrize("supplier", ["Nvidia", "Huawei"])
@pytest.mark.parametrize("own", [Recourse(), Recourse(replan_days=9.0, replacement_wait_days=20.0, price_rise=0.2)])
def test_command_scenario_and_risk_report_agree_to_the_digit(
    lose, small_plan, small_catalogue, one_line_model, *, kind, supplier, own
):
    plan = replace(small_plan, recourse=own)
    asked = lose(plan, supplier, 30.0, kind)
    row = replace(event_of(supplier, 30.0, kind, own), probability=0.1)
    report = risk_report(replace(plan, scenarios=(row,)), small_catalogue, model=one_line_model)
    found = report.plan.outcomes[0]
    assert (found.days, found.extra_days) == (asked.days_to_finish, asked.extra_days)
    assert (found.cost, found.overrun) == (asked.cost_to_finish.amount, asked.extra_cost.amount)
    assert (found.why, dict(found.terms)) == (asked.why, dict(asked.terms))


@plans
@given(
    nodes=st.tuples(st.integers(2, 20), st.integers(2, 30)),
    tenures=st.tuples(*[st.sampled_from([Tenure.ON_DEMAND, Tenure.RESERVED])] * 2),
    opens=st.floats(0.0, 40.0),
    strategy=st.sampled_from(["auto", "in-turn", "data-parallel"]),
    several=st.booleans(),
    own=st.builds(Recourse, replan_days=st.floats(0.0, 20.0), replacement_wait_days=st.sampled_from([None, 30.0])),
    event=st.tuples(st.sampled_from(["Nvidia", "Huawei"]), st.floats(0.0, 200.0), st.sampled_from(LossKind)),
)
def test_of_random_plans_command_and_risk_tab_give_one_answer_for_one_event(
    lose,
    small_plan,
    small_catalogue,
    one_line_model,
    make_group,
    *,
    nodes,
    tenures,
    opens,
    strategy,
    several,
    own,
    event,
):
    terms = [GroupTerms(tenure=tenures[0]), GroupTerms(tenure=tenures[1], from_day=opens)]
    groups = tuple(
        make_group(key, many, terms=own_terms) for key, many, own_terms in zip(("N1", "H1"), nodes, terms, strict=True)
    )
    models = tuple(ProgrammeModel(name=f"M{number}", tokens=3e11) for number in range(3))
    plan = replace(
        small_plan,
        cluster=replace(small_plan.cluster, groups=groups),
        mixing=MixingChoice(strategy=strategy),
        recourse=own,
        trains=Trains.PROGRAMME if several else Trains.ONE_MODEL,
        programme=Programme(models=models),
    )
    supplier, day, kind = event
    asked = lose(plan, supplier, day, kind)
    row = replace(event_of(supplier, day, kind, own), probability=0.1)
    grounds = grounds_of(plan, small_catalogue, one_line_model)
    run, baseline = run_of(plan, grounds), plan_baseline(plan, grounds)
    risk = fleet_risk(run, (row,), circumstances_of(run, baseline), draws=200)  # what the Risk tab shows
    (found,) = risk.outcomes
    ends = asked.days_to_finish is not None
    assert (found.days, found.extra_days) == ((asked.days_to_finish, asked.extra_days) if ends else (inf, inf))
    assert found.overrun == (asked.extra_cost.amount if ends else inf)
    assert (found.scenario.day, found.causes, dict(found.terms)) == (asked.day, asked.causes, dict(asked.terms))


def test_the_summary_asks_the_same_engine():
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    result = plan_results(plan)
    for loss in losses_halfway(plan, result):
        assert loss == loss_in_mid_run(plan, loss.supplier, loss.day, loss.kind)
    halfway = {loss.kind: loss for loss in losses_halfway(plan, result)}
    assert halfway[LossKind.STOP_SHIP].extra_days > 0.0


@pytest.mark.parametrize("name", ["ling-plus", "deepseek-v3-h100-mi300x", "mixtral-8x22b-b200-mi325x"])
def test_a_loss_on_day_0_is_the_run_without_the_supplier(name):
    plan = replace(example_plan(name), recourse=Recourse(replan_days=0.0, replacement_wait_days=None))
    grounds = grounds_of(plan)
    fleet = run_of(plan, grounds)
    days_without = fleet_dependence(fleet).layers["supplier"].days_without
    for supplier in fleet.suppliers:
        alone = without_supplier(fleet, supplier)
        assert alone.days == pytest.approx(days_without[supplier], rel=1e-9)
        lost = loss_in_mid_run(plan, supplier, 0.0)
        if lost.terms.get("Until the rest is planned anew", 0.0) == 0.0:  # it works first in the plan
            assert lost.days_to_finish == pytest.approx(alone.days, rel=1e-9)
            assert lost.cost_to_finish.amount == pytest.approx(alone.cost, rel=1e-9)


@plans
@given(
    nodes=st.tuples(*[st.integers(2, 40)] * 3),
    opens=st.sampled_from([0.0, 10.0, 40.0]),
    closes=st.sampled_from([None, 60.0]),
    strategy=st.sampled_from(["auto", "in-turn", "data-parallel", "local-sgd"]),
)
@example(nodes=(8, 16, 30), opens=10.0, closes=60.0, strategy="local-sgd")
@example(nodes=(2, 40, 40), opens=10.0, closes=60.0, strategy="data-parallel")
def test_the_days_without_a_supplier_are_those_of_the_risk_tab_promise(
    small_plan, small_catalogue, one_line_model, make_group, *, nodes, opens, closes, strategy
):
    windows = GroupTerms(tenure=Tenure.RESERVED), GroupTerms(from_day=opens), GroupTerms(until_day=closes)
    parts = zip(("N1", "H1", "T1"), nodes, windows, strict=True)
    cluster = replace(small_plan.cluster, groups=tuple(make_group(key, n, terms=terms) for key, n, terms in parts))
    plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy=strategy))
    run = run_of(plan, grounds_of(plan, small_catalogue, one_line_model))
    for supplier, days in fleet_dependence(run).layers["supplier"].days_without.items():
        found = without_supplier(run, supplier).days
        assert found == (days if days is None else pytest.approx(days, rel=1e-9))


@pytest.mark.parametrize("kind", LossKind)
def test_the_terms_sum_to_the_cost_and_the_extra_is_against_the_plan(lose, small_plan, kind):
    found = lose(small_plan, kind=kind)
    assert sum(found.terms.values()) == pytest.approx(found.cost_to_finish.amount, rel=1e-12)
    assert found.extra_cost.amount == pytest.approx(found.cost_to_finish.amount - found.planned_cost.amount)
    assert found.extra_days == pytest.approx(found.days_to_finish - found.planned_days)
    assert found.why
    assert found.kept == 1.0  # either pool alone is as fast as both in turn


def test_the_plans_own_recourse_counts(lose, lasting):
    slow, quick = (lose(replace(lasting, recourse=replace(lasting.recourse, replan_days=days))) for days in (20.0, 0.0))
    assert slow.days_to_finish - quick.days_to_finish == pytest.approx(20.0)
    assert slow.stated.replan_days == 20.0


@plans
@given(day=st.floats(0.0, 2 * DAYS), supplier=st.sampled_from(["Nvidia", "Huawei"]), replan=st.floats(0.0, 20.0))
@example(day=30.0, supplier="Huawei", replan=5.0)  # it works later: the other pool works on meanwhile
def test_the_tokens_that_are_left_are_those_of_the_day_they_are_said_of_promise(lose, lasting, day, supplier, replan):
    recourse = replace(lasting.recourse, replan_days=replan, lost_hours=0.0)
    found = lose(replace(lasting, recourse=recourse), supplier, day)
    for cause in found.causes:
        if isinstance(cause, RestPlannedAnew):
            assert cause.tokens_left_share == pytest.approx(1.0 - cause.day / found.planned_days)  # at one rate


def test_losing_the_only_supplier_leaves_nothing_and_says_so(lose, lasting):
    alone = replace(lasting, cluster=replace(lasting.cluster, groups=lasting.cluster.groups[:1]))
    found = lose(alone)
    assert (found.days_to_finish, found.extra_days, found.cost_to_finish) == (None, None, None)
    assert "nothing is left to train on" in found.why
    assert found.kept == 0.0


def test_a_missing_price_leaves_the_days_and_says_why_the_money_is_unknown(lose, lasting, make_group):
    groups = (make_group("N1", 8), make_group("H1", 16, offer=None))
    found = lose(replace(lasting, cluster=replace(lasting.cluster, groups=groups)))
    assert found.days_to_finish > 0.0
    assert (found.cost_to_finish, found.extra_cost, found.terms) == (None, None, {})
    assert "price is missing" in found.why


def test_porting_is_paid_once(lose, lasting):
    porting = replace(lasting, mixing=replace(lasting.mixing, porting_cost=Money(amount=1e6, currency="CNY")))
    assert lose(porting).extra_cost.amount == pytest.approx(lose(lasting).extra_cost.amount)


def test_what_is_rented_on_a_new_stack_has_to_be_ported(lose, lasting):
    groups = (lasting.cluster.groups[0], lasting.cluster.groups[2])  # N1, and T1 of another supplier without nodes
    plan = replace(lasting, recourse=Recourse(), cluster=replace(lasting.cluster, groups=groups))
    ported = replace(plan, mixing=replace(plan.mixing, porting_cost=Money(amount=1e6, currency="CNY")))
    assert lose(ported).extra_cost.amount - lose(plan).extra_cost.amount == pytest.approx(1e6)
    assert lose(ported).terms["Porting to another stack"] == pytest.approx(1e6)


@pytest.mark.parametrize(
    ("supplier", "day", "words"), [("AMD", 30.0, "Huawei, Nvidia|Nvidia, Huawei"), ("Huawei", -1.0, "0 or later")]
)
def test_what_cannot_be_lost_is_refused_in_words(lose, small_plan, supplier, day, words):
    with pytest.raises(UserError, match=words):
        lose(small_plan, supplier, day)


def test_a_plan_without_nodes_is_refused_in_words(lose, small_plan, make_group):
    empty = replace(small_plan, cluster=replace(small_plan.cluster, groups=(make_group("N1", 0),)))
    with pytest.raises(UserError, match="set the nodes"):
        lose(empty)


@plans
@given(st.floats(0.0, 400.0), st.sampled_from(["Nvidia", "Huawei"]), st.sampled_from(LossKind))
def test_nothing_is_lost_after_the_end_and_no_event_gains_without_saying_why(lose, lasting, day, supplier, kind):
    found = lose(lasting, supplier, day, kind)
    if day >= DAYS:
        assert (found.extra_days, found.extra_cost.amount) == (0.0, 0.0)
        assert "has ended" in found.why
    assert found.extra_days > -1e-6 or any(isinstance(cause, SoonerAnew) for cause in found.causes)


def test_a_run_that_devices_rented_in_its_place_make_sooner_says_so_promise():
    plan = example_plan("ling-plus")
    rented, alone = (
        loss_in_mid_run(replace(plan, recourse=replace(plan.recourse, replacement_wait_days=days)), "Huawei", 30.0)
        for days in (plan.recourse.replacement_wait_days, None)
    )
    assert rented.extra_days < 0.0 < alone.extra_days  # H20 left alone is the slower pool
    (why,) = (cause for cause in rented.causes if isinstance(cause, SoonerAnew))
    replaced = next(cause for cause in rented.causes if isinstance(cause, DevicesReplaced))
    assert (why.rented, why.rented_accelerator) == (replaced.devices, replaced.accelerator)
    assert "are rented beside what is left" in rented.why


@plans
@given(st.floats(0.1, 99.0), st.floats(0.0, 30.0), st.floats(0.0, 30.0))
def test_a_loss_at_work_costs_the_days_of_planning_and_the_lost_hours_at_least(lose, lasting, day, replan, hours):
    """Either pool alone is as fast as the plan, so nothing of it is won back."""
    stated = replace(lasting.recourse, replan_days=replan, lost_hours=hours)
    found = lose(replace(lasting, recourse=stated), "Nvidia", day)
    assert found.extra_days == pytest.approx(replan + min(day, hours / 24))


@plans
@given(
    day=st.floats(0.0, 190.0),
    supplier=st.sampled_from(["Nvidia", "Huawei"]),
    tenure=st.sampled_from([Tenure.RESERVED, Tenure.OWNED]),
    waiting=st.sampled_from([Waiting.HELD, Waiting.LENT]),
)
def test_money_by_terms_never_disappears(lose, lasting, make_group, *, day, supplier, tenure, waiting):
    """What is held costs from its first day to the end of the run, lost or not."""
    upkeep = Money(amount=1.0, currency="CNY")
    terms = GroupTerms(tenure=tenure, waiting=waiting, lent_share=0.4, upkeep_per_hour=upkeep)
    groups = tuple(make_group(key, nodes, terms=terms) for key, nodes in (("N1", 8), ("H1", 16)))
    found = lose(replace(lasting, cluster=replace(lasting.cluster, groups=groups)), supplier, day)
    least = (N1 + H1) * found.days_to_finish * (1.0 if waiting is Waiting.HELD else 0.6)
    assert found.cost_to_finish.amount >= least * (1 - 1e-9)
    if waiting is Waiting.HELD and tenure is Tenure.RESERVED:
        assert found.cost_to_finish.amount == pytest.approx(least)


@plans
@given(st.floats(1.0, 99.0), st.floats(1.0, 99.0))
def test_a_supplier_that_is_lost_at_work_later_costs_no_more_days(lose, lasting, one, other):
    early, late = lose(lasting, "Nvidia", min(one, other)), lose(lasting, "Nvidia", max(one, other))
    assert late.days_to_finish <= early.days_to_finish + 1e-6


@plans
@given(st.floats(0.0, 150.0), st.floats(0.0, 60.0), st.sampled_from(["Nvidia", "Huawei"]))
def test_renting_instead_is_taken_only_where_it_is_better(lose, lasting, day, wait, supplier):
    """Without a deadline the cheaper way out is taken: one way more never makes a loss more expensive."""
    rented = replace(lasting, recourse=Recourse(replacement_wait_days=wait))
    with_rent, without = lose(rented, supplier, day), lose(lasting, supplier, day)
    assert with_rent.cost_to_finish.amount <= without.cost_to_finish.amount * (1 + 1e-9)


@pytest.mark.parametrize("choice", [MixingChoice(), MixingChoice(strategy="data-parallel")])
def test_joined_pools_lose_the_part_of_the_supplier(lose, small_plan, choice):
    found = lose(replace(small_plan, mixing=choice), "Huawei", 10.0)
    assert found.days_to_finish is not None
    assert sum(found.terms.values()) == pytest.approx(found.cost_to_finish.amount)


def test_the_ling_example_answers_what_losing_device_a_costs():
    found = loss_in_mid_run(example_plan("ling-plus"), "Huawei", 30)
    assert found.extra_cost.amount > 0.0
    assert found.extra_cost.currency == "CNY"
    assert 0.0 < found.kept <= 1.0


@pytest.mark.parametrize("trains", Trains)
def test_devices_on_demand_beside_owned_ones_are_no_standby_promise(
    small_plan, small_catalogue, one_line_model, make_group, trains
):
    """Of an idle pool only the four owned nodes take over; the others are had when asked for, and may be gone."""

    def planned(*groups):
        plan = replace(
            small_plan,
            cluster=replace(small_plan.cluster, groups=(*groups, make_group("H1", 16))),
            mixing=MixingChoice(division=Division.BY_USER, token_shares={"H1@H1": 1.0}),
            trains=trains,
            programme=Programme(
                models=(ProgrammeModel(name="one", tokens=1e12, pool="H1@H1"),), aim=ProgrammeAim.FIXED
            ),
        )
        run = run_of(plan, grounds_of(plan, small_catalogue, one_line_model))
        return fleet_dependence(run).layers["supplier"].days_without["Huawei"], without_supplier(run, "Huawei").days

    owned = make_group("N1", 4, terms=GroupTerms(tenure=Tenure.OWNED))
    alone = 1e12 / (32 * 1000 * 0.9) / 86_400
    assert planned(owned) == pytest.approx((alone, alone))
    assert planned(owned, make_group("N1", 28, key="more")) == pytest.approx((alone, alone))
    assert planned(make_group("N1", 28, key="more")) == (None, None)
