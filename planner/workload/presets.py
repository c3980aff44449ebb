"""The transformer shapes that come with the program, by key."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from statistics import median
from typing import Any, Final

from msgspec import Struct

from planner.errors import BugError, UserError
from planner.resource_files import resource_path
from planner.sentences import listed, sentence
from planner.workload.shape import TransformerShape
from planner.workload.shape_tables import shape_of_table

_FILES: Final = ("shapes.toml", "block_shapes.toml")
_RECORDED: Final = "recorded_shapes.toml"  # of models that reports of training runs name, beside those offered
_PUNCTUATION = re.compile(r"[^a-z0-9]+")


class _Preset(Struct, frozen=True, kw_only=True):
    shape: TransformerShape
    names: tuple[str, ...]  # without case and punctuation


def shape_keys() -> tuple[str, ...]:
    """Return the keys of all shapes shipped, in the order of the file (Ling-Plus first)."""
    return tuple(_presets())


def shape_preset(key: str) -> TransformerShape:
    """Return one shape by its key, or by a name of it in any spelling; raise UserError listing what there is instead.

    >>> shape_preset("Ling_Plus").key, shape_preset("DeepSeek V3").key
    ('ling-plus', 'deepseek-v3')
    """
    preset = _presets().get(key) or _by_name().get(_plain(key))
    if preset is None:
        raise UserError(
            sentence("No shape {!r} is shipped; choose one of {}, or a config.json.", key, listed(", ", _presets()))
        )
    return preset.shape


def shape_named(printed: str) -> TransformerShape | None:
    """Return the shape whose name (or alias) begins a printed name, the longest one; None where none does.

    A name ends where a word ends: "GLM-4.6V" is another model than "GLM-4.6".

    >>> shape_named("DeepSeekV3 (w/o MTP)").key
    'deepseek-v3'
    """
    return _longest(printed, _presets().values())


def recorded_shape(printed: str) -> TransformerShape | None:
    """Return the shape that ``shape_named`` would among those shipped and those that reports of runs name.

    >>> shape_named("Falcon-180B"), recorded_shape("Falcon-180B").layers
    (None, 80)
    """
    return _longest(printed, (*_presets().values(), *_recorded().values()))


def usual_vocab() -> int:
    """Return the median vocabulary of the shapes shipped."""
    return int(median(preset.shape.vocab for preset in _presets().values()))


def _longest(printed: str, presets: Iterable[_Preset]) -> TransformerShape | None:
    wanted = printed.lower()
    found = [(len(name), preset.shape) for preset in presets for name in preset.names if _beginning(name).match(wanted)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _plain(text: str) -> str:
    return _PUNCTUATION.sub("", text.lower())


@cache
def _by_name() -> Mapping[str, _Preset]:
    """Return presets by their names without case and punctuation; a key stands before another's alias."""
    found: dict[str, _Preset] = {}
    for preset in _presets().values():
        for name in preset.names:
            found.setdefault(name, preset)
    return found


@cache
def _beginning(plain: str) -> re.Pattern[str]:
    """Return what a printed name that begins with this one looks like."""
    return re.compile("[^a-z0-9]*" + "[^a-z0-9]*".join(plain) + "(?![a-z0-9])")


@cache
def _presets() -> Mapping[str, _Preset]:
    found: dict[str, _Preset] = {}
    for name in _FILES:
        found |= _presets_of(name)
    return found


@cache
def _recorded() -> Mapping[str, _Preset]:
    return _presets_of(_RECORDED)


def _presets_of(file_name: str) -> dict[str, _Preset]:
    with resource_path("shapes", file_name).open("rb") as file:
        tables = tomllib.load(file)
    return {key: _preset(key, table, file_name) for key, table in tables.items()}


def _preset(key: str, table: dict[str, Any], file: str) -> _Preset:
    fields = dict(table)
    aliases = fields.pop("aliases", [])
    try:
        shape = shape_of_table(key, fields)
    except (TypeError, ValueError) as error:
        raise BugError(f"resources/shapes/{file}, [{key}]: {error}") from error
    return _Preset(shape=shape, names=tuple(_plain(name) for name in (key, shape.name, *aliases)))
