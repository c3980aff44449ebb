"""Events on the small plan's timetable, each against its own arithmetic."""

import json

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import (
    CheaperAnew,
    HeldForLess,
    LostKeepsCosting,
    NothingToCome,
    NotPaidBefore,
    SoonerAnew,
    document,
)
from planner.cluster import Tenure
from planner.errors import UserError
from planner.examples import example_plan
from planner.plan import Limits
from planner.risk.scenarios import Recourse, ScenarioKind
from planner.uncertainty.circumstances import circumstances_of
from planner.uncertainty.diversification import exchange, fleet_risk
from planner.uncertainty.risk_report import risk_report
from planner.uncertainty.scenario_outcomes import scenarios_of

RATE = 64 * 1000 * 0.9  # tokens/s of either pool
DAYS = 1e12 / RATE / 86_400  # 200.9
HALF = DAYS / 2
N1, H1 = 64 * 20.0 * 24, 128 * 7.0 * 24  # CNY a day
PLANNED = HALF * (N1 + H1)
LOST = 2 / 24


def test_a_price_shock_is_paid_from_its_day_on(outcome, event, lasting):
    found = outcome(event(ScenarioKind.PRICE, "Nvidia", 0.5, day=40), lasting)
    assert found.extra_days == 0.0
    assert found.overrun == pytest.approx(0.5 * N1 * (HALF - 40))
    assert outcome(event(ScenarioKind.PRICE, "Nvidia", 0.5, day=150), lasting).overrun == 0.0  # N1 is done by then


def test_rents_do_not_touch_what_is_reserved(outcome, event, lasting, held):
    found = outcome(event(ScenarioKind.PRICE, "Huawei", 0.5), held(lasting))
    assert (found.overrun, found.extra_days) == (0.0, 0.0)
    assert "keeps its price" in found.why


def test_a_slower_stack_slows_its_own_turn_from_its_day_on(outcome, event, lasting):
    found = outcome(event(ScenarioKind.RATE, "H1", -0.5), lasting)
    assert found.days == pytest.approx(HALF + 2 * HALF)
    assert found.overrun == pytest.approx(H1 * HALF)
    later = outcome(event(ScenarioKind.RATE, "H1", -0.5, day=HALF + 40), lasting)
    assert later.extra_days == pytest.approx(HALF - 40)


def test_more_failures_count_from_their_day_on(outcome, event, lasting):
    whole, later = (outcome(event(ScenarioKind.FAILURES, size=1.0, day=day), lasting) for day in (0.0, HALF))
    slower = 0.9 / (1 - 0.1 * 2**0.5)
    assert whole.days == pytest.approx(DAYS * slower)
    assert later.days == pytest.approx(HALF + HALF * slower)


def test_when_all_come_late_nothing_is_paid_until_they_come(outcome, event, lasting):
    alone = replace(lasting, cluster=replace(lasting.cluster, groups=lasting.cluster.groups[:1]))
    found = outcome(event(ScenarioKind.DELAY, "Nvidia", 90), alone)
    assert (found.extra_days, found.overrun) == pytest.approx((90.0, 0.0), abs=1e-6)


def test_three_months_late_is_never_an_unexplained_gain(outcome, event, lasting):
    """H1 works alone until N1 comes and so more of the tokens: cheaper, and said why."""
    found = outcome(event(ScenarioKind.DELAY, "Nvidia", 90), lasting)
    assert found.days == pytest.approx(DAYS)
    more = (DAYS - 90) / 2 + 90 - HALF  # days of H1 beyond its half
    assert found.overrun == pytest.approx(more * (H1 - N1))
    cheaper = next(cause for cause in found.causes if isinstance(cause, CheaperAnew))
    assert (cheaper.more_on, cheaper.amount) == ("H1", pytest.approx(-found.overrun))
    assert cheaper.share == pytest.approx((HALF + more) / DAYS)
    assert "H1 does 72\u202f% instead of 50\u202f% of it" in found.why


def test_a_run_that_ends_sooner_names_the_pool_that_works_less_in_turn(outcome, event, lasting, make_group):
    """H1 at a quarter of N1's rate has a fifth of the tokens in turn; each day of N1 alone is one less of both."""
    slow = (make_group("N1", 8), make_group("H1", 4))
    plan = replace(lasting, cluster=replace(lasting.cluster, groups=slow))
    planned = outcome(event(ScenarioKind.DELAY, "Huawei", 0), plan).days
    late = outcome(event(ScenarioKind.DELAY, "Huawei", 90), plan)
    why = next(cause for cause in late.causes if isinstance(cause, SoonerAnew))
    assert late.days == pytest.approx(planned - 90 * (1.0 / 0.625 - 1.0))
    assert (why.less_on, why.planned_share) == ("H1", pytest.approx(0.2))
    assert why.share == pytest.approx(0.2 * (late.days - 90) / planned)
    assert f"H1 works {why.share:.0%} instead of 20%".replace("%", "\u202f%") in late.why
    gone = outcome(event(ScenarioKind.LOSS_OF_USE, "Huawei"), plan)
    assert "because H1 is no longer worked in turn: N1 trains faster without it" in gone.why


