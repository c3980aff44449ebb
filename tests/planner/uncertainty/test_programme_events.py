"""Events in the days of a programme, worked by hand: who goes on, who is assigned anew, and what it costs."""

from math import inf, sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import ModelsAssignedAnew, ModelsEndLater, ModelsLost, NothingLeft, NothingToCome
from planner.cluster import GroupTerms, Tenure
from planner.plan import Limits, Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results
from planner.risk.scenarios import Recourse, ScenarioKind
from planner.risk.supplier_loss import LossKind, event_of
from planner.summary import losses_halfway
from planner.uncertainty.loss_in_mid_run import loss_in_mid_run
from planner.uncertainty.plan_uncertainty import plan_uncertainty
from planner.uncertainty.risk_report import risk_report
from planner.uncertainty.without_supplier import without_supplier

DAY = 64 * 1000 * 0.9 * 86_400  # tokens that either pool of the small plan trains in a day
N1, H1 = 64 * 20.0 * 24, 128 * 7.0 * 24  # CNY a day
LOST = 2 / 24  # days of work that a break costs
ANY = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None, "max_examples": 20}


@pytest.fixture
def two(lasting):
    """Two models of a hundred days, A on N1 and B on H1; nothing lost is replaced."""
    models = tuple(
        ProgrammeModel(name=name, tokens=100 * DAY, pool=pool) for name, pool in (("A", "N1@N1"), ("B", "H1@H1"))
    )
    programme = Programme(models=models, aim=ProgrammeAim.FIXED)
    return replace(lasting, trains=Trains.PROGRAMME, programme=programme)


def cause(found, kind):
    return next(one for one in found.causes if isinstance(one, kind))


def test_a_lost_model_goes_back_to_its_checkpoint_and_queues_on_what_is_left(outcome, event, two):
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=40), two)
    end = 100 + 60 + LOST  # behind B on H1
    assert found.days == pytest.approx(end)
    assert found.cost == pytest.approx(40 * N1 + end * H1)
    assert found.terms["Until the event"] == pytest.approx(40 * (N1 + H1))
    assert found.terms["Until the rest is planned anew"] == pytest.approx(5 * H1)
    assert cause(found, ModelsAssignedAnew).models == (("A", "H1", pytest.approx(end)),)
    assert cause(found, ModelsEndLater).models == (("A", pytest.approx(end), pytest.approx(100)),)


def test_what_is_held_of_the_lost_supplier_costs_to_the_end(outcome, event, two, held):
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Huawei", day=40), held(two))
    end = 100 + 60 + LOST
    assert found.days == pytest.approx(end)
    assert found.terms["Lost and still held"] == pytest.approx((end - 40) * H1)
    assert found.cost == pytest.approx(end * (N1 + H1))


def test_a_model_that_has_not_begun_is_assigned_with_the_others(outcome, event, two):
    models = (*two.programme.models, ProgrammeModel(name="C", tokens=10 * DAY, pool="N1@N1"))
    three = replace(two, programme=replace(two.programme, models=models))
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=40), three)
    assert found.days == pytest.approx(100 + 60 + LOST + 10)
    assert {name for name, _, _ in cause(found, ModelsAssignedAnew).models} == {"A", "C"}


def test_the_models_that_find_no_place_are_lost_by_name(outcome, event, two, make_group):
    groups = (make_group("N1", 8), make_group("H1", 16, terms=GroupTerms(until_day=120.0)))
    found = outcome(
        event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=40), replace(two, cluster=replace(two.cluster, groups=groups))
    )
    assert found.days == found.overrun == inf
    assert cause(found, NothingLeft).name == "Nvidia"
    assert cause(found, ModelsLost).models == ("A",)


def test_lost_devices_are_replaced_where_that_ends_sooner(outcome, event, two):
    limits = replace(two.limits, deadline_days=110.0)
    plan = replace(two, recourse=Recourse(replacement_wait_days=5.0), limits=limits)
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=40), plan)
    assert found.days == pytest.approx(45 + 60 + LOST)  # 128 more H1 of their own, as fast as what is lost
    assert found.terms["Rented in its place"] == pytest.approx(1.5 * H1 * (60 + LOST))


def test_pools_that_wear_out_end_their_own_models_later(outcome, event, two):
    found = outcome(event(ScenarioKind.STOP_SHIP, "Nvidia", day=40), two)
    a = two.recourse.annual_failure_share / (8766 / 24)  # devices a day
    days = (1 - sqrt(1 - 2 * a * 60)) / a  # days - a days^2 / 2 = 60 days of work
    assert found.extra_days == pytest.approx(days - 60)
    assert found.overrun == pytest.approx((days - 60) * N1)
    assert cause(found, ModelsEndLater).models[0][0] == "A"


def test_prices_and_rates_change_the_days_after_the_event_alone(outcome, event, two):
    expensive = outcome(event(ScenarioKind.PRICE, "Nvidia", 0.5, day=40), two)
    assert (expensive.extra_days, expensive.overrun) == (0.0, pytest.approx(0.5 * 60 * N1))
    slow = outcome(event(ScenarioKind.RATE, "N1", -0.5, day=40), two)
    assert slow.days == pytest.approx(160)
    assert slow.overrun == pytest.approx(60 * N1)


def test_devices_that_come_late_begin_their_models_late(outcome, event, two):
    found = outcome(event(ScenarioKind.DELAY, "Nvidia", 30.0), two)
    assert found.days == pytest.approx(130)
    assert found.overrun == pytest.approx(0.0, abs=1.0)
    assert "come 30 days late" in found.why


