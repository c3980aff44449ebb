"""Optimisers and states as inputs: bytes a parameter as published, and one sentence for what no software has."""

import pytest

from planner.errors import UserError
from planner.workload.adapters import adapter_params
from planner.workload.fine_tuning import checkpoint_bytes, done_flop_per_token, trained_params
from planner.workload.optimisers import OPTIMISERS, Optimiser
from planner.workload.presets import shape_preset
from planner.workload.states import AdaptedModule, Lora, Offload, Sharding, States, WeightFormat
from planner.workload.stops import DeviceMtbf, StopTerms
from planner.workload.training_run import TrainingRun


def run_of(shape, **states):
    return TrainingRun(shape=shape_preset(shape), tokens=1e12, seq_len=4096, global_batch=512, states=States(**states))


# main weight and moments of a parameter, and the same beside weights in FP8
@pytest.mark.parametrize(
    ("optimiser", "bytes_", "beside_fp8"),
    [
        (Optimiser.ADAMW, 12, 12),
        (Optimiser.ADAMW_REMAINDERS, 2 + 8, 12),
        (Optimiser.ADAMW_BF16_MOMENTS, 2 + 4, 8),
        (Optimiser.ADAMW_FP8_MOMENTS, 2 + 2, 6),
        (Optimiser.ADAMW_BF16, 4, None),
        (Optimiser.ADAMW_8BIT, 4 + 2.03, 4 + 2.03),
        (Optimiser.ADAMW_8BIT_BARE, 2.03, None),
        (Optimiser.MUON, 4 + 4, 8),
        (Optimiser.ADAMUON, 4 + 8, 12),
    ],
)
def test_states_take_what_the_optimiser_keeps(optimiser, bytes_, beside_fp8):
    assert States(optimiser=optimiser).state_bytes == pytest.approx(bytes_, abs=0.002)
    if beside_fp8 is None:
        with pytest.raises(UserError, match="need main weights"):
            States(optimiser=optimiser, weights=WeightFormat.FP8)
    else:
        assert States(optimiser=optimiser, weights=WeightFormat.FP8).state_bytes == pytest.approx(beside_fp8, abs=0.002)


def test_every_optimiser_has_a_row_with_its_source():
    assert set(OPTIMISERS) == set(Optimiser)
    assert all(kind.source for kind in OPTIMISERS.values())


def test_tables_and_norms_of_muon_are_adamws():
    assert States(optimiser=Optimiser.MUON).table_state_bytes == 12
    assert States(optimiser=Optimiser.ADAMW_FP8_MOMENTS).table_state_bytes == 4


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"optimiser": Optimiser.MUON, "sharding": Sharding.ZERO_2}, "whole matrices"),
        ({"optimiser": Optimiser.MUON, "offload": Offload(share=0.5)}, "not updated on a host"),
        ({"weights": WeightFormat.FP32, "sharding": Sharding.ZERO_1}, "fully sharded alone"),
        ({"weights": WeightFormat.FP32, "optimiser": Optimiser.ADAMW_BF16}, "AdamW's main weights"),
        ({"weights": WeightFormat.FP32, "offload": Offload(share=0.5)}, "stay on the device"),
        ({"gradient_bytes": 3}, "enter 2 or 4"),
        ({"newton_schulz_steps": 0}, "1 or more"),
    ],
)
def test_choices_that_no_software_has_together_are_refused_in_one_sentence(choice, words):
    with pytest.raises(UserError, match=words):
        States(**choice)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_of_the_host_is_a_share(share):
    with pytest.raises(UserError, match="enter 0 to 1"):
        Offload(share=share)


def test_a_checkpoint_is_fourteen_bytes_a_parameter_of_adamw_in_fp32():
    run = run_of("deepseek-v3")
    assert checkpoint_bytes(run) == 14 * trained_params(run)


def test_muons_checkpoint_lacks_the_second_moment_of_matrices():
    whole, muon = run_of("qwen3-235b-a22b"), run_of("qwen3-235b-a22b", optimiser=Optimiser.MUON)
    tables = 2 * whole.shape.vocab * whole.shape.hidden
    assert checkpoint_bytes(whole) - checkpoint_bytes(muon) == 4 * (trained_params(whole) - tables)


def test_adapters_have_a_rank_for_every_row_and_column():
    shape = shape_preset("llama-3-8b")
    hidden, ffn = 4096, 14_336
    attention = 2 * (hidden + hidden) + 2 * (hidden + 1024)
    feed_forward = (hidden + 2 * ffn) + (ffn + hidden)
    assert adapter_params(shape, Lora(rank=8, modules=(AdaptedModule.ATTENTION,))) == 8 * 32 * attention
    both = (AdaptedModule.ATTENTION, AdaptedModule.FEED_FORWARD)
    assert adapter_params(shape, Lora(rank=16, modules=both)) == 16 * 32 * (attention + feed_forward)


def test_adapters_of_experts_stand_beside_every_one():
    shape = shape_preset("qwen3-30b-a3b")
    each = (2048 + 2 * 768) + (768 + 2048)
    assert adapter_params(shape, Lora(rank=4, modules=(AdaptedModule.EXPERTS,))) == 4 * 48 * 128 * each


def test_adapters_beside_nothing_are_refused():
    with pytest.raises(ValueError, match="no matrices of experts"):
        run_of("llama-3-8b", lora=Lora(modules=(AdaptedModule.EXPERTS,)))
    with pytest.raises(UserError, match="no module"):
        Lora(modules=())


def test_frozen_weights_take_two_thirds_of_the_products():
    whole, frozen = run_of("llama-3-8b"), run_of("llama-3-8b", lora=Lora(rank=1))
    products = 7_504_658_432  # all weights but the input table
    adapters = adapter_params(frozen.shape, frozen.states.lora)
    saved = done_flop_per_token(whole) - done_flop_per_token(frozen)
    assert saved == pytest.approx(2 * products - 6 * adapters, rel=1e-6)


def test_stops_are_times():
    for wrong in (
        {"interval_s": 0.0},
        {"device_mtbf_hours": -1.0},
        {"restart_s": float("inf")},
        {"kept_checkpoints": 0},
    ):
        with pytest.raises(UserError):
            StopTerms(**wrong)
    own = StopTerms(device_mtbf_hours=30_000.0, mtbf_of=(DeviceMtbf(accelerator="P800", hours=9_000.0),))
    assert (own.mtbf_hours("P800"), own.mtbf_hours("H100-SXM")) == (9_000.0, 30_000.0)


def test_a_layout_of_ones_own_may_shard_as_the_states_allow():
    assert all(States().takes(sharding) for sharding in Sharding)
    assert {one for one in Sharding if States(optimiser=Optimiser.MUON).takes(one)} == {Sharding.ZERO_1, Sharding.NONE}
    assert [one for one in Sharding if States(sharding=Sharding.ZERO_2).takes(one)] == [Sharding.ZERO_2]
    assert [one for one in Sharding if States(weights=WeightFormat.FP32).takes(one)] == [Sharding.FULLY_SHARDED]
