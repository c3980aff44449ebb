"""What a loss in mid-run costs, in the window's words: later or earlier, more or less, and why."""

from gui.charts.loss_button import loss_words
from planner.catalogue.offers import Money
from planner.causes import SoonerAnew
from planner.risk.supplier_loss import LossKind, LossResult


def loss(extra_days, extra_cost, *causes):
    return LossResult(
        supplier="Nvidia",
        kind=LossKind.LOSS_OF_USE,
        day=1.0,
        planned_days=158.0,
        planned_cost=Money(amount=36e6, currency="CNY"),
        days_to_finish=158.0 + extra_days,
        extra_days=extra_days,
        cost_to_finish=Money(amount=36e6 + extra_cost, currency="CNY"),
        extra_cost=Money(amount=extra_cost, currency="CNY"),
        kept=1.0,
        causes=causes,
    )


def test_a_run_that_ends_sooner_and_cheaper_than_a_capped_plan_says_so_without_a_minus(qapp):
    said = loss_words(loss(-44.0, -2e6, SoonerAnew(days=44.0, ways=("Ascend 910B2",))))
    assert "ends on day 114, 44.0 days earlier" in said
    assert "2.00\N{NARROW NO-BREAK SPACE}M CNY less" in said
    assert "44.0 days sooner than the plan, which does not take this way: Ascend 910B2." in said
    assert not any(minus in said for minus in ("-4", "-2", "\N{MINUS SIGN}"))


def test_a_run_that_ends_later_costs_more(qapp):
    said = loss_words(loss(12.0, 3e6))
    assert "ends on day 170, 12.0 days later" in said
    assert "3.00\N{NARROW NO-BREAK SPACE}M CNY more" in said
