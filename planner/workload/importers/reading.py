"""A ``config.json`` read: its shape, the shipped shape it equals, and what was assumed or has no weight in it.

The text is a stranger's: its size is bounded, nothing in it is followed, and every number is checked.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from planner.errors import UserError
from planner.sentences import listed, sentence
from planner.units import GIGA
from planner.workload.counting import active_parameter_count, parameter_count
from planner.workload.importers.config import Config, words
from planner.workload.importers.likeness import shipped_like
from planner.workload.importers.registry import CLASSES, INNER, READERS
from planner.workload.importers.weightless import WEIGHTLESS, WRAPPING
from planner.workload.shape import TransformerShape
from planner.workload.shape_sizes import too_large

LARGEST_CONFIG_BYTES: Final = (4 << 20) - 1  # lists of layers kept out of quantisation fill 3 MB of a public one
_INNER_NAMES: Final = ("text_config", "llm_config", "language_config", "thinker_config")
_DEEPEST: Final = 40


class Reading(Struct, frozen=True, kw_only=True):
    """``shipped``: the shape that the program ships with the same layers, None where there is none.

    ``assumed``: fields with the default of the model's class, ``name value``; ``idle``: fields without weight in this
    configuration, such as a window that no layer uses.
    """

    shape: TransformerShape
    shipped: TransformerShape | None
    assumed: tuple[str, ...]
    idle: tuple[str, ...]

    def words(self) -> str:
        """Return what was read in a sentence or two: counted parameters beside the published ones, assumptions."""
        total, active = parameter_count(self.shape), active_parameter_count(self.shape)
        said = sentence(
            "{}: {:,.1f} B parameters counted, {:,.1f} B of them a token.",
            self.shape.name,
            total / GIGA,
            active / GIGA,
        )
        if self.shipped is not None:
            said += sentence(" The layers are those of {} ({}).", self.shipped.name, self.shipped.source)
        if self.assumed:
            said += sentence(" Missing, so the class's own: {}.", listed(", ", self.assumed))
        if self.idle:
            said += sentence(" Without weight in this configuration: {}.", listed(", ", self.idle))
        return said


def shape_from_config(config: str | bytes | Mapping[str, Any], name: str) -> TransformerShape:
    """Return the shape of a ``config.json`` (its text or its parsed object) under a name of the user's choice.

    A shape that the program ships comes under its own name. Raises UserError, one sentence, for text that is no such
    file, for an architecture that is not understood, and for every field whose effect on the counts is not known.
    """
    return read_config(config, name).shape


def read_config(config: str | bytes | Mapping[str, Any], name: str) -> Reading:
    """Return what a ``config.json`` says; raises UserError as ``shape_from_config`` does."""
    entries = _model(_parsed(config))
    read = READERS[entries.kind]
    try:
        stack = read(entries)
        shape = stack.shape(entries, f"config:{name}", name)
    except ValueError as error:
        raise UserError(sentence("The configuration contradicts itself: {}", error)) from error
    entries.take("tie_word_embeddings", "vocab_size")
    entries.close()
    beyond = too_large(shape)
    if beyond:
        raise UserError(sentence("The configuration is beyond what can be planned: {}; correct it.", beyond))
    shipped = shipped_like(shape, name)
    if shipped is not None:
        shape = shipped.shape if shipped.exactly else replace(shape, name=_named(shipped.shape, shape))
    return Reading(
        shape=shape,
        shipped=None if shipped is None else shipped.shape,
        assumed=tuple(entries.assumed),
        idle=tuple(dict.fromkeys(entries.idle)),
    )


def _named(shipped: TransformerShape, shape: TransformerShape) -> str:
    """Return the shipped name, with a word on MTP where it differs: files of some models leave theirs out."""
    if shape.mtp_layers == shipped.mtp_layers:
        return shipped.name
    return (
        sentence("{} with {} MTP", shipped.name, shape.mtp_layers)
        if shape.mtp_layers
        else sentence("{} without MTP", shipped.name)
    )


def _parsed(config: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(config, Mapping):
        return config
    if len(config) > LARGEST_CONFIG_BYTES:
        raise UserError("The configuration has 4 MiB or more; give a model's config.json.")
    try:
        entries = json.loads(config)
    except (ValueError, RecursionError) as error:
        raise UserError(
            sentence("The configuration is not JSON ({}); give the model's config.json.", str(error)[:80])
        ) from error
    if not isinstance(entries, dict):
        raise UserError("The configuration is not a JSON object; give the model's config.json.")
    return entries


def _model(entries: Mapping[str, Any]) -> Config:
    """Return the language model's own entries, those of a wrapper around it checked to be without weight."""
    _check_depth(entries)
    name = next((each for each in _INNER_NAMES if isinstance(entries.get(each), dict)), None)
    if name is None:
        return Config(entries, _kind(entries))
    inner = dict(entries[name])
    kind = _inner_kind(entries, inner)
    outer = Config(entries, kind)
    outer.value(name)
    if isinstance(inner.get(name), dict):
        raise UserError(
            sentence('The configuration has "{}" inside of "{}"; give the model\'s own config.json.', name, name)
        )
    _share(outer, inner, "tie_word_embeddings")
    if "vocab_size" not in inner:
        _share(outer, inner, "vocab_size")
    _agree(outer, inner)
    outer.close(WRAPPING)
    return Config(inner, kind)


def _check_depth(value: object) -> None:
    """Raise UserError for objects nested without end, which no configuration needs."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, Mapping) else each if isinstance(each, list) else ())
            if isinstance(inner, Mapping | list)
        ]
        if not level:
            return
    raise UserError("The configuration is nested deeper than any config.json; give the model's own one.")


def _share(outer: Config, inner: dict[str, Any], name: str) -> None:
    """Give the inner configuration what the wrapper says; raise UserError where the two differ."""
    value = outer.value(name)
    if value is not None and inner.get(name) is not None:
        outer.agree(name, inner[name], "the language model's own is")
    if value is not None:
        inner[name] = value


def _agree(outer: Config, inner: Mapping[str, Any]) -> None:
    """Take fields that the wrapper repeats of its language model; refuse where the two differ."""
    for name, value in inner.items():
        if outer.has(name) and name not in WEIGHTLESS and name != "tie_word_embeddings":
            outer.agree(name, value, "the language model's own is")


def _kind(entries: Mapping[str, Any]) -> str:
    kind, classes = entries.get("model_type"), entries.get("architectures")
    if isinstance(kind, str) and kind in READERS:
        return kind
    named = classes[0] if isinstance(classes, list) and classes and isinstance(classes[0], str) else ""
    if named in CLASSES:
        return CLASSES[named]
    if not isinstance(kind, str) or not kind:
        raise UserError('The configuration has no "model_type"; give the config.json of a language model.')
    near = get_close_matches(kind, READERS, n=3)
    named_so = sentence("; near to it are {}", listed(", ", near)) if near else ""
    raise UserError(
        sentence(
            "The model type {} is none of the {} that are understood{}. Describe its layers in a shape file of "
            "your own instead.",
            words(kind),
            len(READERS),
            named_so,
        )
    )


def _inner_kind(entries: Mapping[str, Any], inner: Mapping[str, Any]) -> str:
    outer = entries.get("model_type")
    kind = inner.get("model_type")
    if isinstance(kind, str) and kind:
        return _kind(inner)
    if isinstance(outer, str) and outer in INNER:
        return INNER[outer]
    return _kind(entries)
