"""One part of a step or of memory at a time, against its formula worked by hand.

Everything that the part does not depend on is ideal here (no latency, nothing hidden, nothing lost), so that what is
left is a sum of terms that a reader can check with a pencil.
"""

from math import inf

import numpy as np
import pytest
from msgspec.structs import replace

from planner.performance.device.coefficients import Coefficients
from planner.performance.device.collectives import Links, gather_s, links_of, point_to_point_s
from planner.performance.device.operators import attention_s, gemm_s, grouped_gemm_s, waves_loss
from planner.performance.training import bands, memory, step_times
from planner.performance.training.alike import sorts_of
from planner.performance.training.bands import uncertainties_of
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.channel_times import expert_forward_s
from planner.performance.training.layer_times import head_s, longer_of
from planner.performance.training.layout import ACTIVATIONS, FILL, TAIL, Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import arrays_of
from planner.performance.training.parameters import Place
from planner.performance.training.part_times import exposed_s, tokens_of
from planner.workload.flags import shape_of_flags
from planner.workload.recipe import Recipe, RecipeName

# Llama 3 8B, and what the formulas make of it: multiply-accumulates a token.
L, H, HEADS, KV_HEADS, DIM, VOCAB, FFN, SEQ = 32, 4096, 32, 8, 128, 128_256, 14_336, 4096
PROJECTIONS = H * DIM * (2 * HEADS + 2 * KV_HEADS)
MLP = 3 * H * FFN
CORE = HEADS * DIM * SEQ  # causal: half of a product of queries and keys, half of one of scores and values
HEAD = H * VOCAB
TABLES = 2 * HEAD
PARAMETERS = L * (PROJECTIONS + MLP) + TABLES
PEAK, MEMORY_RATE, INSIDE, NIC = 989.4e12, 3.35e12, 4.5e11, 5e10
DEVICES, BATCH = 64, 512

ZEROS = {"half", "latency", "overlap", "host_dense", "host_moe", "overhead", "loss", "spread", "cast", "score",
         "reserve", "logit", "unpermuted", "looped", "message", "peer", "copy_bytes", "shard_bytes", "gathered",
         "repeated"}  # fmt: skip


def ideal(**changes):
    """Return coefficients of a machine that reaches its peaks and hides nothing."""
    names = list(Coefficients.__struct_fields__)
    plain = {name: 0.0 if any(part in name for part in ZEROS) else 1.0 for name in names}
    heads = {"attention_full_head": 128.0, "attention_head_power": 0.5, "working_share": 0.5}
    return Coefficients(
        **plain
        | heads
        | {"gradient_bytes": 4.0, "gradient_copy_bytes": 0.0, "capped_host_ratio": 1.0, "memory_efficiency": inf}
        | changes
    )


@pytest.fixture
def case(make_pool, make_run):
    def make(shape=None, *, devices=DEVICES, batch=BATCH, coefficients=None, **run):
        shapes = {} if shape is None else {"shape": shape}
        made = case_of(make_pool(devices=devices), make_run(batch=batch, **shapes, **run), load_calibration())
        return replace(made, coefficients=ideal(**coefficients or {}))

    return make


def arrays(**changes):
    sizes = {"tp": 1, "pp": 1, "vpp": 1, "ep": 1, "etp": 1, "cp": 1, "dp": 1, "micro_batch": 1}
    plain = {"recompute": Recompute.NONE, "schedule": Schedule.ONE_F_ONE_B}
    return arrays_of([Layout(**sizes | plain | changes)])


def part(name, case, **layout):
    return float(getattr(step_times.step_times(case, arrays(**layout)), name)[0])


def test_computing_takes_the_flop_of_the_formula_at_the_peak(case):
    # products three times their forward pass, attention's core with a backward pass of 2.5
    flop_per_token = 6 * (L * (PROJECTIONS + MLP) + HEAD) + 2 * 3.5 * L * CORE
    tokens = BATCH * SEQ / DEVICES
    assert part("compute", case(), dp=64) == pytest.approx(flop_per_token * tokens / PEAK, rel=1e-9)


