"""What a search rules out by memory before it looks at a layout: never one that fits."""

from functools import partial

import numpy as np
import pytest
from msgspec.structs import replace

from planner.arrays import pairs_between
from planner.performance.training import memory
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.launch_rules import most_stages
from planner.performance.training.layout import Sharding
from planner.performance.training.layouts import SCHEDULES
from planner.performance.training.legal_layouts import (
    families_of,
    legal_layouts,
    options_of,
    paces_and_families,
    with_chosen_options,
)
from planner.performance.training.parameters import Place, device_parameters
from planner.performance.training.search import offered_bytes
from planner.performance.training.sized_groups import TWO_WAYS, timed_options
from planner.performance.training.sized_room import first_fitting, least_state_bytes, may_fit, room_of
from planner.performance.training.step_times import bubble_micro_batches, least_bubble
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_preset

SIZES = ("tp", "cp", "pp", "dp")


@pytest.fixture
def case_like(make_pool, make_run):
    def made(preset, batch, memory=80 * 2**30, **states):
        pool, run = make_pool(devices=64, memory=memory), make_run(shape_preset(preset), batch=batch)
        run = replace(run, states=replace(run.states, **states))
        return pool, run, case_of(pool, run, load_calibration())

    return made


@pytest.mark.parametrize(
    ("preset", "states"),
    [
        ("mixtral-8x7b", {}),
        ("mixtral-8x7b", {"sharding": Sharding.NONE}),
        ("mixtral-8x7b", {"sharding": Sharding.ZERO_2}),
        ("mixtral-8x7b", {"sharding": Sharding.FULLY_SHARDED}),
        ("mixtral-8x7b", {"optimiser": Optimiser.MUON}),
        ("deepseek-v2-lite", {}),
        ("llama-3-8b", {}),
    ],
)
def test_no_layout_keeps_less_of_states_than_its_family_takes_at_least(preset, states, case_like):
    pool, run, case = case_like(preset, 64, **states)
    families, _ = families_of(pool, run)
    bound = least_state_bytes(case, families, partial(options_of, pool, run), run.states.shardings)
    layouts, _ = legal_layouts(pool, run)
    exact = memory.state_bytes(case, layouts, device_parameters(case, layouts, Place.INNER))
    names = [tuple(row) for row in np.stack([getattr(families, name) for name in SIZES], axis=1).tolist()]
    place = {sizes: at for at, sizes in enumerate(names)}
    own = np.array([place[tuple(row)] for row in np.stack([getattr(layouts, name) for name in SIZES], axis=1).tolist()])
    least = bound.shared[own] + bound.experts[own] / (layouts.ep * layouts.etp)
    assert np.all(least <= exact * (1 + 1e-9))
    assert np.isclose(least, exact, rtol=1e-9).any()


@pytest.mark.parametrize(("preset", "memory_gb"), [("mixtral-8x7b", 80), ("deepseek-v2-lite", 24), ("llama-3-8b", 24)])
def test_no_layout_that_fits_is_ruled_out(preset, memory_gb, case_like):
    pool, run, case = case_like(preset, 64, memory=memory_gb * 2**30)
    families, _ = families_of(pool, run)
    paces, family = paces_and_families(pool, families, run, SCHEDULES, sequence_parallel=True)
    options = partial(options_of, pool, run)
    two_ways = np.isin(paces.schedule, TWO_WAYS).tolist()
    keys = sorted(
        {(*key, 1.0) for key in zip(paces.tp, paces.cp, paces.micro_batch, map(float, two_ways), strict=True)}
    )
    timed = timed_options(case, keys, 1, {}, options)
    group, room = timed.group_of(paces), room_of(case, paces, offered_bytes(case))
    row, option = pairs_between(*timed.all_of(group))
    assert np.array_equal(timed.group[option], group[row])
    states = least_state_bytes(case, families, options, run.states.shardings).part(family[row])
    may = may_fit(timed, room, row, option) & may_fit(timed, room, row, option, states)
    may &= option >= first_fitting(case, timed, room, group)[row]
    pair = np.arange(len(row))
    layouts, _ = with_chosen_options(paces.part(row), pair, timed.options, option, run.states.shardings)
    fits = memory.needed_bytes(case, layouts) <= offered_bytes(case)
    assert fits.any()
    assert not may.all()
    # of each layout its pair: the same pace and option, however it shards
    assert set(map(tuple, _named(layouts.part(fits)))) <= set(map(tuple, _named(_with(paces, row, timed, option, may))))


@pytest.mark.parametrize("schedules", [*((one,) for one in SCHEDULES), SCHEDULES])
def test_no_pace_of_a_family_is_faster_than_its_micro_batches_are_bounded(schedules, case_like):
    pool, run, case = case_like("deepseek-v2-lite", 64)
    families, _ = families_of(pool, run)
    paces, family = paces_and_families(pool, families, run, schedules, sequence_parallel=True)
    bubble = bubble_micro_batches(paces)
    least = least_bubble(families.pp, schedules, most_stages(run.shape))[family]
    assert np.all(least <= bubble * (1 + 1e-12))
    assert np.any((least == bubble) & (paces.pp > 2))
    kinds = (0.0, 1.0)
    sizes = sorted(set(zip(paces.tp.tolist(), paces.cp.tolist(), paces.micro_batch.tolist(), strict=True)))
    timed = timed_options(
        case, [(*size, kind, 1.0) for size in sizes for kind in kinds], 1, {}, partial(options_of, pool, run)
    )
    fastest = timed.figures.model_s[timed.all_of(timed.group_of(paces))[0]]
    assert np.all(timed.least_of(families.part(family), paces.micro_batch) <= fastest)


def _with(paces, row, timed, option, kept):
    one = paces.part(row[kept])
    return replace(
        one, **{name: getattr(timed.options, name)[option[kept]] for name in timed.options.__struct_fields__}
    )


def _named(layouts):
    names = [name for name in layouts.__struct_fields__ if name != "sharding"]
    return np.stack([getattr(layouts, name) for name in names], axis=1).tolist()


def test_states_that_no_sharding_of_the_software_holds_never_fit_promise(case_like):
    """MindSpeed-LLM starts no full sharding, so a search may be left with no way to shard at all."""
    pool, run, case = case_like("mixtral-8x7b", 64)
    families, _ = families_of(pool, run)
    bound = least_state_bytes(case, families, partial(options_of, pool, run), ())
    assert np.all(bound.shared >= np.finfo(np.float64).max)
