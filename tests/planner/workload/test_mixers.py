"""The worked numbers of every token mixer: parameters, cores, activations and serving states of one layer."""

from math import inf

import msgspec
import pytest

from planner.workload.channel_mixers.registry import CHANNEL_MIXERS
from planner.workload.kept_activations import kept_bytes
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.mixers.mixer import tile_share
from planner.workload.mixers.registry import MIXERS, AnyMixer
from planner.workload.mixers.short_convolution import ShortConvolution
from planner.workload.presets import shape_preset
from planner.workload.shape import TransformerShape

MIB = 2**20

# (shape, mixer) -> weights 1e6, core MACs 1e6 at 4,096 and at 131,072, bytes kept a token, bytes a token and MiB a
# sequence in serving. Counted with the functions that the formulas were read from.
WORKED = {
    ("hy3-preview", "attention"): (75.50, 33.55, 1073.7, 71_936, 4096, 0),
    ("qwen3.5-397b-a17b", "attention"): (104.86, 33.55, 1073.7, 101_504, 2048, 0),
    ("qwen3.5-397b-a17b", "gdn"): (118.01, 4.55, 4.5, 156_416, 0, 4.09),
    ("deepseek-v3", "attention"): (187.11, 83.89, 2684.4, 201_216, 1152, 0),
    ("deepseek-v3.2", "mla"): (201.07, 230.69, 819.9, 424_064, 1408, 0),
    ("mimo-v2-flash", "slide"): (94.37, 2.58, 2.6, 62_720, 0, 0.62),
    ("llama-4-maverick", "chunked"): (62.91, 20.97, 41.9, 45_216, 0, 32.0),
    ("minimax-m3", "sparse"): (110.89, 26.21, 66.8, 78_400, 2304, 0),
    ("deepseek-v4-flash", "swa"): (107.0, 8.3, 8.4, 301e3, 0, 0.12),
    ("deepseek-v4-flash", "csa"): (126.1, 37.6, 175.9, 325e3, 320, 0.12),
    ("deepseek-v4-flash", "hca"): (111.2, 9.3, 41.9, 303e3, 8, 0.12),
    ("nemotron-3-super", "mamba"): (109.64, 2.73, 2.7, 102_660, 0, 4.08),
    ("jamba-1.5-large", "mamba"): (420.33, 0.85, 0.9, 196_608, 0, 1.12),
    ("kimi-linear-48b-a3b", "kda"): (39.5, 2.3, 2.3, 99_584, 0, 2.1),
    ("kimi-k3", "kda"): (443.7, 6.9, 6.9, 299_776, 0, 6.3),
    ("ling-3.0-flash", "kda"): (63.1, 2.3, 2.3, 100_608, 0, 2.1),
    ("ring-flash-linear-2.0", "lightning"): (83.9, 1.3, 1.3, 81_920, 0, 2.0),
    ("minimax-text-01", "lightning"): (251.7, 4.2, 4.2, 122_880, 0, 4.0),
    ("step-3", "attention"): (169.35, 67.11, 2147.5, 103_680, 1024, 0),
}


def mixer_named(shape: TransformerShape, name: str) -> AnyMixer:
    """Return a shape's mixer of this name or, where it has another, of this kind."""
    found = shape.mixers.get(name)
    kinds = {"attention": ("gqa", "mla"), "mamba": ("mamba2", "mamba1"), "lightning": ("lightning",), "kda": ("kda",)}
    return found or next(each for each in shape.mixers.values() if each.kind in kinds[name])


@pytest.mark.parametrize(("key", "name"), WORKED)
def test_a_mixer_has_the_worked_numbers(key, name):
    weights, at_4k, at_128k, kept, per_token, per_sequence = WORKED[key, name]
    shape = shape_preset(key)
    mixer, hidden = mixer_named(shape, name), shape.hidden
    close = 0.005 if kept % 1000 == 0 and kept > 3e5 else 1e-4
    stored = mixer.projections(hidden) + mixer.other_params(hidden) + mixer.scale_params(hidden)
    assert stored / 1e6 == pytest.approx(weights, rel=1e-3)
    assert mixer.core(4096).macs / 1e6 == pytest.approx(at_4k, abs=0.051 if at_4k * 10 % 1 < 1e-9 else 0.0051)
    assert mixer.core(131_072).macs / 1e6 == pytest.approx(at_128k, abs=0.051)
    assert kept_bytes(mixer.kept(hidden)) == pytest.approx(kept, rel=close)
    assert mixer.state.bytes_per_token == per_token
    assert mixer.state.bytes_per_sequence / MIB == pytest.approx(per_sequence, abs=0.051)


