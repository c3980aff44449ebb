from dataclasses import replace

import pytest

from planner.catalogue.offers import Money
from planner.doubts.exchange import exchange, fleet_risk
from planner.doubts.risk_report import risk_report, spare_fleets
from planner.doubts.scenario_outcomes import scenario_outcomes, scenarios_of
from planner.errors import UserError
from planner.examples import example_plan
from planner.plan import Limits
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind

RATE = (64 * 1000 + 128 * 500) * 0.9  # tokens/s of both pools, each half
PRICE = 64 * 20 + 128 * 7  # CNY an hour
DAYS = 1e12 / RATE / 86_400  # 100.5


def row(kind, target="", size=0.0, day=0.0, probability=0.1):
    return Scenario(key="s", name="s", kind=kind, probability=probability, target=target, size=size, day=day)


@pytest.fixture
def outcome(known, small_plan):
    def run(scenario, plan=small_plan, spares=()):
        return scenario_outcomes(known(plan)[0], (scenario,), spares)[0]

    return run


def test_a_price_shock_is_paid_from_its_day_on(outcome):
    found = outcome(row(ScenarioKind.PRICE, "Nvidia", 0.5, day=40))
    assert found.extra_days == 0.0
    assert found.overrun == pytest.approx(0.5 * 64 * 20 * (DAYS - 40) * 24)


def test_a_slower_stack_slows_its_own_pool(outcome):
    found = outcome(row(ScenarioKind.RATE, "H1", -0.5))
    assert found.days == pytest.approx(DAYS / 0.75)
    assert found.cost == pytest.approx(PRICE * found.days * 24)


def test_late_devices_leave_the_others_to_start_alone(outcome):
    found = outcome(row(ScenarioKind.DELAY, "Huawei", 50))
    assert found.extra_days == pytest.approx(25.0)  # half the rate for 50 days
    assert found.overrun == pytest.approx(25 * 24 * PRICE - 50 * 24 * 128 * 7)


def test_when_all_come_late_nothing_is_paid_until_they_come(outcome, small_plan):
    alone = replace(small_plan, cluster=replace(small_plan.cluster, groups=small_plan.cluster.groups[:1]))
    found = outcome(row(ScenarioKind.DELAY, "Nvidia", 90), alone)
    assert (found.extra_days, found.overrun) == pytest.approx((90.0, 0.0))


def test_after_a_stop_of_shipments_devices_work_on_and_wear_away(outcome):
    found = outcome(row(ScenarioKind.STOP_SHIP, "Huawei", day=20))
    # 80 days at a mean of half the share x 17.3 % a year x half of 80 days
    assert found.extra_days == pytest.approx((DAYS - 20) * 0.5 * 0.173 / 365.25 * (DAYS - 20) / 2, rel=0.03)
    assert found.overrun == pytest.approx(found.extra_days * 24 * PRICE)


def test_a_forbidden_supplier_leaves_the_rest_to_finish(outcome):
    found = outcome(row(ScenarioKind.LOSS_OF_USE, "Huawei", day=30))
    done_days = 30 - 2 / 24
    assert found.days == pytest.approx(30 + 5 + (DAYS - done_days) * 2)
    assert found.cost == pytest.approx(24 * (30 * PRICE + (found.days - 30) * 64 * 20))
    assert "Nvidia finish alone" in found.why


def test_under_a_deadline_dearer_replacements_are_taken(outcome, known, small_plan):
    hurried = replace(small_plan, limits=Limits(deadline_days=150))
    fleet, baseline, grounds = known(hurried)
    found = outcome(row(ScenarioKind.LOSS_OF_USE, "Huawei", day=10), hurried, spare_fleets(fleet, baseline, grounds))
    assert "replace what is lost, 90 days later and 50% dearer" in found.why
    left_days = DAYS - (10 - 2 / 24) - 85 / 2  # days of the whole fleet when replacements come on day 100
    assert found.days == pytest.approx(100 + left_days)


def test_one_supplier_alone_with_no_other_in_the_plan_cannot_finish(known, small_plan):
    alone = replace(small_plan, cluster=replace(small_plan.cluster, groups=small_plan.cluster.groups[:1]))
    fleet, baseline, _ = known(alone)
    risk = fleet_risk(fleet, (row(ScenarioKind.LOSS_OF_USE, "Nvidia", day=3),), (fleet, baseline))
    assert risk.outcomes[0].days == risk.cvar_overrun == float("inf")
    assert "no accelerator of another supplier" in risk.outcomes[0].why


