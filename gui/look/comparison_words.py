"""Published figures beside the plan's own predictions, in words and as rows."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from planner.plan_result import Comparison

_MONEY: Final = "cost_per_trillion_tokens"


def comparison_lines(comparisons: tuple[Comparison, ...]) -> list[str]:
    """Return published figures beside the plan's own predictions; a name that several share is said once."""
    lines: list[str] = []
    for name in dict.fromkeys(comparison.name for comparison in comparisons):
        lines.append(said(name))
        lines += [_comparison_text(one) for one in comparisons if one.name == name]
    return lines


class ComparisonRow(Struct, frozen=True, kw_only=True):
    """A figure that was published beside the plan's own; or the heading over those of one publication."""

    words: str
    published: str
    predicted: str
    is_heading: bool = False


def comparison_rows(comparisons: tuple[Comparison, ...]) -> list[ComparisonRow]:
    """Return the same as rows of a table, a heading over the figures that share a name."""
    rows: list[ComparisonRow] = []
    for name in dict.fromkeys(comparison.name for comparison in comparisons):
        rows.append(
            ComparisonRow(words=said(name), published=tr("published"), predicted=tr("predicted"), is_heading=True)
        )
        rows += [_comparison_row(one) for one in comparisons if one.name == name]
    return rows


def _comparison_row(comparison: Comparison) -> ComparisonRow:
    words, show = said(comparison.quantity.replace("_", " ")), _shower(comparison.unit)
    if comparison.quantity == _MONEY:  # the currency stands once, so that the row keeps to one line
        words, show = tr("{currency} per trillion tokens", currency=comparison.unit), formats.si
    return ComparisonRow(words=words, published=show(comparison.published), predicted=_predicted(comparison, show))


def _comparison_text(comparison: Comparison) -> str:
    show = _shower(comparison.unit)
    band = formats.band(comparison.band, show)
    words = said(comparison.quantity.replace("_", " "))
    own = _predicted(comparison, show)
    predicted = f"{own} ({band})" if band else own
    return tr(
        "{words}: published {published}, predicted {predicted}",
        words=words,
        published=show(comparison.published),
        predicted=predicted,
    )


def _predicted(comparison: Comparison, show: Callable[[float], str]) -> str:
    return formats.estimated(show(comparison.predicted), comparison.estimated)


def _shower(unit: str) -> Callable[[float], str]:
    if unit in {"fraction", "", "1", "%"}:
        return formats.percent
    return lambda value: formats.si(value) + formats.THIN + unit
