"""Every input of a plan by its path, as one door to all of them: what it is, what it may be, and another value for it.

A path names fields from the plan down, such as ``workload.tokens``, ``limits.deadline_days`` or ``mixing.overlap``; an
entry of a list is named by its place or by its key, name or supplier: ``cluster.groups[h800].nodes``. Names, bounds and
types are those of the values themselves, so that a new field has its door at once.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from planner.catalogue.accelerator import Evidence
from planner.catalogue.catalogue import Catalogue
from planner.errors import UserError
from planner.kept_sentences import plain_words
from planner.mixing.strategy import pool_id
from planner.plan import Plan
from planner.planfile.bounds import HALF_CHARACTER, complaints
from planner.planfile.limits import Range, range_of
from planner.planfile.records import lost_fields, short
from planner.planfile.typed_number import number_text
from planner.sentences import listed, sentence

# Fields that are no inputs: what stands there is chosen or entered in a place of its own, which the reason names.
ELSEWHERE: Final[Mapping[str, str]] = {
    "catalogue": "figures and prices are entered in the catalogue, each with its source",
    "workload.kind": "what a plan is for is settled when it is begun",
    "workload.shape": "a shape is chosen, imported or edited as a whole",
    "measured_runs": "runs are imported from a table",
    "published": "figures of a publication belong to the example that quotes them",
}
# What a figure takes with it that is entered: a number of nodes and a price of one's own are exact, as a contract is,
# and nobody else's source stands behind them.
_OWN: Final = "entered in this plan"
_OWN_OFFER: Final[Mapping[str, Any]] = {
    "label": _OWN,
    "source": _OWN,
    "evidence": Evidence.MEASURED.value,
    "date": "",
    "note": "",
    "place": "",
    **dict.fromkeys(("price_low", "price_high", "term", "standing")),
}
_OWN_TARIFF: Final[Mapping[str, Any]] = {"price_evidence": Evidence.MEASURED.value, "source": _OWN}
_NAMES: Final = ("key", "name", "supplier", "accelerator")  # what an entry of a list is called by
_STEP: Final = re.compile(r"([^.\[\]]+)|\[([^\[\]]+)\]")
_SWITCH: Final = {"on": True, "off": False, "yes": True, "no": False, "true": True, "false": False}
_MOST_DIGITS: Final = 20  # of a place in a list
_ON_OFF: Final = ("on", "off")


class PlanInput(Struct, frozen=True, kw_only=True):
    """One input: its path, its value (None: not set), its range where it is a number, its choices where it has some.

    ``whole``: the value is a list or a mapping, which is written as JSON; where there is none yet, ``pattern`` is one
    to be filled in.
    """

    path: str
    value: Any
    limits: Range | None = None
    choices: tuple[str, ...] = ()
    whole: bool = False
    pattern: str = ""

    @property
    def text(self) -> str:
        """The value as it is written."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "on" if self.value else "off"
        if isinstance(self.value, Enum):
            return str(self.value.value)
        return msgspec.json.encode(self.value, enc_hook=plain_words).decode() if self.whole else str(self.value)

    @property
    def may_be(self) -> str:
        """What the value may be, in words."""
        if self.choices:
            return ", ".join(self.choices)
        if self.limits is not None:
            limits = self.limits
            within = sentence("{} to {}", _bound(limits.least), _bound(limits.most))
            return sentence("0 or {}", within) if limits.or_zero else within
        return (self.pattern or "JSON") if self.whole else "text"


def _bound(number: float) -> str:
    """Return an end of a range in few characters: ``0.5``, ``1e18``, ``1e-6``."""
    return re.sub(r"e([+-])0?", lambda sign: "e" + sign[1].strip("+"), f"{number:g}")


def plan_inputs(plan: Plan) -> Iterator[PlanInput]:
    """Yield every input of a plan in the order of its fields, lists whole and then entry by entry."""
    yield from _of_value(plan, "")


