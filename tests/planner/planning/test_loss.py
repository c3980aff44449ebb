from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.catalogue.offers import Money
from planner.dependence import LossKind, LossTerms
from planner.errors import UserError
from planner.examples import example_plan
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.planning.loss import loss_in_mid_run
from planner.units import SECONDS_PER_DAY

N1_RATE, H1_RATE = 64 * 1000 * 0.9, 128 * 500 * 0.9  # tokens/s delivered by each pool of the small plan
N1_PRICE, H1_PRICE = 64 * 20.0, 128 * 7.0  # per hour
DAYS = 1e12 / (N1_RATE + H1_RATE) / SECONDS_PER_DAY


@pytest.fixture
def lose(small_plan, small_catalogue, one_line_model):
    def run(supplier="Huawei", day=30.0, kind=LossKind.LOSS_OF_USE, plan=None, **terms):
        return loss_in_mid_run(
            plan or small_plan, supplier, day, kind, terms=LossTerms(**terms), catalogue=small_catalogue,
            model=one_line_model,
        )  # fmt: skip

    return run


def test_loss_of_use_follows_the_published_arithmetic(lose):
    found = lose()
    left = 1e12 - (N1_RATE + H1_RATE) * (30 * SECONDS_PER_DAY - 2 * 3600)
    working = left / N1_RATE / SECONDS_PER_DAY
    assert found.planned_days == pytest.approx(DAYS)
    assert found.days_to_finish == pytest.approx(30 + 5 + working)
    assert found.extra_days == pytest.approx(30 + 5 + working - DAYS)
    spent = (N1_PRICE + H1_PRICE) * 30 * 24
    assert found.cost_to_finish.amount == pytest.approx(spent + N1_PRICE * 24 * (5 + working))
    assert found.kept == pytest.approx(0.5)


@pytest.mark.parametrize("kind", LossKind)
def test_the_terms_sum_to_the_cost_and_the_extra_is_against_the_plan(lose, kind):
    found = lose(kind=kind)
    assert sum(found.terms.values()) == pytest.approx(found.cost_to_finish.amount)
    assert found.extra_cost.amount == pytest.approx(found.cost_to_finish.amount - found.planned_cost.amount)
    assert found.extra_days >= 0.0
    assert found.why


def test_stopped_shipments_cost_far_less_than_loss_of_use(lose):
    stopped, lost = lose(kind=LossKind.STOP_SHIP), lose()
    assert 0.0 < stopped.extra_days < 0.1 * lost.extra_days


def test_a_price_shock_costs_money_and_no_days(lose):
    found = lose(kind=LossKind.PRICE_SHOCK, price_rise=0.5)
    assert found.days_to_finish == pytest.approx(DAYS)
    assert found.extra_cost.amount == pytest.approx(0.5 * H1_PRICE * 24 * (DAYS - 30))


def test_losing_the_only_supplier_leaves_nothing_and_says_so(lose, small_plan):
    groups = small_plan.cluster.groups
    alone = replace(small_plan, cluster=replace(small_plan.cluster, groups=(groups[0],)))
    found = lose("Nvidia", plan=alone)
    assert (found.days_to_finish, found.extra_days, found.cost_to_finish) == (None, None, None)
    assert "nothing is left to train on" in found.why
    waited = lose("Nvidia", plan=alone, replacement_days=40.0)
    # Two hours of work are done again; the wait is not paid for, as nothing stands there.
    assert waited.extra_days == pytest.approx(40 + 2 / 24)
    assert waited.extra_cost.amount == pytest.approx(N1_PRICE * 2)


def test_a_replacement_never_makes_the_loss_worse_and_a_late_one_changes_nothing(lose):
    never, soon, late = lose(), lose(replacement_days=10.0), lose(replacement_days=5_000.0)
    assert soon.days_to_finish < never.days_to_finish
    assert late.days_to_finish == pytest.approx(never.days_to_finish)


def test_after_the_end_of_the_run_nothing_is_lost(lose):
    found = lose(day=DAYS + 1)
    assert (found.extra_days, found.extra_cost.amount) == pytest.approx((0.0, 0.0))
    assert "has ended" in found.why


def test_a_missing_price_leaves_the_days_and_says_why_the_money_is_unknown(lose, small_plan, make_group):
    groups = (make_group("N1", 8), make_group("H1", 16, offer=None))
    found = lose(plan=replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)))
    assert found.extra_days > 0.0
    assert (found.cost_to_finish, found.extra_cost, found.terms) == (None, None, {})
    assert "price is missing" in found.why


def test_porting_is_paid_once(lose, small_plan):
    porting = replace(small_plan, mixing=MixingChoice(porting_cost=Money(amount=1e6, currency="CNY")))
    assert lose(plan=porting).extra_cost.amount == pytest.approx(lose().extra_cost.amount)


@pytest.mark.parametrize(
    ("supplier", "day", "words"), [("AMD", 30.0, "Huawei, Nvidia|Nvidia, Huawei"), ("Huawei", -1.0, "0 or later")]
)
def test_what_cannot_be_lost_is_refused_in_words(lose, supplier, day, words):
    with pytest.raises(UserError, match=words):
        lose(supplier, day)


def test_a_plan_without_nodes_is_refused_in_words(lose, small_plan, make_group):
    empty = replace(small_plan, cluster=replace(small_plan.cluster, groups=(make_group("N1", 0),)))
    with pytest.raises(UserError, match="set the nodes"):
        lose(plan=empty)


def test_pools_in_turn_are_planned_anew_like_any_fleet(lose, small_plan):
    turns = replace(small_plan, mixing=MixingChoice(strategy=MixingStrategy.PHASES, parallel_phases=False))
    found = lose(plan=turns)
    assert found.days_to_finish is not None
    assert sum(found.terms.values()) == pytest.approx(found.cost_to_finish.amount)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.floats(1.0, 90.0), st.floats(1.0, 90.0), st.sampled_from(["Nvidia", "Huawei"]))
def test_a_supplier_that_is_lost_later_costs_fewer_days(lose, one, other, supplier):
    # From the first checkpoint on: before it all work is lost, so that there a later loss is the worse one.
    early, late = lose(supplier, min(one, other)), lose(supplier, max(one, other))
    assert late.days_to_finish <= early.days_to_finish + 1e-9


def test_the_ling_example_answers_what_losing_device_a_costs():
    found = loss_in_mid_run(example_plan("ling-plus"), "Huawei", 30)
    assert 0.0 < found.extra_days < 60.0
    assert found.extra_cost.amount > 0.0
    assert found.extra_cost.currency == "CNY"
    assert 0.0 < found.kept < 1.0
