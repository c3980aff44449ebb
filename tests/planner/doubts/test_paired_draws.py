import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from planner.anchoring.split import load_split
from planner.doubts.paired_draws import FLIP_FROM, cheaper_probability, rank_flips, with_flips
from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.plan import Objective


@pytest.fixture
def chance(small_catalogue, one_line_model):
    def of(plan, other, **options):
        return cheaper_probability(plan, other, small_catalogue, model=one_line_model, **options)

    return of


@pytest.fixture
def with_groups(small_plan):
    return lambda *groups: replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))


def test_a_plan_is_as_likely_cheaper_as_itself(chance, small_plan):
    assert chance(small_plan, small_plan) == 0.5


def test_both_ways_round_sum_to_one(chance, with_groups, make_group):
    one, other = with_groups(make_group("N1", 8)), with_groups(make_group("H1", 16))
    assert chance(one, other) + chance(other, one) == pytest.approx(1.0)
    # 30 % cheaper; of model, figures and price what the team does not share is each plan's own doubt
    sd = math.sqrt(2 * (0.2**2 + 0.116**2 - load_split().carried_sd ** 2 + 0.11**2))
    assert chance(other, one) == pytest.approx(NormalDist().cdf(-math.log(0.7) / sd), abs=0.01)


def test_what_two_plans_share_cancels(chance, with_groups, make_group):
    """The same accelerator under two contracts of one offer: a little dearer is dearer in every draw."""
    group = make_group("N1", 8)
    dearer = replace(group, offer=replace(group.offer, price=replace(group.offer.price, amount=20.2)))
    assert chance(with_groups(group), with_groups(dearer)) == 1.0


def test_costs_in_another_currency_are_brought_to_one(chance, small_plan):
    assert chance(small_plan, replace(small_plan, currency="USD")) == pytest.approx(0.5, abs=0.2)


def test_without_every_price_there_is_no_answer(chance, with_groups, make_group, small_plan):
    assert chance(small_plan, with_groups(make_group("N1", 8, offer=None))) is None


def test_a_frontier_point_is_flagged_where_its_rank_may_flip(small_plan, small_catalogue, one_line_model, known):
    exploration = explore(small_plan, catalogue=small_catalogue, model=one_line_model)
    flips = rank_flips(small_plan, exploration, known()[2])
    assert len(flips.probability) == len(exploration.frontier) > 2
    assert np.isnan(flips.probability[-1])
    assert not flips.flagged[-1]
    assert ((flips.probability[:-1] > 0.0) & (flips.probability[:-1] <= 0.5 + 0.02)).all()
    assert np.array_equal(flips.flagged[:-1], flips.probability[:-1] >= FLIP_FROM)


def test_a_frontiers_chances_are_those_of_its_plans(small_plan, small_catalogue, one_line_model, known, chance):
    exploration = explore(small_plan, catalogue=small_catalogue, model=one_line_model)
    flips = rank_flips(small_plan, exploration, known()[2])
    groups = small_plan.cluster.groups
    counts = [exploration.fleets.nodes[row] for row in exploration.frontier]
    fleets = [
        tuple(replace(group, nodes=int(count)) for group, count in zip(groups, nodes, strict=True)) for nodes in counts
    ]
    first, second = (replace(small_plan, cluster=replace(small_plan.cluster, groups=fleet)) for fleet in fleets[:2])
    assert flips.probability[0] == chance(second, first)


def test_the_ling_frontier_says_which_of_its_ranks_are_not_settled():
    plan = example_plan("ling-plus")
    found = explore(plan)
    judged = with_flips(plan, found)
    assert len(judged.flips) == len(found.frontier)
    assert np.isnan(judged.flips[-1])
    assert all(0.0 <= flip <= 1.0 for flip in judged.flips[:-1])
    assert judged.knee == found.knee
    assert judged.frontier.tolist() == found.frontier.tolist()


def test_ranks_in_another_objective_are_not_judged():
    plan = replace(example_plan("ling-plus"), objective=Objective.DAYS)
    assert with_flips(plan, explore(plan)).flips == ()