def with_input(plan: Plan, path: str, text: str) -> Plan:
    """Return a plan with another value at a path; "" unsets what may be unset, lists and mappings are JSON.

    Raises UserError, one sentence, for a path or a field that is not there and a value that does not hold.
    """
    if HALF_CHARACTER.search(path + text):
        raise UserError(sentence("{}; enter another value.", sentence("{} has half a character in it", short(path))))
    held = [reason for name, reason in ELSEWHERE.items() if re.match(rf"{re.escape(name)}($|[.\[])", path)]
    if held:
        raise UserError(sentence("{} is no input of its own: {}.", short(path), held[0]))
    whole: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(replace(plan, catalogue=Catalogue()), enc_hook=plain_words)
    )
    *way, last = _steps(path)
    places: list[Any] = [whole]
    for step in way:
        places.append(_entry(places[-1], step, path))
    place = places[-1]
    key, known = _key(place, last, path), {one.path.casefold(): one for one in plan_inputs(plan)}
    before = place[key]
    place[key] = _read(text, before, known.get(path.casefold()), path)
    if str(place[key]) != str(before):
        _say_whose(places, way, key)
    changed = _converted(whole, path)
    unknown = next(iter(lost_fields(whole, changed)), None)
    if unknown is not None:
        raise UserError(sentence("{} is no field of a plan; 'inputs' shows what {} holds.", unknown, short(path)))
    wrong = next(complaints(changed), None)
    if wrong is not None:
        raise UserError(sentence("{}; enter another value.", wrong))
    if way[:1] == ["mixing"] and "token_shares" in {*way, last}:
        _require_pools(changed)
    return replace(changed, catalogue=plan.catalogue)


def _require_pools(plan: Plan) -> None:
    """Raise UserError where a share that is entered is of a pool that is not there: it would count for nothing."""
    pools = sorted({pool_id(group.place) for group in plan.cluster.groups})
    strange = next((pool for pool in plan.mixing.token_shares if pool not in pools), None)
    if strange is not None:
        raise UserError(sentence("{!r} is no pool of this plan; there are {}.", short(strange), listed(", ", pools)))


def _say_whose(places: list[Any], way: list[str], last: object) -> None:
    """Note at a number of nodes and at a price that it is the user's own now; ``places`` are those along the way."""
    if last == "nodes" and "nodes_evidence" in places[-1]:
        places[-1]["nodes_evidence"] = Evidence.MEASURED.value
    elif way[-2:] == ["offer", "price"]:
        places[-2] |= _OWN_OFFER
    elif way[-1:] == ["price_per_kwh"]:
        places[-2] |= _OWN_TARIFF


def _converted(whole: dict[str, Any], path: str) -> Plan:
    try:
        return msgspec.convert(whole, Plan, strict=False, str_keys=True)
    except msgspec.ValidationError as error:
        reason = short(str(error).split(" - at")[0]).rstrip(".")
        raise UserError(
            sentence("{}: {}; 'inputs' lists what it may be.", short(path), reason[:1].lower() + reason[1:])
        ) from error
    except (ValueError, ArithmeticError) as error:  # a value class refuses a figure
        raise UserError(listed(": ", (short(path), short(str(error))))) from error


def _steps(path: str) -> list[str]:
    steps = [name or place for name, place in _STEP.findall(path)]
    if not steps:
        raise UserError("A path is missing; write it as in limits.deadline_days=90.")
    return steps


def _entry(place: Any, step: str, path: str) -> Any:  # noqa: ANN401 - any JSON
    found = place[_key(place, step, path)]
    if not isinstance(found, dict | list):
        raise UserError(
            sentence("{} goes below {}, which has no fields; 'inputs' lists all paths.", short(path), short(step))
        )
    return found


