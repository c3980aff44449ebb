"""Sentences as values: English for whoever reads the text, and for a translator what it was made of.

A ``Sentence`` is a ``str``: it prints, compares and is stored as its English words. Beside them it keeps its message (a
template with numbered holes, which a table of translations knows it by), the values in the holes with their types, and
the cause that it says, so that nobody has to read a sentence back. What is done to it as to any string (``upper``,
``split``) gives a plain string; ``+`` and ``listed`` keep the parts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from numbers import Real
from string import Formatter
from typing import Final

from planner.causes import Cause
from planner.digits import days_decimals, true_minus

NARROW: Final = "\u202f"  # a narrow space that does not break, between a number and what is of it
PER_CENT: Final = f"{NARROW}%"

DAYS: Final = "days"  # the format of days, as in "{:days} days": in the digits that tables show them with

_Hole = tuple[str, str]  # conversion and format, as in "{!r:>8}"


class Sentence(str):  # noqa: SLOT000 - a str of any length has no room for slots with values
    """English words with what they were made of.

    ``template`` holds a replacement field of ``str.format`` for each of ``values``; ``cause`` is what it says as a
    value, None where it has no class of its own.
    """

    template: str
    values: tuple[object, ...]
    own_cause: Cause | None

    def __str__(self) -> "Sentence":
        """Return the sentence itself: ``str(error)`` is what the error was raised with."""
        return self

    def __add__(self, other: str) -> "Sentence":
        """Return both, one behind the other."""
        return listed("", (self, other))

    def __radd__(self, other: str) -> "Sentence":
        """Return both, one behind the other."""
        return listed("", (other, self))

    @property
    def message(self) -> str:
        """The template with its holes numbered, as in ``"{0} of {1} nodes"``: the key of a translation."""
        return _parsed(self.template)[0]

    @property
    def filled(self) -> tuple[str, ...]:
        """What stands in each hole, in English; sentences stay sentences."""
        return tuple(_shown(value, hole) for value, hole in zip(self.values, _parsed(self.template)[1], strict=True))

    @property
    def cause(self) -> Cause | None:
        """What it says as a value: its own cause, else that of the first sentence in it that has one."""
        if self.own_cause is not None:
            return self.own_cause
        inside = (value.cause for value in self.values if isinstance(value, Sentence))
        return next((cause for cause in inside if cause is not None), None)


class Listed(Sentence):
    """Parts in a row with a separator between them, which is ``template``."""

    @property
    def message(self) -> str:
        """The separator."""
        return self.template

    @property
    def filled(self) -> tuple[str, ...]:
        """The parts, in English; sentences stay sentences."""
        return tuple(_shown(value, ("", "")) for value in self.values)


class Amount(Sentence):
    """A number with its unit in English words, kept as a number for languages that count otherwise than by thousands.

    ``value`` is in units of ``unit``: a currency's ISO 4217 code, or nothing for a count.
    """

    value: float
    unit: str


def sentence(template: str, *values: object, cause: Cause | None = None) -> Sentence:
    """Return a template of ``str.format`` with its fields filled in their order.

    >>> sentence("{}: {:,.0f} of {:,}", "A", 1234.5, -5)
    'A: 1,234 of −5'
    >>> sentence("{}: {:,.0f} of {:,}", "A", 1234.5, -5).message
    '{0}: {1} of {2}'
    """
    _, holes, literals = _parsed(template)
    parts = (_shown(value, hole) for value, hole in zip(values, holes, strict=True))
    made = Sentence(_joined(literals, parts))
    made.template, made.values, made.own_cause = template, values, cause
    return made


def listed(separator: str, parts: Iterable[str]) -> Sentence:
    """Return parts with a separator between them, as ``str.join`` does.

    >>> listed(", then ", ["A", sentence("{} nodes", 3)])
    'A, then 3 nodes'
    """
    values = tuple(parts)
    made = Listed(separator.join(values))
    made.template, made.values, made.own_cause = separator, values, None
    return made


def amount(words: str, value: float, unit: str = "") -> Amount:
    """Return English words of a number that are known to say that number."""
    made = Amount(words)
    made.template, made.values, made.own_cause = _escaped(words), (), None
    made.value, made.unit = value, unit
    return made


def sentences_in(text: str) -> Iterator[Sentence]:
    """Give the sentence that a text is and those inside it, outermost first; nothing of a plain text."""
    if isinstance(text, Sentence):
        yield text
        for value in text.values:
            if isinstance(value, str):
                yield from sentences_in(value)


def literals_of(text: Sentence) -> tuple[str, ...]:
    """Return the words around the holes of a sentence: one more than it has holes."""
    return _parsed(text.template)[2]


def refilled(text: Sentence, parts: Iterable[str]) -> str:
    """Return a sentence's English words around other parts."""
    return _joined(literals_of(text), parts)


def subject_of(text: str) -> str:
    """Return what a sentence begins with where that is a value, such as the pool that it is about; else nothing.

    >>> subject_of(sentence("{}: {} devices do not fit.", "H800", 8))
    'H800'
    """
    while isinstance(text, Sentence):
        first = next(iter(text.values), "")
        text = first if isinstance(first, str) and (isinstance(text, Listed) or text.template.startswith("{}")) else ""
    return text


def is_about(text: str, name: str) -> bool:
    """Say whether a sentence begins with a name, so that nobody needs to say it before.

    >>> is_about(sentence("{}: {} devices do not fit.", "H800", 8), "H800"), is_about("H800: no price.", "H80")
    (True, False)
    """
    return subject_of(text) == name or text.startswith(f"{name}: ")


def cause_of(text: str) -> Cause | None:
    """Return the cause that a text says; None of a plain text."""
    return text.cause if isinstance(text, Sentence) else None


def _shown(value: object, hole: _Hole) -> str:
    if hole == ("", "") and isinstance(value, str):
        return value
    conversion, form = hole
    if form == DAYS:
        form = f",.{days_decimals(value)}f"  # type: ignore[arg-type]  # a template asks it of days alone
    shown = format(_CONVERSIONS[conversion](value), form)
    if conversion or not isinstance(value, Real):
        return shown
    return true_minus(shown).replace("%", PER_CENT)


def _escaped(words: str) -> str:
    """Return a template that holds words alone."""
    return words.replace("{", "{{").replace("}", "}}")


def _joined(literals: tuple[str, ...], parts: Iterable[str]) -> str:
    first, *rest = literals
    return first + "".join(f"{part}{literal}" for part, literal in zip(parts, rest, strict=True))


_CONVERSIONS: Mapping[str, Callable[[object], object]] = {"": lambda value: value, "r": repr, "s": str, "a": ascii}


@lru_cache(maxsize=2048)
def _parsed(template: str) -> tuple[str, tuple[_Hole, ...], tuple[str, ...]]:
    """Return a template's message, its holes and the words around them."""
    literals, holes = [""], []
    for literal, name, form, conversion in Formatter().parse(template):
        literals[-1] += literal
        if name is not None:
            holes.append((conversion or "", form or ""))
            literals.append("")
    numbered = (f"{{{number}}}{literal}" for number, literal in enumerate(literals[1:]))
    return literals[0] + "".join(numbered), tuple(holes), tuple(literals)