def test_the_attention_core_loses_its_own_efficiency_that_of_short_sequences_and_that_of_narrow_heads(case):
    lossy = {"attention_efficiency": 0.5, "release_attention": 0.9, "recipe_attention": 0.8}
    made = case(coefficients=lossy | {"attention_half_tokens": float(SEQ)})  # a sequence of so many reaches a half
    whole = 2 * CORE * SEQ / PEAK / (0.5 * 0.9 * 0.8 * 0.5)
    assert attention_s(made, CORE, SEQ, 128.0, SEQ) == pytest.approx(whole)
    assert attention_s(made, CORE, SEQ, 256.0, SEQ) == pytest.approx(whole)
    assert attention_s(made, CORE, SEQ, 32.0, SEQ) == pytest.approx(whole * 2)


def test_products_lose_theirs_and_what_three_small_dimensions_leave_idle(case):
    # M / (M + M_half) of rows, width and depth, the half in proportion to the ridge
    factors = {"matmul_efficiency": 0.7, "matmul_in_training": 0.9, "release_dense": 0.95, "recipe_dense": 0.8}
    made = case(coefficients=factors | {"half_rows_per_ridge": 0.5})
    half = 0.5 * PEAK / MEMORY_RATE
    reached = 0.7 * 0.9 * 0.95 * 0.8 * (SEQ / (SEQ + half)) * (512 / (512 + half)) * (H / (H + half))
    assert gemm_s(made, 1e6, SEQ, 512, H) == pytest.approx(2e6 * SEQ / (PEAK * reached))


def test_products_take_whole_tiles_in_whole_waves_of_multiprocessors(case):
    # NVIDIA's example: on 108 multiprocessors 109 tiles of 256 x 128 take as long as 216
    assert waves_loss(27 * 256.0, 4 * 128.0, 108.0) == 1.0
    assert waves_loss(109 * 128.0, 256.0, 108.0) == pytest.approx(216 / 109)
    assert waves_loss(109 * 128.0 - 100, 256.0, 108.0) == pytest.approx(216 * 128 / (109 * 128 - 100))
    assert waves_loss(64.0, 40.0, 108.0) == 1.0  # smaller tiles, and too few: cut along the sums
    # SEQ x 512 into the block, SEQ x H out of it, and the gradient of weights
    tiled = case(coefficients={"multiprocessors": 12.0})
    sizes = ((SEQ, 512.0), (SEQ, float(H)), (512.0, float(H)))
    loss = sum(waves_loss(*size, 12.0) for size in sizes) / 3
    assert loss > 1.0
    assert gemm_s(tiled, 2.0 * 512 * H, SEQ, 512, H) == pytest.approx(gemm_s(case(), 2.0 * 512 * H, SEQ, 512, H) * loss)


def test_widths_of_experts_that_no_tile_divides_take_whole_tiles_promise(case):
    def seconds(width, depth, processors=132.0):
        made = case(coefficients={"multiprocessors": processors})
        macs = 3.0 * width * depth
        return grouped_gemm_s(made, macs, 65_536.0, 4.0, width, depth) / macs

    assert seconds(2816.0, 2816.0) == pytest.approx(seconds(2816.0, 2816.0, 0.0))  # 22 tiles of 128, 11 of 256
    # of 2,880 it takes 22.5 tiles; the gate and its pair are 5,760 wide, 45 of them, and their gradient 22.5 x 22.5
    loss = (1.0 + 23 / 22.5 + (23 / 22.5) ** 2) / 3
    assert seconds(2880.0, 2880.0) == pytest.approx(seconds(2880.0, 2880.0, 0.0) * loss)


def test_a_systolic_array_works_on_a_narrow_head_as_on_a_full_one_promise(make_accelerator):
    table, tpu = load_calibration(), make_accelerator("TPU-v7", stack="XLA")
    power = table.row("attention_head_power", tpu, None).value
    assert power == 1.0  # half of a full head's rate on half of its products
    assert table.row("attention_head_power", make_accelerator(), None).value < power