def test_what_is_held_and_late_is_not_paid_for_before_it_comes(outcome, event, lasting, held):
    """N1 works alone for the 90 days, then both in turn: the same days, and H1's rent from day 90 on."""
    found = outcome(event(ScenarioKind.DELAY, "Huawei", 90), held(lasting))
    n1 = 90 + (DAYS - 90) / 2
    assert found.cost == pytest.approx(n1 * N1 + (DAYS - 90) * H1)
    gains = {type(cause): cause.amount for cause in found.causes if isinstance(cause, NotPaidBefore | CheaperAnew)}
    if found.overrun < 0.0:
        assert gains == {NotPaidBefore: pytest.approx(90 * H1)}
    assert (n1 - HALF) * N1 - 90 * H1 == pytest.approx(found.overrun)


@pytest.mark.parametrize("from_day", [0.0, 60.0])
def test_what_is_owned_is_there_and_takes_no_part_in_what_comes_late(outcome, event, lasting, held, from_day):
    owned = held(lasting, tenure=Tenure.OWNED, upkeep_per_hour=Money(amount=1.0, currency="CNY"), from_day=from_day)
    found = outcome(event(ScenarioKind.DELAY, "Huawei", 90), owned)
    assert (found.extra_days, found.overrun) == (0.0, 0.0)
    assert found.causes == (NothingToCome(name="Huawei"),)
    others = outcome(event(ScenarioKind.DELAY, "Nvidia", 90), owned)
    assert "come 90 days late" in others.why


def test_what_is_there_before_the_day_does_not_come_late(outcome, event, lasting, held):
    assert outcome(event(ScenarioKind.DELAY, "Huawei", 90, day=10), lasting).overrun == 0.0
    late = outcome(event(ScenarioKind.DELAY, "Huawei", 90, day=10), held(lasting, from_day=60.0))
    assert late.why.startswith("Huawei's devices come 90 days late")


def test_after_a_stop_of_shipments_devices_work_on_and_wear_away(outcome, event, lasting):
    found = outcome(event(ScenarioKind.STOP_SHIP, "Nvidia", day=20), lasting)
    per_day = 0.173 / 365.25
    left = HALF - 20
    worked = (1 - (1 - 2 * per_day * left) ** 0.5) / per_day  # x - a x^2 / 2 = left
    assert found.extra_days == pytest.approx(worked - left)
    assert found.overrun == pytest.approx(found.extra_days * N1)


def test_devices_wear_only_while_they_work(outcome, event, lasting):
    """H1 begins on day 100: a stop of its shipments on day 20 or on day 90 is the same."""
    early, late = (outcome(event(ScenarioKind.STOP_SHIP, "Huawei", day=day), lasting) for day in (20, 90))
    assert early.extra_days == pytest.approx(late.extra_days)
    assert early.extra_days > 0.0
    over = outcome(event(ScenarioKind.STOP_SHIP, "Nvidia", day=HALF + 10), lasting)
    assert (over.extra_days, over.overrun) == (0.0, 0.0)
    assert "works nothing more" in over.why


def test_a_fleet_that_wears_away_before_the_end_never_ends(outcome, event, lasting):
    slow = replace(
        lasting,
        workload=replace(lasting.training, tokens=1e13),
        recourse=replace(lasting.recourse, annual_failure_share=1.0),
        cluster=replace(lasting.cluster, groups=lasting.cluster.groups[:1]),
    )
    found = outcome(event(ScenarioKind.STOP_SHIP, "Nvidia", day=1), slow)
    assert found.days == found.overrun == float("inf")
    assert "all have failed before the run ends" in found.why


def test_a_supplier_that_is_lost_at_work_leaves_the_rest_to_the_others(outcome, event, lasting):
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=30), lasting)
    assert found.days == pytest.approx(30 + 5 + DAYS - (30 - LOST))
    assert found.cost == pytest.approx(30 * N1 + (5 + DAYS - (30 - LOST)) * H1)
    assert "H1 work them from day 35.0 on" in found.why
    assert sum(found.terms.values()) == pytest.approx(found.cost)


def test_a_pool_that_is_yet_to_come_works_the_rest_from_its_own_first_day_on_promise(outcome, event, lasting):
    groups = tuple(
        replace(group, terms=replace(group.terms, from_day=50.0 if group.accelerator == "H1" else 0.0))
        for group in lasting.cluster.groups
        if group.accelerator in {"N1", "H1"}
    )
    windowed = replace(lasting, cluster=replace(lasting.cluster, groups=groups))
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=30), windowed)
    assert f"H1 work them from day 50.0 on, in {found.days - 50.0:,.1f} days" in found.why


