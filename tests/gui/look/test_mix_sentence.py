import pytest
from msgspec.structs import replace

from gui.look import formats
from gui.look.mix_sentence import how_sentence, sentence_of
from gui.look.result_figures import FIGURES
from gui.report.timetable_cells import mixed_sentence
from planner.command_line.plan_text import plan_text
from planner.dependence import DependenceBasis
from planner.examples import example_plan
from planner.planning import plan_results
from planner.summary import summarise


@pytest.fixture(scope="module")
def result():
    return plan_results(example_plan("ling-plus"))


@pytest.mark.parametrize("basis", list(DependenceBasis))
def test_window_report_and_command_line_say_one_sentence(basis):
    plan = replace(example_plan("ling-plus"), basis=basis)
    result = plan_results(plan)
    summary = summarise(plan, result)
    (shown,) = {sentence_of(result), mixed_sentence(summary)}
    figures = {one.key: one for one in FIGURES}
    assert f"largest share {formats.percent(result.dependence.layers['supplier'].largest)};" in shown
    assert shown.startswith(f"This mix: {figures['cost'].shown(plan, result).value.split()[0]}")
    assert result.mixing.beside in plan_text(plan, result)
    for one in (result.mixing.cheapest_alone, result.mixing.fastest_alone):
        cost = formats.money(one.cost).replace(formats.THIN, " ")  # in running text lines may break
        assert f"{formats.short_name(one.name)}, {cost}, {formats.duration(one.days)}" in shown


def test_turns_are_reported_with_their_stops_and_joined_ways_with_their_efficiency(result):
    turns = how_sentence(result.mixing, result.pools)
    marked = how_sentence(result.mixing, result.pools, {"days"})
    assert marked.replace("~", "") == turns != marked
    at_work = [pool for pool in result.pools if pool.token_share > 0.0]
    assert len(at_work) > 1
    for pool in at_work:
        assert f"{pool.name} {formats.percent(pool.token_share)} of the tokens" in turns
    assert formats.duration(result.mixing.overhead_days) in turns
    joined = replace(result.mixing, strategy="data-parallel", efficiency=0.85, inter_pool_bytes_per_step=5.8e11)
    words = how_sentence(joined, result.pools)
    assert words.startswith(f"Data parallel over pools: 85.0{formats.THIN}% of the sum")
    assert "580 GB cross the inter-pool link" in words


def test_one_pool_and_a_programme_mix_nothing(result):
    alone = replace(result, mixing=replace(result.mixing, beside=""))
    assert sentence_of(alone) == sentence_of(replace(result, mixing=None)) == ""
    assert sentence_of(replace(result, models=(None,))) == ""