def test_attention_of_latent_keys_runs_in_kernels_of_256_on_cdna4_promise(case, make_accelerator):
    # forward and backward together; kernels of assembly take heads of 192 forward alone there, of 128 both ways
    def seconds(head, key):
        step = load_calibration().row("attention_head_step", make_accelerator(key, stack="ROCm"), None).value
        return float(attention_s(case(coefficients={"attention_head_step": step}), 1e9, 1.0, head, SEQ))

    assert seconds(192.0, "MI355X") == pytest.approx(seconds(192.0, "MI300X") * 256 / 192)
    for head in (64.0, 128.0, 256.0):
        assert seconds(head, "MI355X") == seconds(head, "MI300X")


def test_slower_layers_never_make_a_faster_pipeline(case):
    # the head takes more or fewer layers' time as they slow down, and the stages are cut anew
    slower = [case(coefficients={"attention_efficiency": reached}) for reached in np.linspace(1.0, 0.02, 60)]
    steps = [float(step_times.step_times(one, arrays(pp=2, dp=32)).step_s[0]) for one in slower]
    assert steps == sorted(steps)


def test_tensor_parallelism_gathers_five_times_a_part_and_without_sequence_parallelism_four(case):
    # forward AG and RS, backward both and one more AG, of attention and of MLP; without: two all-reduces
    vector = 2 * H * SEQ
    micro_batches = BATCH / 8
    once = 7 / 8 * vector / INSIDE
    found = part("exposed_tp", case(), tp=8, dp=8)
    assert found == pytest.approx(L * 2 * 5 * once * micro_batches)
    assert part("exposed_tp", case(), tp=8, dp=8, sequence_parallel=False) == pytest.approx(found * 4 / 5)


def test_full_recompute_gathers_and_scatters_once_more(case):
    # the forward pass' AG and RS beside the five
    once = part("exposed_tp", case(), tp=8, dp=8)
    assert part("exposed_tp", case(), tp=8, dp=8, recompute=Recompute.FULL) == pytest.approx(once * 7 / 5)


def test_full_recompute_dispatches_and_combines_three_times_instead_of_twice(case, deepseek_v3):
    twice = part("exposed_ep", case(deepseek_v3, batch=64), dp=64, ep=64)
    again = part("exposed_ep", case(deepseek_v3, batch=64), dp=64, ep=64, recompute=Recompute.FULL)
    assert again == pytest.approx(twice * 3 / 2)


def test_ranks_that_cut_an_expert_gather_its_tokens_and_scatter_them_in_both_passes(case, deepseek_v3):
    # two ranks hold each expert: 8 copies of 4,096 tokens of each meet at both, 2 bytes a value; AG and RS, twice
    vector = 2 * 7168 * 8 * (2 * 4096)
    found = part("exposed_tp", case(deepseek_v3, batch=64), dp=64, ep=32, etp=2)
    assert found == pytest.approx(58 * 4 * vector / 2 / INSIDE)


def test_the_last_stage_of_interleaved_chunks_keeps_one_round_of_all_but_its_last(case):
    # 1F1B: the last of 4 stages keeps 1 micro-batch, an inner one up to 4; with 2 chunks the last keeps 4 + 1 halves
    def kept(**changes):
        made, sizes = case(), arrays(pp=4, dp=16, **changes)
        return memory.activation_bytes(made, sizes, sorts_of(made, sizes).layers)

    plain, chunked = kept(), kept(vpp=2, schedule=Schedule.INTERLEAVED)
    stage = (plain[Place.INNER] - plain[Place.LAST]) / 3
    assert chunked[Place.LAST] - plain[Place.LAST] == pytest.approx(1.5 * stage)


