"""What a plan above a cap on shares would need: best shares of its tokens, or another cap; said with their buttons."""

from typing import Final

from gui.look.planner_words import cause_words, said
from gui.look.words import in_a_row, tr
from gui.panels.remedies import Remedy, RemedyKind, cap_kept_at, shown_cap
from planner.causes import BestSharesKeepCap
from planner.english.phrases import layer_words
from planner.mixing.strategy import ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan_result import PlanResult, UnmetLimit, VerdictKind
from planner.sentences import Sentence

_CAP: Final = "cap"  # the key of limits of this kind


def over_cap_block(result: PlanResult) -> tuple[str, tuple[Remedy, ...]] | None:
    """Return what is said of shares above a cap, and what can be done about them; None where every cap is kept.

    A cap that no division of the tokens keeps leaves a plan without days: what is said of it stands there.
    """
    over = [one for one in result.unmet if one.limit == _CAP and one.reached is not None]
    caps = list(dict.fromkeys(map(_enough, over)))
    if not caps or result.days is None or result.models:
        return None
    lines = [tr("The shares as they are need a cap of {cap}.", cap=tr(", ").join(map(_cap_words, caps)))]
    remedies = [Remedy(kind=RemedyKind.CAP, cap=cap) for cap in caps]
    best = _best_shares(result)
    if best is not None:
        lines.insert(0, cause_words(best))
        remedies.insert(0, Remedy(kind=RemedyKind.BEST_SHARES))
    return in_a_row(lines), tuple(remedies)


def _best_shares(result: PlanResult) -> BestSharesKeepCap | None:
    """Return what the verdict offers beside another cap."""
    lines = [line.words for line in result.verdict if line.kind is VerdictKind.DECIDE]
    causes = [words.cause for words in lines if isinstance(words, Sentence)]
    return next((cause for cause in causes if isinstance(cause, BestSharesKeepCap)), None)


def _cap_words(cap: ShareCap) -> str:
    """Return a cap with what it is on: ``70 % on each supplier``, ``5,000 points on the supplier HHI``."""
    layer = said(layer_words(cap.layer))
    if cap.measure is CapMeasure.HHI:
        return tr("{points} points on the {layer} HHI", points=shown_cap(cap), layer=layer)
    return tr("{share} on each {layer}", share=shown_cap(cap), layer=layer)


def _enough(one: UnmetLimit) -> ShareCap:
    """Return the least cap, as it is written, that is kept as the plan is."""
    return cap_kept_at(one.reached or 0.0, one.subject, CapMeasure(one.remark.data.get("measure", CapMeasure.LARGEST)))
