"""Megatron-LM's own argument parser as a table: which flags there are, what each takes, and what argparse refuses.

The table is ``resources/launch/megatron_arguments.csv``, every flag of NVIDIA/Megatron-LM d98e8a6 (2026-08-22).
"""

import csv
from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import Struct

from planner.resource_files import resource_path

_NOTHING, _ONE = "nothing", "one value"
_NUMBERS = {"int": int, "float": float}


class ParserFlag(Struct, frozen=True, kw_only=True):
    """One flag: how many values it takes, of which type, from which choices, and its default."""

    flag: str
    takes: str
    type: str
    choices: tuple[str, ...]
    default: str

    @property
    def name(self) -> str:
        """The flag without dashes, as a YAML file writes it."""
        return self.flag.removeprefix("--").replace("-", "_")

    @property
    def takes_nothing(self) -> bool:
        """Whether it stands alone."""
        return self.takes.startswith(_NOTHING)

    def fault(self, values: Sequence[str]) -> str:
        """Return what argparse says against these values, empty if nothing."""
        if self.takes_nothing and values:
            return f"{self.flag} takes no value, but has {values[0]!r}"
        if self.takes == _ONE and len(values) != 1:
            return f"{self.flag} takes one value, but has {len(values)}"
        if self.takes == "nargs +" and not values:
            return f"{self.flag} needs a value"
        for value in values:
            if self.choices and value not in self.choices:
                return f"{self.flag} is {value!r}, not one of {', '.join(self.choices)}"
            if self.type in _NUMBERS and not _is_number(value, self.type):
                return f"{self.flag} is {value!r}, not a number of type {self.type}"
        return ""


@cache
def parser_flags() -> Mapping[str, ParserFlag]:
    """Return every flag of the parser by each of its names."""
    found: dict[str, ParserFlag] = {}
    with resource_path("launch", "megatron_arguments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one = ParserFlag(
                flag=row["flag"],
                takes=row["takes"],
                type=row["type"],
                choices=tuple(row["choices"].split()),
                default=row["default"],
            )
            found |= dict.fromkeys((row["flag"], *row["other_flags"].split()), one)
    return found


def parsed(words: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the values of each flag of a command line, and what the parser would refuse of it.

    >>> parsed(["--num-layers", "4", "--bf16", "--layers", "3"])
    ({'--num-layers': ('4',), '--bf16': ()}, ('--layers is no argument of Megatron-LM',))
    """
    found: dict[str, tuple[str, ...]] = {}
    faults, own = [], ""
    for word in words:
        if word.startswith("--"):
            flag, _, value = word.partition("=")
            known = parser_flags().get(flag)
            own = "" if known is None else known.flag
            if known is None:
                faults.append(f"{flag} is no argument of Megatron-LM")
            else:
                found[own] = (value,) if value else ()
        elif own:
            found[own] = (*found[own], word)
    faults += [fault for flag, values in found.items() if (fault := parser_flags()[flag].fault(values))]
    return found, tuple(faults)


def _is_number(value: str, kind: str) -> bool:
    try:
        _NUMBERS[kind](value)
    except ValueError:
        return False
    return True
