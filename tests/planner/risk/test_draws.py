import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from planner.catalogue.accelerator import Evidence
from planner.risk import (
    DRAWS,
    Course,
    DoubtedPrice,
    Spreads,
    UncertainPool,
    band,
    draw,
    load_spreads,
    normal_draws,
    plan_bands,
    probability_cheaper,
)

SPREADS = Spreads(
    price={Evidence.MEASURED: 0.0, Evidence.PUBLISHED: 0.1, Evidence.PRESS: 0.3, Evidence.ESTIMATE: 0.6},
    failure_rate=0.5,
    loss_exponent=0.5,
    exchange_rate=0.1,
    porting=0.9,
    mixing=0.05,
)


def pool(accelerator="A", **changes):
    values = {
        "delivered_tokens_per_s": 1e6, "log_sd": 0.2, "shared_log_sd": 0.0, "goodput": 0.9, "goodput_drawn": False,
        "prices": {"a": DoubtedPrice(1000.0, Evidence.MEASURED)},
    }  # fmt: skip
    return UncertainPool(accelerator=accelerator, **{**values, **changes})


COURSE = Course(tokens=1e12)


def test_a_lone_pools_band_is_that_of_the_lognormal():
    low, middle, high = band(draw((pool(),), COURSE, SPREADS).tokens_per_s)
    assert middle == pytest.approx(1e6, rel=0.01)
    assert high == pytest.approx(1e6 * math.exp(1.2816 * 0.2), rel=0.02)
    assert low == pytest.approx(1e6 * math.exp(-1.2816 * 0.2), rel=0.02)


def test_cost_and_days_follow_the_rate():
    drawn = draw((pool(log_sd=0.0),), Course(tokens=1e12, stop_s=86_400.0, extra_cost=500.0), SPREADS)
    assert drawn.days[0] == pytest.approx(1e6 / 86_400 + 1)
    assert drawn.cost[0] == pytest.approx(1000 * 1e6 / 3600 + 500)
    assert drawn.cost_per_trillion_tokens[0] == pytest.approx(drawn.cost[0])


def test_pools_in_turn_take_as_many_turns():
    both = (pool(log_sd=0.0), pool("B", log_sd=0.0))
    at_once, in_turn = draw(both, COURSE, SPREADS), draw(both, Course(tokens=1e12, turns=2), SPREADS)
    assert in_turn.days[0] == pytest.approx(2 * at_once.days[0])
    assert in_turn.cost[0] == pytest.approx(at_once.cost[0])


def test_what_plan_and_baseline_share_cancels():
    own = draw((pool(log_sd=0.3, shared_log_sd=0.3),), COURSE, SPREADS)
    other = draw((pool("B", log_sd=0.3, shared_log_sd=0.3),), COURSE, SPREADS)
    low, _, high = plan_bands(own, other)["saving"]
    assert (low, high) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_independent_doubts_do_not_cancel():
    low, middle, high = plan_bands(draw((pool(),), COURSE, SPREADS), draw((pool("B"),), COURSE, SPREADS))["saving"]
    assert low < -0.2 < middle < 0.2 < high


def test_two_pools_are_surer_than_one():
    one = draw((pool(delivered_tokens_per_s=2e6),), COURSE, SPREADS)
    two = draw((pool(), pool("B")), COURSE, SPREADS)
    assert np.std(np.log(two.tokens_per_s)) < np.std(np.log(one.tokens_per_s))


def test_weaker_price_evidence_widens_the_cost():
    widths = []
    for grade in Evidence:
        low, _, high = band(draw((pool(prices={"a": DoubtedPrice(1000.0, grade)}),), COURSE, SPREADS).cost)
        widths.append(high / low)
    assert widths == sorted(widths)
    assert widths[-1] > widths[0]


def test_an_uncertain_goodput_widens_the_days():
    still = draw((pool(log_sd=0.0),), COURSE, SPREADS)
    drawn = draw((pool(log_sd=0.0, goodput_drawn=True),), COURSE, SPREADS)
    assert np.ptp(still.days) == 0.0
    assert np.ptp(drawn.days) > 0.0
    assert np.median(drawn.days) == pytest.approx(still.days[0], rel=1e-3)


def test_the_same_name_draws_the_same_everywhere():
    assert normal_draws("rate:H800")[:3] == pytest.approx(normal_draws.__wrapped__("rate:H800")[:3], abs=0)
    assert not np.array_equal(normal_draws("rate:H800"), normal_draws("rate:H20"))


