import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.risk import (
    DRAWS,
    Drawn,
    Spreads,
    Streams,
    UncertainPool,
    UncertainPrice,
    UncertainPrices,
    band,
    load_spreads,
    normal_draws,
    plan_bands,
    price_factors,
    probability_cheaper,
    rate_factors,
)

SPREADS = Spreads(
    price={Evidence.MEASURED: 0.0, Evidence.PUBLISHED: 0.1, Evidence.PRESS: 0.3, Evidence.ESTIMATE: 0.6},
    failure_rate=0.5,
    loss_exponent=0.5,
    exchange_rate=0.1,
    porting=0.9,
    mixing=0.05,
)
STREAMS = Streams()


def pool(accelerator="A", **changes):
    values = {
        "delivered_tokens_per_s": 1e6, "log_sd": 0.2, "shared_log_sd": 0.0, "goodput": 0.9, "goodput_drawn": False,
    }  # fmt: skip
    return UncertainPool(accelerator=accelerator, **{**values, **changes})


def prices(grade=Evidence.MEASURED, **changes):
    return UncertainPrices(prices={"a": UncertainPrice(1000.0, grade)}, **changes)


def figures(rate, price):
    """The draws of a run whose rate and price are so many times one."""
    days = 100.0 / rate
    return Drawn(tokens_per_s=rate, days=days, cost=price * days, unit_cost=price * days)


def test_a_pools_band_is_that_of_the_lognormal():
    low, middle, high = band(rate_factors(pool(), STREAMS, SPREADS))
    assert middle == pytest.approx(1.0, rel=0.01)
    assert high == pytest.approx(math.exp(1.2816 * 0.2), rel=0.02)
    assert low == pytest.approx(math.exp(-1.2816 * 0.2), rel=0.02)


def test_a_band_may_reach_further_down_than_up_around_the_same_middle():
    low, middle, high = band(rate_factors(pool(sides=(1.5, 0.5)), STREAMS, SPREADS))
    assert middle == pytest.approx(1.0, rel=0.01)
    assert high == pytest.approx(math.exp(1.2816 * 0.2 * 0.5), rel=0.02)
    assert low == pytest.approx(math.exp(-1.2816 * 0.2 * 1.5), rel=0.02)


def test_what_the_team_shares_is_the_same_draw_for_every_accelerator():
    shared = {"log_sd": 0.3, "shared_log_sd": 0.3}
    one, other = (rate_factors(pool(name, **shared), STREAMS, SPREADS) for name in "AB")
    assert one == pytest.approx(other, rel=1e-12)
    own = rate_factors(pool("B", log_sd=0.3), STREAMS, SPREADS)
    assert abs(np.corrcoef(one, own)[0, 1]) < 0.05


def test_what_plan_and_baseline_share_cancels_in_the_saving():
    rate = rate_factors(pool(), STREAMS, SPREADS)
    low, _, high = plan_bands(figures(rate, 1.0), figures(rate, 1.0))["saving"]
    assert (low, high) == pytest.approx((0.0, 0.0), abs=1e-9)
    other = rate_factors(pool("B"), STREAMS, SPREADS)
    low, middle, high = plan_bands(figures(rate, 1.0), figures(other, 1.0))["saving"]
    assert low < -0.2 < middle < 0.2 < high


def test_draws_that_never_finish_lie_beyond_every_other_at_the_end_where_they_are_bad():
    rate = rate_factors(pool(), STREAMS, SPREADS)
    drawn = figures(rate, 1.0)
    late = rate < np.quantile(rate, 0.15)
    never = replace(drawn, days=np.where(late, np.inf, drawn.days), cost=np.where(late, np.inf, drawn.cost))
    whole, found = plan_bands(drawn, None), plan_bands(never, None)
    assert found["days"] == (*whole["days"][:2], np.inf)
    assert found["cost"] == (*whole["cost"][:2], np.inf)
    assert found["tokens_per_s"] == (-np.inf, *whole["tokens_per_s"][1:])


