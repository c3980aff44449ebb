"""Plan values as JSON text and back; every value is checked on the way in."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from planner.errors import PlanFileError, UserError
from planner.kept_sentences import KeptSentence, kept_sentences, plain_words, with_sentences
from planner.plan_result import PlanResult
from planner.sentences import Sentence, sentence

Value = TypeVar("Value")
_LONGEST_QUOTE: Final = 120


def to_text(value: object) -> str:
    """Return a value as JSON text; floats keep every digit."""
    return msgspec.json.encode(value, enc_hook=plain_words).decode("utf-8")


class _BesideResult(Struct, frozen=True, kw_only=True):
    sentences: tuple[KeptSentence, ...] = ()


def result_text(result: PlanResult) -> str:
    """Return a result as JSON text; a number that is NaN, which stands for unknown there, is left to its default.

    Its sentences stand beside it under a name of their own, which another version reads past.
    """
    plain = msgspec.to_builtins(_with_plain_keys(result), str_keys=True, enc_hook=plain_words)
    beside = msgspec.to_builtins(_BesideResult(sentences=kept_sentences(result)))
    return msgspec.json.encode(_without_nan(plain) | beside).decode("utf-8")


def result_from(text: str, what: str) -> PlanResult:
    """Return the result that JSON text holds, its sentences as they were; raise as ``from_text`` does."""
    return with_sentences(from_text(text, PlanResult, what), from_text(text, _BesideResult, what).sentences)


def _with_plain_keys(value: Any) -> Any:  # noqa: ANN401 - any part of a result
    """Return a value in which what is called by a sentence is called by its English words: keys are plain."""
    if isinstance(value, msgspec.Struct):
        before = {name: getattr(value, name) for name in value.__struct_fields__}
        after = {name: _with_plain_keys(part) for name, part in before.items()}
        changed = {name: part for name, part in after.items() if part is not before[name]}
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        parts = tuple(_with_plain_keys(part) for part in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if isinstance(value, Mapping) and any(isinstance(key, Sentence) for key in value):
        return {str.__str__(key): part for key, part in value.items()}
    return value


def _without_nan(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _without_nan(entry) for key, entry in value.items() if entry == entry}  # noqa: PLR0124 - NaN only
    if isinstance(value, list | tuple):
        return [_without_nan(entry) for entry in value]
    return value


def from_text(text: str, kind: type[Value], what: str) -> Value:
    """Return the value that JSON text holds; raise PlanFileError naming the place where it does not fit."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError as error:
        raise PlanFileError(
            sentence("{} does not hold: {}; restore a copy of the file.", what, _plain(error))
        ) from error
    except (UserError, ArithmeticError) as error:  # a value class refuses a figure, or divides by it before it does
        raise PlanFileError(
            sentence("{} does not hold: {}; restore a copy of the file.", what, _plain(error))
        ) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise PlanFileError(sentence("{} is damaged ({}); restore a copy of the file.", what, _plain(error))) from error


def unknown_fields(text: str, value: object) -> tuple[str, ...]:
    """Return the paths in JSON text that the value read from it does not have: they would be lost on saving."""
    if to_text(value) == text:  # as this program writes it: by far the most, and far quicker than to look
        return ()
    return lost_fields(msgspec.json.decode(text), value)


def lost_fields(written: object, value: object) -> tuple[str, ...]:
    """Return the paths in decoded JSON that the value made of it does not have."""
    return tuple(_missing(written, msgspec.to_builtins(value, str_keys=True, enc_hook=plain_words), ""))


def _missing(written: Any, read: Any, path: str) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(written, dict) and isinstance(read, dict):
        lost = [short(f"{path}.{key}".lstrip(".")) for key in written if key not in read]
        return lost + [
            place
            for key, entry in written.items()
            if key in read
            for place in _missing(entry, read[key], f"{path}.{key}")
        ]
    if isinstance(written, list) and isinstance(read, list | tuple):
        return [place for old, new in zip(written, read, strict=False) for place in _missing(old, new, path)]
    return []


def short(text: str) -> str:
    """Return a stranger's words fit to be quoted in a sentence: one printable line of at most 120 characters."""
    line = printable(text[: 2 * _LONGEST_QUOTE])
    if line == text and len(line) <= _LONGEST_QUOTE:
        return text  # as the sentence that it may be
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"


def printable(text: str) -> str:
    """Return text in one line without characters that a terminal would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _plain(error: Exception) -> str:
    return short(str(error)).rstrip(".")
