"""The worked numbers of the methods, part 2."""

import numpy as np
import pytest

from planner.performance import memory
from planner.performance.calibration import load_calibration
from planner.performance.case import case_of
from planner.performance.collectives import Links, all_reduce_s, reached_domains, remote_domains
from planner.performance.layer_counts import layer_counts
from planner.performance.layout import Layout, Recompute, Schedule
from planner.performance.layouts import arrays_of
from planner.performance.operators import saturation
from planner.performance.parameters import device_parameters
from planner.performance.training import bubble_micro_batches
from planner.workload.training_run import Routing

GB = 1e9


def layout(**changes):
    sizes = {"tp": 1, "pp": 1, "vpp": 1, "ep": 1, "etp": 1, "cp": 1, "dp": 1, "micro_batch": 1}
    return Layout(**(sizes | {"recompute": Recompute.NONE, "schedule": Schedule.ONE_F_ONE_B} | changes))


def test_activations_of_a_deepseek_v3_layer_are_the_published_ones(deepseek_v3):
    counts = layer_counts(deepseek_v3, 4096)
    none = counts.attention_kept_bytes + counts.moe_kept_bytes
    selective = counts.attention_selective_bytes + counts.moe_selective_bytes
    assert none * 4096 / 2**20 == pytest.approx(2236.0, abs=0.5)
    assert selective * 4096 / 2**20 == pytest.approx(1524.0, abs=0.5)
    assert 2 * counts.hidden * 4096 / 2**20 == pytest.approx(56.0)


def test_static_memory_of_deepseek_v3_on_2048_devices_is_the_worked_one(deepseek_v3, make_pool, make_run):
    # four MoE layers a rank: the worked example leaves out the embedding and the router
    run = make_run(deepseek_v3, batch=15_360)
    case = case_of(make_pool(devices=2048), run, load_calibration())
    held = device_parameters(case, arrays_of([layout(pp=16, ep=64, dp=128)]))
    embedding_and_router = deepseek_v3.vocab * deepseek_v3.hidden + 4 * deepseek_v3.hidden * deepseek_v3.experts
    assert (held.dense[0] - embedding_and_router) / GB == pytest.approx(0.9246, abs=2e-4)
    assert held.experts[0] / GB == pytest.approx(0.7046, abs=1e-4)
    assert held.expert_replicas[0] == 2
    dense_bytes = 0.9246e9 * (6 + 12 / 128)
    assert dense_bytes / 2**30 == pytest.approx(5.25, abs=0.01)
    assert held.experts[0] * (6 + 12 / held.expert_replicas[0]) / 2**30 == pytest.approx(7.88, abs=0.01)


def test_the_memory_model_charges_six_bytes_and_twelve_shared_ones_a_parameter(llama_8b, make_pool, make_run):
    case = case_of(make_pool(devices=8), make_run(batch=64, stack_release="Megatron-LM"), load_calibration())
    arrays = arrays_of([layout(dp=8)])
    parts, held = memory.memory_parts(case, arrays), device_parameters(case, arrays)
    static = parts.weights + parts.gradients + parts.optimiser
    assert static[0] == pytest.approx(held.dense[0] * (6 + 12 / 8))
    assert held.dense[0] / GB == pytest.approx(8.03, abs=0.01)


def test_remote_nodes_of_a_token_are_the_worked_ones(deepseek_v3, make_pool, make_run):
    assert remote_domains(256.0, 8.0, 8.0) == pytest.approx(4.633, abs=5e-4)
    case = case_of(make_pool(devices=64), make_run(deepseek_v3), load_calibration())
    assert reached_domains(case, 8.0) == pytest.approx(3.5)
    dispatch_bytes = 4096 * deepseek_v3.hidden * 1 * 3.5
    assert dispatch_bytes / 1e6 == pytest.approx(102.8, abs=0.1)
    assert dispatch_bytes / 50e9 * 1e3 == pytest.approx(2.055, abs=1e-3)


def test_all_reduce_of_one_gigabyte_is_the_worked_one():
    # 64 ranks flat at 50 GB/s x 0.8; 8 x 8 with 450 GB/s x 0.8 inside; latencies are not in these two
    flat = Links(inner_bytes_per_s=1.0, outer_bytes_per_s=40e9, inner_latency_s=0.0, outer_latency_s=0.0)
    assert all_reduce_s(flat, 1e9, 1.0, 64.0) * 1e3 == pytest.approx(49.249, rel=1e-3)
    tiers = Links(inner_bytes_per_s=360e9, outer_bytes_per_s=40e9, inner_latency_s=0.0, outer_latency_s=0.0)
    assert all_reduce_s(tiers, 1e9, 8.0, 8.0) * 1e3 == pytest.approx(10.36, rel=0.02)


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({"schedule": Schedule.ONE_F_ONE_B}, 0.21875),
        ({"schedule": Schedule.INTERLEAVED, "vpp": 4}, 0.0546875),
        ({"schedule": Schedule.ZERO_BUBBLE}, 0.0729167),
        ({"schedule": Schedule.DUALPIPE}, 0.0625),
        ({"schedule": Schedule.DUALPIPE_V}, 7 / 3 / 32),
    ],
)
def test_bubbles_of_eight_stages_and_32_micro_batches_are_the_worked_ones(changes, share):
    bubble = bubble_micro_batches(arrays_of([layout(pp=8, **changes)]))
    assert bubble[0] / 32 == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(
    ("vpp", "schedule", "group", "held"),
    [
        (1, "1f1b", None, 8),
        (4, "interleaved", None, 9.75),
        (4, "interleaved", 8, 9.75),  # 2 x 7 + 3 x 8 + 1 = 39 chunks of a quarter
        (4, "interleaved", 12, 12.75),  # 2 x 7 + 3 x 12 + 1 = 51
        (4, "interleaved", 64, 51.75),
        (2, "interleaved", 64, 39.5),
        (1, "dualpipe", None, 9),
        (1, "dualpipev", None, 8.5),
    ],
)
def test_micro_batches_in_flight_are_the_worked_ones(  # noqa: PLR0917 - parameters and fixtures
    vpp, schedule, group, held, make_pool, make_run
):
    case = case_of(make_pool(devices=8), make_run(batch=64), load_calibration())
    arrays = arrays_of([layout(pp=8, vpp=vpp, schedule=Schedule(schedule), micro_batch_group=group)])
    assert memory.in_flight(case, arrays)[0] == pytest.approx(held)


@pytest.mark.parametrize(
    ("tokens", "efficiency"), [(128, 0.156), (256, 0.237), (512, 0.318), (1024, 0.385), (4096, 0.456)]
)
def test_grouped_products_lose_efficiency_with_few_tokens_as_measured(tokens, efficiency):
    assert 0.486 * saturation(float(tokens), 270.0) == pytest.approx(efficiency, abs=5e-4)


def test_natural_routing_costs_what_the_fullest_expert_rank_holds(deepseek_v3, make_pool, make_run):
    balanced, natural = (
        memory.memory_parts(
            case_of(make_pool(devices=64), make_run(deepseek_v3, routing=routing), load_calibration()),
            arrays_of([layout(dp=64, ep=64)]),
        ).activations[0]
        for routing in (Routing.BALANCED, Routing.NATURAL)
    )
    fullest = 1 + (load_calibration().efficiencies["natural_imbalance", "*"].value - 1) * 2  # 64 ranks, not 8
    assert 1.0 < natural / balanced < fullest
    assert np.isfinite(natural)