def _key(place: Any, step: str, path: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(place, list):
        named = [
            number
            for number, entry in enumerate(place)
            if isinstance(entry, dict) and step.casefold() in [str(entry.get(name)).casefold() for name in _NAMES]
        ]
        if named:
            return named[0]
        if step.isdecimal() and len(step) < _MOST_DIGITS and int(step) < len(place):
            return int(step)
    elif step in place:
        return step
    raise UserError(sentence("{} is not there; 'chipfolio-cli inputs PLAN' lists every path.", short(path)))


def _read(text: str, before: object, known: PlanInput | None, path: str) -> object:
    """Return what was written as JSON values know it; ``known`` is the input at the path, None for a part of a list."""
    if isinstance(before, dict) and not text:
        return None if known is None else {}  # what is listed as a whole is a mapping, all else may be unset
    if isinstance(before, dict | list) or text[:1] in {"[", "{"}:
        try:
            return msgspec.json.decode(text or "[]")
        except (msgspec.DecodeError, RecursionError) as error:
            reason = short(str(error))
            raise UserError(
                sentence("{} takes JSON ({}); write it as 'inputs' shows it.", short(path), reason)
            ) from error
    if known is not None and known.choices == _ON_OFF and text:
        if text.lower() not in _SWITCH:
            raise UserError(sentence("{} is on or off, not {!r}.", short(path), short(text)))
        return _SWITCH[text.lower()]
    if known is not None and known.limits is not None:
        return number_text(text, path) if text else None
    return text if text or isinstance(before, str) else None


def _of_value(value: Any, path: str) -> Iterator[PlanInput]:  # noqa: ANN401 - any value class
    owner: Any = type(value)
    for name in value.__struct_fields__:
        place = f"{path}.{name}" if path else name
        if place in ELSEWHERE:
            continue
        part = getattr(value, name)
        if isinstance(part, Struct):
            yield from _of_value(part, place)
        elif isinstance(part, tuple) and all(isinstance(one, Struct) for one in part):
            yield PlanInput(path=place, value=part, whole=True, pattern="" if part else _pattern(owner, name))
            for number, entry in enumerate(part):
                yield from _of_value(entry, f"{place}[{_name(entry, part, number)}]")
        else:
            leaf = _leaf(place, part, _declared(owner)[name], range_of(owner, name))
            yield replace(leaf, pattern=_pattern(owner, name)) if leaf.whole and not part else leaf


def _name(entry: Any, entries: tuple[Any, ...], number: int) -> str:  # noqa: ANN401 - any value class
    for name in _NAMES:
        called = getattr(entry, name, None)
        alike = [one for one in entries if getattr(one, name, None) == called]
        if isinstance(called, str) and called and len(alike) == 1 and not set(called) & set(".[]"):
            return called
    return str(number)


def _leaf(path: str, value: Any, declared: object, limits: Range) -> PlanInput:  # noqa: ANN401 - any leaf
    parts = get_args(declared) if get_origin(declared) in {Union, UnionType} else (declared,)
    kinds = [kind for kind in parts if isinstance(kind, type)]
    if bool in kinds:
        return PlanInput(path=path, value=value, choices=_ON_OFF)
    for kind in kinds:
        if issubclass(kind, Enum):
            return PlanInput(path=path, value=value, choices=tuple(str(one.value) for one in kind))
    if int in kinds or float in kinds:
        return PlanInput(path=path, value=value, limits=limits)
    whole = isinstance(value, tuple | Mapping) or any(issubclass(kind, Struct) for kind in kinds)
    return PlanInput(path=path, value=value, whole=whole)


@cache
def _pattern(owner: Any, name: str) -> str:  # noqa: ANN401 - any value class
    """Return JSON of what a field may hold, with what has to be said empty and all else as it is where nothing is."""
    return msgspec.json.encode(_blank(_declared(owner)[name])).decode()


def _blank(declared: Any) -> Any:  # noqa: ANN401 - any type, any JSON
    kind: Any = get_origin(declared) or declared
    parts = get_args(declared)
    if kind in {Union, UnionType}:
        return _blank(next(part for part in parts if part is not type(None)))
    if kind is tuple:
        return [_blank(part) for part in parts if part is not Ellipsis]
    if issubclass(kind, Mapping):
        return {_blank(parts[0]): _blank(parts[1])}
    if issubclass(kind, Struct):
        owner: Any = kind
        types = _declared(owner)
        return {
            field.name: _blank(types[field.name]) if field.default is NODEFAULT else field.default
            for field in fields(kind)
            if field.default is NODEFAULT or isinstance(field.default, str | int | float)
        }
    return next(iter(kind)).value if issubclass(kind, Enum) else kind()


@cache
def _declared(kind: type[Any]) -> Mapping[str, object]:
    return get_type_hints(kind)
