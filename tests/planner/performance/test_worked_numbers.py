"""Numbers worked by hand from the formulas, and published ones."""

from math import inf

import numpy as np
import pytest
from msgspec.structs import replace

from planner.performance.device.collectives import Links, all_reduce_s, gather_s, reached_domains, remote_domains
from planner.performance.device.operators import saturation
from planner.performance.training import memory
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import arrays_of
from planner.performance.training.parameters import Place, device_parameters
from planner.performance.training.part_times import imbalance
from planner.performance.training.step_times import bubble_micro_batches
from planner.workload.blocks import Block
from planner.workload.channel_mixers.routed import Routed
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm
from planner.workload.mixers.latent import LatentAttention
from planner.workload.recipe import SUPPLIER, TUNED, Dispatcher, Recipe
from planner.workload.shape import TransformerShape, with_prediction
from planner.workload.training_run import Routing, TrainingPrecision

GB = 1e9


def layout(**changes):
    sizes = {"tp": 1, "pp": 1, "vpp": 1, "ep": 1, "etp": 1, "cp": 1, "dp": 1, "micro_batch": 1}
    return Layout(**(sizes | {"recompute": Recompute.NONE, "schedule": Schedule.ONE_F_ONE_B} | changes))


MIXTRAL = (GroupedAttention(heads=48, kv_heads=8, head_dim=128), Routed(experts=8, top_k=2, width=16_384), 6144)
QWEN3 = (
    GroupedAttention(heads=64, kv_heads=4, head_dim=128, qk_norm=QueryKeyNorm.HEAD),
    Routed(experts=128, top_k=8, width=1536),
    4096,
)
V3 = (
    LatentAttention(heads=128, q_rank=1536, kv_rank=512, nope_dim=128, rope_dim=64, v_dim=128),
    Routed(experts=256, top_k=8, width=2048, shared_width=2048),
    7168,
)
# MiB of one MoE layer and 4,096 tokens: nothing recomputed, moe_act, moe_act with layernorm (and mla_up_proj), the
# whole MoE layer with these two, FP8. Read off Megatron-LM's own functions, and measured for the permuted copies.
KEPT_MIB = [
    (MIXTRAL, (1169.2, 865.2, 865.2, 256.8, 993.2)),
    (QWEN3, (883.6, 755.6, 755.6, 301.0, 723.6)),
    (V3, (1791.1, 1551.1, 1039.1, 274.0, 1579.1)),
]


@pytest.mark.parametrize(("layer", "kept"), KEPT_MIB, ids=["mixtral-8x22b", "qwen3-235b", "deepseek-v3"])
def test_activations_of_a_routed_layer_are_the_worked_ones(layer, kept, make_pool, make_run):
    mixer, routed, hidden = layer
    shape = TransformerShape(
        key="l",
        name="L",
        hidden=hidden,
        vocab=1000,
        mixers={"m": mixer},
        channel_mixers={"c": routed},
        blocks=(Block(1, "m", "c"),),
    )
    for precision, modes in (
        (TrainingPrecision.BF16, dict(zip(MODES, kept, strict=False))),
        (TrainingPrecision.FP8, {Recompute.NONE: kept[4]}),
    ):
        case = case_of(make_pool(devices=8), make_run(shape, precision=precision), load_calibration())
        (kind,) = case.counts.kinds
        for mode, mebibytes in modes.items():
            found = memory.kind_bytes_per_token(case, arrays_of([layout(dp=8, recompute=mode)]), kind)
            assert float(found[0]) * 4096 / 2**20 == pytest.approx(mebibytes, abs=0.06), (precision, mode)


MODES = (Recompute.NONE, Recompute.ACTIVATIONS, Recompute.SELECTIVE, Recompute.FEED_FORWARD)


def test_full_recompute_keeps_the_residual_alone(deepseek_v3, make_pool, make_run):
    case = case_of(make_pool(devices=8), make_run(deepseek_v3), load_calibration())
    found = memory.kind_bytes_per_token(case, arrays_of([layout(dp=8, recompute=Recompute.FULL)]), case.counts.kinds[1])
    assert float(found[0]) * 4096 / 2**20 == pytest.approx(56.0)


@pytest.mark.parametrize(("release", "copies"), [("NeMo 24.11", 2), ("NeMo 26.08", 1), (None, 1)])
def test_software_before_megatron_core_0_13_keeps_routed_tokens_twice(
    release, copies, deepseek_v3, make_pool, make_run
):
    case = case_of(make_pool(devices=8), make_run(deepseek_v3, stack_release=release), load_calibration())
    found = memory.channel_bytes(case, arrays_of([layout(dp=8)]), case.counts.channels[1])
    rest = 4 * 7168 + 13 * 256 + 4 * 8 + 6 * 2048 * 9
    assert float(found[0]) == rest + copies * 2 * 8 * 7168


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
    assert reached_domains(case.counts.channels[1], 8.0) == pytest.approx(3.5)
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
    spread = load_calibration().efficiencies["natural_spread", "*"].value
    worst = load_calibration().efficiencies["natural_peak", "*"].value
    fullest = 1 + worst * spread * np.sqrt(64 * (1 / 8 - 1 / 256)) * np.sqrt(2 * np.log(64))
    assert 1.0 < natural / balanced < fullest
    assert np.isfinite(natural)