def test_a_supplier_that_is_lost_while_it_waits_breaks_nothing_off(outcome, event, lasting):
    """N1 works on day 30; without H1 it goes on to the end, with no hour lost and no day of waiting."""
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Huawei", day=30), lasting)
    assert found.extra_days == pytest.approx(0.0, abs=1e-6)
    assert found.cost == pytest.approx(DAYS * N1)


def test_the_new_plan_is_waited_for_where_the_lost_devices_are_needed_before_it_stands(outcome, event, lasting):
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Huawei", day=HALF - 2), lasting)
    assert found.extra_days == pytest.approx(3.0)  # of five days of planning two are worked


def test_what_a_lost_supplier_has_done_stays_done(outcome, event, lasting):
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=150), lasting)
    assert (found.overrun, found.extra_days) == (0.0, 0.0)
    assert "works nothing more after day 150.0" in found.why


def test_what_is_lost_and_held_keeps_costing(outcome, event, lasting, held):
    plan = held(lasting)
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Huawei", day=150), plan)
    assert found.cost == pytest.approx(HALF * N1 + H1 * found.days + N1 * (found.days - 150))
    kept = next(cause for cause in found.causes if isinstance(cause, LostKeepsCosting))
    assert kept.amount == pytest.approx(H1 * (found.days - 150))
    ends = outcome(event(ScenarioKind.LOSS_OF_USE, "Huawei", day=150), held(lasting, until_day=203.0))
    assert ends.cost == pytest.approx(HALF * N1 + H1 * 203 + N1 * (ends.days - 150))


def test_under_a_deadline_more_expensive_replacements_are_taken(outcome, event, lasting):
    rented = replace(lasting, recourse=Recourse(replacement_wait_days=30.0), limits=Limits(deadline_days=190))
    groups = (*lasting.cluster.groups[:2], replace(lasting.cluster.groups[2], nodes=0))
    found = outcome(
        event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=10),
        replace(rented, cluster=replace(rented.cluster, groups=groups)),
    )
    assert "128 H1 replace what is lost, from day 40.0 on and 50\u202f% more expensive" in found.why
    left = DAYS - (10 - LOST) - 25  # days of H1 alone that are left on day 40, at twice the devices half of them
    assert found.days == pytest.approx(40 + left / 2, abs=0.2)  # the pool starts anew at its new size
    assert found.terms["Rented in its place"] == pytest.approx(1.5 * H1 * left / 2, rel=0.01)


def test_a_price_of_a_late_day_may_choose_the_way_out_and_stands_apart(outcome, event, lasting):
    scenario = event(ScenarioKind.RATE, "H1", -0.5)
    priced = replace(
        lasting, recourse=replace(lasting.recourse, delay_cost_per_day=Money(amount=1000.0, currency="CNY"))
    )
    plain, expensive = outcome(scenario, lasting), outcome(scenario, priced)
    assert plain.delay_cost == 0.0
    assert expensive.delay_cost == pytest.approx(1000 * plain.extra_days)
    assert expensive.overrun == pytest.approx(plain.overrun + expensive.delay_cost)
    assert expensive.cost == plain.cost


def test_one_supplier_alone_with_no_other_in_the_plan_cannot_finish(known, event, lasting):
    alone = replace(lasting, recourse=Recourse(), cluster=replace(lasting.cluster, groups=lasting.cluster.groups[:1]))
    fleet, baseline, _ = known(alone)
    risk = fleet_risk(fleet, (event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=3),), circumstances_of(fleet, baseline))
    assert risk.outcomes[0].days == risk.cvar_overrun == risk.cvar_extra_days == float("inf")
    assert "no accelerator of another supplier" in risk.outcomes[0].why


def test_groups_without_nodes_can_replace_what_is_lost(outcome, event, lasting):
    groups = (lasting.cluster.groups[0], lasting.cluster.groups[2])
    plan = replace(lasting, recourse=Recourse(), cluster=replace(lasting.cluster, groups=groups))
    found = outcome(event(ScenarioKind.LOSS_OF_USE, "Nvidia", day=3), plan)
    assert "320 T1 replace" in found.why
    assert found.days == pytest.approx(93 + DAYS - (3 - LOST))


@pytest.mark.parametrize(
    "kind",
    [ScenarioKind.STOP_SHIP, ScenarioKind.LOSS_OF_USE, ScenarioKind.PRICE, ScenarioKind.DELAY, ScenarioKind.RATE],
)
def test_who_takes_no_part_changes_nothing(outcome, event, small_plan, kind):
    found = outcome(event(kind, "AMD", 0.5), small_plan)
    assert (found.overrun, found.extra_days, found.why) == (0.0, 0.0, "AMD takes no part here.")


