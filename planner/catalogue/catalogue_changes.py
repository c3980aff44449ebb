"""What one catalogue says otherwise than another, as values: figures, estimates, node designs, prices."""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Estimate, Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.figures import FIGURES, same_value, value_of
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import PriceObservation


class AcceleratorAdded(Struct, frozen=True, kw_only=True):
    """An accelerator that only the newer catalogue holds."""

    accelerator: str
    name: str


class AcceleratorRemoved(Struct, frozen=True, kw_only=True):
    """An accelerator that the newer catalogue no longer holds; plans keep the entry they were made with."""

    accelerator: str
    name: str


class FigureChanged(Struct, frozen=True, kw_only=True):
    """A figure with another value or another grade; values in the kept unit, None where it is unknown."""

    accelerator: str
    figure: str
    before: float | None
    after: float | None
    evidence_before: Evidence | None
    evidence_after: Evidence | None


class EstimateChanged(Struct, frozen=True, kw_only=True):
    """A stated estimate that came, went or moved."""

    accelerator: str
    figure: str
    before: Estimate | None
    after: Estimate | None


class NodeChanged(Struct, frozen=True, kw_only=True):
    """A node design that came (no fields before), went (none after), or whose named fields differ."""

    accelerator: str
    node: str
    before: NodeDesign | None
    after: NodeDesign | None
    differing: tuple[str, ...] = ()


class PricesChanged(Struct, frozen=True, kw_only=True):
    """The price observations of one accelerator that came and went."""

    accelerator: str
    added: tuple[PriceObservation, ...]
    removed: tuple[PriceObservation, ...]


CatalogueChange = AcceleratorAdded | AcceleratorRemoved | FigureChanged | EstimateChanged | NodeChanged | PricesChanged


def catalogue_changes(before: Catalogue, after: Catalogue) -> tuple[CatalogueChange, ...]:
    """Return what differs between two catalogues, accelerator by accelerator in the order of the newer."""
    found: list[CatalogueChange] = []
    for key in dict.fromkeys((*after.accelerators, *before.accelerators)):
        found += _of_accelerator(before.accelerators.get(key), after.accelerators.get(key))
        found += _of_nodes(key, before, after)
        found += _of_prices(key, before, after)
    return tuple(found)


def plans_concerned(
    changes: Collection[CatalogueChange], used: Mapping[str, Collection[str]]
) -> dict[str, tuple[CatalogueChange, ...]]:
    """Return the changes that concern each plan: ``used`` maps a plan's name to the accelerators it uses.

    Plans that none concerns are left out.
    """
    found = {
        name: tuple(change for change in changes if change.accelerator in accelerators)
        for name, accelerators in used.items()
    }
    return {name: own for name, own in found.items() if own}


def _of_accelerator(before: Accelerator | None, after: Accelerator | None) -> Iterator[CatalogueChange]:
    if before is None and after is not None:
        yield AcceleratorAdded(accelerator=after.key, name=after.name)
    elif after is None and before is not None:
        yield AcceleratorRemoved(accelerator=before.key, name=before.name)
    elif before is not None and after is not None:
        yield from _of_figures(before, after)
        for figure in dict.fromkeys((*after.estimates, *before.estimates)):
            old, new = before.estimates.get(figure), after.estimates.get(figure)
            if old != new:
                yield EstimateChanged(accelerator=after.key, figure=figure, before=old, after=new)


def _of_figures(before: Accelerator, after: Accelerator) -> Iterator[FigureChanged]:
    for kind in FIGURES:
        old, new = value_of(before, kind.name), value_of(after, kind.name)
        graded = [one.figures.get(kind.name) for one in (before, after)]
        grades = [figure.evidence if figure else None for figure in graded]
        if not same_value(old, new) or grades[0] is not grades[1]:
            yield FigureChanged(
                accelerator=after.key,
                figure=kind.name,
                before=old,
                after=new,
                evidence_before=grades[0],
                evidence_after=grades[1],
            )


def _of_nodes(key: str, before: Catalogue, after: Catalogue) -> Iterator[NodeChanged]:
    old = {node.key: node for node in before.nodes_for(key)}
    new = {node.key: node for node in after.nodes_for(key)}
    for name in dict.fromkeys((*new, *old)):
        one, other = old.get(name), new.get(name)
        if one != other:
            yield NodeChanged(accelerator=key, node=name, before=one, after=other, differing=_differing(one, other))


def _differing(one: NodeDesign | None, other: NodeDesign | None) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    return tuple(name for name in one.__struct_fields__ if getattr(one, name) != getattr(other, name))


def _of_prices(key: str, before: Catalogue, after: Catalogue) -> Iterator[PricesChanged]:
    old, new = before.prices_for(key), after.prices_for(key)
    added = tuple(price for price in new if price not in old)
    removed = tuple(price for price in old if price not in new)
    if added or removed:
        yield PricesChanged(accelerator=key, added=added, removed=removed)
