"""The entries of a launch text that somebody typed or pasted: sizes, command-line arguments, YAML or TOML.

The text is a stranger's: nothing in it is run, its size is bounded, and only plain values are taken. Every pattern
takes a time in proportion to the text: none begins anew inside what it has passed over.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from planner.errors import UserError
from planner.launching.parser_table import parser_flags
from planner.sentences import sentence
from planner.toml_text import toml_of

LARGEST_BYTES = 1 << 16  # ten times the longest launch script known
Entries = dict[str, Any]

_TOML_TABLE = re.compile(r"\s*\[[\w.\"-]+\]\s*")
_YAML_NAME = re.compile(r"[\s-]*[\w.]+\s*:(\s|$)")
_FLAG = re.compile(r"(?<![\w-])(--[\w-]++)=")
_ASSIGNED = re.compile(
    r"^[^\S\n]*+(?:export\s++)?([A-Za-z_]\w*+)=(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s;#]*))", re.MULTILINE
)
_NEXT_ASSIGNED = re.compile(r";[^\S\n]*+(?=(?:export\s++)?[A-Za-z_]\w*+=)")  # TP=2; PP=8
_HEAD = re.compile(r"^[^\S\n]*+(?:export\s++)?[A-Za-z_]\w*+\+?=\(?", re.MULTILINE)
_PAIR = re.compile(r"\b([A-Za-z]\w*+)\s*+=\s*+([^\s,;]+)")
_OVERRIDE = re.compile(r"(?:\b[a-z_]+\.([a-z]\w*+)|\b(mixed_precision))=(\[[^\]]{0,1000}\]|[^\s'\"]+)")
_NESTED = 3  # variables of variables of variables
_DEEPEST = 40  # tables within tables: of any software's launch file three or four
_LARGEST_NUMBER = 10**15
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)(?::-([^}]*))?\}?")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast, where libyaml is there
_OPENS = (
    *(yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken),
    *(yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken),
)
_CLOSES = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)

TYPED, ARGUMENTS = "typed sizes", "launch arguments"
YAML, TOML = "YAML", "TOML"


def entries_of_text(text: str) -> tuple[str, Entries]:
    """Return the form of a text and its entries by their own names, tables flattened, dashes as underscores.

    Raises UserError, one sentence, for a text that is too large or breaks the form that it looks like.
    """
    if len(text) > LARGEST_BYTES:
        raise UserError(sentence("The text of the layout is larger than 64 KiB; give the launch arguments alone."))
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    plain = "\n".join(lines)
    if any(map(_TOML_TABLE.fullmatch, lines)):
        form, found = TOML, dict(_flat(_loaded_toml(text)))
    elif any(map(_YAML_NAME.match, lines)):
        form, found = YAML, dict(_flat(_loaded_yaml(text)))
    elif re.search(r"--[a-z][a-z-]+", plain):
        form, found = ARGUMENTS, dict(_of_arguments(plain)) | dict(_of_overrides(plain))
    else:
        form, found = TYPED, _of_sizes(plain)
    return form, found


def _of_sizes(text: str) -> Entries:
    """Return typed sizes; of two values of one name nobody knows which is meant."""
    found: Entries = {}
    for name, value in _PAIR.findall(text):
        key = name.lower()
        if found.setdefault(key, value) != value:
            raise UserError(
                sentence("The layout says both {}={} and {}={}; keep one.", key, found[key][:20], key, value[:20])
            )
    return found


def _of_arguments(text: str) -> Iterator[tuple[str, Any]]:
    """Yield flags with their values; variables that the text itself sets are put in, nothing is run."""
    lines = _NEXT_ASSIGNED.sub("\n", text).splitlines()
    joined = " ".join(line.partition(" #")[0].rstrip().removesuffix("\\") + "\n" for line in lines)
    values = {name: next((part for part in rest if part), "") for name, *rest in _ASSIGNED.findall(joined)}
    joined = _HEAD.sub(" -- ", joined)
    for _ in range(_NESTED):
        if sum(len(values.get(match[1], "")) for match in _VARIABLE.finditer(joined)) > LARGEST_BYTES:
            raise UserError(
                sentence("The variables of the text make it larger than 64 KiB; give the launch arguments alone.")
            )
        joined = _VARIABLE.sub(lambda match: values.get(match[1], match[2] or match[0]), joined)
    words = [word.strip("\"'()") for word in _FLAG.sub(r"\1 ", joined).split()]
    flag, taken = "", list[str]()
    for word in [*words, "--"]:
        if not word.startswith("--"):
            taken.append(word)
            continue
        if flag:
            yield flag[2:].replace("-", "_"), _value(flag, [part for part in taken if part])
        flag, taken = (word if len(word) > len("--") else ""), []


def _of_overrides(text: str) -> Iterator[tuple[str, Any]]:
    """Yield ``section.field=value`` by its field, as Megatron-Bridge and NeMo take it."""
    for name, whole, value in _OVERRIDE.findall(text):
        listed = re.findall(r"[\w.]+", value) if value.startswith("[") else value
        yield name or whole, {"true": True, "false": False, "null": None}.get(value.lower(), listed)


def _value(flag: str, taken: list[str]) -> str | bool:
    """Return what a flag says: of one that takes nothing or one value, what follows is no part of it."""
    known = parser_flags().get(flag)
    if not taken or (known is not None and known.takes_nothing):
        return True
    return " ".join(taken) if known is not None and known.takes.startswith("nargs") else taken[0]


def _flat(tree: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST:
        raise UserError(
            sentence("The text has tables more than {} deep; paste the launch file of a training run.", _DEEPEST)
        )
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, depth + 1)
        elif isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
            raise UserError(sentence("{!r} is a number larger than any of a training run; correct it.", str(name)[:40]))
        else:
            yield str(name).rpartition(".")[2].removeprefix("--").replace("-", "_"), value


def _loaded_toml(text: str) -> Mapping[str, Any]:
    try:
        return toml_of(text)
    except ValueError as error:
        raise UserError(sentence("The text looks like TOML and is not ({}); correct it.", str(error)[:80])) from error


def _loaded_yaml(text: str) -> Mapping[str, Any]:
    try:
        _check_tokens(text)
        found = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the safe one
    except UserError:
        raise
    except (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        # The last three are what its constructors raise of a value that is not what its tag says.
        raise UserError(
            sentence("The text looks like YAML and is not ({}); correct it.", " ".join(str(error).split())[:80])
        ) from error
    if not isinstance(found, Mapping):
        raise UserError(sentence("The YAML is no table of names and values; paste the launch file of a training run."))
    return found


def _check_tokens(text: str) -> None:
    """Refuse what could fill the memory, or take for ever to read."""
    depth = 0
    for token in yaml.scan(text, Loader=_LOADER):
        if isinstance(token, yaml.AliasToken):
            raise UserError(
                sentence("The YAML repeats parts by alias, whose copies could fill the memory; write them out.")
            )
        depth += isinstance(token, _OPENS) - isinstance(token, _CLOSES)
        if depth > _DEEPEST:
            raise UserError(
                sentence("The YAML has parts more than {} deep; paste the launch file of a training run.", _DEEPEST)
            )