def test_interleaved_chunks_reduce_behind_the_micro_batches_of_the_other_chunks(case):
    # p = 4 micro-batches of each of 2 chunks: the first chunk reduces while the other computes its four, two whole ones
    slow = case(coefficients={"dp_overlap": 1.0, "nic_efficiency": 0.01})
    behind_one = part("exposed_dp", slow, pp=4, dp=16)
    behind_two = part("exposed_dp", slow, pp=4, dp=16, vpp=2, schedule=Schedule.INTERLEAVED)
    micro_batch_s = step_times.stage_times(slow, arrays(pp=4, dp=16), links_of(slow)).slowest_s[0]  # others wait for it
    assert behind_one - behind_two == pytest.approx(micro_batch_s)


def test_dispatch_and_combine_of_deepseek_v3_take_the_worked_time_in_both_passes(case, deepseek_v3):
    # 4,096 tokens to 3.5 other nodes at 50 GB/s: 2.06 ms in 8 bits, 4.11 ms in 16, forward and backward
    legs = 4096 * 7168 * 3.5 * (1 + 2) / NIC
    assert legs == pytest.approx(6.17e-3, abs=2e-5)
    found = part("exposed_ep", case(deepseek_v3, batch=64), dp=64, ep=64)
    assert found == pytest.approx(58 * 2 * legs)


def test_messages_and_peers_of_a_dispatch_take_their_time_beside_the_bytes(case, deepseek_v3):
    # a message to each of 3.5 nodes a token, half as long on NICs of twice the 50 GB/s; a peer of 56 remote ranks
    def found(nic, **coefficients):
        made = replace(case(deepseek_v3, batch=64, coefficients=coefficients), nic_bytes_per_s=nic)
        return part("exposed_ep", made, dp=64, ep=64)

    legs = 58 * 2 * 2
    for nic, longer in ((NIC, 1.0), (2 * NIC, 0.5)):
        messages = found(nic, dispatch_message_s=1e-9) - found(nic)
        assert messages == pytest.approx(legs * 4096 * 3.5 * 1e-9 * longer)
    assert found(NIC, dispatch_peer_s=1e-5) - found(NIC) == pytest.approx(legs * 56 * 1e-5)


def test_scores_that_nothing_fuses_pass_through_memory_13_bytes_forward_and_19_backward(case):
    # 5 bytes of each are kept (16 bits and a mask of 8); as many scores a token as its sequence has keys, for each head
    unfused, fused = (case(coefficients={"score_bytes": kept, "memory_efficiency": 1.0}) for kept in (5.0, 0.0))
    scores = L * HEADS * SEQ * BATCH * SEQ / DEVICES
    extra = part("compute", unfused, dp=64) - part("compute", fused, dp=64)
    assert extra == pytest.approx((13 + 19) * scores / MEMORY_RATE)


def test_context_parallelism_passes_keys_and_values_three_times(case):
    # 2 n_kv d T of 2 bytes to each of c-1 others, three times
    ring = 2 * KV_HEADS * DIM * 2 * (SEQ / 4) * 3
    assert part("exposed_cp", case(), cp=4, dp=16) == pytest.approx(L * 3 * ring / INSIDE * BATCH / 16)


def test_pytorch_gathers_keys_and_values_twice_and_sends_their_gradients_round_in_32_bits(case):
    # nothing hides: 2 n_kv d T of 2 bytes gathered from c-1 others in both passes, and c gradients of 4 bytes sent on
    pytorch = {"context_gathered": 1.0}
    own = 2 * KV_HEADS * DIM * 2 * (SEQ / 4)
    once = 2 * 3 * own + 4 * 2 * own
    found = part("exposed_cp", case(coefficients=pytorch), cp=4, dp=16)
    assert found == pytest.approx(L * once / INSIDE * BATCH / 16)
    every = part("exposed_cp", case(coefficients=pytorch | {"repeated_keys": 1.0}), cp=4, dp=16)
    assert every == pytest.approx(found * HEADS / KV_HEADS)