def test_the_draws_are_standard_normal():
    draws = normal_draws("any", 100_000)
    assert np.mean(draws) == pytest.approx(0.0, abs=1e-12)
    assert np.std(draws) == pytest.approx(1.0, abs=0.02)


def test_the_shipped_spreads_grow_as_the_evidence_falls():
    prices = [load_spreads().price[grade] for grade in Evidence]
    assert prices == sorted(prices)


def test_weaker_figures_widen_the_rate():
    grown = [load_spreads().rate_log_sd(0.1, grade) for grade in Evidence]
    assert grown == sorted(grown)
    assert grown[0] == 0.1 < grown[-1]


def test_there_are_ten_thousand_draws_at_least():
    assert DRAWS >= 10_000
    assert len(draw((pool(),), COURSE, SPREADS).cost) == DRAWS


def test_a_foreign_currency_widens_the_cost_of_its_offers_alone():
    home = draw((pool(log_sd=0.0),), COURSE, SPREADS)
    abroad = draw((pool(log_sd=0.0, currencies={"a": "USD"}),), COURSE, SPREADS)
    low, middle, high = band(abroad.cost)
    assert np.ptp(home.cost) == 0.0
    assert (low, middle, high) == pytest.approx(
        tuple(home.cost[0] * math.exp(z * 0.1) for z in (-1.2816, 0, 1.2816)), rel=0.01
    )


def test_porting_and_the_efficiency_of_one_job_are_drawn_around_where_they_count():
    still = Course(tokens=1e12, efficiency=0.9)
    assert np.ptp(draw((pool(log_sd=0.0),), still, SPREADS).cost) == 0.0
    one_job = draw((pool(log_sd=0.0),), Course(tokens=1e12, efficiency=0.9, efficiency_drawn=True), SPREADS)
    assert np.std(np.log(one_job.tokens_per_s)) == pytest.approx(0.05, rel=0.05)
    ported = draw((pool(log_sd=0.0),), Course(tokens=1e12, porting_cost=1e6), SPREADS)
    assert np.std(np.log(ported.cost - draw((pool(log_sd=0.0),), COURSE, SPREADS).cost)) == pytest.approx(0.9, rel=0.05)


def test_another_seed_draws_other_numbers_of_the_same_kind():
    one, other = (draw((pool(),), COURSE, SPREADS, seed=seed).cost for seed in (0, 1))
    assert not np.array_equal(one, other)
    assert np.median(one) == pytest.approx(np.median(other), rel=0.01)


def bands_of(seed):
    own = draw((pool(goodput_drawn=True), pool("B")), COURSE, SPREADS, seed=seed)
    return plan_bands(own, draw((pool("B"),), COURSE, SPREADS, seed=seed))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_seed_gives_the_same_bands_on_any_number_of_workers(workers):
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert list(executor.map(bands_of, [7, 8, 7])) == [bands_of(7), bands_of(8), bands_of(7)]


def test_the_chance_of_being_cheaper_counts_pairs():
    cost = np.array([1.0, 2.0, 3.0, 4.0])
    assert probability_cheaper(cost, cost) == 0.5
    assert probability_cheaper(cost, cost + 1) == 1.0
    assert probability_cheaper(cost, np.array([2.0, 1.0, 4.0, 4.0])) == 0.625


def test_utilisation_and_residual_value_are_drawn_for_what_is_bought_alone():
    rented = DoubtedPrice(1000.0, Evidence.MEASURED)
    owned = DoubtedPrice(1000.0, Evidence.MEASURED, residual_per_hour=100.0, utilisation=0.85)
    spreads = replace(SPREADS, utilisation=0.1, residual=0.5)
    rent, own = (draw((pool(log_sd=0.0, prices={"a": price}),), COURSE, spreads).cost for price in (rented, owned))
    assert np.ptp(rent) == 0.0
    low, middle, high = band(own)
    assert low < middle < high
    assert middle == pytest.approx(rent[0], rel=0.02)
    assert own.min() > 0.0


def test_what_is_bought_costs_less_the_more_it_is_used_and_worth_at_the_end():
    owned = DoubtedPrice(2.0, Evidence.PRESS, residual_per_hour=0.2, utilisation=0.8)
    prices = owned.with_factors(np.array([0.5, 1.0, 1.25, 2.0]), 1.0)
    assert prices == pytest.approx([4.0, 2.0, 1.6, 1.6])  # at most all hours are used
    assert owned.with_factors(1.0, np.array([0.0, 1.0, 2.0])) == pytest.approx([2.2, 2.0, 1.8])
