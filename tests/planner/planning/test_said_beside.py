"""Verdict, parts without a number and remarks say each thing once, whoever shows them."""

import pytest
from msgspec.structs import replace

from planner.causes import DoesNotFit, LeftOutOfFigures, WouldEnd
from planner.cluster import Cluster, LinkKind
from planner.command_line.plan_text import plan_text
from planner.english import words
from planner.examples import example_plan
from planner.mixing.strategy import Division, MixingChoice
from planner.planning import plan_results


@pytest.fixture
def said(small_plan, small_catalogue, one_line_model, make_group):
    def text(nodes=(8, 8), **changes):
        groups = tuple(make_group(key, count) for key, count in zip(("N1", "H1"), nodes, strict=True))
        plan = replace(small_plan, cluster=Cluster(groups=groups), **changes)
        result = plan_results(plan, small_catalogue, model=one_line_model)
        return result, plan_text(plan, result)

    return text


def test_what_no_way_reaches_is_said_once_promise(said, small_plan):
    limits = replace(small_plan.limits, deadline_days=1.0)
    result, text = said(mixing=MixingChoice(division=Division.BEST), limits=limits)
    (block,) = [one for one in result.blocked if one.reason.startswith("No timetable ends")]
    assert text.count(block.reason) == 1


def test_a_part_without_a_number_is_said_once_and_by_its_name_once_promise(said):
    result, text = said(nodes=(1, 8), mixing=MixingChoice(strategy="in-turn"))
    (block,) = result.blocked
    assert any(block.reason in one.words for one in result.remarks)
    assert text.count(block.reason) == 1
    assert "N1: N1: " not in text
    assert "  N1: " in text


def test_a_limit_that_is_not_kept_is_said_once_promise(said, small_plan):
    limits = replace(small_plan.limits, deadline_days=1.0)
    _, text = said(mixing=MixingChoice(strategy="in-turn"), limits=limits)
    assert text.count("; the deadline is 1 day.") == 1


def test_what_is_left_out_is_named_once_promise():
    sizes = {"needed_bytes": 9e10, "usable_bytes": 8e10, "largest": "weights", "largest_bytes": 5e10}
    reason = words(DoesNotFit(name="N1", shape="S", devices=1_024, **sizes))
    assert words(LeftOutOfFigures(name="N1", reason=reason)).count("N1") == 1
    assert words(LeftOutOfFigures(name="N2", reason=reason)).startswith("N2 is left out of every figure of speed: N1")


def test_memory_of_a_device_is_told_in_binary_gigabytes_everywhere_promise():
    sizes = {"needed_bytes": 96 * 2**30, "usable_bytes": 80 * 2**30, "largest": "weights", "largest_bytes": 50 * 2**30}
    for fewer in (None, 512):
        said = words(DoesNotFit(name="N1", shape="S", devices=1_024, leanest_devices=fewer, **sizes))
        assert "16.0 GiB over the 80.0 GiB" in said
        assert "weights (50.0 GiB)" in said
        assert " GB" not in said


@pytest.mark.parametrize(
    ("days", "extra", "said"),
    [
        (0.0, 0.0, "It would end as soon and cost as much."),
        (-0.01, 92.0, "It would end as soon and cost 92 USD more."),
        (-3.0, 0.1, "It would end 3.0 days earlier and cost as much."),
        (28.3, -494_336.0, "It would end 28.3 days later and cost 494,336 USD less."),
        (0.0, None, "It would end as soon."),
    ],
)
def test_what_shows_no_difference_is_told_as_none_promise(days, extra, said):
    assert words(WouldEnd(days_later=days, extra_cost=extra, currency="USD")) == said


def test_pools_far_apart_are_called_by_their_names_promise():
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    link = replace(plan.cluster.inter_pool_link, kind=LinkKind.WIDE_AREA)
    groups = tuple(replace(one, site=site) for one, site in zip(plan.cluster.groups, ("Here", "There"), strict=True))
    result = plan_results(replace(plan, cluster=replace(plan.cluster, groups=groups, inter_pool_link=link)))
    (far,) = [one for one in result.remarks if one.code == "far-apart"]
    assert far.words.startswith("The pools stand at different sites (B200 SXM 180GB, Instinct MI325X)")


def test_a_pool_left_out_whose_reason_says_more_below_is_told_once_promise():
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    small, large = plan.cluster.groups
    plan = replace(plan, cluster=replace(plan.cluster, groups=(replace(small, nodes=1), large)))
    text = plan_text(plan, plan_results(plan))
    assert "brings no gain either" in text
    assert text.count("does not fit in 8 devices") == 1
