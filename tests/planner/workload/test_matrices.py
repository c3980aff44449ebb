"""The matrices of a layer by size: their weights are those counted, and Muon's work on them as published sizes say."""

import pytest

from planner.workload.counting import training_flop_per_token
from planner.workload.matrices import sums_of
from planner.workload.optimisers import OPTIMISERS, Optimiser
from planner.workload.presets import shape_keys, shape_preset


def test_matrices_hold_every_weight_that_a_token_is_multiplied_with():
    for key in shape_keys():
        shape = shape_preset(key)
        for block in shape.every_kind():
            mixer, routed = shape.mixer_of(block), shape.routed_in(block)
            if mixer is not None:
                held = sum(each.params for each in mixer.matrices(shape.hidden))
                assert held == mixer.projections(shape.hidden), key
            for channel in shape.channels_of(block):
                experts = routed.experts * routed.expert_params(shape.hidden) if channel is routed else 0
                held = sum(each.params for each in channel.weights(shape.hidden))
                assert held == channel.params(shape.hidden) - experts, key
            if routed is not None:
                held = sum(each.params for each in routed.expert_weights(shape.hidden))
                assert held == routed.expert_params(shape.hidden)


def test_orthogonalising_deepseek_v3s_experts_is_a_small_share_of_its_step():
    shape = shape_preset("deepseek-v3")
    steps = OPTIMISERS[Optimiser.MUON].newton_schulz_steps
    first, second = shape.routed.expert_weights(shape.hidden)
    assert steps * sums_of([first]).flop / 1e12 == pytest.approx(3.09, abs=5e-3)
    assert steps * sums_of([second]).flop / 1e12 == pytest.approx(0.69, abs=5e-3)
    step = shape.moe_layers * shape.experts * steps * sums_of([first, second]).flop
    assert step / 1e15 == pytest.approx(56.1, abs=0.05)
    of_token = training_flop_per_token(shape, 4096)
    assert step / (62.9e6 * of_token) == pytest.approx(0.0036, abs=5e-5)
    assert step / (8.4e6 * of_token) == pytest.approx(0.027, abs=5e-4)
