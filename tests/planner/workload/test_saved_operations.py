"""What PyTorch's checkpointing by operation saves: worked by hand from torchtitan's policy."""

import pytest

from planner.workload.presets import shape_preset
from planner.workload.saved_operations import share_run_again


def test_of_a_dense_layer_every_second_product_and_attention_are_saved():
    # Llama 3 8B: hidden 4,096, 32 heads and 8 KV heads of 128, width 14,336; products in order q k v o gate up down
    kept = 2 * (3 * 4096 + 6144 + 4096 + 3 * 14_336) + 4 * 32  # beside the layer's input
    saved = 2 * (4096 + 1024 + 14_336 + 4096) + 2 * 4096 + 4 * 32
    assert share_run_again(shape_preset("llama-3-8b")) == pytest.approx(1 - saved / kept)


def test_of_routed_experts_nothing_is_saved():
    # Qwen3-30B-A3B: products q k v o; all of the router, the permutation and 8 experts of 768 runs again
    shape = shape_preset("qwen3-30b-a3b")
    saved = 2 * (4096 + 512) + 2 * 4096 + 4 * 32
    attention = 2 * (2048 + 4096 + 2 * 512) + 2 * (4096 + 512) + 2 * 4096 + 4 * 32
    experts = 2 * 2 * 2048 + 13 * 128 + 4 * 8 + 2 * 8 * 2048 + 6 * 8 * 768
    assert share_run_again(shape) == pytest.approx(1 - saved / (attention + experts))