@pytest.mark.parametrize(
    ("release", "recipe", "mtp", "bytes_a_word"),
    [
        ("Megatron-LM", Recipe(), 0, 6),  # 16-bit logits and their fp32 softmax
        ("Megatron-LM", Recipe(), 1, 10),
        ("NeMo 26.08", Recipe(), 1, 4),  # the gradient takes the place of the logits
        ("Megatron-LM", Recipe(fused_cross_entropy=True), 0, 2),
        ("NeMo 26.08", Recipe(fused_cross_entropy=False), 0, 6),
        ("TorchTitan", Recipe(), 0, 12),
        ("TorchTitan 2025-06", Recipe(), 0, 4),  # the compiled loss: 16-bit logits and their gradient
        ("TorchTitan 2026-07", Recipe(), 0, 0.5),  # an eighth of the tokens at a time
    ],
)
def test_logits_take_what_the_softwares_cross_entropy_keeps(  # noqa: PLR0917 - what decides it
    release, recipe, mtp, bytes_a_word, deepseek_v3, make_pool, make_run
):
    run = make_run(with_prediction(deepseek_v3, mtp), stack_release=release, recipe=recipe)
    case = case_of(make_pool(devices=8), run, load_calibration())
    found = memory.logit_bytes(case, arrays_of([layout(dp=8)]), 4096.0)
    assert found[0] == bytes_a_word * 129_280 * 4096
    cut = memory.logit_bytes(case, arrays_of([layout(dp=4, tp=2)]), 4096.0 / 2)
    assert cut[0] == (bytes_a_word + 4 * (release == "TorchTitan")) * 129_280 * 4096 / 2
    # worked: 6 bytes a word are 2.96 GiB
    assert bytes_a_word != 6 or found[0] / 2**30 == pytest.approx(2.96, abs=0.005)


def test_logits_and_a_layer_that_runs_again_are_never_there_together(llama_8b, make_pool, make_run):
    run = make_run(batch=8, stack_release="Megatron-LM")
    case = case_of(make_pool(devices=8), run, load_calibration())
    one = layout(dp=8, recompute=Recompute.FULL)
    held = 1.15 * 4096 * 32 * 2 * 4096  # the residual of 32 layers
    again = 1.15 * 4096 * 1.5 * (2 * 4096 * 2 + 2 * (4096 + 2048) + 2 * 4096 + 4 * 32 + 4 * 4096 + 6 * 14_336)
    logits = 6 * 128_256 * 4096
    found = memory.memory_parts(case, arrays_of([one])).activations[0]
    assert found == pytest.approx(held + max(again, logits), rel=1e-9)


def test_a_process_takes_a_context_and_a_communicator_for_each_group(deepseek_v3, make_pool, make_run):
    case = case_of(make_pool(devices=2048), make_run(deepseek_v3, stack_release="HAI-LLM"), load_calibration())
    dense = layout(dp=8)
    assert memory.memory_parts(case, arrays_of([dense])).reserve[0] == 0.5e9 + 0.6e9
    # tensor, pipeline, data, expert and expert-data ranks; of 64 that exchange, 7 others are in a node
    wide = layout(tp=2, pp=16, ep=32, dp=64)
    assert memory.memory_parts(case, arrays_of([wide])).reserve[0] == 0.5e9 + 5 * 0.6e9 + 7 * 4.7e8
    kernels = case_of(
        make_pool(devices=2048),
        make_run(deepseek_v3, recipe=Recipe(dispatcher=Dispatcher.DEEPEP)),
        load_calibration(),
    )
    assert memory.memory_parts(kernels, arrays_of([wide])).reserve[0] == 0.5e9 + 5 * 0.6e9 + 7 * 8.4e7


def test_ranks_that_cut_experts_share_what_is_as_wide_as_an_expert(make_pool, make_run):
    mixer, routed, hidden = MIXTRAL
    shape = TransformerShape(
        key="l",
        name="L",
        hidden=hidden,
        vocab=1000,
        mixers={"m": mixer},
        channel_mixers={"c": routed},
        blocks=(Block(1, "m", "c"),),
    )
    case = case_of(make_pool(devices=8), make_run(shape, routing=Routing.BALANCED), load_calibration())
    whole, cut = (layout(tp=2, etp=etp, dp=4) for etp in (1, 2))
    plain, shared = (memory.channel_bytes(case, arrays_of([one]), case.counts.channels[0])[0] for one in (whole, cut))
    # each of two ranks takes the copies of both (2 k h and 4 k bytes once more), and half of every inner tensor
    assert shared - plain == 2 * 2 * hidden + 4 * 2


