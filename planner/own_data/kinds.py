"""The kinds of data that go in and out: where each is kept, and what tells its entries apart."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from planner.anchoring.measured_run import MeasuredRun
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer, PriceObservation
from planner.errors import UserError
from planner.plan import Plan
from planner.risk.scenarios import Scenario
from planner.sentences import listed, sentence
from planner.workload.shape import TransformerShape

Holder = Plan | Catalogue
SHAPES: Final = "shapes"
_PRICE_NAME: Final = ("accelerator", "kind", "term", "standing", "place", "region", "date", "source")


class DataKind(Struct, frozen=True, kw_only=True):
    """One kind: the class of its entries, the fields that may not be empty, and what an entry is called by.

    ``of_plan`` and ``of_catalogue`` name the field that holds the entries; "" where there is none.
    """

    name: str
    entry: type[Any]
    needed: tuple[str, ...]
    called: Callable[[Any], str]
    of_plan: str = ""
    of_catalogue: str = ""


def _price_name(price: PriceObservation) -> str:
    return " · ".join(str(value) for name in _PRICE_NAME if (value := getattr(price, name)))


KINDS: Final[Mapping[str, DataKind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            DataKind(
                name="accelerators",
                entry=Accelerator,
                needed=("key", "name", "supplier", "jurisdiction"),
                called=lambda entry: str(entry.key),
                of_catalogue="accelerators",
            ),
            DataKind(
                name="nodes",
                entry=NodeDesign,
                needed=("key", "name", "accelerator"),
                called=lambda entry: str(entry.key),
                of_catalogue="nodes",
            ),
            DataKind(
                name="offers",
                entry=Offer,
                needed=("key", "label", "accelerator", "price.amount", "price.currency"),
                called=lambda entry: str(entry.key),
                of_catalogue="offers",
            ),
            DataKind(
                name="prices",
                entry=PriceObservation,
                needed=("accelerator", "kind", "currency", "unit", "source", "evidence"),
                called=_price_name,
                of_catalogue="prices",
            ),
            DataKind(
                name="runs",
                entry=MeasuredRun,
                needed=("name", "accelerator", "devices", "shape:json", "tokens_per_s_per_device"),
                called=lambda entry: str(entry.name),
                of_plan="measured_runs",
            ),
            DataKind(
                name="scenarios",
                entry=Scenario,
                needed=("key", "name", "kind", "probability"),
                called=lambda entry: str(entry.key),
                of_plan="scenarios",
            ),
            DataKind(
                name=SHAPES,
                entry=TransformerShape,
                needed=("key", "name", "hidden", "vocab"),
                called=lambda _entry: "the plan's shape",  # it has one, whatever that is called
                of_plan="shape",
            ),
        )
    }
)  # fmt: skip - a table


def entries_of(holder: Holder, kind: DataKind) -> dict[str, Any]:
    """Return the entries of a kind by what each is called; raise UserError where the holder keeps none of the kind.

    Several of one name are distinguished by their number.
    """
    found: Any = getattr(*_place(holder, kind))
    if kind.name == SHAPES:
        found = (found,)
    return named(kind, tuple(found.values()) if isinstance(found, Mapping) else tuple(found))


def with_entries(holder: Holder, kind: DataKind, entries: Mapping[str, Any]) -> Holder:
    """Return the holder with these entries of a kind and no others."""
    inner, name = _place(holder, kind)
    if kind.name == SHAPES and isinstance(holder, Plan):
        if len(entries) != 1:
            raise UserError(sentence("A plan has one shape and the file has {}; give one.", len(entries)))
        return replace(holder, workload=replace(holder.training, shape=next(iter(entries.values()))))
    keyed = isinstance(getattr(inner, name), Mapping)
    kept: Any = {entry.key: entry for entry in entries.values()} if keyed else tuple(entries.values())
    changed: Any = replace(inner, **{name: kept})
    return replace(holder, catalogue=changed) if isinstance(holder, Plan) and inner is not holder else changed


def named(kind: DataKind, entries: tuple[Any, ...]) -> dict[str, Any]:
    """Return entries by what each is called; a later one of the same name has its number behind it."""
    found: dict[str, Any] = {}
    for entry in entries:
        name, number = kind.called(entry), 2
        while name in found:
            name, number = f"{kind.called(entry)} ({number})", number + 1
        found[name] = entry
    return found


def kind_named(name: str) -> DataKind:
    """Return a kind by its name; raise UserError naming what there is."""
    if name not in KINDS:
        raise UserError(sentence("There is no kind of data {!r}; known are {}.", name, listed(", ", KINDS)))
    return KINDS[name]


def _place(holder: Holder, kind: DataKind) -> tuple[Any, str]:
    if isinstance(holder, Catalogue):
        if not kind.of_catalogue:
            raise UserError(sentence("A catalogue keeps no {}; name a plan file.", kind.name))
        return holder, kind.of_catalogue
    if kind.name == SHAPES:
        return holder.training, kind.of_plan
    return (holder, kind.of_plan) if kind.of_plan else (holder.catalogue, kind.of_catalogue)
