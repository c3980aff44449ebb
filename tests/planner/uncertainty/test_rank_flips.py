import numpy as np
import pytest
from msgspec.structs import replace

from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.exploration.replanning import adopted
from planner.plan import Objective
from planner.uncertainty.paired_draws import FLIP_FROM, cheaper_probability, rank_flips, with_flips


@pytest.fixture
def chance(small_catalogue, one_line_model):
    def of(plan, other, **options):
        return cheaper_probability(plan, other, small_catalogue, model=one_line_model, **options)

    return of


@pytest.fixture(scope="module")
def flips(small_plan, small_exploration, known):
    return rank_flips(small_plan, small_exploration, known()[2])


def test_a_frontier_point_is_flagged_where_its_rank_may_flip(flips, small_exploration):
    assert len(flips.probability) == len(small_exploration.frontier) > 2
    assert np.isnan(flips.probability[-1])
    assert not flips.flagged[-1]
    # of one fleet at two caps every draw moves both alike: the cheaper one is cheaper in all of them
    assert ((flips.probability[:-1] >= 0.0) & (flips.probability[:-1] <= 0.5 + 0.02)).all()
    assert (flips.probability[:-1] > 0.0).any()
    assert np.array_equal(flips.flagged[:-1], flips.probability[:-1] >= FLIP_FROM)


def test_a_frontiers_chances_are_those_of_its_plans(flips, small_plan, small_exploration, chance):
    first, second = (adopted(small_plan, small_exploration, position) for position in (0, 1))
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
    plan = replace(example_plan("ling-plus-lower-spec"), objective=Objective.DAYS)
    assert with_flips(plan, explore(plan)).flips == ()