def test_memory_holds_the_worst_step_of_a_learned_router(deepseek_v3, make_pool, make_run):
    # 64 ranks, 8 of 256 experts: the mean excess is spread x sqrt(64 (1/8 - 1/256)) x sqrt(2 ln 64)
    case = case_of(make_pool(devices=64), make_run(deepseek_v3, routing=Routing.NATURAL), load_calibration())
    spread = case.coefficients.natural_spread
    excess = spread * (64 * (1 / 8 - 1 / 256)) ** 0.5 * (2 * np.log(64)) ** 0.5
    assert imbalance(case, arrays_of([layout(ep=64, dp=64)]), case.counts.channels[1])[0] == pytest.approx(
        1 + (1.97 - 1) / (1.34 - 1) * excess, rel=2e-3
    )


def test_deepseeks_own_software_stores_less_than_8_bit_products_ask_for(deepseek_v3, make_pool, make_run):
    kept = {}
    for release in ("HAI-LLM", "Megatron-LM"):
        run = make_run(deepseek_v3, precision=TrainingPrecision.FP8, routing=Routing.BALANCED, stack_release=release)
        case = case_of(make_pool(devices=64), run, load_calibration())
        found = memory.kind_bytes_per_token(
            case, arrays_of([layout(ep=64, dp=64, recompute=Recompute.SELECTIVE)]), case.counts.kinds[1]
        )
        kept[release] = float(found[0])
    # inputs of SwiGLU (8 routed and one shared expert of 2,048) lose half of 4 bytes; the attention output, 3 bytes
    # with the copy that its product keeps, takes 12 bits; input and activation of the shared expert run again
    assert kept["Megatron-LM"] - kept["HAI-LLM"] == 2 * 9 * 2048 + 1.5 * 128 * 128 + 7168 + 2048


def test_the_stage_with_the_embedding_is_not_taken_for_the_one_with_most_experts(deepseek_v3, make_pool, make_run):
    # 61 layers on 16 stages: four each, three dense ones among the first, no table beside the inner ones
    case = case_of(make_pool(devices=2048), make_run(deepseek_v3, batch=15_360), load_calibration())
    arrays = arrays_of([layout(pp=16, ep=64, dp=128)])
    table = deepseek_v3.vocab * deepseek_v3.hidden
    first, inner, last = (device_parameters(case, arrays, place) for place in (Place.FIRST, Place.INNER, Place.LAST))
    assert first.experts[0] == inner.experts[0] / 4
    assert last.dense[0] - inner.dense[0] == pytest.approx(table)
    assert inner.dense[0] / GB == pytest.approx(0.9246 + 4 * 7168 * 256 / GB, abs=2e-4)


def test_a_ring_through_all_ranks_takes_every_hop():
    links = Links(inner_bytes_per_s=inf, outer_bytes_per_s=inf, inner_latency_s=1e-6, outer_latency_s=1e-5)
    # 192 nodes of eight: 191 hops between nodes, seven in each of them, at once or one after the other
    assert gather_s(links, 1e9, 8.0, 192.0) == pytest.approx(191 * 1e-5 + 7 * 1e-6)
    assert gather_s(replace(links, one_ring=1.0), 1e9, 8.0, 192.0) == pytest.approx(191 * 1e-5 + 192 * 7 * 1e-6)


def test_sharded_training_of_2021_gathers_every_weight_on_its_own_and_hides_nothing(make_pool, make_run):
    run = make_run(stack_release="arXiv 2104", recipe=SUPPLIER)
    case = case_of(make_pool(devices=1536), run, load_calibration())
    assert (case.coefficients.gathers_a_layer, case.coefficients.one_ring) == (4, 1)
    assert case.coefficients.sharded_overlap == 0.0
    newer = case_of(make_pool(devices=1536), make_run(stack_release="TorchTitan"), load_calibration())
    assert (newer.coefficients.gathers_a_layer, newer.coefficients.one_ring) == (1, 0)


@pytest.mark.parametrize("recipe", [SUPPLIER, TUNED, Recipe()])
def test_what_no_software_of_an_era_had_its_suppliers_had_not_either(recipe, make_pool, make_run):
    run = make_run(stack_release="arXiv 2104", recipe=recipe)
    coefficients = case_of(make_pool(devices=64), run, load_calibration()).coefficients
    assert coefficients.dp_overlap == 0.0
    assert coefficients.tp_overlap == 0.2


def test_weights_that_a_pipeline_shards_fully_are_gathered_once_a_step_and_stay(llama_8b, make_pool, make_run):
    case = case_of(make_pool(devices=16), make_run(batch=64), load_calibration())
    piped, alone = (layout(pp=pp, dp=16 // pp, sharding=Sharding.FULLY_SHARDED) for pp in (2, 1))
    parts = memory.memory_parts(case, arrays_of([piped, alone]))
    held = device_parameters(case, arrays_of([piped])).dense[0]
    assert parts.weights[0] == pytest.approx(2 * held * (1 + 1 / 8))
    assert parts.weights[1] < parts.weights[0]
