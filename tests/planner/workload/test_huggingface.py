import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.huggingface import LARGEST_CONFIG_BYTES, shape_from_config
from planner.workload.presets import shape_preset
from planner.workload.shape import TransformerShape

CONFIGS = sorted(path for path in (Path(__file__).parent / "configs").glob("*.json"))


def config_of(name: str) -> dict[str, object]:
    return json.loads((Path(__file__).parent / "configs" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_public_configuration_gives_the_shipped_shape(path: Path):
    preset = shape_preset(path.stem)
    imported = shape_from_config(path.read_text(encoding="utf-8"), preset.name)
    assert replace(imported, key=preset.key, source=preset.source) == preset


def test_text_bytes_and_objects_are_the_same_configuration():
    entries = config_of("mixtral-8x7b")
    text = json.dumps(entries)
    assert shape_from_config(text, "a") == shape_from_config(text.encode(), "a") == shape_from_config(entries, "a")


def test_a_mistral_window_holds_for_every_layer():
    entries = config_of("llama-3-8b") | {"model_type": "mistral", "sliding_window": 4096}
    shape = shape_from_config(entries, "Mistral")
    assert (shape.sliding_window, shape.windowed_layers) == (4096, 32)


def test_a_qwen_window_holds_only_where_it_is_in_use():
    entries = config_of("qwen3-8b") | {"sliding_window": 4096, "use_sliding_window": True, "max_window_layers": 30}
    shape = shape_from_config(entries, "Qwen3")
    assert (shape.sliding_window, shape.windowed_layers) == (4096, 6)


def test_layers_that_a_qwen_configuration_keeps_dense_are_dense():
    shape = shape_from_config(config_of("qwen3-30b-a3b") | {"mlp_only_layers": [0, 5]}, "Qwen3")
    assert (shape.dense_layers, shape.ffn) == (2, 6144)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("llama-3-8b", {"model_type": "mamba2"}, '"mamba2" is not understood'),
        ("llama-3-8b", {"model_type": None}, "model_type"),
        ("llama-3-8b", {"hidden_act": "relu"}, "hidden_act"),
        ("llama-3-8b", {"hidden_size": "4096"}, "hidden_size"),
        ("llama-3-8b", {"hidden_size": True}, "hidden_size"),
        ("llama-3-8b", {"num_hidden_layers": 10**9}, "num_hidden_layers"),
        ("llama-3-8b", {"num_key_value_heads": 5}, "contradicts itself"),
        ("llama-3-8b", {"layer_types": ["linear_attention"] * 32}, "linear_attention"),
        ("llama-3-8b", {"layer_types": "all"}, "layer_types"),
        ("llama-3-8b", {"hidden_size": 4100, "num_attention_heads": 24}, "head_dim"),
        ("deepseek-v3", {"moe_layer_freq": 2}, "moe_layer_freq"),
        ("deepseek-v3", {"kv_lora_rank": None}, "kv_lora_rank"),
        ("qwen3-30b-a3b", {"num_experts": 0}, "num_experts"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(name, change, words):
    with pytest.raises(UserError, match=words):
        shape_from_config(config_of(name) | change, "refused")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "null", "[" * 100_000, b"\xff\xfe\x00", " " * (LARGEST_CONFIG_BYTES + 1)]
)
def test_a_file_that_is_no_configuration_is_refused(text):
    with pytest.raises(UserError, match="configuration"):
        shape_from_config(text, "refused")


FIELDS = sorted({field for path in CONFIGS for field in config_of(path.stem)})
STRANGE = [None, True, False, -1, 0, 1, 3, 10**12, 0.5, float("nan"), "", "4096", [], [1], ["sliding_attention"], {}]


@given(
    name=st.sampled_from([path.stem for path in CONFIGS]),
    changes=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(STRANGE), max_size=3),
)
def test_any_configuration_is_a_shape_or_a_refusal(name, changes):
    with contextlib.suppress(UserError):
        assert isinstance(shape_from_config(config_of(name) | changes, "any"), TransformerShape)
