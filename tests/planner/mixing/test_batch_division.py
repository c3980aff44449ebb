"""A batch is divided in whole units so that no other division is done sooner."""

from itertools import combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.mixing import batch_division
from planner.mixing.batch_division import Levels, units_of


@given(batch=st.integers(32, 200_000), pools=st.integers(2, 12))
def test_units_are_powers_of_two_of_a_batch_and_no_coarser_for_more_pools(batch, pools):
    units = units_of(batch, pools)
    assert units.size * units.count + units.rest == batch
    assert 0 <= units.rest < units.size
    assert units.size & (units.size - 1) == 0
    assert units.size % units_of(batch, pools + 1).size == 0
    assert {units.sequences(part) for part in units.parts} >= {units.size, units.size * units.count + units.rest}


@given(
    data=st.data(),
    pools=st.integers(1, 3),
    count=st.integers(3, 6),
    rest=st.booleans(),
)
def test_no_division_of_all_is_done_sooner(data, pools, count, rest):
    shape = (1 + rest, count + 1)
    seconds = [
        np.array(data.draw(st.lists(st.integers(1, 9), min_size=size, max_size=size)), dtype=float).reshape(shape)
        for size in [shape[0] * shape[1]] * pools
    ]
    for one in seconds:
        one[0, 0] = np.inf  # a pool that takes part trains something
    levels, every = Levels(seconds), tuple(range(pools))
    parts = levels.parts(every)
    divisions = product(product(range(shape[0]), range(count + 1)), repeat=pools)
    best = min(
        max(one[at] for one, at in zip(seconds, division, strict=True))
        for division in divisions
        if np.sum(division, axis=0).tolist() == [int(rest), count]
    )
    assert levels.soonest_s(every) == best
    assert sum(part.units for part in parts) == count
    assert sum(part.rest for part in parts) == rest
    assert max(one[int(part.rest), part.units] for one, part in zip(seconds, parts, strict=True)) == best


@given(data=st.data(), pools=st.integers(2, 4), count=st.integers(3, 6), rest=st.booleans())
def test_divisions_after_a_pool_got_other_seconds_are_those_of_a_new_start_promise(data, pools, count, rest):
    shape = (1 + rest, count + 1)

    def drawn():
        size = shape[0] * shape[1]
        one = np.array(data.draw(st.lists(st.integers(1, 9), min_size=size, max_size=size)), dtype=float).reshape(shape)
        one[0, 0] = np.inf
        return one

    seconds, changed = [drawn() for _ in range(pools)], data.draw(st.integers(0, pools - 1))
    sets = [some for size in range(1, pools + 1) for some in combinations(range(pools), size)]
    levels = Levels(seconds)
    for some in sets:
        levels.soonest_s(some)
    seconds[changed] = drawn()
    levels.put(changed, seconds[changed])
    for some in sets:
        new = Levels(seconds)
        assert levels.soonest_s(some) == new.soonest_s(some)
        assert not np.isfinite(new.soonest_s(some)) or levels.parts(some) == new.parts(some)


def test_sets_without_the_pool_that_got_other_seconds_keep_their_divisions_promise(monkeypatch):
    seconds = [np.array([[np.inf, 1.0, 2.0, 3.0]]) for _ in range(3)]
    levels, divided = Levels(seconds), []
    for some in [(0, 1), (0, 2)]:
        levels.soonest_s(some)
    with_pool = batch_division._with_pool
    monkeypatch.setattr(batch_division, "_with_pool", lambda *of: divided.append(of) or with_pool(*of))
    levels.put(2, 2.0 * seconds[2])
    assert [levels.soonest_s(some) for some in [(0, 1), (0, 2)]] == [2.0, 2.0]
    assert len(divided) == 1
