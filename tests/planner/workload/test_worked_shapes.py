"""The worked numbers of channel mixers and of whole stacks."""

import pytest

from planner.workload import counting
from planner.workload.channel_mixers.routed import Router
from planner.workload.presets import shape_preset
from planner.workload.stack import stack_kept_bytes, stack_serving_state

MB, MIB = 1e6, 2**20

# Routed blocks: all weights and those a token meets, 1e6.
ROUTED = {
    "nemotron-3-super": (2873.1, 175.6),
    "kimi-k3": (29784.9, 718.4),
    "longcat-flash": (19332.1, 306.7),
    "deepseek-v3": (11320.2, 398.2),
    "qwen3-next-80b-a3b": (1614.8, 35.65),
}

# layers, GFLOP a token at 4,096, with MTP, at 131,072, MTP parameters 1e9, MB kept a token, serving bytes a token and
# MiB a sequence; None where it has no MTP.
STACKS = {
    "nemotron-3-super": (88, 74.9, 79.65, 99.8, 2.94, 17.6, 8192, 163),
    "qwen3.5-397b-a17b": (60, 102.2, 110.2, 195.9, 6.60, 18.9, 30_720, 184),
    "deepseek-v3": (61, 250.5, 260.6, 1202.2, 11.61, 27.6, 70_272, 0),
    "deepseek-v3.2": (61, 309.3, 320.4, 524.9, 11.62, 41.2, 85_888, 0),
    "deepseek-v4-flash": (43, 85.6, 90.8, 107.0, 6.61, 23.7, 6880, 5),
    "deepseek-v4-pro": (61, 312.5, 323.4, 359.8, 25.84, 61.0, 9848, 8),
    "kimi-linear-48b-a3b": (27, 19.8, None, 47.1, None, 5.2, 8064, 42),
    "kimi-k3": (93, 637.0, None, 917.9, None, 72.1, 27_648, 433),
    "glm-5": (78, 299.0, 308.9, 436.8, 9.95, 38.2, 109_824, 0),
    "minimax-text-01": (80, 286.8, None, 349.2, None, 22.0, 40_960, 280),
    "minimax-m3": (60, 158.0, 168.3, 190.6, 7.49, 14.6, 137_472, 0),
    "ring-flash-linear-2.0": (32, 41.4, None, 53.9, None, 6.9, 8192, 56),
    "ling-2.5-1t": (80, 377.4, 389.5, 455.4, 13.2, 34.4, 11_520, 280),
    "ling-3.0-flash": (42, 32.0, 35.1, 59.3, 3.07, 8.0, 8064, 73),
    "hy3-preview": (80, 137.2, 142.0, 636.5, 3.75, 19.1, 327_680, 0),
    "longcat-flash": (56, 177.0, None, 613.9, None, 20.4, 64_512, 0),
    "mimo-v2-flash": (48, 91.8, None, 162.0, None, 11.7, 23_040, 24),
    "gpt-oss-120b": (36, 32.7, None, 88.9, None, 4.9, 36_864, 4),
}


@pytest.mark.parametrize("key", ROUTED)
def test_a_routed_block_has_the_worked_numbers(key):
    shape = shape_preset(key)
    assert shape.routed.params(shape.hidden) / MB == pytest.approx(ROUTED[key][0], abs=0.06)
    assert shape.routed.active_params(shape.hidden) / MB == pytest.approx(ROUTED[key][1], abs=0.06)


@pytest.mark.parametrize("key", STACKS)
def test_a_stack_has_the_worked_numbers(key):
    layers, at_4k, with_mtp, at_128k, mtp, kept, per_token, per_sequence = STACKS[key]
    shape = shape_preset(key)
    assert shape.layers == layers
    assert counting.training_flop_per_token(shape, 4096) / 1e9 == pytest.approx(at_4k, abs=0.06, rel=1e-3)
    assert counting.training_flop_per_token(shape, 131_072) / 1e9 == pytest.approx(at_128k, abs=0.06, rel=1e-3)
    if with_mtp is not None:
        assert counting.training_flop_per_token(shape, 4096, mtp=True) / 1e9 == pytest.approx(with_mtp, rel=1e-3)
        assert counting.prediction_params(shape) / 1e9 == pytest.approx(
            mtp, abs=0.051 if key == "ling-2.5-1t" else 6e-3
        )
    assert stack_kept_bytes(shape) / MB == pytest.approx(kept, abs=0.06)
    state = stack_serving_state(shape)
    assert state.bytes_per_token == per_token
    assert state.bytes_per_sequence / MIB == pytest.approx(per_sequence, abs=0.7)


def test_the_cache_of_v4_pro_is_about_a_tenth_of_v3_2s():
    pro, before = (stack_serving_state(shape_preset(key)) for key in ("deepseek-v4-pro", "deepseek-v3.2"))
    assert pro.bytes_per_token / before.bytes_per_token == pytest.approx(0.115, abs=5e-4)


def test_hyper_connections_of_v4_flash_weigh_34_million():
    shape = shape_preset("deepseek-v4-flash")
    block = next(iter(shape.kinds()))
    streams = 2 * (shape.residual.sublayer_params(4096) + shape.residual.sublayer_scales(4096))
    assert streams / MB == pytest.approx(0.79, abs=5e-3)
    assert block.sublayers == 2
    assert (43 * streams + shape.residual.head_params(4096)) / MB == pytest.approx(34, abs=0.5)


def test_small_prediction_modules_are_a_third_of_a_billion_each():
    for key, each in (("mimo-v2-flash", 0.33), ("step-3.5-flash", 0.28)):
        shape = shape_preset(key)
        assert shape.mtp.modules == 3
        assert counting.prediction_params(shape) / 3e9 == pytest.approx(each, abs=6e-3)


def test_longcats_active_parameters_follow_the_real_picks():
    shape = shape_preset("longcat-flash")
    assert shape.routed.met == 8
    assert counting.active_stack_params(shape) + counting.embedding_params(shape) == pytest.approx(27.1e9, rel=2e-3)


def test_hash_routing_and_shortcuts_are_known():
    assert shape_preset("deepseek-v4-flash").channel_mixers["hash"].router is Router.HASH
    assert shape_preset("longcat-flash").routed.shortcut


def test_messages_between_stages_carry_every_stream_or_snapshot():
    assert shape_preset("deepseek-v4-flash").residual.message_vectors(43) == 4
    assert shape_preset("kimi-k3").residual.message_vectors(93) == 9
    assert shape_preset("deepseek-v3").residual.message_vectors(61) == 1