def test_pytorchs_gathering_hides_behind_one_step_of_attention_alone(case):
    # on two ranks the first of two steps: what a ring hides behind all of the cores shows here
    slow = {"context_gathered": 1.0, "cp_overlap": 1.0, "attention_efficiency": 1e-3}
    hidden = part("exposed_cp", case(coefficients=slow), cp=4, dp=16)
    own = 2 * KV_HEADS * DIM * 2 * (SEQ / 4)
    assert hidden == pytest.approx(L * 2 * own / INSIDE * BATCH / 16)  # the last gradient has nothing to hide behind


def test_stages_pass_activations_and_their_gradients(case):
    # T h of 2 bytes a boundary forward and backward, of every micro-batch, and while the pipeline fills
    message = 2 * SEQ * H / NIC
    assert part("exposed_pp", case(), pp=4, dp=16) == pytest.approx(2 * message * (BATCH / 16 + 3))


def test_gradients_are_scattered_and_weights_gathered_once_a_step(case):
    # 4 bytes and 2 a parameter, (g-1)/g inside a node, then (N-1)/N of an eighth between eight nodes
    size = (4 + 2) * PARAMETERS
    expected = 7 / 8 * size / INSIDE + 7 / 8 * size / 8 / NIC
    assert part("exposed_dp", case(), dp=64) == pytest.approx(expected)


def test_gradients_kept_as_shards_are_scattered_in_16_bits_after_every_other_micro_batch(case):
    def reduced(size):
        return 7 / 8 * size / INSIDE + 7 / 8 * size / 8 / NIC

    found = part("exposed_dp", case(), dp=64, sharding=Sharding.ZERO_2)
    assert found == pytest.approx(reduced(6 * PARAMETERS) + (BATCH / 64 - 1) * reduced(2 * PARAMETERS))


def test_the_optimiser_reads_and_writes_its_states_once(case):
    # gradient read, and again for its norm; master and two moments read and written; the 16-bit weight written
    moved = 4 + 4 + 3 * 4 + 3 * 4 + 2
    found = part("optimiser", case(coefficients={"memory_efficiency": 1.0}), dp=64)
    assert found == pytest.approx(moved * PARAMETERS / 64 / MEMORY_RATE)


def test_every_doubling_of_the_devices_costs_its_share_and_beyond_512_another(case):
    lossy = {"loss_per_doubling": 0.02, "loss_beyond_512": 0.05}
    losses = [float(step_times.scale_loss(case(devices=count, coefficients=lossy))) for count in (8, 64, 512, 2048)]
    assert losses == pytest.approx([0.0, 3 * 0.02, 6 * 0.02, 8 * 0.02 + 2 * 0.05])


def test_a_step_adds_its_fixed_time_and_the_loss_is_of_the_whole(case):
    plain, slow = (case(coefficients={"loss_per_doubling": loss, "step_overhead_s": 0.5}) for loss in (0.0, 0.1))
    steps = [float(step_times.step_times(one, arrays(dp=64)).step_s[0]) for one in (plain, slow)]
    assert part("overhead", plain, dp=64) == pytest.approx(0.5)
    assert steps[1] == pytest.approx(steps[0] * 1.3)


@pytest.mark.parametrize(
    ("needed", "behind", "overlap", "shown"), [(10.0, 5.0, 0.8, 6.0), (10.0, 100.0, 0.8, 2.0), (10.0, 0.0, 0.8, 10.0)]
)
def test_a_transfer_shows_what_computing_does_not_hide_and_never_less_than_the_share_that_cannot(
    needed, behind, overlap, shown
):
    assert float(exposed_s(np.array(needed), np.array(behind), overlap)) == pytest.approx(shown)


def test_a_ring_over_eight_nodes_of_eight_pays_seven_hops_inside_and_seven_between_in_every_call():
    links = Links(inner_bytes_per_s=inf, outer_bytes_per_s=inf, inner_latency_s=3e-6, outer_latency_s=5e-6)
    assert gather_s(links, 1e9, 8.0, 8.0) == pytest.approx(7 * 3e-6 + 7 * 5e-6)
    assert gather_s(links, 1e9, 8.0, 8.0, 3.0) == pytest.approx(3 * (7 * 3e-6 + 7 * 5e-6))
    assert float(point_to_point_s(links, 1e9, inside=True)) == 3e-6
    assert float(point_to_point_s(links, 1e9, inside=False)) == 5e-6


