"""Sentences kept beside a value that is stored as plain text, so that they are sentences again when it is read.

A file keeps of each its English words, the words around its holes and what stands in them; the values' types stay
behind. What a stranger wrote there is never formatted, only put in a row.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from planner.sentences import Amount, Listed, Sentence, amount, listed, literals_of, sentence

_Value = TypeVar("_Value")
_NUMBERS = frozenset((float, int, bool, type(None)))  # most of what a result holds
_DEEPEST = 20  # values in values: a result has some six


class KeptSentence(Struct, frozen=True, kw_only=True):
    """A sentence as a file keeps it: ``literals`` with ``parts`` between them, or parts with a separator.

    An amount keeps its number, and its unit as the one part.
    """

    text: str
    literals: tuple[str, ...]
    parts: tuple[str, ...]
    separator: str | None = None
    amount: float | None = None


def kept_sentences(value: object) -> tuple[KeptSentence, ...]:
    """Return every sentence in a value, each once."""
    found: dict[str, KeptSentence] = {}
    for one in _sentences(value):
        if isinstance(one, Amount) or str.__str__(one) not in map(str.__str__, one.filled):  # else that part says all
            found.setdefault(str.__str__(one), _kept(one))
    return tuple(found.values())


def _kept(one: Sentence) -> KeptSentence:
    text, parts = str.__str__(one), tuple(str.__str__(part) for part in one.filled)
    if isinstance(one, Amount):
        return KeptSentence(text=text, literals=(), parts=(one.unit,), amount=float(one.value))
    if isinstance(one, Listed):
        return KeptSentence(text=text, literals=(), parts=parts, separator=str.__str__(one.template))
    return KeptSentence(text=text, literals=literals_of(one), parts=parts)


def with_sentences(value: _Value, kept: tuple[KeptSentence, ...]) -> _Value:
    """Return a value in which every text that was a sentence is one again."""
    known = {one.text: one for one in kept}
    return value if not known else _Reader(known).read(value, 0)


def plain_words(value: object) -> str:
    """Return the English words of a sentence: what msgspec writes of it (an ``enc_hook``); TypeError for all else."""
    if isinstance(value, Sentence):
        return str.__str__(value)
    raise TypeError(type(value).__name__)


class _Reader:
    def __init__(self, known: Mapping[str, KeptSentence]) -> None:
        self._known = known
        self._made: dict[str, str] = {}

    def read(self, value: Any, depth: int) -> Any:  # noqa: ANN401 - any part of a result
        if isinstance(value, str):
            return self._sentence(value)
        if type(value) in _NUMBERS or depth > _DEEPEST:
            return value
        if isinstance(value, Struct):
            before = ((name, getattr(value, name)) for name in value.__struct_fields__)
            changed = {name: new for name, old in before if (new := self.read(old, depth + 1)) is not old}
            return replace(value, **changed) if changed else value
        if isinstance(value, tuple):
            parts = tuple(self.read(part, depth + 1) for part in value)
            return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
        if isinstance(value, Mapping):
            return {self.read(key, depth + 1): self.read(part, depth + 1) for key, part in value.items()}
        return value

    def _sentence(self, text: str) -> str:
        one = self._known.get(text)
        if one is None:
            return text
        if text not in self._made:
            self._made[text] = text  # a part that is the whole, which a stranger may write, ends here
            self._made[text] = _made(one, tuple(self._sentence(part) for part in one.parts)) or text
        return self._made[text]


def _made(one: KeptSentence, parts: tuple[str, ...]) -> Sentence | None:
    """Return the sentence; None where its parts do not make its text."""
    if one.amount is not None:
        return amount(one.text, one.amount, *one.parts) if len(one.parts) == 1 else None
    if one.separator is not None:
        made = listed(one.separator, parts)
    else:
        escaped = (literal.replace("{", "{{").replace("}", "}}") for literal in one.literals)
        pieces = "".join(f"{literal}{'' if part is None else '{}'}" for literal, part in zip_longest(escaped, parts))
        made = sentence(pieces, *parts)
    return made if made == one.text else None


def _sentences(value: object) -> Iterator[Sentence]:
    if isinstance(value, Sentence):
        yield value
        yield from _sentences(value.values)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _sentences(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _sentences(part)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _sentences(key)
            yield from _sentences(part)
