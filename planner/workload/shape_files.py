"""A user's own shapes as TOML: a shape written as the shipped ones are, and read back with errors by line.

The text is a user's or a stranger's: its size is bounded, every name in it is known or refused, and every number has a
bound.
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

import msgspec
import tomlkit
from msgspec.structs import fields
from tomlkit.items import Item

from planner.errors import UserError
from planner.sentences import sentence
from planner.toml_text import toml_of
from planner.workload.blocks import Block, Repeat, blocks_of
from planner.workload.channel_mixers.registry import CHANNEL_MIXERS
from planner.workload.mixers.registry import MIXERS
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.shape import TransformerShape
from planner.workload.shape_tables import shape_of_table, with_none
from planner.workload.sizes import LARGEST_WIDTH

LARGEST_SHAPES_BYTES: Final = 1 << 18
_MOST_SHAPES: Final = 200
_PLAIN: Final[Mapping[str, type]] = {
    "name": str,
    "hidden": int,
    "vocab": int,
    "norms": int,
    "tied_embeddings": bool,
    "reconstructed": bool,
    "source": str,
}
_WORDS: Final = {str: "a text", int: "a whole number", bool: "true or false"}
_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_KEY = re.compile(r'"[^"]*"|\'[^\']*\'|[A-Za-z0-9_-]+')
_ASSIGNED = re.compile(r'((?:"[^"]*+"|\'[^\']*+\'|[A-Za-z0-9_.\s-])++)=')


def shape_to_toml(shape: TransformerShape) -> str:
    """Return a shape as the text of a shapes file; ``shapes_from_toml`` reads it back the same."""
    table = tomlkit.table()
    for name in (
        "name",
        "hidden",
        "vocab",
        *(_changed(shape, ("tied_embeddings", "norms", "reconstructed"))),
        "source",
    ):
        table.append(name, getattr(shape, name))
    if shape.residual != Residual():
        table.append("residual", _inline(_plain(shape.residual)))
    table.append("blocks", _list_of_blocks(shape))
    if shape.mtp is not None:
        table.append("mtp", _inline(_plain(shape.mtp) | {"blocks": [_entry(block) for block in shape.mtp.blocks]}))
    for part in ("mixers", "channel_mixers"):
        for name, mixer in getattr(shape, part).items():
            table.append(tomlkit.key([part, name]), _inline(_sizes(mixer)))
    return tomlkit.dumps({shape.key: table})


def _changed(shape: TransformerShape, names: tuple[str, ...]) -> list[str]:
    defaults = {each.name: each.default for each in fields(TransformerShape)}
    return [name for name in names if getattr(shape, name) != defaults[name]]


def _list_of_blocks(shape: TransformerShape) -> Item:
    found = tomlkit.array()
    for block in shape.blocks:
        entry = _entry(block)
        found.append(_inline(entry) if isinstance(entry, dict) else entry)
    return found.multiline(multiline=True)


def _entry(block: Block | Repeat) -> Any:  # noqa: ANN401 - any TOML
    if isinstance(block, Repeat):
        return {"repeat": block.repeat, "blocks": [_entry(each) for each in block.blocks]}
    channel = list(block.channel) if isinstance(block.channel, tuple) else block.channel
    return [block.count, block.mixer or "", channel or ""]


def _inline(values: Mapping[str, Any]) -> Item:
    table = tomlkit.inline_table()
    for name, value in values.items():
        table.append(name, _inline(value) if isinstance(value, dict) else value)
    return table


def _plain(part: Residual | Prediction) -> dict[str, Any]:
    """Return the fields of a part that are not as the class has them."""
    found: dict[str, Any] = {}
    for each in fields(part):
        value = getattr(part, each.name)
        if each.default is msgspec.NODEFAULT or value != each.default:
            found[each.name] = value.value if isinstance(value, Enum) else value
    return found


def _sizes(part: msgspec.Struct) -> dict[str, Any]:
    """Return the sizes of a mixer that are not as its kind has them, the kind first."""
    tag = part.__struct_config__.tag
    found: dict[str, Any] = {"kind": tag} if tag else {}
    for each in fields(part):
        value = getattr(part, each.name)
        if value is None or value == each.default:
            continue
        found[each.name] = _sizes(value) if isinstance(value, msgspec.Struct) else msgspec.to_builtins(value)
    return found


def shapes_from_toml(text: str) -> tuple[TransformerShape, ...]:
    """Return the shapes of a text, in its order; raise UserError with the line of what is wrong."""
    if len(text.encode("utf-8", "replace")) > LARGEST_SHAPES_BYTES:
        raise UserError(
            sentence("The shapes have more than {} KiB; give fewer in one file.", LARGEST_SHAPES_BYTES >> 10)
        )
    try:
        tables = toml_of(text)
    except ValueError as error:
        raise UserError(sentence("The shapes are not TOML: {}.", str(error)[:120])) from error
    if not 1 <= len(tables) <= _MOST_SHAPES:
        raise UserError(
            sentence("The text has {} shapes; give from 1 to {}, each under [a-key].", len(tables), _MOST_SHAPES)
        )
    lines = _Lines(text)
    return tuple(_shape(key, table, lines) for key, table in tables.items())


class _Lines:
    """Where in a text the fields of its tables stand."""

    def __init__(self, text: str) -> None:
        self._known: dict[tuple[str, ...], int] = {}
        header: tuple[str, ...] = ()
        for number, line in enumerate(text.splitlines(), start=1):
            bare = line.strip()
            if bare.startswith("[") and "=" not in bare and bare.rstrip("] \t").count(",") == 0:
                header = _names(bare.strip("[] \t"))
                self._known.setdefault(header, number)
            elif (assigned := _ASSIGNED.match(line)) is not None:
                self._known.setdefault(header + _names(assigned.group(1)), number)

    def refuse(self, path: tuple[str, ...], what: str) -> UserError:
        """Return an error that names the line of a field, or of what it stands in."""
        for length in range(len(path), 0, -1):
            line = self._known.get(path[:length])
            if line is not None:
                return UserError(sentence("Line {}: {}", line, what))
        return UserError(what)


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in _KEY.findall(dotted))


def _shape(key: str, table: object, lines: _Lines) -> TransformerShape:
    if not isinstance(table, dict):
        raise lines.refuse((key,), f'"{key}" stands outside of a table; begin with a line such as [my-shape].')
    if "blocks" not in table:
        raise lines.refuse((key,), f'The shape "{key}" lacks "blocks"; list its layers there.')
    _check_fields(key, table, lines)
    _check_parts(key, table, lines)
    _check_numbers((key,), table, lines)
    try:
        return shape_of_table(key, table)
    except (TypeError, ValueError) as error:
        raise lines.refuse((key,), f"{_said(error)}") from error


def _check_fields(key: str, table: Mapping[str, Any], lines: _Lines) -> None:
    parts = ("blocks", "mixers", "channel_mixers", "mtp", "residual")
    for name, value in table.items():
        if name not in _PLAIN and name not in parts:
            raise lines.refuse(
                (key, name), f'"{name}" is no field of a shape; known are {", ".join((*_PLAIN, *parts))}.'
            )
        kind = _PLAIN.get(name)
        if kind is not None and type(value) is not kind:
            raise lines.refuse((key, name), f'"{name}" must be {_WORDS[kind]}.')
        if name in parts[1:] and not isinstance(value, dict):
            raise lines.refuse((key, name), f'"{name}" must be a table.')
    missing = [name for name in ("name", "hidden", "vocab", "mixers", "channel_mixers") if name not in table]
    if missing:
        raise lines.refuse((key,), f'The shape "{key}" lacks "{missing[0]}".')


def _check_parts(key: str, table: Mapping[str, Any], lines: _Lines) -> None:
    """Read each part on its own, so that an error has a place."""
    for part, known in (("mixers", MIXERS), ("channel_mixers", CHANNEL_MIXERS)):
        for name, sizes in table[part].items():
            _check_mixer((key, part, name), sizes, known, lines)
    try:
        blocks_of(with_none(table["blocks"]))
    except (msgspec.ValidationError, ValueError) as error:
        raise lines.refuse((key, "blocks"), f"{_said(error)}") from error
    for part, kind in (("mtp", Prediction), ("residual", Residual)):
        if part in table:
            _check_names((key, part), table[part], set(kind.__struct_fields__), lines)
            _convert((key, part), table[part], kind, lines)


def _check_mixer(path: tuple[str, ...], sizes: object, known: Mapping[str, type], lines: _Lines) -> None:
    kind = sizes.get("kind") if isinstance(sizes, dict) else None
    if not isinstance(sizes, dict) or not isinstance(kind, str) or kind not in known:
        raise lines.refuse(path, f'"{path[-1]}" needs a "kind" out of {", ".join(known)}.')
    _check_names(path, sizes, {"kind", *known[kind].__struct_fields__}, lines)  # type: ignore[attr-defined]
    indexer = sizes.get("indexer")
    if isinstance(indexer, dict):
        _check_names((*path, "indexer"), indexer, {"heads", "dim", "top_k", "block", "shared"}, lines)
    _convert(path, sizes, known[kind], lines)


def _check_names(path: tuple[str, ...], given: Mapping[str, Any], known: set[str], lines: _Lines) -> None:
    strange = [name for name in given if name not in known]
    if strange:
        words = f'"{strange[0]}" is no field of "{path[-1]}"; known are {", ".join(sorted(known))}.'
        raise lines.refuse((*path, strange[0]), words)


def _convert(path: tuple[str, ...], value: object, kind: type, lines: _Lines) -> None:
    try:
        msgspec.convert(with_none(value), kind)
    except (msgspec.ValidationError, ValueError) as error:
        found = _PATH.search(str(error))
        inner = tuple(_KEY.findall(found["path"])) if found else ()
        field = f' ("{inner[0]}" of "{path[-1]}")' if inner else f' ("{path[-1]}")'
        raise lines.refuse((*path, *inner), f"{_said(error).rstrip('.')}{field}.") from error


def _check_numbers(path: tuple[str, ...], value: object, lines: _Lines) -> None:
    """Raise UserError for numbers beyond any size, whatever they stand in."""
    if isinstance(value, dict):
        for name, each in value.items():
            _check_numbers((*path, name), each, lines)
    elif isinstance(value, list):
        for each in value:
            _check_numbers(path, each, lines)
    elif isinstance(value, int | float) and not -1 <= value <= LARGEST_WIDTH:  # NaN compares as false
        raise lines.refuse(path, f'"{path[-1]}" has a number that is none from 0 to {LARGEST_WIDTH:,}.')


def _said(error: Exception) -> str:
    text = _PATH.sub("", str(error))
    return text if text.endswith(".") else f"{text}."
