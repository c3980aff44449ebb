import numpy as np
import pytest
from msgspec.structs import replace

from planner.anchoring import MeasuredRun
from planner.catalogue.accelerator import Evidence, Figure
from planner.catalogue.catalogue import Catalogue
from planner.examples import example_plan
from planner.planning import plan_results
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.risk.spreads import P90_SDS
from planner.uncertainty.inputs import drawn_factors, uncertain_inputs
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.risk_report import risk_report
from planner.uncertainty.tornado import COST, SAVING, tornados


@pytest.fixture
def made(known, small_plan):
    def run(plan=small_plan, **options):
        fleet, baseline, grounds = known(plan)
        return tornados(fleet, baseline, grounds, **options)

    return run


def test_rows_come_widest_first_and_no_more_than_asked_for(made):
    for tornado in made().values():
        widths = [line.range for line in tornado.rows]
        assert widths == sorted(widths, reverse=True)
        assert widths[-1] > 0.0
    assert len(made(most=2)[COST].rows) == 2


@pytest.mark.slow
def test_of_an_example_ten_inputs_at_most_are_shown():
    shown = [len(tornado.rows) for tornado in risk_report(example_plan("ling-plus")).tornados.values()]
    assert 2 < min(shown) <= max(shown) <= 10


def test_the_planned_figure_lies_between_both_ends(made, small_plan, small_catalogue, one_line_model):
    result = plan_results(small_plan, small_catalogue, model=one_line_model)
    found = made(batch=False)
    assert found[COST].result == pytest.approx(result.cost.unit_cost.amount)
    assert found[SAVING].result == pytest.approx(result.saving)
    for tornado in found.values():
        for line in tornado.rows:
            assert line.low_value < line.value < line.high_value
            assert min(line.low_result, line.high_result) < tornado.result < max(line.low_result, line.high_result)


def test_a_price_moves_the_cost_by_its_part_of_the_rent(made):
    line = next(line for line in made()[COST].rows if line.key == "price:H1:rent-H1")
    part = 128 * 7 / (64 * 20 + 128 * 7)  # of the rent at work; a takeover is paid at both prices beside it
    moved = part * (line.high_value / line.value - 1)
    assert line.high_result / made()[COST].result - 1 == pytest.approx(moved, rel=0.005)
    assert (line.unit, line.evidence) == ("CNY/device-hour", Evidence.PUBLISHED)


def test_what_plan_and_baseline_share_moves_the_cost_and_not_the_saving(made):
    """One price of N1 in both: the more expensive N1 is, the more the mix saves; the team moves the cost alone."""
    found = made(batch=False)
    ranges = {name: {line.key: line.range / abs(found[name].result) for line in found[name].rows} for name in found}
    assert ranges[SAVING].get("team", 0.0) < 0.02 * ranges[COST]["team"]  # what is left of it: stops are no slower
    price = next(line for line in found[SAVING].rows if line.key == "price:N1:rent-N1")
    assert price.high_result > price.low_result


def test_the_mfu_of_a_pool_is_the_plans_own_at_work():
    """By local SGD each pool works a batch of its own; the baseline runs one of these accelerators on the whole one."""
    whole = example_plan("ling-plus-local-sgd")
    groups = tuple(group for group in whole.cluster.groups if group.accelerator in {"H800-SXM", "A800-80-SXM"})
    plan = replace(whole, cluster=replace(whole.cluster, groups=groups))
    grounds = grounds_of(plan)
    fleet, baseline = run_of(plan, grounds), plan_baseline(plan, grounds)
    assert fleet.strategy == "local-sgd"
    rates = {item.key: item for item in uncertain_inputs(fleet, baseline) if item.key.startswith("rate:")}
    for pool in plan_results(plan).pools:
        item = rates[f"rate:{pool.accelerator}"]
        assert item.value == pool.mfu
        (member,) = (one for one in fleet.members if one.planned.accelerator == pool.accelerator)
        assert item.low / item.value == pytest.approx(drawn_rate(item, fleet, member, -P90_SDS))
        assert item.high / item.value == pytest.approx(drawn_rate(item, fleet, member, P90_SDS))


def drawn_rate(item, fleet, member, sds):
    return float(np.ravel(drawn_factors(item, fleet, np.array([sds])).rates[member.planned.accelerator])[0])


def test_half_and_double_the_batch_are_planned_again():
    lines = {line.key: line for line in risk_report(example_plan("ling-plus-lower-spec")).tornados[COST].rows}
    assert (lines["batch"].low_value, lines["batch"].high_value) == (4480, 17_920)
    assert lines["batch"].low_result > lines["batch"].high_result


def width(result, name="cost"):
    low, middle, high = result.bands[name]
    return (high - low) / middle


def weaker(catalogue, key):
    accelerator = catalogue.accelerators[key]
    figures = {"peak_flop_per_s.bf16": Figure(evidence=Evidence.ESTIMATE, source="guess")}
    return Catalogue(accelerators={**catalogue.accelerators, key: replace(accelerator, figures=figures)})


def graded(catalogue):
    figures = {"peak_flop_per_s.bf16": Figure(evidence=Evidence.PUBLISHED, source="datasheet")}
    return Catalogue(accelerators={key: replace(each, figures=figures) for key, each in catalogue.accelerators.items()})


def test_bands_widen_when_a_figures_evidence_falls(small_plan, small_catalogue, one_line_model):
    known_well = graded(small_catalogue)
    before = plan_results(small_plan, known_well, model=one_line_model)
    after = plan_results(small_plan, weaker(known_well, "H1"), model=one_line_model)
    assert width(after, "tokens_per_s") > width(before, "tokens_per_s")
    assert width(after) > width(before)
    assert after.tokens_per_s == before.tokens_per_s


def test_bands_widen_when_a_prices_evidence_falls(small_plan, small_catalogue, one_line_model):
    groups = tuple(
        replace(group, offer=replace(group.offer, evidence=Evidence.ESTIMATE)) for group in small_plan.cluster.groups
    )
    guessed = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))
    before, after = (plan_results(plan, small_catalogue, model=one_line_model) for plan in (small_plan, guessed))
    assert width(after) > 1.5 * width(before)
    assert width(after, "days") == width(before, "days")


def test_bands_narrow_when_the_users_own_measured_runs_come_in(small_plan, small_catalogue, one_line_model):
    run = small_plan.training
    measured = tuple(
        MeasuredRun(
            name=key, accelerator=key, devices=devices, shape=run.shape, seq_len=run.seq_len,
            global_batch=run.global_batch, precision=run.precision, tokens_per_s_per_device=rate,
        )
        for key, devices, rate in (("N1", 64, 1000.0), ("H1", 128, 500.0))
    )  # fmt: skip
    widths = [
        width(
            plan_results(replace(small_plan, measured_runs=measured[:count]), small_catalogue, model=one_line_model),
            "days",
        )
        for count in range(3)
    ]
    assert widths[0] > widths[1] > widths[2]


def test_the_inputs_are_those_that_the_bands_are_drawn_over(known):
    fleet, baseline, _ = known()
    keys = {item.key for item in uncertain_inputs(fleet, baseline)}
    assert keys == {"team", "rate:N1", "rate:H1", "price:N1:rent-N1", "price:H1:rent-H1", "failures"}