def test_sparse_attention_breaks_even_with_dense_at_sixteen_thousand_tokens():
    sparse = mixer_named(shape_preset("deepseek-v3.2"), "mla")
    dense = mixer_named(shape_preset("deepseek-v3"), "attention")
    assert sparse.core(4096).macs / dense.core(4096).macs == pytest.approx(2.75, abs=0.01)
    assert sparse.core(16_200).macs > dense.core(16_200).macs
    assert sparse.core(16_400).macs < dense.core(16_400).macs


def test_an_indexer_learns_from_the_picked_keys_alone():
    # attention's scores of picked keys once more, n (r_kv + d_r) each; its own again and two gradients, n_I d_I each
    picked = 2048 * (1 - 2048 / (2 * 131_072))
    core = mixer_named(shape_preset("deepseek-v3.2"), "mla").core(131_072)
    assert core.index_loss == pytest.approx(128 * 576 * picked)
    assert core.index_back == pytest.approx(3 * 64 * 128 * picked)


def test_every_kind_reads_back_from_its_file_form():
    for key in ("nemotron-3-nano", "deepseek-v4-pro", "kimi-k3", "minimax-m3", "jamba-1.5-mini", "qwen3-next-80b-a3b"):
        for mixer in shape_preset(key).mixers.values():
            assert msgspec.json.decode(msgspec.json.encode(mixer), type=AnyMixer) == mixer
    assert set(MIXERS) == {"gqa", "mla", "compressed", "mamba2", "mamba1", "gdn", "kda", "lightning", "short_conv"}
    assert set(CHANNEL_MIXERS) == {"dense", "moe"}


@pytest.mark.parametrize("name", ["heads", "state_dim", "conv", "chunk"])
def test_a_size_below_one_is_refused_in_one_sentence(name):
    sizes = {"heads": 64, "head_dim": 64, "groups": 8, "state_dim": 128, "conv": 4, "chunk": 128}
    with pytest.raises(ValueError, match=f"mamba2: {name} is 0; it must be at least 1."):
        Mamba2(**(sizes | {name: 0}))


def test_tensor_parallelism_divides_heads_and_groups():
    mamba = mixer_named(shape_preset("nemotron-3-super"), "mamba")  # 128 heads, 8 groups
    assert [tp for tp in (1, 2, 4, 8, 16, 24, 64) if mamba.split.takes_tensor(tp)] == [1, 2, 4, 8]
    assert mamba.split.takes_context(8, 16)
    assert not mamba.split.takes_context(8, 32)
    delta = mixer_named(shape_preset("qwen3-next-80b-a3b"), "gdn")  # 16 key heads, 32 value heads
    assert [tp for tp in (8, 16, 32) if delta.split.takes_tensor(tp)] == [8, 16]


def test_context_parallelism_moves_what_each_kind_needs():
    dense = mixer_named(shape_preset("deepseek-v3"), "attention").exchange
    assert (dense.ring_bytes, dense.window) == (1152, inf)
    sparse = mixer_named(shape_preset("deepseek-v3.2"), "mla").exchange
    assert sparse.ring_bytes == 2 * (512 + 64 + 128)
    assert mixer_named(shape_preset("gpt-oss-120b"), "slide").exchange.window == 128
    mamba = mixer_named(shape_preset("nemotron-3-nano"), "mamba").exchange
    assert mamba.swap_bytes == 2 * (2 * 4096 + 2 * 8 * 128 + 64) + 2 * 4096
    assert mixer_named(shape_preset("kimi-linear-48b-a3b"), "kda").exchange.state_bytes == 4 * 32 * 128 * 128


def test_narrow_windows_waste_half_a_tile_at_each_end():
    assert tile_share(4096, 512) == pytest.approx(0.8)
    assert tile_share(4096, None, 8192) == 1.0


def test_a_short_convolution_is_four_matrices_and_its_taps():
    mixer = ShortConvolution(inner=2048, conv=3)
    assert mixer.projections(2048) + mixer.other_params(2048) == 4 * 2048**2 + 3 * 2048
    assert mixer.core(4096).macs == 5 * 2048