def test_weaker_price_evidence_widens_the_price():
    widths = []
    for grade in Evidence:
        low, _, high = band(price_factors(prices(grade), STREAMS, SPREADS))
        widths.append(high / low)
    assert widths == sorted(widths)
    assert widths[-1] > widths[0]


def test_an_uncertain_goodput_widens_the_rate_around_its_middle():
    still = rate_factors(pool(log_sd=0.0), STREAMS, SPREADS)
    drawn = rate_factors(pool(log_sd=0.0, goodput_drawn=True), STREAMS, SPREADS)
    assert np.ptp(still) == 0.0
    assert np.ptp(drawn) > 0.0
    assert np.median(drawn) == pytest.approx(1.0, rel=1e-3)
    surer = rate_factors(pool(log_sd=0.0, goodput_drawn=True, failure_log_sd=0.1), STREAMS, SPREADS)
    assert 0.0 < np.ptp(surer) < np.ptp(drawn)


def test_the_same_name_draws_the_same_everywhere():
    assert normal_draws("rate:H800")[:3] == pytest.approx(normal_draws.__wrapped__("rate:H800")[:3], abs=0)
    assert not np.array_equal(normal_draws("rate:H800"), normal_draws("rate:H20"))


def test_the_draws_are_standard_normal():
    draws = normal_draws("any", 100_000)
    assert np.mean(draws) == pytest.approx(0.0, abs=1e-12)
    assert np.std(draws) == pytest.approx(1.0, abs=0.02)


def test_the_shipped_spreads_grow_as_the_evidence_falls():
    sds = [load_spreads().price[grade] for grade in Evidence]
    assert sds == sorted(sds)


def test_weaker_figures_widen_the_rate():
    grown = [load_spreads().rate_log_sd(0.1, grade) for grade in Evidence]
    assert grown == sorted(grown)
    assert grown[0] == 0.1 < grown[-1]


def test_there_are_ten_thousand_draws_at_least():
    assert DRAWS >= 10_000
    assert len(rate_factors(pool(), STREAMS, SPREADS)) == DRAWS


def test_a_foreign_currency_widens_the_price_of_its_offers_alone():
    assert np.ptp(price_factors(prices(), STREAMS, SPREADS)) == 0.0
    abroad = price_factors(prices(currencies={"a": "USD"}), STREAMS, SPREADS)
    assert band(abroad) == pytest.approx(tuple(math.exp(z * 0.1) for z in (-1.2816, 0, 1.2816)), rel=0.01)


def test_another_seed_draws_other_numbers_of_the_same_kind():
    one, other = (rate_factors(pool(), Streams(seed), SPREADS) for seed in (0, 1))
    assert not np.array_equal(one, other)
    assert np.median(one) == pytest.approx(np.median(other), rel=0.01)


def bands_of(seed):
    streams = Streams(seed)
    own = figures(rate_factors(pool(goodput_drawn=True), streams, SPREADS), 1.0)
    return plan_bands(own, figures(rate_factors(pool("B"), streams, SPREADS), 1.0))


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
    rented = UncertainPrice(1000.0, Evidence.MEASURED)
    owned = UncertainPrice(1000.0, Evidence.MEASURED, residual_per_hour=100.0, utilisation=0.85)
    spreads = replace(SPREADS, utilisation=0.1, residual=0.5)
    rent, own = (price_factors(UncertainPrices(prices={"a": each}), STREAMS, spreads) for each in (rented, owned))
    assert np.ptp(rent) == 0.0
    low, middle, high = band(own)
    assert low < middle < high
    assert middle == pytest.approx(1.0, rel=0.02)
    assert own.min() > 0.0


def test_what_is_bought_costs_less_the_more_it_is_used_and_worth_at_the_end():
    owned = UncertainPrice(2.0, Evidence.PRESS, residual_per_hour=0.2, utilisation=0.8)
    per_hour = owned.with_factors(np.array([0.5, 1.0, 1.25, 2.0]), 1.0)
    assert per_hour == pytest.approx([4.0, 2.0, 1.6, 1.6])  # at most all hours are used
    assert owned.with_factors(1.0, np.array([0.0, 1.0, 2.0])) == pytest.approx([2.2, 2.0, 1.8])
