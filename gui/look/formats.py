"""Numbers as the user's locale writes them: SI suffixes, percent, money, bands; and back again."""

import math
import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QLocale

from gui.look.myriads import MYRIADS, currency_word, in_myriads
from gui.look.words import tr
from planner.catalogue import short_names
from planner.catalogue.estimates import with_mark
from planner.catalogue.offers import Money
from planner.digits import MINUS, PRICE_DECIMALS, days_decimals, true_minus
from planner.plan_result import Band
from planner.units import HOURS_PER_DAY

UNKNOWN: Final = "–"
THIN: Final = "\u202f"  # the narrow no-break space keeps a number and its suffix on one line
_SUFFIXES: Final = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
BILLION: Final = "B"  # as the field writes tokens, parameters and money: G is of units alone
_MULTIPLIERS: Final = {
    "k": 1e3,
    "m": 1e6,
    "g": 1e9,
    "b": 1e9,
    "t": 1e12,
    "p": 1e15,
    **{word: factor for factor, word in MYRIADS},
}
_BETWEEN: Final = re.compile(  # spaces that mean nothing: between groups of three, before a suffix, behind a sign
    r"(?<=\d)\s+(?=\d{3}(?!\d))|(?<=\d)\s+(?=(?:[a-zA-Z]|万亿|[万亿])$)|(?<=^[-+−])\s+"
)
_ZERO_AND_GROUP: Final = re.compile(r"[-+]?0+(?P<between>\D)\d")
_HALF_WIDTH: Final[dict[int, int | str]] = {**{ord("！") + i: ord("!") + i for i in range(94)}, ord("\u3000"): " "}
LONG: Final = 1e4  # from here on a number written whole leaves its unit no room where figures stand in columns
_HOURS_WORTH_SHOWING: Final = 2.0  # runs shorter than two days read better in hours

short_name: Final = short_names.short_name


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def whole(value: float | None) -> str:
    """Return a count with the locale's group separators."""
    return true_minus(QLocale().toString(round(value))) if value is not None and _known(value) else UNKNOWN


def fixed(value: float | None, digits: int) -> str:
    """Return a number with so many digits after the decimal point."""
    if value is None or not _known(value):
        return UNKNOWN
    return true_minus(QLocale().toString(round(value, digits), "f", digits))


def significant(value: float | None, digits: int = 3) -> str:
    """Return a number with so many significant digits, never in exponent form."""
    if value is None or not _known(value):
        return UNKNOWN
    return fixed(value, _decimals(value, digits))


def _decimals(value: float, digits: int) -> int:
    """Return how many decimals show so many significant digits, after rounding carried over."""
    if value == 0:
        return 0
    exponent = math.floor(math.log10(abs(value)))
    rounded = round(value, digits - 1 - exponent)
    exponent = math.floor(math.log10(abs(rounded)))
    return max(0, digits - 1 - exponent)


def _scaled(value: float, digits: int) -> tuple[float, str]:
    """Return the factor and the suffix that show a value with at most three digits before the point."""
    if value == 0:
        return 1.0, ""
    exponent = math.floor(math.log10(abs(value)))
    rounded = abs(round(value, digits - 1 - exponent))
    for factor, suffix in _SUFFIXES:
        if rounded >= factor:
            return factor, suffix
    return 1.0, ""


def si(value: float | None, unit: str = "", *, digits: int = 3) -> str:
    """Return ``6.35 M``, ``500 B`` or ``64.0 GB``: three significant digits, the SI suffix, then the unit.

    Without a unit a billion is ``B``, as of tokens, parameters and money everywhere.
    """
    if value is None or not _known(value):
        return UNKNOWN
    if in_myriads() and not unit:
        return _by_myriads(value, digits)
    factor, suffix = _scaled(value, digits)
    tail = suffix + unit if unit or suffix != "G" else BILLION
    return significant(value / factor, digits) + (THIN + tail if tail else "")


def _by_myriads(value: float, digits: int) -> str:
    """Return ``3,760 万``: so many significant digits, up to four of them and zeros before the point."""
    rounded = value if value == 0 else round(value, digits - 1 - math.floor(math.log10(abs(value))))
    factor, suffix = next(((one, word) for one, word in MYRIADS if abs(rounded) >= one), (1.0, ""))
    return significant(rounded / factor, digits) + (THIN + suffix if suffix else "")


def percent(value: float | None, digits: int = 1) -> str:
    """Return a fraction in percent."""
    return fixed(value * 100, digits) + THIN + "%" if value is not None and _known(value) else UNKNOWN


def money(value: Money | None) -> str:
    """Return ``6.35 M CNY``."""
    if value is None or not _known(value.amount):
        return UNKNOWN
    between = "" if in_myriads() else THIN
    return f"{si(value.amount)}{between}{currency_word(value.currency)}"


def per_hour(currency: str) -> str:
    """Return the unit of a price per hour: ``CNY/h``."""
    return tr("{price}/h", price=currency_word(currency))


