"""The verdict on a plan, and the limits that it does not keep, as the window and the report show them."""

from collections.abc import Collection, Sequence
from typing import Final

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from planner.catalogue.offers import Money
from planner.dependence import LAYER_TITLES
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan_result import UnmetLimit, VerdictKind, VerdictLine

NOT_KEPT: Final = frozenset({VerdictKind.UNMET, VerdictKind.UNKNOWN})


def verdict_words(lines: Sequence[VerdictLine], kinds: Collection[VerdictKind] = frozenset(VerdictKind)) -> list[str]:
    """Return the sentences of a verdict, those of some kinds."""
    return [said(line.words) for line in lines if line.kind in kinds]


def limit_notes(unmet: Sequence[UnmetLimit], figure: str, currency: str) -> str:
    """Return the limits that a figure breaks, in short: ``cap 70 %``; empty where it breaks none."""
    return tr(", ").join(_note(one, currency) for one in unmet if one.figure == figure and one.stated is not None)


def _note(one: UnmetLimit, currency: str) -> str:
    stated = one.stated or 0.0
    match one.limit:
        case "deadline":
            return tr("deadline {deadline}", deadline=formats.duration(stated))
        case "budget":
            return tr("budget {money}", money=formats.money(Money(amount=stated, currency=currency)))
        case "power":
            return tr("limit {power}", power=formats.si(stated, "W"))
    cap = formats.trimmed(stated * 100) + formats.THIN + "%"
    if one.remark.data.get("measure") == CapMeasure.HHI.value:
        cap = formats.whole(stated)
    if one.subject == "supplier":
        return tr("cap {cap}", cap=cap)
    return tr("{layer} above the cap of {cap}", layer=said(LAYER_TITLES[one.subject]), cap=cap)
