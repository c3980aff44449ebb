"""No field of a configuration can change without a change of the shape, a refusal, or a known lack of weight."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.importers.reading import read_config
from planner.workload.importers.registry import READERS
from planner.workload.importers.weightless import WEIGHTLESS, WRAPPING

CONFIGS = sorted((Path(__file__).parent / "configs").glob("*.json"))


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


ALL = [(path.stem, place) for path in CONFIGS for place in places(json.loads(path.read_text(encoding="utf-8")))]


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


@given(picked=st.sampled_from(ALL), draw=st.data())
@settings.get_profile("many")
def test_a_changed_field_changes_the_shape_or_is_named(picked, draw):
    key, place = picked
    entries = json.loads((Path(__file__).parent / "configs" / f"{key}.json").read_text(encoding="utf-8"))
    value = draw.draw(st.sampled_from(others(value_at(entries, place))))
    before = read_config(entries, "a")
    after = None
    with contextlib.suppress(UserError):
        after = read_config(changed(entries, place, value), "a")
    if after is None:
        return
    inner = place[1:] if place[0] == "text_config" else place
    named = ".".join(inner)
    without_weight = named in after.idle
    assert after.shape != before.shape or without_weight, f"{key}: {named} {value!r:.60}"


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_field_that_nobody_knows_is_named(path):
    entries = json.loads(path.read_text(encoding="utf-8"))
    model_of(entries)["experts_of_tomorrow"] = 8
    with pytest.raises(UserError, match="experts_of_tomorrow"):
        read_config(entries, "a")


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_field_without_weight_changes_nothing(path):
    entries = json.loads(path.read_text(encoding="utf-8"))
    before = read_config(entries, "a").shape
    for name, value in {"bos_token_id": 7, "rope_theta": 12345.0, "initializer_range": 0.5, "use_cache": False}.items():
        model_of(entries)[name] = value
    assert read_config(entries, "a").shape == before


def test_no_name_is_without_weight_and_read_as_a_size():
    sizes = {"hidden_size", "num_hidden_layers", "num_experts", "sliding_window", "intermediate_size", "vocab_size"}
    assert not sizes & (WEIGHTLESS | WRAPPING)
    assert len(READERS) > 80


@pytest.mark.parametrize("key", ["qwen3-8b", "qwen3-30b-a3b", "qwen2-57b-a14b"])
def test_a_window_that_is_switched_on_without_effect_is_named(key):
    entries = json.loads((Path(__file__).parent / "configs" / f"{key}.json").read_text(encoding="utf-8"))
    before, after = (read_config({**entries, "use_sliding_window": on}, "a") for on in (False, True))
    assert after.shape != before.shape or "use_sliding_window" in after.idle