def test_links_lose_their_own_efficiency(case):
    lossy = {"scaleup_efficiency": 0.7, "nic_efficiency": 0.8, "scaleup_latency_s": 1e-6, "nic_latency_s": 2e-6}
    links = links_of(case(coefficients=lossy))
    assert (links.inner_bytes_per_s, links.outer_bytes_per_s) == pytest.approx((0.7 * INSIDE, 0.8 * NIC))
    assert (links.inner_latency_s, links.outer_latency_s) == (1e-6, 2e-6)


def test_experts_read_their_weights_and_permute_their_tokens_through_memory(case):
    # of k copies a token: permute reads and writes, unpermute reads and writes; activations in, gate and out
    moe = shape_of_flags(key="m", name="M", layers=4, hidden=1024, heads=8, kv_heads=8, head_dim=128, vocab=32_000,
                         ffn=4096, dense_layers=0, experts=16, top_k=2, expert_ffn=512)  # fmt: skip
    made = replace(case(moe, coefficients={"memory_efficiency": 1.0}), flop_per_s=1e30)
    layout = arrays(dp=8, ep=8)
    (channel,) = made.counts.channels
    copies = 2 * SEQ
    weights = 2 * 3 * 1024 * 512 * 16 / 8
    found = float(expert_forward_s(made, layout, tokens_of(made, layout), channel, 1.0)[0])
    assert found == pytest.approx((weights + 2 * copies * (4 * 1024 + 3 * 512)) / MEMORY_RATE)


def test_the_output_head_passes_its_logits_five_times(case):
    made = replace(case(coefficients={"memory_efficiency": 1.0}), wide_flop_per_s=1e30)
    assert float(head_s(made, arrays(dp=64))[0]) == pytest.approx(5 * 2 * VOCAB * SEQ / MEMORY_RATE)
    assert float(head_s(case(), arrays(dp=64))[0]) == pytest.approx(6 * HEAD * SEQ / PEAK)


def test_a_host_as_slow_as_its_device_costs_a_fifth_and_a_slower_one_bounds_the_layer():
    assert float(longer_of(1.0, 1.0)) == pytest.approx(2**0.25)
    assert float(longer_of(1.0, 10.0)) == pytest.approx(10.0, rel=1e-4)
    assert float(longer_of(10.0, 1.0)) == pytest.approx(10.0, rel=1e-4)


def test_launching_a_dense_layer_takes_its_host_time_every_micro_batch(case):
    host = {"host_dense_s": 1e3}  # so long that nothing else counts
    assert part("overhead", case(coefficients=host), dp=64) + part("compute", case(), dp=64) == pytest.approx(
        L * 1e3 * BATCH / 64, rel=1e-3
    )


def test_static_memory_is_six_bytes_a_parameter_and_twelve_shared_ones(case):
    parts = memory.memory_parts(case(devices=8), arrays(dp=8))
    assert parts.weights[0] == pytest.approx(2 * PARAMETERS)
    assert parts.gradients[0] == pytest.approx(4 * PARAMETERS)
    assert parts.optimiser[0] == pytest.approx(12 * PARAMETERS / 8)


def test_zero_2_shares_the_gradients_too_beside_those_of_one_layer_in_16_bits(case):
    # 2 + 16/d, and what one of 32 layers leaves before it is scattered
    parts = memory.memory_parts(case(devices=8), arrays(dp=8, sharding=Sharding.ZERO_2))
    assert parts.weights[0] == pytest.approx(2 * PARAMETERS)
    unit = TABLES  # of embedding and head, whose gradient waits whole
    assert parts.gradients[0] == pytest.approx(4 * (PARAMETERS / 8 + (PARAMETERS - TABLES) / L) + 2 * unit)
    assert parts.optimiser[0] == pytest.approx(12 * PARAMETERS / 8)


