"""Plan values as JSON text and back; every value is checked on the way in."""

from typing import Any, Final, TypeVar

import msgspec

from planner.errors import PlanFileError, UserError

Value = TypeVar("Value")
_LONGEST_QUOTE: Final = 120


def to_text(value: object) -> str:
    """Return a value as JSON text; floats keep every digit."""
    return msgspec.json.encode(value).decode("utf-8")


def result_text(result: object) -> str:
    """Return a result as JSON text; a number that is NaN, which stands for unknown there, is left to its default."""
    return msgspec.json.encode(_without_nan(msgspec.to_builtins(result, str_keys=True))).decode("utf-8")


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
        raise PlanFileError(f"{what} does not hold: {_plain(error)}; restore a copy of the file.") from error
    except (UserError, ArithmeticError) as error:  # a value class refuses a figure, or divides by it before it does
        raise PlanFileError(f"{what} does not hold: {_plain(error)}; restore a copy of the file.") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise PlanFileError(f"{what} is damaged ({_plain(error)}); restore a copy of the file.") from error


def unknown_fields(text: str, value: object) -> tuple[str, ...]:
    """Return the paths in JSON text that the value read from it does not have: they would be lost on saving."""
    if to_text(value) == text:  # as this program writes it: by far the most, and far quicker than to look
        return ()
    return tuple(_missing(msgspec.json.decode(text), msgspec.to_builtins(value, str_keys=True), ""))


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
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"


def printable(text: str) -> str:
    """Return text in one line without characters that a terminal would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _plain(error: Exception) -> str:
    return short(str(error)).rstrip(".")
