"""What the chart of savings against dependence says in words of what it shows."""

from typing import Final

from gui.charts.trade_off.trade_off_data import TODAY, TradeOffPoints, unsettled_of
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.dependence import DependenceBasis
from planner.exploration.exploration import Exploration, FleetSample

_MOST_REASONS: Final = 4  # on an empty plane; the list of those left out holds all
_DECIMALS: Final = 6  # of a share or a saving; closer together nobody sees two
BASIS_WORDS: Final = {DependenceBasis.COMPUTE: mark("delivered compute"), DependenceBasis.SPEND: mark("spend")}


def heading_of(points: TradeOffPoints, row: int) -> str:
    """Return what a fleet is on the chart; empty where it is one of many."""
    if row == TODAY:
        return tr("This plan")
    if row == points.knee:
        return tr("Knee of the frontier")
    if row not in points.frontier:
        return ""
    flip = unsettled_of(points).get(row)
    if flip is None:
        return tr("On the frontier")
    return tr(
        "On the frontier; in {share} of draws the next more expensive one is cheaper", share=formats.percent(flip, 0)
    )


def summary_of(points: TradeOffPoints | None, *, stale: bool, exploring: bool = False, so_far: bool = False) -> str:
    """Return how many fleets there are, how many are feasible, and how many are on the frontier."""
    if points is None:
        return tr("exploring: no fleet found yet") if exploring else tr("not explored yet")
    if so_far:
        return tr("exploring: {frontier} on the frontier so far", frontier=formats.whole(_places(points)))
    exploration = points.exploration
    words = tr(
        "{candidates} fleets · {fleets} feasible · {frontier} on the frontier",
        candidates=formats.whole(exploration.evaluated),
        fleets=formats.whole(exploration.feasible),
        frontier=formats.whole(len(points.frontier)),
    )
    if points.is_sample and exploration.sample is not None:
        drawn, every = formats.whole(len(exploration.fleets)), formats.whole(exploration.sample.of)
        words = tr("{words} · {drawn} of {fleets} drawn", words=words, drawn=drawn, fleets=every)
    return tr("{words} · before the last edit", words=words) if stale else words


def _places(points: TradeOffPoints) -> int:
    """Return how many places the frontier has: until it is explored, fleets that come to the same stand for each."""
    rows = points.frontier
    return len(
        {(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in zip(points.x[rows], points.y[rows], strict=True)}
    )


def brush_words(points: TradeOffPoints | None, count: int) -> str:
    """Return how many fleets are in the brush; of a sample only those that are drawn are known."""
    fleets = formats.whole(count)
    if points is not None and points.is_sample:
        return tr("{fleets} of the drawn fleets in the brush; explore again for all of them", fleets=fleets)
    return tr("{fleets} fleets in the brush; the table lists them", fleets=fleets)


def frontier_count(points: TradeOffPoints) -> str:
    """Return how many fleets are on the frontier."""
    return tr("{frontier} on the frontier", frontier=formats.whole(len(points.frontier)))


def reasons_of(points: TradeOffPoints | None) -> tuple[str, str]:
    """Return how many fleets fell out, and why, a line each; two empty texts where none did."""
    if points is None or not points.exploration.blocked:
        return "", ""
    return formats.whole(sum(points.exploration.blocked.values())), left_out_words(points)


def left_out_words(points: TradeOffPoints | None) -> str:
    """Return how many fleets fell out for which reason, a line each, and what is guaranteed of the others."""
    if points is None:
        return ""
    exploration = points.exploration
    found = exploration.guarantee
    guarantee = [] if found is None else [said(words) for words in (found.words, found.mends) if words]
    kept = [] if exploration.sample is None else [_kept_words(exploration.sample)]
    return "\n".join([*_reasons(exploration), *guarantee, *kept])


def _reasons(exploration: Exploration) -> list[str]:
    """Return how many fleets fell out for each reason, the most first."""
    counts = sorted(exploration.blocked.items(), key=lambda item: -item[1])
    return [tr("{count} left out: {reason}", count=formats.whole(n), reason=said(reason)) for reason, n in counts]


def nothing_words(exploration: Exploration | None) -> str:
    """Return why no fleet is drawn, and what mends it, for an empty plane; empty where some are."""
    if exploration is None or len(exploration.fleets):
        return ""
    found = exploration.guarantee
    mends = [said(found.mends)] if found is not None and found.mends else []
    reasons = _reasons(exploration)
    more = (
        [tr("and {count} for other reasons", count=formats.whole(_beyond(exploration)))] if _beyond(exploration) else []
    )
    return "\n".join([tr("No fleet keeps every limit."), *reasons[:_MOST_REASONS], *more, *mends])


def _beyond(exploration: Exploration) -> int:
    """Return how many fleets fell out for reasons that an empty plane has no room for."""
    return sum(sorted(exploration.blocked.values(), reverse=True)[_MOST_REASONS:])


def _kept_words(sample: FleetSample) -> str:
    return tr("Explored on {date}, kept in the file; explore again to draw every fleet.", date=sample.explored_on)
