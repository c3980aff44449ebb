import contextlib
import csv
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.counting import (
    active_parameter_count,
    embedding_params,
    parameter_count,
    stored_parameter_count,
    training_flop_per_token,
)
from planner.workload.importers.reading import LARGEST_CONFIG_BYTES, read_config, shape_from_config
from planner.workload.mixers.kda import KimiDelta
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.lightning import Lightning
from planner.workload.presets import shape_preset
from planner.workload.shape import TransformerShape, without_prediction

HERE = Path(__file__).parent
CONFIGS = sorted((HERE / "configs").glob("*.json"))
WITHOUT_MTP = ("ling-flash-2.0", "ling-mini-2.0", "qwen3-next-80b-a3b", "mimo-v2-flash")  # their files do not name it


def entries_of(name: str) -> dict[str, object]:
    return json.loads((HERE / "configs" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_public_configuration_gives_the_shipped_shape(path: Path):
    preset = shape_preset(path.stem)
    imported = shape_from_config(path.read_bytes(), preset.name)
    if path.stem in WITHOUT_MTP:
        preset = without_prediction(preset)
    assert (imported.layers, imported.mtp_layers, imported.heads) == (preset.layers, preset.mtp_layers, preset.heads)
    # Gemma 3's class has 64 rows more than its tokenizer; a gate a shared expert is below a millionth
    assert parameter_count(imported, mtp=True) == pytest.approx(parameter_count(preset, mtp=True), rel=1e-3)
    flop = training_flop_per_token(preset, 8192)
    assert training_flop_per_token(imported, 8192) == pytest.approx(flop, rel=1e-3)


def published() -> list[dict[str, str]]:
    with (HERE.parent / "published_counts.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if (HERE / "configs" / f"{row['key']}.json").exists()]


def test_every_row_of_published_counts_has_a_configuration():
    assert len(published()) == 41


@pytest.mark.parametrize("row", published(), ids=lambda row: row["key"])
def test_a_configuration_counts_what_its_model_stores(row):
    shape = shape_from_config(entries_of(row["key"]), row["key"])
    if row["stored"]:  # counted by the model's own class
        assert stored_parameter_count(shape) == pytest.approx(int(row["stored"]), rel=5e-3)
    if row["total"]:
        rounding = max(0.005, float(row["total_rounding"] or 0.005))
        if row["key"] not in ("kimi-k2.5", "kimi-linear-48b-a3b", "minimax-m2.5"):  # printed figures that fit no count
            assert parameter_count(shape) == pytest.approx(float(row["total"]), rel=rounding)
    if row["active"]:
        left_out = {"all": 0, "no lookup": 1, "no embeddings": 2}[row["active_rule"]]
        tables = min(left_out, 1 if shape.tied_embeddings else 2)
        active = active_parameter_count(shape) - tables * embedding_params(shape)
        rounding = max(0.02, float(row["active_rounding"] or 0.02))
        if row["key"] not in ("kimi-linear-48b-a3b", "jamba-1.5-mini", "deepseek-v3.2"):
            assert active == pytest.approx(float(row["active"]), rel=rounding)


def test_text_bytes_and_objects_are_the_same_configuration(config_of):
    entries = config_of("mixtral-8x7b")
    text = json.dumps(entries)
    assert shape_from_config(text, "a") == shape_from_config(text.encode(), "a") == shape_from_config(entries, "a")


def test_a_shape_that_is_shipped_comes_under_its_own_name(config_of):
    reading = read_config(config_of("deepseek-v3"), "my copy")
    assert reading.shape == shape_preset("deepseek-v3")
    assert "671.0 B parameters counted" in reading.words()
    assert "DeepSeek-V3" in reading.words()


def test_of_two_shipped_shapes_alike_the_name_decides(config_of):
    assert shape_from_config(config_of("kimi-k2"), "Kimi-K2.5").key == "kimi-k2.5"
    assert shape_from_config(config_of("kimi-k2"), "Kimi-K2-Instruct").key == "kimi-k2"


def test_a_shape_of_other_sizes_keeps_the_name_it_was_given(config_of):
    reading = read_config(config_of("deepseek-v3") | {"num_hidden_layers": 60}, "mine")
    assert (reading.shape.name, reading.shipped) == ("mine", None)


def test_what_the_class_assumes_is_said(config_of):
    reading = read_config(config_of("gemma-3-27b"), "Gemma")
    assert "vocab_size 262208" in reading.assumed
    assert "vocab_size 262208" in reading.words()


def test_a_mistral_window_holds_for_every_layer(config_of):
    entries = config_of("llama-3-8b") | {"model_type": "mistral", "sliding_window": 4096}
    shape = shape_from_config(entries, "Mistral")
    assert (shape.sliding_window, shape.windowed_layers) == (4096, 32)


def test_a_qwen_window_holds_only_where_it_is_in_use(config_of):
    entries = config_of("qwen3-8b") | {"sliding_window": 4096, "use_sliding_window": True, "max_window_layers": 30}
    shape = shape_from_config(entries, "Qwen3")
    assert (shape.sliding_window, shape.windowed_layers) == (4096, 6)


def test_layers_that_a_qwen_configuration_keeps_dense_are_dense(config_of):
    shape = shape_from_config(config_of("qwen3-30b-a3b") | {"mlp_only_layers": [0, 5]}, "Qwen3")
    assert (shape.dense_layers, shape.ffn) == (2, 6144)


class TestOnceMisread:
    """Configurations that were once read wrong in silence."""

    def test_an_indexer_under_an_old_model_type_is_sparse_attention(self, misread):
        assert shape_from_config(misread("deepseek-dsa-ignored"), "a") == shape_preset("deepseek-v3.2")

    def test_latent_fields_of_a_ling_make_a_hybrid(self, misread):
        shape = shape_from_config(misread("bailing-mla-ignored"), "a")
        kinds = [shape.mixer_of(block) for block in shape.kinds()]
        assert {type(kind) for kind in kinds} == {LatentAttention, Lightning}
        full = [count for block, count in shape.kinds().items() if isinstance(shape.mixer_of(block), LatentAttention)]
        assert sum(full) == 10  # every eighth of 80

    def test_a_missing_number_of_dense_layers_is_the_class_s_own(self, misread):
        reading = read_config(misread("glm45-no-first-k"), "a")
        assert (reading.shape.dense_layers, reading.assumed) == (1, ("first_k_dense_replace 1",))

    def test_modules_of_multi_token_prediction_are_counted(self, misread):
        assert shape_from_config(misread("minimax-m2-mtp"), "a").mtp_layers == 3

    @pytest.mark.parametrize(
        ("name", "field"),
        [
            ("deepseekv3-renamed-experts", "n_routed_experts"),
            ("llama-with-experts", "num_experts"),
            ("qwen3moe-shared-ignored", "shared_expert_intermediate_size"),
        ],
    )
    def test_a_field_without_a_meaning_in_its_model_is_named(self, misread, name, field):
        with pytest.raises(UserError, match=field):
            shape_from_config(misread(name), "a")


def test_delta_layers_follow_the_fields_of_ling_3(config_of):
    shape = shape_from_config(config_of("ling-3.0-flash"), "a")
    assert any(isinstance(shape.mixer_of(block), KimiDelta) for block in shape.kinds())


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("llama-3-8b", {"model_type": "mamba2"}, '"mamba2" is none of the'),
        ("llama-3-8b", {"model_type": None}, "model_type"),
        ("llama-3-8b", {"hidden_act": "relu"}, "hidden_act"),
        ("llama-3-8b", {"hidden_size": "4096"}, "hidden_size"),
        ("llama-3-8b", {"hidden_size": True}, "hidden_size"),
        ("llama-3-8b", {"num_hidden_layers": 10**9}, "num_hidden_layers"),
        ("llama-3-8b", {"hidden_size": 10**400}, "more than 30 digits"),
        ("llama-3-8b", {"num_key_value_heads": 5}, "contradicts itself"),
        ("llama-3-8b", {"layer_types": ["linear_attention"] * 32}, "linear_attention"),
        ("llama-3-8b", {"layer_types": "all"}, "layer_types"),
        ("llama-3-8b", {"layer_types": ["full_attention"] * 31}, "31 entries for 32"),
        ("llama-3-8b", {"hidden_size": 4100, "num_attention_heads": 24}, "head_dim"),
        ("llama-3-8b", {"n_routed_experts": 8}, "n_routed_experts"),
        ("llama-3-8b", {"mlp_bias": True}, "mlp_bias"),
        ("llama-3-8b", {"kv_lora_rank": 512}, "kv_lora_rank"),
        ("deepseek-v3", {"moe_layer_freq": 2}, "moe_layer_freq"),
        ("deepseek-v3", {"kv_lora_rank": None}, "kv_lora_rank"),
        ("deepseek-v3", {"first_k_dense_replace": None}, "first_k_dense_replace"),
        ("deepseek-v3", {"attention_bias": True}, "attention_bias"),
        ("deepseek-v3", {"num_key_value_heads": 8}, "num_key_value_heads"),
        ("deepseek-v3", {"num_experts": 128}, "num_experts"),
        ("deepseek-v3", {"head_dim": 100}, "head_dim"),
        ("deepseek-v3", {"compress_ratios": [0] * 61}, "compress_ratios"),
        ("qwen3-30b-a3b", {"num_experts": 0}, "num_experts"),
        ("qwen3-30b-a3b", {"linear_num_key_heads": 4}, "linear_num_key_heads"),
        ("nemotron-3-super", {"num_hidden_layers": 87}, "num_hidden_layers"),
        ("nemotron-3-super", {"hybrid_override_pattern": "MX"}, "hybrid_override_pattern"),
        ("kimi-k2", {"n_shared_experts": -1}, "n_shared_experts"),
        ("mixtral-8x7b", {"num_experts": 16}, "num_experts"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(config_of, name, change, words):
    with pytest.raises(UserError, match=words):
        shape_from_config(config_of(name) | change, "refused")


def test_a_language_model_in_a_wrapper_may_not_contradict_it(config_of):
    entries = config_of("qwen3.5-35b-a3b")
    with pytest.raises(UserError, match="hidden_size"):
        shape_from_config(entries | {"hidden_size": 1024}, "refused")
    with pytest.raises(UserError, match="something_new"):
        shape_from_config(entries | {"something_new": 7}, "refused")


NESTED: dict[str, object] = {}
for _ in range(60):
    NESTED = {"text_config": NESTED}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        "null",
        "[" * 100_000,
        b"\xff\xfe\x00",
        " " * (LARGEST_CONFIG_BYTES + 1),
        '{"model_type": "llama", "hidden_size": ' + "9" * 5_000 + "}",
        '{"model_type": "llama", "vocab_size": NaN, "hidden_size": Infinity, "num_hidden_layers": 1}',
        json.dumps(NESTED),
    ],
    ids=["empty", "open", "list", "null", "deep", "bytes", "large", "digits", "nan", "nested"],
)
def test_a_file_that_is_no_configuration_is_refused_in_words(text):
    with pytest.raises(UserError) as refusal:
        shape_from_config(text, "refused")
    assert "configuration" in str(refusal.value)
    assert len(str(refusal.value)) < 500


FIELDS = sorted({field for path in CONFIGS for field in entries_of(path.stem)})
STRANGE = [None, True, False, -1, 0, 1, 3, 10**12, 10**400, 0.5, math.nan, math.inf, "", "4096", [], [1], [[1]], {}]
STRANGE += [["sliding_attention"], {"a": {"b": 1}}, [None] * 20_000]


@given(
    name=st.sampled_from([path.stem for path in CONFIGS]),
    changes=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(STRANGE), max_size=3),
)
def test_any_configuration_is_a_shape_or_a_refusal(name, changes):
    with contextlib.suppress(UserError):
        assert isinstance(shape_from_config(entries_of(name) | changes, "any"), TransformerShape)
