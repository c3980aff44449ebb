"""A figure wears the mark of estimates where it depends on one, in every view of it, and nowhere else."""

import json

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence, Figure
from planner.catalogue.estimates import ESTIMATE_MARK, POWER, RENT_PER_HOUR, EstimatedInput
from planner.causes import LateForDeadline
from planner.cluster import Cluster, GroupTerms
from planner.command_line.explore_command import exploration_text
from planner.command_line.loss_command import loss_text
from planner.command_line.plan_text import plan_text
from planner.command_line.risk_text import risk_text
from planner.dependence import DependenceBasis
from planner.estimate_marks import alone_key
from planner.exploration.estimated_groups import fleet_estimates
from planner.exports.documents import plan_document
from planner.exports.exploration_document import exploration_document
from planner.exports.risk_documents import risk_document
from planner.exports.tables import result_tables
from planner.mixing.strategy import Division, MixingChoice
from planner.planning import plan_results
from planner.sentences import sentence
from planner.summary import summarise
from planner.uncertainty.loss_in_mid_run import loss_in_mid_run
from planner.uncertainty.risk_report import risk_report

GUESSED = Figure(evidence=Evidence.ESTIMATE, source="a guess")
PEAK = "peak_flop_per_s.bf16"
TIME = {"tokens_per_s", "days", "step_s", "mfu"}
MONEY = {"cost", "cash", "cost_per_trillion_tokens"}
ENERGY = {"energy", "co2e"}
SHARES = {"largest", "effective"}


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    """Return the small plan with some of its figures estimated: pairs of an accelerator and a figure's name."""

    def plan(*estimated, **changes):
        accelerators = dict(small_catalogue.accelerators)
        for key, name in estimated:
            figures = {**accelerators[key].figures, name: GUESSED}
            accelerators[key] = replace(accelerators[key], figures=figures)
        catalogue = replace(small_catalogue, accelerators=accelerators)
        asked = replace(small_plan, catalogue=catalogue, **changes)
        return asked, plan_results(asked, catalogue, model=one_line_model), catalogue

    return plan


def marked(result):
    """The keys of the headline that are marked, those of layers and of pools alone left out."""
    return {key for key in result.estimated if "." not in key and "/" not in key}


def guessed_price(plan, key):
    groups = (
        replace(group, offer=replace(group.offer, evidence=Evidence.ESTIMATE)) if group.key == key else group
        for group in plan.cluster.groups
    )
    return replace(plan.cluster, groups=tuple(groups))


def test_a_plan_on_stated_figures_has_no_mark(planned):
    _, result, _ = planned()
    assert result.estimated == {}


@pytest.mark.parametrize("figure", [PEAK, "memory_bytes", "memory_bytes_per_s", "scaleup_bytes_per_s"])
def test_an_estimated_rate_memory_or_link_marks_time_and_what_hangs_on_it(planned, figure):
    _, result, _ = planned(("H1", figure))
    assert marked(result) >= TIME | MONEY | ENERGY | SHARES | {"saving", "retention"}
    assert "power" not in marked(result)
    assert result.estimated["days"] == (EstimatedInput(subject="H1", figure=figure),)
    assert [bool(pool.rate_estimates) for pool in result.pools] == [pool.accelerator == "H1" for pool in result.pools]


def test_an_estimated_price_marks_money_alone(planned, small_plan):
    _, result, _ = planned(cluster=guessed_price(small_plan, "H1"))
    assert marked(result) == MONEY | {"saving"}
    assert result.estimated["cost"] == (EstimatedInput(subject="H1", figure=RENT_PER_HOUR),)


def test_shares_of_spend_rest_on_prices(planned, small_plan):
    _, result, _ = planned(cluster=guessed_price(small_plan, "H1"), basis=DependenceBasis.SPEND)
    assert marked(result) >= SHARES


def test_an_estimated_power_marks_energy_and_no_rent(planned):
    _, result, _ = planned(("H1", POWER))
    assert marked(result) == ENERGY | {"power"}


def test_what_the_plan_does_not_use_marks_nothing(planned):
    assert planned(("T1", PEAK))[1].estimated == {}  # no nodes
    assert planned(("H1", "peak_flop_per_s.fp8"))[1].estimated == {}  # another format


def test_the_baselines_estimates_mark_the_saving_and_its_own_cost(planned, small_plan):
    baseline = replace(small_plan.baseline, offer=replace(small_plan.baseline.offer, evidence=Evidence.ESTIMATE))
    _, result, _ = planned(baseline=baseline)
    assert marked(result) == {"saving", "baseline"}


