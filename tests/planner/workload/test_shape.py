import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.errors import UserError
from planner.resource_files import resource_path
from planner.workload.blocks import Block, Repeat
from planner.workload.flags import MlaRanks, shape_of_flags
from planner.workload.presets import shape_keys, shape_named, shape_preset
from planner.workload.shape import Attention, with_prediction, without_prediction
from planner.workload.training_run import TrainingRun

LING = shape_preset("ling-plus")
LLAMA_FLAGS = {"key": "l", "name": "L", "layers": 32, "hidden": 4096, "heads": 32, "kv_heads": 8, "head_dim": 128,
               "vocab": 128_256, "ffn": 14_336, "dense_layers": 32}  # fmt: skip
LING_FLAGS = {"key": "p", "name": "P", "layers": 88, "hidden": 5376, "heads": 42, "kv_heads": 6, "head_dim": 128,
              "vocab": 126_464, "experts": 64, "top_k": 4, "expert_ffn": 3072, "shared_ffn": 3072}  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "change", "words"),
    [
        (LLAMA_FLAGS, {"kv_heads": 5}, "32 heads do not divide into 5 KV heads"),
        (LLAMA_FLAGS, {"layers": 0}, "layers is 0"),
        (LLAMA_FLAGS, {"dense_layers": 33}, "dense_layers is 33 of 32"),
        (LLAMA_FLAGS, {"ffn": 0}, "ffn is 0"),
        (LLAMA_FLAGS, {"attention": Attention.MLA}, "MLA ranks"),
        (LLAMA_FLAGS, {"windowed_layers": 4}, "sliding_window"),
        (LLAMA_FLAGS, {"mtp_layers": -1}, "mtp_layers is \N{MINUS SIGN}1"),
        (LING_FLAGS, {"top_k": 65}, "top_k 65 of 64 experts"),
        (LING_FLAGS, {"experts": 0}, "experts is 0"),
        (LING_FLAGS, {"routing_groups": 7}, "64 experts in 7 routing groups"),
        (LING_FLAGS, {"routing_groups": 8, "routing_group_limit": 9}, "at most 9"),
    ],
)
def test_a_shape_that_contradicts_itself_is_refused_in_one_sentence(flags: dict[str, Any], change, words):
    with pytest.raises(ValueError, match=words) as refusal:
        shape_of_flags(**(flags | change))
    assert str(refusal.value).endswith(".")


def test_latent_ranks_are_positive():
    with pytest.raises(ValueError, match="kv_rank is 0"):
        MlaRanks(q_rank=None, kv_rank=0, nope_dim=128, rope_dim=64, v_dim=128)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tokens": 0.0}, "tokens"),
        ({"tokens": float("nan")}, "tokens"),
        ({"seq_len": 0}, "sequence length is 0"),
        ({"global_batch": 0}, "global batch is 0"),
        ({"deadline_days": -1.0}, "deadline"),
    ],
)
def test_a_run_without_tokens_sequence_or_batch_is_refused(change, words):
    run = TrainingRun(shape=LING, tokens=9e12, seq_len=4096, global_batch=8960)
    assert run.tokens_per_step == 36_700_160
    with pytest.raises(ValueError, match=words):
        replace(run, **change)


def test_ling_plus_comes_first_and_says_that_it_is_reconstructed():
    assert shape_keys()[0] == "ling-plus"
    assert [key for key in shape_keys() if shape_preset(key).reconstructed] == ["ling-plus", "ling-2.5-1t"]


def test_every_shape_names_its_source():
    assert [key for key in shape_keys() if len(shape_preset(key).source) < 20] == []


def test_an_unknown_shape_is_refused_with_the_names_there_are():
    with pytest.raises(UserError, match=re.compile(r"'gpt-5'.*deepseek-v3.*mixtral-8x7b", re.DOTALL)):
        shape_preset("gpt-5")


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("DeepSeekV3 (w/o MTP)", "deepseek-v3"),
        ("DeepSeek-V2-Lite", "deepseek-v2-lite"),
        ("DeepSeek-V2 60B (16 layers)", "deepseek-v2"),
        ("LLAMA3.1_405B", "llama-3.1-405b"),
        ("Llama3.1-70B", "llama-3-70b"),
        ("Qwen3_235B_a22B (tokendrop)", "qwen3-235b-a22b"),
        ("GPT3-175B", "gpt3-175b"),
        ("GPT-OSS-120B", "gpt-oss-120b"),
        ("GLM-4.5", "glm-4.5"),
        ("GLM-4.6 (FP8)", "glm-4.5"),
        ("GLM-4.5-Air", "glm-4.5-air"),
        ("GLM4.5 Air base", "glm-4.5-air"),
        ("GLM-4.5V", "glm-4.5-air"),
        ("GLM-4.7-Flash", "glm-4.7-flash"),
        ("Llama4 Maverick", "llama-4-maverick"),
        ("Llama-4-Scout-17B-16E", "llama-4-scout"),
        ("LLAMA4_17B_128E", "llama-4-maverick"),
        ("Llama-3.2-3B-Instruct", "llama-3.2-3b"),
        ("MiniMax-M2.5", "minimax-m2.5"),
        ("Qwen3-Coder-480B-A35B", "qwen3-coder-480b-a35b"),
        ("deepseek-moe-16b-base", "deepseek-moe-16b"),
        ("openPangu-Ultra-MoE-718B", "pangu-ultra-moe"),
        ("Ring-1T", "ling-1t"),
        ("Grok 2.5", "grok-2"),
        ("GPT-NeoX 20B", "gpt-neox-20b"),
        ("MPT-30B", "mpt-30b"),
        ("BLOOM 176B", "bloom-176b"),
    ],
)
def test_a_printed_model_name_finds_its_public_configuration(printed, key):
    found = shape_named(printed)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "GPT-175B (MegaScale)",
        "OLMo-3-7B",
        "GLM-4.6V",
        "GLM-4.6V-Flash",
        "OLMoE3-30M",
        "Pangu Ultra",
        "BLOOM-candidate 181B",
        "Llama 4 Behemoth",
    ],
)
def test_a_name_without_a_public_configuration_finds_none(printed):
    assert shape_named(printed) is None