def test_groups_without_nodes_can_replace_what_is_lost(known, small_plan):
    plan = replace(
        small_plan,
        cluster=replace(small_plan.cluster, groups=(small_plan.cluster.groups[0], small_plan.cluster.groups[2])),
    )
    fleet, baseline, grounds = known(plan)
    risk = fleet_risk(fleet, (row(ScenarioKind.LOSS_OF_USE, "Nvidia", day=3),), spare_fleets(fleet, baseline, grounds))
    assert "320 T1 replace" in risk.outcomes[0].why


def test_who_takes_no_part_changes_nothing(outcome):
    for kind in (
        ScenarioKind.STOP_SHIP,
        ScenarioKind.LOSS_OF_USE,
        ScenarioKind.PRICE,
        ScenarioKind.DELAY,
        ScenarioKind.RATE,
    ):
        found = outcome(row(kind, "AMD", 0.5, day=1 if kind is not ScenarioKind.DELAY else 0))
        assert (found.overrun, found.extra_days, found.why) == (0.0, 0.0, "AMD takes no part here.")


def test_what_happens_after_the_run_changes_nothing(outcome):
    found = outcome(row(ScenarioKind.LOSS_OF_USE, "Nvidia", day=DAYS + 1))
    assert (found.overrun, found.why) == (0.0, "The run has ended by then.")


def test_a_days_delay_has_the_price_that_is_stated(outcome, small_plan):
    scenario = row(ScenarioKind.RATE, "H1", -0.5)
    priced = replace(small_plan, recourse=Recourse(delay_cost_per_day=Money(amount=1000.0, currency="CNY")))
    plain, dear = outcome(scenario), outcome(scenario, priced)
    assert dear.overrun - plain.overrun == pytest.approx(1000 * plain.extra_days)


def test_the_users_own_table_wins_over_the_shipped_one(known, small_plan):
    own = (row(ScenarioKind.FAILURES, size=1.0),)
    fleet, baseline, _ = known(replace(small_plan, scenarios=own))
    assert scenarios_of(fleet, baseline) == own
    fleet, baseline, _ = known()
    assert len(scenarios_of(fleet, baseline)) > 8


def test_too_much_probability_is_refused_in_words(known):
    fleet, _, _ = known()
    with pytest.raises(UserError, match="at most 100"):
        fleet_risk(fleet, (row(ScenarioKind.FAILURES, probability=0.7),) * 2, ())


def test_the_premium_and_the_tail_are_those_of_the_costs(known):
    fleet, baseline, _ = known()
    scenarios = (row(ScenarioKind.PRICE, "Nvidia", 3.0, day=0, probability=0.2),)
    own, other = (fleet_risk(each, scenarios, ()) for each in (fleet, baseline))
    found = exchange(own, other, "CNY")
    assert found.premium == pytest.approx(own.expected_cost - other.expected_cost)
    assert found.tail_removed == pytest.approx(other.cvar_cost - own.cvar_cost)
    assert found.premium_per_tail == pytest.approx(found.premium / found.tail_removed)
    assert own.cvar_overrun == pytest.approx(own.outcomes[0].overrun)
    assert "less expected cost" in found.words


def test_the_ling_example_says_what_premium_buys_how_much_less_tail():
    report = risk_report(example_plan("ling-plus"))
    assert report.plan is not None
    assert report.exchanges[0].reference == "Device D alone, 2,048 H800"
    assert "million CNY" in report.exchanges[0].words
    huawei = next(out for out in report.plan.outcomes if out.scenario.key == "loss-of-use:Huawei")
    assert 5 < huawei.extra_days < 20
    assert 1e6 < huawei.overrun < 1e7
    assert all(fleet.cvar_overrun >= fleet.expected_overrun for fleet in (report.plan, *report.references))
    assert report.cheapest is not None


def test_a_missing_price_is_named_and_leaves_the_rest(small_plan, small_catalogue, one_line_model, make_group):
    groups = (make_group("N1", 8, offer=None), make_group("H1", 16))
    report = risk_report(
        replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)), small_catalogue, model=one_line_model
    )
    assert report.plan is None
    assert not report.exchanges
    assert "a price is unknown" in report.blocked[0]
    assert set(report.bands) == {"tokens_per_s", "days"}