def test_all_of_one_supplier_is_all_whatever_its_rate(planned, make_group):
    _, result, _ = planned(("H1", PEAK), cluster=Cluster(groups=(make_group("H1", 16),)))
    assert marked(result) >= TIME | MONEY
    assert not marked(result) & (SHARES | {"hhi", "retention"})


def test_a_run_that_ends_with_its_only_supplier_never_ends_without_it(planned, make_group, one_line_model):
    """It is known, so it is neither unknown nor an estimate: in the plan, and where the supplier is lost in mid-run."""
    plan, result, catalogue = planned(("H1", PEAK), cluster=Cluster(groups=(make_group("H1", 16),)))
    lines = plan_text(plan, result).split("N-1 DAYS")[1].splitlines()[1:7]
    assert [line.split("  ")[-2].strip() for line in lines] == ["never"] * 6, lines
    without = plan_document(plan, result)["dependence"]["layers"]["supplier"]
    assert (without["days_without"], without["retention_time"]) == ({"Huawei": None}, 0.0)
    never = replace(plan, recourse=replace(plan.recourse, replacement_wait_days=None))
    found = loss_in_mid_run(never, "Huawei", 1.0, catalogue=catalogue, model=one_line_model)
    lost = loss_text("plan", found)
    assert [line.split()[-1] for line in lost.splitlines() if "to finish" in line] == ["never", "never"]


def test_what_never_ends_without_one_of_two_suppliers_keeps_nothing_whatever_the_rates(planned, make_group):
    short = make_group("N1", 8, terms=GroupTerms(until_day=10.0))
    plan, result, _ = planned(("H1", PEAK), cluster=Cluster(groups=(short, make_group("H1", 16))))
    days = result.dependence.layers["supplier"].days_without
    assert days["Huawei"] is None
    assert days["Nvidia"] is not None
    assert "retention" not in marked(result)
    assert result.estimated["supplier.days_without"]
    line = plan_text(plan, result).split("N-1 DAYS")[1].splitlines()[1]
    assert " never " in line
    assert "~never" not in line


def test_shares_that_the_user_enters_rest_on_nothing(planned):
    by_user = MixingChoice(strategy="in-turn", division=Division.BY_USER, token_shares={"N1@N1": 0.5, "H1@H1": 0.5})
    _, result, _ = planned(("H1", PEAK), mixing=by_user)
    assert "days" in marked(result)
    assert not marked(result) & SHARES


def test_a_contracts_own_price_is_no_estimate(planned, small_plan):
    groups = tuple(
        replace(group, offer=replace(group.offer, evidence=Evidence.ESTIMATE, exact=True))
        for group in small_plan.cluster.groups
    )
    assert planned(cluster=Cluster(groups=groups))[1].estimated == {}


def test_every_view_marks_the_same_figures(planned):
    plan, result, _ = planned(("H1", PEAK))
    text, document = plan_text(plan, result), plan_document(plan, result)
    for label in ("Tokens per second", "Days", "Cost, CNY", "Saving against the baseline", "Energy, kWh"):
        line = next(line for line in text.splitlines() if line.strip().startswith(label))
        assert line.split(label)[1].strip().startswith("~"), line
    assert "  H1: BF16 peak rate" in text.split("Estimates (~)")[1]
    stated = document["result"]["estimated"]
    assert {key for key, entry in stated.items() if entry["estimated"]} >= TIME | MONEY | {"saving"}
    assert stated["days"]["estimates"] == ["H1: BF16 peak rate"]
    assert stated["power"] == {"estimated": False, "estimates": []}
    (rows,) = [table for table in result_tables(plan, result) if table.name == "result"]
    by_name = {row[0]: dict(zip(rows.columns, row, strict=True)) for row in rows.rows}
    assert by_name["cost"]["rests_on_estimates"] == "H1: BF16 peak rate"
    quantities = {one.key: one.estimated for one in summarise(plan, result).headline}
    assert quantities["days"]
    assert not quantities["steps"]


def test_the_plan_says_when_its_prices_are_of_far_dates(planned, small_plan):
    dates = {"N1": "2025-03-10", "H1": "2026-07-15"}
    groups = tuple(
        replace(group, offer=replace(group.offer, date=dates.get(group.key, ""))) for group in small_plan.cluster.groups
    )
    assert not any("days apart" in words for words in planned()[1].warnings)
    warnings = planned(cluster=Cluster(groups=groups))[1].warnings
    assert any("Prices of dates 492 days apart are compared" in words for words in warnings)