def written_names() -> list[tuple[str, str]]:
    """Return (name, key) of every name, alias and key written in the file of shapes."""
    tables = tomllib.loads(resource_path("shapes", "shapes.toml").read_text(encoding="utf-8"))
    return [(name, key) for key, table in tables.items() for name in (key, table["name"], *table.get("aliases", []))]


def plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def test_no_two_shapes_share_a_name():
    owners: dict[str, set[str]] = {}
    for name, key in written_names():
        owners.setdefault(plain(name), set()).add(key)
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


@given(
    written=st.sampled_from(written_names()),
    upper=st.booleans(),
    separator=st.sampled_from(["", " ", "-", "_", "."]),
    suffix=st.sampled_from(["", " (16 layers)", ", BF16", "/base", "_fp8"]),
)
def test_every_written_name_finds_its_shape_whatever_its_case_and_punctuation(written, upper, separator, suffix):
    name, key = written
    printed = re.sub("[^A-Za-z0-9]", separator, name)
    found = shape_named((printed.upper() if upper else printed) + suffix)
    assert found is not None
    assert found.key == key


@given(written=st.sampled_from(written_names()), more=st.sampled_from("axz059"))
def test_a_longer_word_is_not_taken_for_the_name_that_begins_it(written, more):
    name, key = written
    if plain(name + more) in {plain(other) for other, _ in written_names()}:
        return  # "minimax-m2" and "5" make "MiniMax-M2.5", a name of its own
    shorter = any(owner == key and len(plain(other)) < len(plain(name)) for other, owner in written_names())
    found = shape_named(name + more)
    assert found is None or found.key != key or shorter


def test_a_shape_of_flags_has_blocks_in_order():
    shape = shape_preset("deepseek-v3")
    assert shape.blocks == (Block(3, "attention", "dense"), Block(58, "attention", "moe"))
    assert (shape.layers, shape.dense_layers, shape.moe_layers, shape.mtp_layers) == (61, 3, 58, 1)
    assert (shape.heads, shape.attention, shape.mla.q_rank, shape.ffn) == (128, Attention.MLA, 1536, 18_432)
    assert (shape.experts, shape.top_k, shape.expert_ffn, shape.shared_ffn) == (256, 8, 2048, 2048)
    assert shape.is_uniform


def test_half_blocks_count_as_layers_and_a_mixed_stack_is_not_uniform():
    shape = shape_preset("nemotron-3-nano")
    kinds = {(block.mixer, block.channel): count for block, count in shape.kinds().items()}
    assert kinds == {("mamba", None): 23, (None, "moe"): 23, ("attention", None): 6}
    assert shape.layers == 52
    assert not shape.is_uniform


def test_windows_of_flags_are_spread_among_full_layers():
    shape = shape_of_flags(**LLAMA_FLAGS, sliding_window=128, windowed_layers=16)
    assert shape.windowed_layers == 16
    assert shape.blocks[:2] == (Block(1, "attention", "dense"), Block(1, "window", "dense"))


def test_a_block_that_names_what_the_shape_lacks_is_refused():
    shape = shape_preset("deepseek-v3")
    for blocks in ((Block(1, "other", "moe"),), (Block(1, "attention", ("dense", "other")),)):
        with pytest.raises(ValueError, match="'other', which the shape lacks"):
            replace(shape, blocks=blocks)


@pytest.mark.parametrize(
    "blocks",
    [(), (Repeat(repeat=10_000, blocks=(Block(10_000, "attention", "moe"),)),), (Block(10_000, "attention"),) * 2],
)
def test_a_stack_of_no_layer_or_of_too_many_is_refused_without_walking_through_it(blocks):
    with pytest.raises(ValueError, match="layers is"):
        replace(shape_preset("deepseek-v3"), blocks=blocks)


def test_prediction_modules_are_of_the_shapes_own_kind():
    nemotron = shape_preset("nemotron-3-super")
    assert with_prediction(nemotron, 2).mtp.blocks == (Block(1, "attention"), Block(1, None, "moe"))
    assert without_prediction(nemotron).mtp is None
    assert with_prediction(shape_preset("llama-3-8b"), 1).mtp.blocks == (Block(1, "attention", "dense"),)
