"""Numbers and tables as plain text for a terminal."""

import math
from collections.abc import Callable, Sequence

from planner.catalogue.estimates import with_mark
from planner.digits import PRICE_DECIMALS, days_decimals, true_minus

_PREFIXES = ((1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
UNKNOWN = "unknown"
NEVER = "never"


def text_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """Return rows under a head, columns aligned; those whose position is in ``numbers`` to the right."""
    cells = [list(columns), *[list(row) for row in rows]]
    widths = [max(len(row[position]) for row in cells) for position in range(len(columns))]
    lines = []
    for row in cells:
        padded = [
            cell.rjust(width) if position in numbers else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(padded).rstrip())
    return "\n".join(lines)


def section(title: str, body: str) -> str:
    """Return a body under its title, '' where there is no body."""
    return f"\n{title}\n{body}\n" if body else ""


def marked(text: str, estimates: object) -> str:
    """Return a figure with the mark of estimates where it rests on any; what is unknown or never rests on nothing."""
    return with_mark(text) if estimates and text not in {UNKNOWN, NEVER, ""} else text


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with thousands separated, to so many significant digits below a thousand."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if abs(value) >= 1000 or value == int(value):  # noqa: PLR2004 - from here on the separator carries the reading
        return true_minus(f"{value:,.0f}")
    return true_minus(f"{value:.{digits}g}")


def significant(value: float | None, digits: int = 3) -> str:
    """Return a measured number to so many significant digits, zeros too; thousands are separated and whole."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    shown = f"{value:#,.{digits}g}" if abs(value) < 1000 * (1 - 0.5 * 10**-digits) else f"{value:,.0f}"
    return true_minus(shown.rstrip(".")) if value else "0"


def days_number(days: float | None) -> str:
    """Return days as the window has them: one decimal, none from a hundred on."""
    return UNKNOWN if days is None or not math.isfinite(days) else true_minus(f"{days:,.{days_decimals(days)}f}")


def days_or_never(days: float | None) -> str:
    """Return the days of a run that is known never to end where there are none."""
    return NEVER if days is None else days_number(days)


def shown_end(value: float | None, show: Callable[[float | None], str]) -> str:
    """Return an end of a band or of a range, at which a run may never end (None or infinite)."""
    return NEVER if value is None or math.isinf(value) else show(value)


def price(amount: float | None) -> str:
    """Return a price to the hundredth, as prices are quoted."""
    return UNKNOWN if amount is None else true_minus(f"{amount:,.{PRICE_DECIMALS}f}")


def scaled(value: float | None, unit: str = "", digits: int = 3) -> str:
    """Return a number in thousands, millions, billions (B) or trillions (T): 6.35 M."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    for size, prefix in _PREFIXES:
        if abs(value) >= size * (1 - 0.5 * 10**-digits):
            return true_minus(f"{value / size:#.{digits}g}".rstrip(".")) + f" {prefix}{unit}".rstrip()
    return f"{true_minus(f'{value:.{digits}g}')} {unit}".rstrip()


def percent(value: float | None, digits: int = 1) -> str:
    """Return a fraction in percent."""
    return UNKNOWN if value is None or not math.isfinite(value) else true_minus(f"{100 * value:.{digits}f} %")


def points(apart: float, digits: int = 1) -> str:
    """Return how far two fractions lie apart in points of a per cent: 58.9 % and 50.0 % are 8.9 points apart."""
    return f"{true_minus(f'{100 * apart:.{digits}f}')} points"
