import math
from statistics import NormalDist

import pytest
from msgspec.structs import replace

from planner.anchoring.split import load_split
from planner.uncertainty.paired_draws import cheaper_probability


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
    # 30 % cheaper; of model, figures and price what the team does not share is each plan's own uncertainty
    sd = math.sqrt(2 * (0.2**2 + 0.116**2 - load_split().carried_sd ** 2 + 0.11**2))
    assert chance(other, one) == pytest.approx(NormalDist().cdf(-math.log(0.7) / sd), abs=0.01)


def test_what_two_plans_share_cancels(chance, with_groups, make_group):
    """The same accelerator under two contracts of one offer: a little more expensive is so in every draw."""
    group = make_group("N1", 8)
    more_expensive = replace(group, offer=replace(group.offer, price=replace(group.offer.price, amount=20.2)))
    assert chance(with_groups(group), with_groups(more_expensive)) == 1.0


def test_costs_in_another_currency_are_brought_to_one(chance, small_plan):
    assert chance(small_plan, replace(small_plan, currency="USD")) == pytest.approx(0.5, abs=0.2)


def test_without_every_price_there_is_no_answer(chance, with_groups, make_group, small_plan):
    assert chance(small_plan, with_groups(make_group("N1", 8, offer=None))) is None