def test_owned_devices_of_a_programme_are_there_and_do_not_come_late(outcome, event, two, held):
    owned = held(two, tenure=Tenure.OWNED, upkeep_per_hour=Money(amount=1.0, currency="CNY"))
    found = outcome(event(ScenarioKind.DELAY, "Huawei", 30.0), owned)
    assert (found.extra_days, found.overrun, found.causes) == (0.0, 0.0, (NothingToCome(name="Huawei"),))


def test_an_event_that_touches_no_model_changes_nothing(outcome, event, two):
    short = (ProgrammeModel(name="A", tokens=10 * DAY, pool="N1@N1"), two.programme.models[1])
    plan = replace(two, programme=replace(two.programme, models=short))
    over = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=40), plan)
    assert (over.extra_days, over.overrun) == (0.0, 0.0)
    assert "works nothing more" in over.why
    none = outcome(event(ScenarioKind.LOSS_OF_USE, "AMD", day=40), plan)
    assert "takes no part" in none.why


def test_without_a_supplier_from_day_0_all_models_queue_on_the_other(known, two, held):
    run, _, _ = known(held(two))
    found = without_supplier(run, "Huawei")
    assert found.days == pytest.approx(200)
    assert found.cost == pytest.approx(200 * (N1 + H1))  # H1 is reserved and costs on
    assert found.kept == pytest.approx(0.5)


def test_the_models_that_are_late_or_lost_without_a_supplier_are_named(known, two, make_group):
    late = without_supplier(known(replace(two, limits=Limits(deadline_days=150.0)))[0], "Huawei")
    assert (late.late, late.lost) == (("B",), ())
    groups = (make_group("N1", 8), make_group("H1", 16, terms=GroupTerms(until_day=120.0)))
    lost = without_supplier(known(replace(two, cluster=replace(two.cluster, groups=groups)))[0], "Nvidia")
    assert (lost.days, lost.lost) == (None, ("B",))


@pytest.mark.parametrize("kind", LossKind)
def test_command_summary_and_risk_report_give_one_answer(two, small_catalogue, one_line_model, kind):
    asked = loss_in_mid_run(two, "Nvidia", 50.0, kind, catalogue=small_catalogue, model=one_line_model)
    row = replace(event_of("Nvidia", 50.0, kind, two.recourse), probability=0.1)
    report = risk_report(replace(two, scenarios=(row,)), small_catalogue, model=one_line_model, draws=200)
    (found,) = report.plan.outcomes
    assert (found.days, found.extra_days, found.overrun) == (
        asked.days_to_finish,
        asked.extra_days,
        asked.extra_cost.amount,
    )
    assert (found.causes, dict(found.terms)) == (asked.causes, dict(asked.terms))


def test_the_uncertainty_of_a_programme_is_that_of_any_plan(two, small_catalogue, one_line_model):
    uncertainty = plan_uncertainty(two, small_catalogue, model=one_line_model)
    result = plan_results(two, small_catalogue, model=one_line_model)
    assert uncertainty.report.bands == result.bands
    assert {one.supplier for one in uncertainty.report.without} == {"Nvidia", "Huawei"}
    days_without = result.dependence.layers["supplier"].days_without
    assert {one.supplier: one.days for one in uncertainty.report.without} == days_without
    assert "rate:N1" in {row.key for row in uncertainty.report.tornados["cost_per_trillion_tokens"].rows}
    assert uncertainty.winners.fleets == ("small", "N1 at N1 alone", "H1 at H1 alone", "N1 alone")
    alone = uncertainty.winners.cost[1][20, 20]  # both models queued on N1, as planned
    assert alone == pytest.approx(200 * N1 / (200 * DAY) * 1e12)


def test_the_summary_loses_the_largest_supplier_of_a_programme_too(two, small_catalogue, one_line_model):
    plan = replace(two, catalogue=small_catalogue)
    result = plan_results(plan, small_catalogue, model=one_line_model)
    losses = losses_halfway(plan, result)
    assert [loss.kind for loss in losses] == [LossKind.STOP_SHIP, LossKind.PRICE_SHOCK, LossKind.LOSS_OF_USE]
    assert {loss.day for loss in losses} == {50.0}


@settings(**ANY)
@given(
    day=st.floats(0.0, 99.0),
    supplier=st.sampled_from(["Nvidia", "Huawei"]),
    tenure=st.sampled_from([Tenure.ON_DEMAND, Tenure.RESERVED]),
    more=st.lists(st.floats(1.0, 60.0), max_size=3),
)
def test_a_loss_never_gains_and_its_terms_sum_to_its_cost(
    outcome, event, two, make_group, *, day, supplier, tenure, more
):
    terms = GroupTerms(tenure=tenure)
    groups = (make_group("N1", 8, terms=terms), make_group("H1", 16, terms=terms))
    models = tuple(ProgrammeModel(name=f"M{i}", tokens=days * DAY) for i, days in enumerate((100.0, 100.0, *more)))
    plan = replace(two, programme=Programme(models=models), cluster=replace(two.cluster, groups=groups))
    found = outcome(event(ScenarioKind.LOSS_OF_USE, supplier, day=day), plan)
    assert found.extra_days > -1e-6
    assert sum(found.terms.values()) == pytest.approx(found.cost)
    least = sum(model.tokens for model in models) / DAY * min(N1, H1)
    assert found.cost >= least * (1 - 1e-9)
