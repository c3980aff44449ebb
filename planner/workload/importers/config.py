"""The entries of one configuration; what is read is remembered, so that nothing can be ignored.

A reader asks for fields by name. ``close`` then refuses, by name, each field that nobody asked for and that is not
known to be without weight on parameters, time or memory. The text is a stranger's: sizes are bounded, nothing is
followed.
"""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from planner.errors import UserError
from planner.sentences import sentence
from planner.workload.blocks import MOST_LAYERS
from planner.workload.importers.weightless import WEIGHTLESS
from planner.workload.sizes import LARGEST_WIDTH

_LONGEST_WORDS: Final = 60


class Config:
    """One JSON object of a configuration, each field checked as it is read; ``path`` stands before nested names."""

    def __init__(self, entries: Mapping[str, Any], kind: str, path: str = "") -> None:
        self._entries = dict(entries)
        self._path = path
        self._read: set[str] = set()
        self._tables: list[Config] = []
        self.kind = kind
        self.idle: list[str] = []
        self.assumed: list[str] = []

    @property
    def layers(self) -> int:
        """Layers of the stack, under the name that most families use."""
        return self.size("num_hidden_layers", most=MOST_LAYERS)

    @property
    def hidden(self) -> int:
        """The hidden size, under the name that most families use."""
        return self.size("hidden_size")

    @property
    def heads(self) -> int:
        """Attention heads, under the name that most families use."""
        return self.size("num_attention_heads")

    @property
    def names(self) -> list[str]:
        """The names of all fields that are given and not null."""
        return [name for name, value in self._entries.items() if value is not None]

    def has(self, name: str) -> bool:
        """Say whether a field is given and not null, without counting it as read."""
        return self._entries.get(name) is not None

    def value(self, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return a field as it stands, None where it is null or missing."""
        self._read.add(name)
        return self._entries.get(name)

    def size(self, *names: str, default: int | None = None, least: int = 1, most: int = LARGEST_WIDTH) -> int:
        """Return a whole number within bounds, under any of its names.

        Raises UserError naming the field where it is missing without a default, no such number, or where two of its
        names contradict each other.
        """
        found = self._first(names)
        if found is None:
            if default is not None:
                return default
            raise UserError(
                sentence('The configuration lacks "{}{}"; a {} model needs it.', self._path, names[0], self.kind)
            )
        value = self._entries[found]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise UserError(
                sentence(
                    'The configuration\'s "{}{}" is {}; a {} model needs a whole number from {} to {:,} there.',
                    self._path,
                    found,
                    words(value),
                    self.kind,
                    least,
                    most,
                )
            )
        return value

    def count(self, *names: str, default: int | None = 0) -> int:
        """Return a whole number that may be 0, as it is where the field is missing."""
        return self.size(*names, default=default, least=0)

    def assume(self, name: str, default: int, least: int = 0) -> int:
        """Return a size; where it is missing, the default of the model's own class, remembered as an assumption."""
        if not self.has(name):
            self.assumed.append(f"{self._path}{name} {default}")
            self._entries[name] = default
        return self.size(name, least=least)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no; raise UserError naming the field for anything else."""
        value = self.value(name)
        if value is not None and not isinstance(value, bool):
            raise UserError(
                sentence('The configuration\'s "{}{}" is {}; it must be true or false.', self._path, name, words(value))
            )
        return default if value is None else value

    def word(self, name: str, known: Collection[str], default: str | None = None) -> str:
        """Return one of the words that are understood; raise UserError naming the field otherwise."""
        value = self.value(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or value not in known:
            raise self._strange(name, value)
        return value

    def only(self, name: str, *known: object) -> None:
        """Take a field that is understood at these values alone; raise UserError naming it at any other."""
        value = self.value(name)
        if value is not None and not any(value == each and type(value) is type(each) for each in known):
            raise self._strange(name, value)

    def agree(self, name: str, expected: object, why: str) -> None:
        """Take a field that follows from others; raise UserError where it contradicts them."""
        value = self.value(name)
        if value is None or (value == expected and isinstance(value, bool) == isinstance(expected, bool)):
            return
        raise UserError(
            sentence(
                'The configuration contradicts itself: "{}{}" is {}, but {} {}; correct one of them.',
                self._path,
                name,
                words(value),
                why,
                words(expected),
            )
        )

    def rest(self, *names: str) -> None:
        """Take fields that have no weight in this configuration, such as the window of layers without windows."""
        for name in names:
            if self.value(name) is not None:
                self.idle.append(f"{self._path}{name}")

    def idle_flag(self, *names: str) -> None:
        """Take yes-or-no fields without weight on the counts, such as a norm without scales."""
        for name in names:
            self.flag(name)
            self.rest(name)

    def take(self, *names: str) -> None:
        """Count fields as read that say again what another one says."""
        self._read |= set(names)

    def refuse(self, name: str, why: str) -> UserError:
        """Return the refusal of a field whose value others make impossible."""
        return UserError(
            sentence('The configuration\'s "{}{}" is {}, but {}.', self._path, name, words(self.value(name)), why)
        )

    def listing(self, name: str, length: int | None = None, *, longer: int = 0) -> list[Any]:
        """Return a list with one entry a layer (and up to ``longer`` more), empty where it is missing."""
        value = self.value(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > MOST_LAYERS:
            raise UserError(
                sentence('"{}{}" is not a list of at most {:,} entries; correct it.', self._path, name, MOST_LAYERS)
            )
        if length is not None and not length <= len(value) <= length + longer:
            raise UserError(
                sentence(
                    'The configuration contradicts itself: "{}{}" has {} entries for {} layers; correct one of them.',
                    self._path,
                    name,
                    len(value),
                    length,
                )
            )
        return value

    def kinds(self, name: str, known: Mapping[Any, str], *, longer: int = 0) -> list[str]:
        """Return a list with one entry a layer in our words; raise UserError naming the field for others."""
        entries = self.listing(name, self.layers, longer=longer)
        for entry in entries:
            if isinstance(entry, list | dict) or entry not in known:
                raise UserError(
                    sentence(
                        'The configuration\'s "{}{}" has {} in it, which is not understood for a {} model; enter '
                        "its shape by hand.",
                        self._path,
                        name,
                        words(entry),
                        self.kind,
                    )
                )
        return [known[entry] for entry in entries]

    def each(self, name: str, read: Callable[["Config"], int]) -> int:
        """Return a size that some files repeat for every layer; raise UserError where layers differ."""
        if not isinstance(self._entries.get(name), list):
            return read(self)
        entries = self.listing(name, self.layers)
        if len({words(entry) for entry in entries}) != 1:
            raise UserError(
                sentence('The configuration\'s "{}" differs from layer to layer, which is not understood.', name)
            )
        return read(Config({name: entries[0]}, self.kind, self._path))

    def table(self, name: str) -> "Config":
        """Return a nested object, empty where it is missing; its fields are watched as these."""
        value = self.value(name)
        if value is not None and not isinstance(value, dict):
            raise UserError(
                sentence('The configuration\'s "{}{}" is {}; it must be an object.', self._path, name, words(value))
            )
        inner = Config(value or {}, self.kind, f"{self._path}{name}.")
        self._tables.append(inner)
        return inner

    def tables(self, name: str, length: int) -> list["Config"]:
        """Return a list of objects, one a layer; their fields are watched as these."""
        entries = self.listing(name, length)
        if len(entries) != length or not all(isinstance(each, dict) for each in entries):
            raise self.refuse(name, sentence("it must list an object for each of the {} layers", length))
        found = [Config(each, self.kind, f"{self._path}{name}[{at}].") for at, each in enumerate(entries)]
        self._tables += found
        return found

    def close(self, weightless: Collection[str] = ()) -> None:
        """Raise UserError naming the fields that nobody read and that are not known to be without weight."""
        left = [
            f"{self._path}{name}"
            for name, value in self._entries.items()
            if value is not None and name not in self._read and name not in WEIGHTLESS and name not in weightless
        ]
        if left:
            more = sentence(" (and {} more)", len(left) - 4) if len(left) > 4 else ""  # noqa: PLR2004 - four fill a line
            names = ", ".join(f'"{name[:_LONGEST_WORDS]}"' for name in left[:4])
            raise UserError(
                sentence(
                    "The configuration has {}{}, not understood for a {} model; remove what has no weight, or "
                    "enter the shape by hand.",
                    names,
                    more,
                    self.kind,
                )
            )
        for table in self._tables:
            table.close(weightless)
            self.idle += table.idle
            self.assumed += table.assumed

    def _first(self, names: tuple[str, ...]) -> str | None:
        given = [name for name in names if self.value(name) is not None]
        for name in given[1:]:
            if self._entries[name] != self._entries[given[0]] or isinstance(self._entries[name], bool):
                raise UserError(
                    sentence(
                        'The configuration contradicts itself: "{}{}" is {}, but "{}{}" is {}; correct one of them.',
                        self._path,
                        given[0],
                        words(self._entries[given[0]]),
                        self._path,
                        name,
                        words(self._entries[name]),
                    )
                )
        return given[0] if given else None

    def _strange(self, name: str, value: object) -> UserError:
        return UserError(
            sentence(
                'The configuration\'s "{}{}" is {}, which is not understood for a {} model; enter its shape by hand.',
                self._path,
                name,
                words(value),
                self.kind,
            )
        )


def words(value: object) -> str:
    """Return a value for a sentence, cut where it is long; whole numbers beyond any size are not written out."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**30:
        return "a number of more than 30 digits"
    try:
        text = json.dumps(value, default=str)
    except ValueError:  # a number of thousands of digits inside of something
        return "a value that is too large to print"
    return text if len(text) <= _LONGEST_WORDS else f"{text[:_LONGEST_WORDS]}..."
