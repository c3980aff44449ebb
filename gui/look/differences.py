"""How far a fleet's figures are from the plan's, in the same digits on the card and in the line below the chart."""

from gui.look import formats
from gui.look.words import tr


def difference(value: float, reference: float, *, percent: bool) -> str:
    """Return how far a value is from the plan's, signed; nothing where either is unknown or they are the same."""
    change = value - reference
    if change != change or abs(change) < (5e-4 if percent else 0.05):  # noqa: PLR0124 - NaN is not itself
        return ""
    if percent:
        return formats.signed(change * 100.0, lambda points: formats.fixed(points, 1))
    return formats.signed(change, formats.days_number)


def money_difference(value: float, reference: float) -> str:
    """Return how far an amount is from the plan's, signed; nothing where either is unknown or both read the same."""
    change = value - reference
    if change != change or formats.si(value) == formats.si(reference):  # noqa: PLR0124 - NaN is not itself
        return ""
    return formats.signed(change, formats.si)


def with_points(words: str, value: float, reference: float) -> str:
    """Return a figure in words with how many points a fraction is from the plan's, where it differs."""
    change = difference(value, reference, percent=True)
    return tr("{words} ({change} points)", words=words, change=change) if change else words


def in_brackets(words: str, change: str) -> str:
    """Return a figure in words with a change behind it; without one where there is none."""
    return f"{words} ({change})" if change else words
