"""What a plan says in one place and need not say in another: verdict, parts without a number, remarks."""

from collections.abc import Sequence

from planner.causes import AloneIsBetter, LateForDeadline, LocalSgdWouldEndEarliest, LocalSgdWouldMeetDeadline, Remark
from planner.plan_result.blocked import Blocked
from planner.plan_result.plan_result import PlanResult
from planner.plan_result.verdict import UnmetLimit, VerdictLine
from planner.sentences import sentences_in


def said_in_verdict(unmet: Sequence[UnmetLimit]) -> frozenset[str]:
    """Return the codes of the remarks that a verdict says: limits that are not kept, and what it names beside."""
    beside = {AloneIsBetter.code()}
    if any(one.remark.code == LateForDeadline.code() for one in unmet):
        beside |= {LocalSgdWouldMeetDeadline.code(), LocalSgdWouldEndEarliest.code()}
    return frozenset({one.remark.code for one in unmet} | beside)


def blocks_beside(verdict: Sequence[VerdictLine], blocked: Sequence[Blocked]) -> tuple[Blocked, ...]:
    """Return the parts without a number whose reason no line of the verdict is."""
    said = {line.words for line in verdict}
    return tuple(one for one in blocked if one.reason not in said)


def tells_of_block(words: str, blocked: Sequence[Blocked]) -> bool:
    """Say whether words say again why something gives no number, of which a reason may say more."""
    causes = [part for part in sentences_in(words) if part.own_cause is not None and part != words]
    told = any(part in one.reason for part in causes for one in blocked)
    return told or any(one.reason in words for one in blocked if one.reason)


def remarks_beside(result: PlanResult) -> tuple[Remark, ...]:
    """Return the remarks that neither the verdict nor a part without a number says already."""
    above = said_in_verdict(result.unmet) if result.verdict else frozenset()
    return tuple(
        one for one in result.remarks if one.code not in above and not tells_of_block(one.words, result.blocked)
    )