def test_fully_sharded_weights_are_a_share_beside_one_gathered_layer(case):
    parts = memory.memory_parts(case(devices=8), arrays(dp=8, sharding=Sharding.FULLY_SHARDED))
    static = parts.weights[0] + parts.gradients[0] + parts.optimiser[0]
    unit = TABLES  # embedding and head stay gathered, and their gradient waits
    assert static == pytest.approx(18 * PARAMETERS / 8 + (2 * 2 + 4) * (PARAMETERS - TABLES) / L + (2 + 2) * unit)


def test_stages_hold_messages_of_both_passes_to_both_sides(case):
    made = case()
    assert memory.memory_parts(made, arrays(pp=4, dp=16)).buffers[0] == pytest.approx(2 * 2 * 2 * H * SEQ)
    assert memory.memory_parts(made, arrays(dp=64)).buffers[0] == 0.0


@pytest.mark.parametrize(("runs", "left"), [(0, 1.0), (4, 0.5), (12, 0.25)])
def test_four_runs_of_a_software_halve_what_is_not_known_of_it(  # noqa: PLR0917 - parameters and fixtures
    runs, left, make_pool, make_run, llama_8b, monkeypatch
):
    # a fit of n runs beside a prior worth four: the variance left is 4 / (4 + n)
    suppliers = Recipe(name=RecipeName.SUPPLIER)
    monkeypatch.setattr(Calibration, "runs_of_software", lambda *_asked: runs)
    layout = Layout(tp=1, pp=1, vpp=1, ep=1, etp=1, cp=1, dp=8, micro_batch=1, recompute=Recompute.NONE,
                    schedule=Schedule.ONE_F_ONE_B)  # fmt: skip
    uncertainty = uncertainties_of(
        make_pool(devices=8), make_run(llama_8b, recipe=suppliers), layout, bands.StepShares(), load_calibration()
    )
    assert uncertainty["software"] == pytest.approx(left)
    assert uncertainty["unknown software"] == (runs == 0)


def test_a_band_of_one_standard_deviation_reaches_the_tenth_and_ninetieth_part():
    band = bands.Band(fast_log_sd=0.1, slow_log_sd=0.2, team_log_sd=0.0)
    assert band.around(100.0) == pytest.approx((100 * np.exp(-1.28155 * 0.2), 100 * np.exp(1.28155 * 0.1)), rel=1e-5)
    assert band.log_sd == pytest.approx(np.sqrt((0.1**2 + 0.2**2) / 2))


def test_what_mixing_asks_of_an_estimate_are_parts_that_it_has():
    assert {FILL, *TAIL} < set(step_times.PARTS)
    assert ACTIVATIONS in memory.PARTS


def test_products_in_training_are_never_faster_than_the_fastest_measured_alone(case):
    # what software adds to a stack's typical reach ends at what the die reached in a benchmark of products
    made = {"matmul_efficiency": 0.8, "matmul_in_training": 0.95, "matmul_ceiling": 0.8}
    fast = [part("compute", case(coefficients=made | {"release_dense": ratio})) for ratio in (1.0, 1 / 0.95, 1.2)]
    assert fast[0] > fast[1]
    assert fast[1] == pytest.approx(fast[2])


def test_fused_attention_pads_heads_to_the_next_kernel_and_unfused_attention_does_not(case):
    def seconds(head, **changes):
        device = case(coefficients={"attention_head_step": 32.0} | changes)
        return float(attention_s(device, 1e9, 1.0, head, SEQ))

    assert seconds(112.0) == pytest.approx(seconds(128.0) * 128 / 112)  # the same work in kernels of 128
    assert seconds(150.0) == pytest.approx(seconds(128.0) * 192 / 150)
    assert seconds(192.0) == pytest.approx(seconds(128.0))
    assert seconds(80.0) == pytest.approx(seconds(96.0) * 96 / 80)
    assert seconds(150.0, score_bytes=5.0) == pytest.approx(seconds(128.0, score_bytes=5.0))
