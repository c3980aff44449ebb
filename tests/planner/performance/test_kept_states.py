"""Weights, gradients and states as inputs: the table of bytes a parameter, Muon's and the host's time, adapters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.errors import MissingFigureError, NothingFitsError
from planner.performance.device.collectives import links_of
from planner.performance.training import memory, step_times
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.fewest_nodes import fewest_nodes
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import arrays_of
from planner.performance.training.parameters import device_parameters
from planner.performance.training.search import best_layout, estimate_layout, search_layouts
from planner.performance.training.update_times import update_s
from planner.workload.adapters import adapter_params
from planner.workload.counting import parameter_count
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_preset
from planner.workload.recipe import SUPPLIER, Recipe
from planner.workload.states import AdaptedModule, Lora, Offload, States, WeightFormat
from planner.workload.training_run import TrainingPrecision, TrainingRun, averaged_run

D = 8
DATA = Layout(
    tp=1, pp=1, vpp=1, ep=1, etp=1, cp=1, dp=D, micro_batch=1, recompute=Recompute.FULL, schedule=Schedule.ONE_F_ONE_B
)  # fmt: skip


def static_bytes(pool, run, layout):
    """Return the bytes a parameter of weights, gradients and states, and of the states on the host."""
    case, layouts = case_of(pool, run, load_calibration()), arrays_of([layout])
    parts, held = memory.memory_parts(case, layouts), device_parameters(case, layouts)
    parameters = held.dense + held.experts
    kept = parts.weights + parts.gradients + parts.optimiser
    return float((kept / parameters)[0]), float((parts.host / parameters)[0]) if np.ndim(parts.host) else 0.0


# (states, sharding, bytes that every replica has, bytes that d of them share, most over the mean)
TABLE = {
    "no sharding": ({}, Sharding.NONE, 18, 0),
    "distributed optimiser": ({}, Sharding.ZERO_1, 6, 12),
    "gradients in 16 bits": ({"gradient_bytes": 2}, Sharding.ZERO_1, 4, 12),
    "precision-aware": ({"optimiser": Optimiser.ADAMW_REMAINDERS}, Sharding.ZERO_1, 6, 10),
    "BF16 moments": ({"optimiser": Optimiser.ADAMW_BF16_MOMENTS}, Sharding.ZERO_1, 6, 6),
    "BF16 moments beside FP8 weights": (
        {"optimiser": Optimiser.ADAMW_BF16_MOMENTS, "weights": WeightFormat.FP8}, Sharding.ZERO_1, 6, 8
    ),
    "FP8 moments": ({"optimiser": Optimiser.ADAMW_FP8_MOMENTS}, Sharding.ZERO_1, 6, 4),
    "FP8 compute on BF16 weights": ({"weights": WeightFormat.CACHED}, Sharding.ZERO_1, 8, 12),
    "FP8 weights": ({"weights": WeightFormat.FP8}, Sharding.ZERO_1, 6, 12),
    "everything in BF16": ({"optimiser": Optimiser.ADAMW_BF16}, Sharding.ZERO_1, 4, 4),
    "AdaMuon's tables": ({"optimiser": Optimiser.ADAMW}, Sharding.ZERO_1, 6, 12),
    "8-bit": ({"optimiser": Optimiser.ADAMW_8BIT}, Sharding.ZERO_1, 6, 6.03125),
    "8-bit without main weights": ({"optimiser": Optimiser.ADAMW_8BIT_BARE}, Sharding.ZERO_1, 6, 2.03125),
    "half on the host": ({"offload": Offload(share=0.5, node_memory_bytes=1e13, link_bytes_per_s=5e10,
                                             host_bytes_per_s=1e11)}, Sharding.ZERO_1, 6, 6),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE)
def test_a_device_keeps_what_the_table_of_optimisers_says(row, make_pool, make_run, llama_8b):
    states, sharding, replicated, shared = TABLE[row]
    run = make_run(llama_8b, states=States(**states))
    found, _ = static_bytes(make_pool(devices=D), run, replace(DATA, sharding=sharding))
    assert found == pytest.approx(replicated + shared / D, rel=1e-9)


def test_moments_in_16_bits_of_a_recipe_are_those_of_the_run_unless_it_says_otherwise(make_pool, make_run, llama_8b):
    aware = Recipe(precision_aware_optimiser=True)
    found, _ = static_bytes(make_pool(devices=D), make_run(llama_8b, recipe=aware), DATA)
    assert found == pytest.approx(6 + 6 / D)
    own = make_run(llama_8b, recipe=aware, states=States(optimiser=Optimiser.ADAMW_FP8_MOMENTS))
    assert static_bytes(make_pool(devices=D), own, DATA)[0] == pytest.approx(6 + 4 / D)


def test_deepseeks_software_keeps_fp32_main_weights_and_16_bit_moments_in_8_bit_training(make_pool, make_run, llama_8b):
    def found(**said):
        return static_bytes(make_pool(devices=D), make_run(llama_8b, stack_release="HAI-LLM", **said), DATA)[0]

    assert found(precision=TrainingPrecision.FP8) == pytest.approx(6 + 8 / D)
    assert found() == pytest.approx(6 + 12 / D)
    stated = States(optimiser=Optimiser.ADAMW_8BIT)
    assert found(precision=TrainingPrecision.FP8, states=stated) == pytest.approx(6 + 6.03125 / D)


def test_automodel_keeps_no_main_weights_in_any_format_promise(make_pool, make_run, llama_8b):
    for precision in (TrainingPrecision.BF16, TrainingPrecision.MXFP8):
        run = make_run(llama_8b, stack_release="AutoModel", precision=precision)
        assert static_bytes(make_pool(devices=D), run, DATA)[0] == pytest.approx(4 + 4 / D)


def test_deepspeeds_pipeline_keeps_bf16_gradients_beside_those_it_adds_up(make_pool, make_run, llama_8b):
    def found(**said):
        run = make_run(llama_8b, stack_release="Megatron-DeepSpeed", recipe=SUPPLIER, **said)
        return static_bytes(make_pool(devices=D), run, DATA)[0]

    assert found() == pytest.approx(2 + 4 + 2 + 12 / D)
    assert found(precision=TrainingPrecision.FP8) == pytest.approx(2 + 4 + 12 / D)


def test_deepspeed_adds_up_fp16_gradients_in_16_bits_and_copies_its_shard_to_32(make_run, llama_8b):
    pool = pool_of(load_catalogue().accelerator("A100-80-SXM"), devices=D)
    run = make_run(llama_8b, stack_release="Megatron-DeepSpeed", recipe=SUPPLIER, precision=TrainingPrecision.FP16)
    assert static_bytes(pool, run, DATA)[0] == pytest.approx(2 + 2 + (2 + 4 + 12) / D)


def test_a_pipeline_of_deepspeed_has_communicators_to_both_neighbours_and_of_its_replica(make_pool, make_run, llama_8b):
    def reserve(pp, software):
        layout = replace(DATA, pp=pp, dp=D // pp)
        run = make_run(llama_8b, stack_release=software, recipe=SUPPLIER)
        return estimate_layout(make_pool(devices=D), run, layout).memory_parts_bytes["reserve"]

    more = [reserve(pp, "Megatron-DeepSpeed") - reserve(pp, "until 2022") for pp in (1, 2)]
    assert more == pytest.approx([0.0, 3 * 6e8])


def test_an_averaged_run_keeps_its_outer_copy_and_momentum_over_all_devices(make_pool, make_run, llama_8b):
    run = make_run(llama_8b)
    alone, averaged = (estimate_layout(make_pool(devices=D), one, DATA) for one in (run, averaged_run(run)))
    more = averaged.memory_parts_bytes["optimiser"] - alone.memory_parts_bytes["optimiser"]
    assert more == pytest.approx(8 * parameter_count(llama_8b) / D, rel=1e-9)
    assert averaged.step_s == alone.step_s


# of fully sharded weights two layers of 32 are gathered in 16 bits, and the gradient of one; of embedding and head,
# units of their own, one stays gathered and its gradient waits
@pytest.mark.parametrize(
    ("states", "shared", "gradients"),
    [({}, 2 + 4 + 12, 4), ({"weights": WeightFormat.FP32}, 16, 4), ({"optimiser": Optimiser.ADAMW_BF16}, 8, 2)],
)
def test_fully_sharded_weights_are_shared_whole(states, shared, gradients, *, make_pool, make_run, llama_8b):
    run, layout = make_run(llama_8b, states=States(**states)), replace(DATA, sharding=Sharding.FULLY_SHARDED)
    found, _ = static_bytes(make_pool(devices=D), run, layout)
    tables = 2 * llama_8b.vocab * llama_8b.hidden
    share = tables / (32 * (2 * 4096**2 + 2 * 4096 * 1024 + 3 * 4096 * 14_336) + tables)
    layer, unit = (1 - share) / 32, share / 2
    assert found == pytest.approx(shared / D + (2 * 2 + gradients) * layer + (2 + 2) * unit, rel=1e-9)


@pytest.mark.parametrize(("optimiser", "matrix"), [(Optimiser.MUON, 8), (Optimiser.ADAMUON, 12)])
def test_whole_matrices_are_shared_out_up_to_1_3_times_the_mean(optimiser, matrix, make_pool, make_run, llama_8b):
    run = make_run(llama_8b, states=States(optimiser=optimiser))
    found, _ = static_bytes(make_pool(devices=D), run, DATA)
    tables = 2 * llama_8b.vocab * llama_8b.hidden
    parameters = 32 * (2 * 4096**2 + 2 * 4096 * 1024 + 3 * 4096 * 14_336) + tables
    share = tables / parameters
    assert found == pytest.approx(6 + (1.3 * matrix * (1 - share) + 12 * share) / D, rel=1e-9)


def test_of_the_hosts_share_everything_is_in_fp32_with_its_gradient(make_pool, make_run, llama_8b):
    away = Offload(share=0.25, node_memory_bytes=1e13, link_bytes_per_s=5e10, host_bytes_per_s=1e11)
    run = make_run(llama_8b, states=States(optimiser=Optimiser.ADAMW_FP8_MOMENTS, offload=away))
    _, host = static_bytes(make_pool(devices=D), run, DATA)
    assert host == pytest.approx(0.25 * (12 + 4) / D)


def test_a_billion_parameters_on_the_host_take_as_long_as_worked_out(make_pool, make_run, llama_8b):
    def seconds(link, rate, *, overlapped=False):
        own = Offload(
            share=1.0, overlapped=overlapped, node_memory_bytes=1e13, link_bytes_per_s=link, host_bytes_per_s=rate
        )
        run = make_run(llama_8b, states=States(offload=own))
        case, layouts = case_of(make_pool(devices=D), run, load_calibration()), arrays_of([DATA])
        held = device_parameters(case, layouts)
        of_one = float((held.dense / D)[0]) / 1e9
        return float(np.ravel(update_s(case, layouts, links_of(case), held))[0]) / of_one

    assert seconds(50e9, 100e9) == pytest.approx(0.160 + 0.280)
    assert seconds(350e9, 400e9) == pytest.approx(0.023 + 0.070, abs=5e-4)
    assert seconds(50e9, 100e9, overlapped=True) == pytest.approx(0.280)


def test_newton_schulz_takes_its_products_over_the_replicas(make_pool, make_run, llama_8b):
    layouts = arrays_of([DATA])

    def seconds(**states):
        run = make_run(llama_8b, states=States(**states))
        case = case_of(make_pool(devices=D), run, load_calibration())
        held = device_parameters(case, layouts)
        c, rate = case.coefficients, case.memory_bytes_per_s * case.coefficients.memory_efficiency
        products = case.wide_flop_per_s * c.matmul_efficiency * c.matmul_in_training * c.release_dense * c.recipe_dense
        return float(np.ravel(update_s(case, layouts, links_of(case), held))[0]), products, rate

    def step(m, n):
        return 2 * (2 * m * m * n + m**3)

    layer = 2 * step(4096, 4096) + 2 * step(1024, 4096) + step(4096, 28_672) + step(4096, 14_336)
    five, products, rate = seconds(optimiser=Optimiser.MUON)
    tables = 2 * llama_8b.vocab * llama_8b.hidden
    matrices = 32 * (2 * 4096**2 + 2 * 4096 * 1024 + 3 * 4096 * 14_336)
    moved = (8 + 2 * 8 + 2) * 1.3 * matrices / D + (8 + 2 * 12 + 2) * tables / D
    assert five == pytest.approx(5 * 32 * layer / D / products + moved / rate, rel=1e-9)
    assert seconds(optimiser=Optimiser.MUON, newton_schulz_steps=10)[0] - five == pytest.approx(
        5 * 32 * layer / D / products, rel=1e-9
    )


def test_published_runs_with_states_on_the_host_fit_and_do_not_without():
    catalogue = load_catalogue()
    for shape, devices, batch in (("deepseek-v3", 96, 480), ("qwen3-235b-a22b", 32, 512)):
        pool = pool_of(catalogue.accelerator("H20-SXM"), devices=devices, design=catalogue.nodes["HGX-H20-server"])
        run = _run(shape, batch)
        with pytest.raises(NothingFitsError):
            search_layouts(pool, run)
        away = replace(run, states=States(offload=Offload(share=1.0)))
        found = best_layout(pool, away)
        assert found.memory_bytes <= found.memory_capacity_bytes
        assert 0.0 < found.host_memory_bytes <= 1.6e12  # reported: 1.6 TB a node
        assert found.memory_parts_bytes["optimiser"] == 0.0


def test_a_host_too_small_is_named_with_what_it_would_have_to_hold():
    catalogue = load_catalogue()
    pool = pool_of(catalogue.accelerator("H20-SXM"), devices=32, design=catalogue.nodes["HGX-H20-server"])
    run = replace(_run("qwen3-235b-a22b", 512), states=States(offload=Offload(share=1.0, node_memory_bytes=5e11)))
    with pytest.raises(NothingFitsError, match=r"take 9\d\d GB of a node, which has 500 GB"):
        search_layouts(pool, run)


def test_an_unknown_host_is_named_and_not_guessed(make_pool, make_run, llama_8b):
    with pytest.raises(MissingFigureError, match="host memory of a node is unknown"):
        search_layouts(make_pool(devices=D), make_run(llama_8b, states=States(offload=Offload(share=0.1))))


@pytest.mark.parametrize("sharding", [Sharding.NONE, Sharding.ZERO_1, Sharding.ZERO_2, Sharding.FULLY_SHARDED])
def test_a_stated_sharding_is_that_of_every_layout(sharding, make_pool, make_run, llama_8b):
    found = search_layouts(make_pool(devices=16), make_run(llama_8b, states=States(sharding=sharding)), top=20)
    assert {estimate.layout.sharding for estimate in found.best} == {sharding}


def test_muon_is_searched_with_whole_matrices_alone(make_pool, make_run, llama_8b):
    found = search_layouts(make_pool(devices=16), make_run(llama_8b, states=States(optimiser=Optimiser.MUON)), top=50)
    assert {estimate.layout.sharding for estimate in found.best} == {Sharding.ZERO_1}


def test_frozen_weights_have_neither_gradients_nor_states(make_pool, make_run, llama_8b):
    lora = Lora(rank=16)
    whole, frozen = (make_run(llama_8b, states=States(lora=one)) for one in (None, lora))
    first, second = (estimate_layout(make_pool(devices=D), run, DATA) for run in (whole, frozen))
    adapters = adapter_params(llama_8b, lora)
    assert second.memory_parts_bytes["gradients"] == pytest.approx(4 * adapters)
    assert second.memory_parts_bytes["optimiser"] == pytest.approx(12 * adapters / D)
    assert second.memory_parts_bytes["weights"] - first.memory_parts_bytes["weights"] == pytest.approx(2 * adapters)
    assert 3 / 4 < second.step_s / first.step_s < 1  # three products of four with those run again, adapters on top


def test_adapters_of_few_modules_cost_less_than_of_all(make_pool, make_run, llama_8b):
    some, all_ = Lora(modules=(AdaptedModule.ATTENTION,)), Lora()
    seconds = [
        estimate_layout(make_pool(devices=D), make_run(llama_8b, states=States(lora=one)), DATA).step_s
        for one in (some, all_)
    ]
    assert seconds[0] < seconds[1]


def _run(shape, batch):
    return TrainingRun(shape=shape_preset(shape), tokens=1e12, seq_len=4096, global_batch=batch)


LAYOUTS = [
    DATA,
    replace(DATA, tp=2, dp=4),
    replace(DATA, pp=4, dp=2),
    replace(DATA, pp=2, dp=4, sharding=Sharding.ZERO_2),
    replace(DATA, sharding=Sharding.FULLY_SHARDED),
]
HOST = {"node_memory_bytes": 1e13, "link_bytes_per_s": 5e10, "host_bytes_per_s": 1e11}
ADAMS = [
    Optimiser.ADAMW,
    Optimiser.ADAMW_REMAINDERS,
    Optimiser.ADAMW_BF16_MOMENTS,
    Optimiser.ADAMW_FP8_MOMENTS,
]


def totals(states):
    """Return bytes of the device and of its host, and seconds of the update, of each layout."""
    pool, run = (
        pool_of(load_catalogue().accelerator("H100-SXM"), devices=D),
        replace(_run("llama-3-8b", 512), states=states),
    )
    case, layouts = case_of(pool, run, load_calibration()), arrays_of(LAYOUTS)
    parts = memory.memory_parts(case, layouts)
    return parts.total_bytes, parts.host + np.zeros(len(LAYOUTS)), step_times.step_times(case, layouts).optimiser


@settings(max_examples=25, deadline=None)
@given(
    fewer=st.sampled_from(ADAMS), more=st.sampled_from(ADAMS), share=st.floats(0, 1), gradients=st.sampled_from([2, 4])
)
def test_fewer_bytes_of_states_need_no_more_memory_and_no_more_time(fewer, more, share, gradients):
    if States(optimiser=fewer).state_bytes > States(optimiser=more).state_bytes:
        fewer, more = more, fewer
    away = Offload(share=share, **HOST)
    small, large = (totals(States(optimiser=one, offload=away, gradient_bytes=gradients)) for one in (fewer, more))
    assert np.all(small[0] <= large[0])
    assert np.all(small[2] <= large[2])
    assert np.all(small[1] == large[1])


@settings(max_examples=25, deadline=None)
@given(one=st.floats(0, 1), other=st.floats(0, 1), overlapped=st.booleans())
def test_more_on_the_host_is_never_less_there_nor_more_on_the_device(one, other, overlapped):
    less, more = (
        totals(States(offload=Offload(share=share, overlapped=overlapped, **HOST))) for share in sorted((one, other))
    )
    assert np.all(less[0] >= more[0])
    assert np.all(less[1] <= more[1])
    assert np.all(less[2] <= more[2] * (1 + 1e-12))  # a host is slower than a device


def test_leaner_states_never_need_more_nodes(make_pool, make_run, llama_8b):
    pool, table = make_pool(devices=8, memory=12 * 2**30), load_calibration()
    states = [States(optimiser=one) for one in ADAMS] + [States(lora=Lora())]
    nodes = [fewest_nodes(pool, make_run(llama_8b, states=one), table) for one in states]
    assert nodes == sorted(nodes, reverse=True)
    assert nodes[0] > nodes[-1]
