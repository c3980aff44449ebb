import re

import pytest
from msgspec.structs import replace

from gui.look import formats
from gui.look.mix_sentence import AloneFigures, MixFigures, how_sentence, mix_sentence, sentence_of
from planner.catalogue.offers import Money
from planner.examples import example_plan
from planner.planning import plan_results


def cny(amount):
    return Money(amount=amount, currency="CNY")


CHEAPEST = AloneFigures(best="cost", name="H20", days=241.0, cost=cny(33.4e6))
FASTEST = AloneFigures(best="days", name="Ascend 910B2", days=113.0, cost=cny(38.8e6))
MIX = MixFigures(cost=cny(42.6e6), days=159.0, largest=0.65, alone=(CHEAPEST, FASTEST))


@pytest.fixture(scope="module")
def result():
    return plan_results(example_plan("ling-plus"))


def test_a_pool_that_is_cheaper_and_sooner_alone_is_said_first():
    words = mix_sentence(MIX)
    assert words.startswith("Ascend 910B2 alone is 46.0 days earlier and 3.80")
    assert words.endswith(f"largest share (65.0{formats.THIN}% instead of 100 %).")


def test_otherwise_the_best_pools_alone_stand_beside_the_mix():
    words = mix_sentence(replace(MIX, cost=cny(38.0e6)))
    assert words.startswith("This mix: 38.0")
    assert "cheapest alone, H20: 33.4" in words
    assert "fastest alone, Ascend 910B2: 38.8" in words
    assert words.count(".") >= 1
    assert words[-1] == "."


def test_without_a_price_nothing_is_called_cheaper():
    words = mix_sentence(replace(MIX, cost=None))
    assert "cheaper;" not in words
    assert words.startswith("This mix: –")


def test_the_window_and_the_planner_say_the_same(result):
    words, planner = sentence_of(result), result.mixing.why
    assert reported(words) == reported(planner)[: len(reported(words))]
    assert figures(words)[:3] == pytest.approx(figures(planner)[:3], rel=2e-3)  # the window rounds to three digits


def reported(text):
    """What kinds of ends a sentence names, in its order."""
    return re.findall(r"This mix|cheapest and fastest alone|cheapest alone|fastest alone|alone is", text)


def figures(text):
    return [float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text)]


def test_a_mix_that_lowers_no_share_is_said_to_buy_nothing():
    words = mix_sentence(replace(MIX, largest=1.0))
    assert words.endswith("cheaper; this mix buys nothing.")


def test_the_same_run_is_not_better_than_itself():
    same = replace(FASTEST, days=MIX.days * (1 - 1e-12), cost=cny(MIX.cost.amount * (1 - 1e-12)))
    assert "alone is" not in mix_sentence(replace(MIX, alone=(same,)))


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
    assert sentence_of(replace(result, pools=result.pools[:1])) == ""
    assert sentence_of(replace(result, mixing=None)) == ""
