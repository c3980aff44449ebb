"""Runs that would never end: told in a sentence, at once, and never a fault."""

import pytest
from msgspec.structs import replace

from planner.causes import RunWithoutEnd
from planner.mixing.strategy import Division, MixingChoice
from planner.planning import plan_results
from planner.sentences import cause_of
from planner.units import LONGEST_RUN_DAYS


@pytest.mark.parametrize("division", [Division.AUTO, Division.BEST])
@pytest.mark.parametrize("goodput", [0.0, 1e-300, 1e-30, 1e-15])
def test_a_run_without_end_is_refused_in_words_promise(small_plan, small_catalogue, one_line_model, goodput, division):
    asked = []

    def best(pool, run):
        asked.append(pool)
        return one_line_model.best(pool, run)

    model = replace(one_line_model, best=best, goodput=lambda _pool, _run: goodput)
    result = plan_results(replace(small_plan, mixing=MixingChoice(division=division)), small_catalogue, model=model)
    assert (result.days, result.cost) == (None, None)
    assert {type(cause_of(block.reason)) for block in result.blocked} == {RunWithoutEnd}
    assert goodput or not asked  # nothing is searched that delivers nothing


def test_one_pool_without_end_leaves_the_others_promise(small_plan, small_catalogue, one_line_model):
    def goodput(pool, run):
        return 0.0 if pool.accelerator.key == "N1" else one_line_model.goodput(pool, run)

    plan = replace(small_plan, mixing=MixingChoice(division=Division.BEST), baseline=None)
    result = plan_results(plan, small_catalogue, model=replace(one_line_model, goodput=goodput))
    assert result.days is not None
    assert [type(cause_of(block.reason)) for block in result.blocked if block.groups] == [RunWithoutEnd]


def test_no_shown_run_is_longer_than_a_plan_can_be_promise(small_plan, small_catalogue, one_line_model):
    most = 0.0
    for tokens in (1e12, 1e15, 1e17, 1e18):
        plan = replace(small_plan, workload=replace(small_plan.training, tokens=tokens))
        result = plan_results(plan, small_catalogue, model=one_line_model)
        most = max(most, result.days or 0.0)
        assert result.days is not None or result.blocked
    assert 0.0 < most <= LONGEST_RUN_DAYS
