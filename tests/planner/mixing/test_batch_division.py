"""A batch is divided in whole units so that no other division is done sooner."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

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
