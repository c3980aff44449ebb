"""An entry as flat fields with single values, and back; every value is checked on the way in."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args, get_type_hints

import msgspec
from msgspec import NODEFAULT
from msgspec.structs import fields

from planner.errors import UserError
from planner.kept_sentences import plain_words
from planner.own_data.kinds import DataKind
from planner.planfile.bounds import complaints
from planner.planfile.records import short
from planner.sentences import sentence, subject_of

JSON: Final = ":json"  # ends the name of a field whose value is written as JSON
_PATH: Final = re.compile(r"\s-\sat\s`\$\.?(?P<path>[^`]*)`$")
Flat = dict[str, Any]


class FieldError(UserError):
    """A field's value does not hold; ``field`` is its name as it was given ("": of the entry as a whole)."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


def flat_fields(entry: object) -> Flat:
    """Return an entry's fields that are known and not as the class has them, by name.

    What a field holds by name stands as ``field.name``; what lies deeper is JSON in ``field:json``.
    """
    plain: Mapping[str, Any] = msgspec.to_builtins(entry, str_keys=True, enc_hook=plain_words)
    found: Flat = {}
    for name, value in plain.items():
        if isinstance(value, Mapping) and value and all(_is_single(name, key, one) for key, one in value.items()):
            found |= {f"{name}.{key}": one for key, one in value.items() if one is not None}
        elif isinstance(value, Mapping | list | tuple):
            found |= {f"{name}{JSON}": msgspec.json.encode(value, enc_hook=plain_words).decode()} if value else {}
        elif value is not None:
            found[name] = value
    return found


def entry_of(kind: DataKind, flat: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an entry of the kind
    """Return the entry that flat fields hold, texts read as what the field is; raise FieldError naming the field."""
    for name in kind.needed:
        if flat.get(name) in {None, ""}:
            raise FieldError("the value is missing; enter one.", field=name)
    return _checked(kind, _nested(kind, flat), tuple(flat))


def _is_single(name: str, key: str, value: object) -> bool:
    return "." not in key and JSON not in key and ":" not in name and not isinstance(value, Mapping | list | tuple)


def _nested(kind: DataKind, flat: Mapping[str, Any]) -> dict[str, Any]:
    known = kind.entry.__struct_fields__
    found: dict[str, Any] = {}
    for name, value in flat.items():
        field, _, inner = name.removesuffix(JSON).partition(".")
        if field not in known or (inner and name.endswith(JSON)):
            raise FieldError(sentence("{!r} is no field of {}; remove it.", short(name), kind.name), field=name)
        if name.endswith(JSON):
            found[field] = _of_json(name, value)
        elif inner:
            found.setdefault(field, {})[inner] = value
        else:
            found[field] = value
    return {**_unknown(kind, found), **found}


def _unknown(kind: DataKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands for fields that are not given and have no default: unknown, or empty."""
    types = get_type_hints(kind.entry)
    found: dict[str, Any] = {}
    for each in fields(kind.entry):
        if each.name in given or each.default is not NODEFAULT or each.default_factory is not NODEFAULT:
            continue
        if type(None) in get_args(types[each.name]):
            found[each.name] = None
        elif types[each.name] is str:
            found[each.name] = ""
        elif isinstance(getattr(types[each.name], "__origin__", None), type):
            found[each.name] = {}
    return found


def _of_json(name: str, value: object) -> Any:  # noqa: ANN401 - any JSON
    try:
        return msgspec.json.decode(str(value))
    except (msgspec.DecodeError, RecursionError) as error:
        raise FieldError(sentence("the value is no JSON ({}); correct it.", short(str(error))), field=name) from error


def _checked(kind: DataKind, nested: dict[str, Any], names: tuple[str, ...]) -> Any:  # noqa: ANN401 - the same
    try:
        entry = msgspec.convert(nested, kind.entry, strict=False)
    except msgspec.ValidationError as error:
        said = str(error)
        found = _PATH.search(said)
        words = short(_PATH.sub("", said)).rstrip(".")
        raise FieldError(
            sentence("{}; correct the value.", words), field=_given(found["path"] if found else "", names)
        ) from error
    except (UserError, ArithmeticError, RecursionError) as error:
        raise FieldError(short(str(error))) from error
    wrong = next(complaints(entry), None)
    if wrong is not None:
        place = subject_of(wrong)
        said = wrong.removeprefix(place).strip()
        raise FieldError(sentence("the value {}; correct it.", said), field=_given(place, names))
    return entry


def _given(path: str, names: tuple[str, ...]) -> str:
    """Return the field, as it was given, that a path in the entry leads through."""
    fitting = [
        name for name in names if path == (bare := name.removesuffix(JSON)) or path.startswith((f"{bare}.", f"{bare}["))
    ]
    if fitting:
        return max(fitting, key=len)
    outer = re.split(r"[.\[]", path)[0]
    inner = [name for name in names if name.partition(".")[0] == outer]
    return inner[0] if inner else outer
