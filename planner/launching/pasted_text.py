"""The entries of a launch text that somebody typed or pasted: sizes, command-line arguments, YAML or TOML.

The text is a stranger's: nothing in it is run, its size is bounded, and only plain values are taken.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from planner.errors import UserError
from planner.launching.parser_table import parser_flags

LARGEST_BYTES = 1 << 20
Entries = dict[str, Any]

_ASSIGNED = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s;#]*))", re.MULTILINE)
_HEAD = re.compile(r"^\s*(?:export\s+)?[A-Za-z_]\w*\+?=\(?", re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z]\w*)\s*=\s*([^\s,;]+)")
_OVERRIDE = re.compile(r"(?:\b[a-z_]+\.([a-z]\w*)|\b(mixed_precision))=(\[[^\]]*\]|[^\s'\"]+)")
_NESTED = 3  # variables of variables of variables
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)(?::-([^}]*))?\}?")

TYPED, ARGUMENTS = "typed sizes", "launch arguments"
YAML, TOML = "YAML", "TOML"


def entries_of_text(text: str) -> tuple[str, Entries]:
    """Return the form of a text and its entries by their own names, tables flattened, dashes as underscores.

    Raises UserError, one sentence, for a text that is too large or breaks the form that it looks like.
    """
    if len(text) > LARGEST_BYTES:
        raise UserError("The text of the layout is larger than 1 MiB; give the launch arguments alone.")
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if re.search(r"^\s*\[[\w.\"-]+\]\s*$", plain, re.MULTILINE):
        form, found = TOML, dict(_flat(_loaded_toml(text)))
    elif re.search(r"^[\s-]*[\w.]+\s*:(\s|$)", plain, re.MULTILINE):
        form, found = YAML, dict(_flat(_loaded_yaml(text)))
    elif re.search(r"--[a-z][a-z-]+", plain):
        form, found = ARGUMENTS, dict(_of_arguments(plain)) | dict(_of_overrides(plain))
    else:
        form, found = TYPED, {name.lower(): value for name, value in _PAIR.findall(plain)}
    return form, found


def _of_arguments(text: str) -> Iterator[tuple[str, Any]]:
    """Yield flags with their values; variables that the text itself sets are put in, nothing is run."""
    lines = text.splitlines()
    joined = " ".join(line.partition(" #")[0].rstrip().removesuffix("\\") + "\n" for line in lines)
    values = {name: next((part for part in rest if part), "") for name, *rest in _ASSIGNED.findall(joined)}
    joined = _HEAD.sub(" -- ", joined)
    for _ in range(_NESTED):
        joined = _VARIABLE.sub(lambda match: values.get(match[1], match[2] or match[0]), joined)
    words = [word.strip("\"'()") for word in re.sub(r"(--[\w-]+)=", r"\1 ", joined).split()]
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


def _flat(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield str(name).rpartition(".")[2].removeprefix("--").replace("-", "_"), value


def _loaded_toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserError(f"The text looks like TOML and is not ({str(error)[:80]}); correct it.") from error


def _loaded_yaml(text: str) -> Mapping[str, Any]:
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise UserError("The YAML repeats parts by alias, whose copies could fill the memory; write them out.")
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UserError(
            f"The text looks like YAML and is not ({' '.join(str(error).split())[:80]}); correct it."
        ) from error
    if not isinstance(found, Mapping):
        raise UserError("The YAML is no table of names and values; paste the launch file of a training run.")
    return found