def price(value: Money | None) -> str:
    """Return a price to the hundredth, as prices are quoted: ``27.50``; without its currency."""
    return UNKNOWN if value is None else fixed(value.amount, PRICE_DECIMALS)


def days_number(days: float | None) -> str:
    """Return days as every table and sentence has them: one decimal, none from a hundred on."""
    return fixed(days, 0 if days is None or not _known(days) else days_decimals(days))


def stated_days(days: float) -> str:
    """Return days as the user states them: ``158 days``, ``1 day``."""
    return tr("1 day") if days == 1 else tr("{count} days", count=trimmed(days))


def duration(days: float | None, *, of: float | None = None) -> str:
    """Return ``151 days``, ``3.2 days`` or ``14.0 h``.

    A part of a run, or a change of it, is said in the unit of the run, whose days are ``of``.
    """
    if days is None or not _known(days):
        return UNKNOWN
    if in_hours(days if of is None else of):
        return significant(days * HOURS_PER_DAY) + THIN + tr("h")
    return tr("{count} days", count=days_number(days))


def short_duration(days: float | None) -> str:
    """Return a duration that leaves its unit room: from ten thousand days on ``2.46 M days``."""
    if days is None or not _known(days) or abs(days) < LONG:
        return duration(days)
    return tr("{count} days", count=si(days))


def in_hours(days: float) -> bool:
    """Return whether a run of so many days reads better in hours."""
    return abs(days) < _HOURS_WORTH_SHOWING


def duration_band(value: Band | None, days: float | None) -> str:
    """Return the band of a run's days, in the unit of the run: bare days, or hours."""
    if days is not None and in_hours(days):
        return band(value, lambda end: duration(end, of=days))
    return band(value, days_number)


def estimated(text: str, estimates: object) -> str:
    """Return a figure with the mark of estimates where it rests on any; what is unknown rests on nothing."""
    return with_mark(text) if estimates and text not in {UNKNOWN, ""} else text


def band(value: Band | None, show: Callable[[float], str]) -> str:
    """Return the P10 and P90 of a band as ``9.1 – 14.6 %``; what both ends share at the tail is said once.

    An end at which the run never ends is said in words.
    """
    if value is None or not all(end is None or _known(end) for end in value):
        return ""
    low, high = (tr("never ends") if end is None else show(end) for end in (value[0], value[2]))
    if value[0] is None or value[2] is None:
        return low if low == high else f"{low} – {high}"
    low_number, low_tail = _split(low)
    _, high_tail = _split(high)
    return f"{low_number if low_tail == high_tail else low} – {high}"


def ends(value: Band | None) -> tuple[float, float] | None:
    """Return P10 and P90 of a band to be drawn; None where there is no band or the run never ends at one of them."""
    if value is None or value[0] is None or value[2] is None:
        return None
    return value[0], value[2]


def signed(value: float, show: Callable[[float], str]) -> str:
    """Return a change with its sign, ``+1.20 M`` or ``−0.4``; no sign where it is written as zero."""
    shown = show(abs(value))
    if not any(digit in shown for digit in "123456789"):
        return shown
    return ("+" if value > 0 else MINUS) + shown


def _split(text: str) -> tuple[str, str]:
    head, _, tail = text.partition(THIN)
    return (head, tail) if tail else (text, "")


def trimmed(value: float, digits: int = 4) -> str:
    """Return a number at so many significant digits without the zeros behind: ``4``, ``0.68``."""
    shown = QLocale().toString(float(value), "g", digits)  # Qt ends the program on a whole number here
    return shown if "e" in shown else true_minus(shown)


def parse_whole(text: str) -> int | None:
    """Return the whole number of zero or more that a user wrote; None where it is none: it is never made one."""
    number = parse_quantity(text)
    return round(number) if number is not None and number >= 0 and math.isclose(number, round(number)) else None


def half_width(text: str) -> str:
    """Return a text with the full-width letters, digits and signs of a Chinese keyboard as any other writes them.

    >>> half_width("１．８０／ｈ")
    '1.80/h'
    """
    return text.translate(_HALF_WIDTH)


def parse_quantity(text: str) -> float | None:
    """Return the number that a user wrote (``9.0 T``, ``9e12``, ``4,096``, ``180``); None where it is none."""
    typed = half_width(text).strip().replace(MINUS, "-")
    bare = _BETWEEN.sub("", typed)
    suffix = next((one for one in _MULTIPLIERS if bare.casefold().endswith(one)), "")
    factor, bare = (_MULTIPLIERS[suffix], bare[: -len(suffix)]) if suffix else (1.0, bare)
    led = _ZERO_AND_GROUP.match(typed)  # no thousands begin with a zero: 0,005 is no 5
    between = led["between"] if led else ""
    for locale in (QLocale(), QLocale.c()):
        number, understood = locale.toDouble(bare)
        grouped = between != "" and (between.isspace() or between == locale.groupSeparator())
        if understood and math.isfinite(number * factor) and not grouped:
            return number * factor
    return None