def test_an_explored_fleet_rests_on_the_estimates_of_the_groups_that_it_has(planned, small_exploration):
    plan, result, catalogue = planned(("H1", PEAK))
    assert set(small_exploration.accelerators) == set(catalogue.accelerators)  # what is composed, and nothing else
    found = replace(small_exploration, estimates=fleet_estimates(plan, catalogue, result.baseline))
    huawei = found.groups.index("H1")
    for row in range(0, len(found.fleets), 7):
        has, columns = bool(found.fleets.nodes[row, huawei]), found.estimated(found.fleets, row)
        assert [key in columns for key in ("days", "cost", "saving")] == [has] * 3
        assert ("largest" in columns) == (has and found.fleets.largest[row] < 1.0)
    document = exploration_document(found)
    assert document["estimates"] == ["H1: BF16 peak rate"]
    assert document["today"]["estimated"] == sorted(found.estimated(found.today, 0))
    assert "~" in exploration_text(found, plan)
    assert "~" not in exploration_text(small_exploration, plan)


def test_what_is_said_of_a_mix_wears_the_mark_where_its_figure_rests_on_an_estimate(planned):
    plan, result, _ = planned(("H1", PEAK))
    _, stated, _ = planned()
    alone = result.mixing.fastest_alone
    assert sentence("~{:days} days", result.days) in result.mixing.why
    assert ESTIMATE_MARK not in stated.mixing.why
    assert result.mixing.why.replace(ESTIMATE_MARK, "") == stated.mixing.why
    assert result.mixing.why.message == stated.mixing.why.message
    named = sentence("~{:days}" if alone_key(alone.pool, "days") in result.estimated else " {:days}", alone.days)
    assert sentence("{} days", named) in result.mixing.why
    assert result.mixing.why in plan_text(plan, result)
    assert f"= ~{result.days:,.1f} days" in result.explanations["days"]


def test_a_remark_and_its_data_are_the_number_with_the_mark_and_without(planned, small_plan):
    limits = replace(small_plan.limits, deadline_days=1.0)
    plan, result, _ = planned(("H1", PEAK), limits=limits)
    late = next(one for one in result.remarks if one.code == LateForDeadline.code())
    assert f"~{result.days:,.0f} days" in late.words
    assert (late.data["days"], type(late.data["days"])) == (result.days, float)
    said = plan_document(plan, result)["remarks"]
    assert any(one["words"] == late.words and one["cause"]["days"] == result.days for one in said)


@pytest.mark.parametrize("estimated", [(), (("H1", PEAK),)])
def test_what_an_event_does_wears_the_mark_of_the_fleets_rates(planned, one_line_model, estimated):
    plan, _, catalogue = planned(*estimated)
    report = risk_report(plan, catalogue, model=one_line_model, draws=100)
    assert report.plan.estimated == ({"days", "cost"} if estimated else frozenset())
    why = " ".join(outcome.why for outcome in report.plan.outcomes)
    text, said = risk_text(report), json.dumps(risk_document(report))
    assert [ESTIMATE_MARK in one for one in (why, text, report.exchanges[0].words)] == [bool(estimated)] * 3
    (lost,) = (one for one in report.plan.outcomes if one.scenario.key == "loss-of-use:Huawei")
    assert (f"in ~{float(lost.causes[0].days):,.1f} days" in lost.why) == bool(estimated)
    assert f'"days": {float(lost.causes[0].days)!r}' in said  # data are the number itself
    loss = loss_in_mid_run(plan, "Nvidia", 1.0, catalogue=catalogue, model=one_line_model)
    assert (ESTIMATE_MARK in loss_text(plan.name, loss)) == bool(estimated)


def test_the_earliest_end_that_a_blocked_plan_names_wears_the_mark(planned, small_plan):
    mixing = MixingChoice(strategy="in-turn", division=Division.BEST)
    limits = replace(small_plan.limits, deadline_days=1.0)
    for estimated in ((), (("H1", PEAK),)):
        _, result, _ = planned(*estimated, mixing=mixing, limits=limits)
        (reason,) = (one.reason for one in result.blocked if "earliest end" in one.reason)
        assert ("day ~" in reason) == bool(estimated)
