"""How the run ends without one supplier, in words."""

from math import inf
from typing import Final

from msgspec import Struct

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from planner.dependence import LayerDependence
from planner.plan_result import PlanResult

SAME: Final = 1e-9  # relative: days this close are the same
_SUPPLIER: Final = "supplier"


def supplier_layer(result: PlanResult) -> LayerDependence | None:
    """Return the dependence on suppliers; None where no shares are known."""
    return result.dependence.layers.get(_SUPPLIER) if result.dependence else None


class LossText(Struct, frozen=True, kw_only=True):
    """How the run ends without one supplier: its days (None: never), and how much later or earlier, in words."""

    name: str
    days: float | None
    change: str


def losses_of(result: PlanResult) -> list[LossText]:
    """Return the run without each supplier, the one that costs most days first."""
    layer = supplier_layer(result)
    if layer is None or result.days is None:
        return []
    ordered = sorted(layer.days_without.items(), key=lambda item: -or_never(item[1]))
    return [LossText(name=name, days=days, change=change_words(days, result.days)) for name, days in ordered]


def change_words(days: float | None, planned_days: float) -> str:
    """Return how much later or earlier than planned a run ends: ``45 days earlier``; empty where it never does."""
    if days is None:
        return ""
    change = days - planned_days
    if abs(change) <= SAME * planned_days:
        return tr("as planned")
    shown = formats.duration(abs(change), of=max(planned_days, days))
    return tr("{time} later", time=shown) if change > 0 else tr("{time} earlier", time=shown)


def each_loss(result: PlanResult) -> str:
    """Return how the run ends without each supplier, one a line."""
    return "\n".join(loss_sentence(one.name, one.days, result.days) for one in losses_of(result))


def loss_sentence(name: str, days: float | None, planned_days: float | None) -> str:
    """Return how the run ends without a name: ``Without Nvidia: 113 days, 46 days earlier``."""
    if days is None:
        return tr("Without {name} the run never ends.", name=said(name))
    change = "" if planned_days is None else change_words(days, planned_days)
    return tr("Without {name}: {days}, {change}", name=said(name), days=formats.duration(days), change=change)


def days_words(days: float | None, estimates: object = ()) -> str:
    """Return the days of a run without a name, or that it never ends, which rests on no estimate."""
    return tr("never ends") if days is None else formats.estimated(formats.duration(days), estimates)


def or_never(days: float | None) -> float:
    """Return days as a number to compare: a run that never ends takes infinitely long."""
    return inf if days is None else days