def test_the_causes_of_every_outcome_are_data_too(outcome, event, small_plan):
    for kind in ScenarioKind:
        target = {"rate": "H1", "exchange-rate": "USD"}.get(kind.value, "Huawei")
        found = outcome(event(kind, target, 0.5, day=5), small_plan)
        assert all(json.loads(json.dumps(document(cause)))["code"] for cause in found.causes)


def test_the_users_own_table_wins_over_the_shipped_one(known, small_plan, event):
    own = (event(ScenarioKind.FAILURES, size=1.0),)
    fleet, baseline, _ = known(replace(small_plan, scenarios=own))
    assert scenarios_of(fleet, baseline) == own
    fleet, baseline, _ = known()
    assert len(scenarios_of(fleet, baseline)) > 8


def test_too_much_probability_is_refused_in_words(known, event):
    fleet, baseline, _ = known()
    with pytest.raises(UserError, match="at most 100"):
        fleet_risk(fleet, (event(ScenarioKind.FAILURES, probability=0.7),) * 2, circumstances_of(fleet, baseline))


def test_the_premium_and_the_tail_are_those_of_the_costs(known, event):
    fleet, baseline, _ = known()
    scenarios = (event(ScenarioKind.PRICE, "Nvidia", 3.0, day=0, probability=0.2),)
    own, other = (fleet_risk(each, scenarios, circumstances_of(fleet, baseline)) for each in (fleet, baseline))
    found = exchange(own, other, "CNY")
    assert found.premium == pytest.approx(own.expected_cost - other.expected_cost)
    assert found.tail_removed == pytest.approx(other.cvar_cost - own.cvar_cost)
    assert found.premium_per_tail == pytest.approx(found.premium / found.tail_removed)
    assert own.cvar_overrun == pytest.approx(own.outcomes[0].overrun)
    assert "lower, mean of the worst tenth" in found.words
    assert " days beyond its own plan in the worst tenth, against 0.0 days." in found.words


def test_days_have_a_mean_and_a_tail_of_their_own(known, event, lasting):
    fleet, baseline, _ = known(lasting)
    slow = event(ScenarioKind.RATE, "H1", -0.5, probability=0.05)
    risk = fleet_risk(fleet, (slow,), circumstances_of(fleet, baseline))
    assert risk.expected_extra_days == pytest.approx(0.05 * HALF)
    assert risk.cvar_extra_days == pytest.approx(0.5 * HALF)  # half of the worst tenth


def test_the_chance_of_the_deadline_with_events_is_a_second_figure(known, event, lasting):
    hurried = replace(lasting, limits=Limits(deadline_days=DAYS * 1.2))
    fleet, baseline, _ = known(hurried)
    slow = event(ScenarioKind.RATE, "H1", -0.9, probability=0.3)  # no draw keeps the deadline then
    risk = fleet_risk(fleet, (slow,), circumstances_of(fleet, baseline))
    assert risk.deadline.days == pytest.approx(DAYS * 1.2)
    assert 0.5 < risk.deadline.chance < 1.0
    assert risk.deadline.with_events == pytest.approx(0.7 * risk.deadline.chance)
    assert fleet_risk(known(lasting)[0], (slow,), circumstances_of(known(lasting)[0], None)).deadline is None


@pytest.mark.slow
def test_the_ling_example_says_what_premium_buys_how_much_less_tail():
    report = risk_report(example_plan("ling-plus"))
    assert report.plan is not None
    assert report.exchanges[0].reference == "Device D alone, 2,048 H800"
    assert " M CNY" in report.exchanges[0].words
    for fleet in (report.plan, *report.references):
        assert fleet.cvar_overrun >= fleet.expected_overrun
        assert fleet.cvar_extra_days >= fleet.expected_extra_days
        for found in fleet.outcomes:  # no gain without its reason
            said = {type(cause) for cause in found.causes}
            if found.scenario.kind in {ScenarioKind.DELAY, ScenarioKind.LOSS_OF_USE}:
                assert found.extra_days > -1e-6 or SoonerAnew in said
                assert found.overrun > -1e-3 or said & {CheaperAnew, HeldForLess, NotPaidBefore}
    assert report.cheapest is not None
    assert {one.supplier for one in report.without} == set(report.plan.suppliers)


def test_a_missing_price_is_named_and_leaves_the_rest(small_plan, small_catalogue, one_line_model, make_group):
    groups = (make_group("N1", 8, offer=None), make_group("H1", 16))
    report = risk_report(
        replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)), small_catalogue, model=one_line_model
    )
    assert report.plan is None
    assert not report.exchanges
    assert "a price is unknown" in report.blocked[0]
    assert set(report.bands) == {"tokens_per_s", "days"}
    assert all(one.days is not None for one in report.without)
