import pytest

from planner.workload.counting import stored_parameter_count
from planner.workload.presets import shape_preset
from planner.workload.replica import replica_memory


def test_states_are_18_bytes_a_parameter_and_activations_grow_with_the_sequence():
    shape = shape_preset("deepseek-v3")
    short, long = replica_memory(shape, 4096), replica_memory(shape, 8192)
    assert short.states_bytes == 18 * stored_parameter_count(shape, mtp=True)
    assert long.states_bytes == short.states_bytes
    assert long.activations_bytes == pytest.approx(2 * short.activations_bytes)


def test_a_dense_layer_keeps_what_the_methods_say():
    # Llama 3 8B, BF16, nothing recomputed, bytes a token and layer: input 2h and norm 2h, queries, keys, values
    # 2 (4096 + 2 x 1024), attention output 2 x 4096, log-sum-exp 4 x 32, input 2h and norm 2h, gate and up
    # 4 x 14336, activation 2 x 14336
    h, wide = 4096, 14336
    layer = 4 * h + 2 * (h + 2 * 1024) + 2 * h + 4 * 32 + 4 * h + 6 * wide
    found = replica_memory(shape_preset("llama-3-8b"), 1000).activations_bytes
    assert found == pytest.approx(32 * layer * 1000, rel=0.02)
