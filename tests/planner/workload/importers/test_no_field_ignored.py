"""No field of a configuration can change without a change of the shape, a refusal, or a known lack of weight."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.importers.reading import _model, read_config
from planner.workload.importers.registry import READERS
from planner.workload.importers.weightless import WEIGHTLESS, WRAPPING

# of public models; and a small one, of sizes of our own, of each reader whose models the program does not ship
CONFIGS = sorted(path for room in ("configs", "small") for path in (Path(__file__).parent / room).glob("*.json"))


def model_of(entries: dict[str, Any]) -> dict[str, Any]:
    return entries.get("text_config", entries)


def places(entries: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return where the fields stand, nested ones as well, those with a known lack of weight left out."""
    found: list[tuple[str, ...]] = []
    for name, value in entries.items():
        if name in WEIGHTLESS or (name in WRAPPING and name != "text_config") or value is None:
            continue
        inner = isinstance(value, dict) and value
        found += places(value, (*path, name)) if inner else [(*path, name)]
    return found


ALL = [(path, place) for path in CONFIGS for place in places(json.loads(path.read_text(encoding="utf-8")))]


def changed(entries: dict[str, Any], place: tuple[str, ...], value: object) -> dict[str, Any]:
    copy = dict(entries)
    copy[place[0]] = value if len(place) == 1 else changed(copy[place[0]], place[1:], value)
    return copy


def value_at(entries: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        entries = entries[name]
    return entries


def others(value: object) -> list[object]:
    """Return other values of a field's type."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value * 2 + 2, value + 128]
    if isinstance(value, float):
        return [value + 0.5]
    if isinstance(value, str):
        return [value + "x", "strange"]
    if isinstance(value, list):
        return [[*value, *value], [*value[:-1], "strange"], value[: len(value) // 2]] if value else [["strange"]]
    return [{"strange": 1}]


def without_effect(path: Path, place: tuple[str, ...], value: object) -> bool:
    """Say whether a configuration with another value is read as the same shape and nothing says so."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    before = read_config(entries, "a")
    try:
        after = read_config(changed(entries, place, value), "a")
    except UserError:
        return False
    inner = place[1:] if place[0] == "text_config" else place
    return after.shape == before.shape and ".".join(inner) not in after.idle


@given(picked=st.sampled_from(ALL), draw=st.data())
@settings.get_profile("many")
def test_a_changed_field_changes_the_shape_or_is_named(picked, draw):
    path, place = picked
    value = draw.draw(st.sampled_from(others(value_at(json.loads(path.read_text(encoding="utf-8")), place))))
    assert not without_effect(path, place, value), f"{path.stem}: {'.'.join(place)} {value!r:.60}"


@pytest.mark.slow
def test_every_changed_field_of_every_configuration_does():
    ignored = [
        f"{path.stem}: {'.'.join(place)} {value!r:.60}"
        for path, place in ALL
        for value in others(value_at(json.loads(path.read_text(encoding="utf-8")), place))
        if without_effect(path, place, value)
    ]
    assert ignored == []


def test_every_reader_has_a_configuration():
    kinds = {_model(json.loads(path.read_text(encoding="utf-8"))).kind for path in CONFIGS}
    assert {READERS[kind] for kind in kinds} == set(READERS.values())


@pytest.mark.parametrize(
    ("key", "field", "values"),
    [
        ("afmoe", "global_attn_every_n_layers", (3, 5)),
        ("exaone4", "sliding_window_pattern", ("LLGG", "LG", 2)),
        ("minimax-m2", "mtp_transformer_layers", (2, 3)),
        ("qwen3-next-80b-a3b", "mtp_use_dedicated_embeddings", (True,)),
        ("internlm-7b", "attention_bias", (False, True)),
        ("deepseek-v3", "num_shared_experts", (True, 2)),
    ],
)
def test_a_field_that_another_one_overrules_is_named(key, field, values):
    (path,) = (path for path in CONFIGS if path.stem == key)
    assert not any(without_effect(path, (field,), value) for value in values)


def test_a_field_that_nobody_knows_is_named():
    for path in CONFIGS:
        entries = json.loads(path.read_text(encoding="utf-8"))
        model_of(entries)["experts_of_tomorrow"] = 8
        with pytest.raises(UserError, match="experts_of_tomorrow"):
            read_config(entries, "a")


def test_a_field_without_weight_changes_nothing():
    weightless = {"bos_token_id": 7, "rope_theta": 12345.0, "initializer_range": 0.5, "use_cache": False}
    for path in CONFIGS:
        entries = json.loads(path.read_text(encoding="utf-8"))
        before = read_config(entries, "a").shape
        model_of(entries).update(weightless)
        assert read_config(entries, "a").shape == before, path.stem


def test_no_name_is_without_weight_and_read_as_a_size():
    sizes = {"hidden_size", "num_hidden_layers", "num_experts", "sliding_window", "intermediate_size", "vocab_size"}
    assert not sizes & (WEIGHTLESS | WRAPPING)
    assert len(READERS) > 80


@pytest.mark.parametrize("key", ["qwen3-8b", "qwen3-30b-a3b", "qwen2-57b-a14b"])
def test_a_window_that_is_switched_on_without_effect_is_named(key):
    entries = json.loads((Path(__file__).parent / "configs" / f"{key}.json").read_text(encoding="utf-8"))
    before, after = (read_config({**entries, "use_sliding_window": on}, "a") for on in (False, True))
    assert after.shape != before.shape or "use_sliding_window" in after.idle
