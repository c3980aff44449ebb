import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.resource_files import resource_path
from planner.workload.presets import shape_keys, shape_named, shape_preset
from planner.workload.shape import Attention, MlaRanks
from planner.workload.training_run import TrainingRun

LING = shape_preset("ling-plus")
LLAMA = shape_preset("llama-3-8b")


@pytest.mark.parametrize(
    ("shape", "change", "words"),
    [
        (LLAMA, {"kv_heads": 5}, "32 heads do not divide into 5 KV heads"),
        (LLAMA, {"layers": 0}, "layers is 0"),
        (LLAMA, {"dense_layers": 33}, "dense_layers is 33 of 32"),
        (LLAMA, {"ffn": 0}, "ffn is 0"),
        (LLAMA, {"attention": Attention.MLA}, "MLA ranks"),
        (LLAMA, {"windowed_layers": 4}, "sliding_window"),
        (LLAMA, {"mtp_layers": -1}, "mtp_layers is -1"),
        (LING, {"top_k": 65}, "top_k 65 of 64 experts"),
        (LING, {"experts": 0}, "experts is 0"),
        (LING, {"routing_groups": 7}, "64 experts in 7 routing groups"),
        (LING, {"routing_groups": 8, "routing_group_limit": 9}, "at most 9"),
    ],
)
def test_a_shape_that_contradicts_itself_is_refused_in_one_sentence(shape, change, words):
    with pytest.raises(ValueError, match=words) as refusal:
        replace(shape, **change)
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
    assert [key for key in shape_keys() if shape_preset(key).reconstructed] == ["ling-plus"]


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
        ("MiniMax-M2.5", "minimax-m2"),
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
        "GLM-5",
        "OLMoE3-30M",
        "Ling-flash-linear-2.0",
        "Pangu Ultra",
        "BLOOM-candidate 181B",
        "Llama 4 Behemoth",
        "Step-3",
        "LongCat-Flash",
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
