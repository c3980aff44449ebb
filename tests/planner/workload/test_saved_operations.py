"""What PyTorch's checkpointing by operation saves and runs again: worked by hand from torchtitan's policy."""

import pytest

from planner.workload.presets import shape_preset
from planner.workload.saved_operations import operations_of


def _of(key):
    shape = shape_preset(key)
    return operations_of(shape, next(iter(shape.kinds())))


def test_of_a_dense_layer_every_second_product_and_attention_are_saved():
    # Llama 3 8B: hidden 4,096, 32 heads and 8 KV heads of 128, width 14,336; products in order q k v o gate up down
    found = _of("llama-3-8b")
    assert found.mixer_bytes == 2 * (4096 + 1024) + 2 * 4096 + 4 * 32  # q and v, what attention gives, log-sum-exp
    assert found.channel_bytes == 2 * (14_336 + 4096)  # gate and down
    assert found.mixer_share == pytest.approx((1024 + 4096) / (4096 + 2 * 1024 + 4096))  # k and o of q k v o
    assert found.channel_share == pytest.approx(1 / 3)  # up


def test_of_routed_experts_no_product_is_saved():
    # Qwen3-30B-A3B: products q k v o; all of the router, the permutation and 8 experts of 768 runs again
    found = _of("qwen3-30b-a3b")
    assert found.mixer_bytes == 2 * (4096 + 512) + 2 * 4096 + 4 * 32
    assert found.channel_bytes == 0.0
