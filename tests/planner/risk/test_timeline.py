import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.risk.timeline import Stretch, play

DAY = 86_400.0


def test_the_worked_loss_in_mid_run():
    """Methods M5: 10 T tokens, 950 k tokens/s at goodput 0.90, loss at day 30, 2 h lost, 5 d of planning anew."""
    whole = Stretch(tokens_per_s=950e3 * 0.90, price_per_hour=0.0)
    assert play(10e12, [whole]).seconds / DAY == pytest.approx(135.37, abs=0.005)
    until = Stretch(tokens_per_s=950e3 * 0.90, price_per_hour=0.0, seconds=30 * DAY - 7200)
    pause = Stretch(tokens_per_s=0.0, price_per_hour=0.0, seconds=7200 + 5 * DAY)
    rest = Stretch(tokens_per_s=400e3 * 0.92, price_per_hour=0.0)
    assert play(10e12, [until, pause, rest]).seconds / DAY == pytest.approx(280.01, abs=0.005)


def test_a_run_ends_with_its_last_token():
    played = play(
        50.0,
        [Stretch(tokens_per_s=10.0, price_per_hour=3600.0, seconds=8.0), Stretch(tokens_per_s=1.0, price_per_hour=1.0)],
    )
    assert (played.seconds, played.cost, played.tokens_left) == pytest.approx((5.0, 5.0, 0.0))


def test_a_run_that_nobody_works_on_is_left_over():
    played = play(50.0, [Stretch(tokens_per_s=1.0, price_per_hour=0.0, seconds=10.0)])
    assert played.tokens_left == pytest.approx(40.0)
    assert play(50.0, [Stretch(tokens_per_s=0.0, price_per_hour=0.0)]).tokens_left == 50.0


def test_a_rate_that_declines_to_nothing_may_never_finish():
    fading = Stretch(tokens_per_s=1.0, price_per_hour=0.0, decline_per_s=0.01)
    assert fading.tokens_in(1e9) == pytest.approx(50.0)
    assert fading.seconds_for(50.0) == pytest.approx(100.0)
    assert play(51.0, [fading]).tokens_left > 0.0


@given(st.floats(1.0, 1e6), st.floats(0.1, 1e3), st.floats(0.01, 0.99))
def test_a_run_cut_in_two_takes_as_long_as_in_one(tokens, rate, share):
    one = Stretch(tokens_per_s=rate, price_per_hour=10.0)
    whole = play(tokens, [one])
    cut = play(tokens, [Stretch(tokens_per_s=rate, price_per_hour=10.0, seconds=share * whole.seconds), one])
    assert (cut.seconds, cut.cost) == pytest.approx((whole.seconds, whole.cost))


@given(st.floats(1.0, 1e6), st.floats(0.1, 1e3), st.floats(0.0, 0.49))
def test_a_declining_rate_does_its_tokens_in_the_time_it_says(tokens, rate, decline):
    """A decline of half the rate over the run is the most that still finishes."""
    slower = Stretch(tokens_per_s=rate, price_per_hour=10.0, decline_per_s=decline * rate / tokens)
    assert slower.seconds_for(tokens) >= tokens / rate * (1 - 1e-12)
    assert slower.tokens_in(slower.seconds_for(tokens)) == pytest.approx(tokens)
