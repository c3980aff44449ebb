"""A price as a user types it: what the words, the amount and the unit mean, or one sentence on what does not.

The typed word wins over whatever was chosen before: ``buy 17000`` is a purchase of 17,000 a device, ``rent 1.80`` a
rent of 1.80 a device-hour, ``owned`` says that the devices are there already.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from msgspec import Struct

from gui.look import formats
from gui.look.myriads import CURRENCIES
from gui.look.words import mark, tr
from planner.cluster import Tenure


class PriceUnit(StrEnum):
    """What a price is for: one device for an hour, or one device."""

    DEVICE_HOUR = "device-hour"
    DEVICE = "device"


class PriceEntry(Struct, frozen=True, kw_only=True):
    """A price as typed; None is what the text leaves open (an amount where only a tenure was named)."""

    tenure: Tenure | None = None
    amount: float | None = None
    currency: str | None = None
    unit: PriceUnit | None = None


class NoPrice(Struct, frozen=True, kw_only=True):
    """The text holds neither an amount nor a word for how devices are had."""


class SeveralAmounts(Struct, frozen=True, kw_only=True):
    """The text holds more than one amount."""


class BadAmount(Struct, frozen=True, kw_only=True):
    """The amount is not a number of zero or more as the locale writes it."""

    amount: str


class UnknownWord(Struct, frozen=True, kw_only=True):
    """A word is none for a price, and no currency that the plan has a rate for."""

    word: str


class SeveralTenures(Struct, frozen=True, kw_only=True):
    """The words name two ways in which devices are had."""


class UnitAgainstTenure(Struct, frozen=True, kw_only=True):
    """A purchase is paid per device, everything else per device-hour, and the text says otherwise."""

    tenure: Tenure


PriceRefusal = NoPrice | SeveralAmounts | BadAmount | UnknownWord | SeveralTenures | UnitAgainstTenure

_UNITS: Final = (
    (
        PriceUnit.DEVICE_HOUR,
        re.compile(
            r"(?:/|\bper\b|\ban?\b|\beach\b)\s*(?:(?:device|accelerator|card|gpu|npu)[- ]?)?(?:hours?|hr|h)\b"
            r"|\bhourly\b"
            r"|每(?:卡|台|张)?小时|/\s*(?:卡|台|张)?(?:小时|时)"
        ),
    ),
    (
        PriceUnit.DEVICE,
        re.compile(
            r"(?:/|\bper\b|\ban?\b|\beach\b)\s*(?:device|accelerator|card|gpu|npu)\b|每(?:台|卡|张)|/\s*(?:台|卡|张)"
        ),
    ),
)
_TENURES: Final = (
    (Tenure.RESERVED, re.compile(r"\breserv(?:ed?|ation)\b|预留|预订|包年")),
    (Tenure.BOUGHT, re.compile(r"\b(?:buy|bought|purchased?)\b|购买|购入|买入|买")),
    (Tenure.OWNED, re.compile(r"\bown(?:ed)?\b|自有|已有")),
    (Tenure.ON_DEMAND, re.compile(r"\bon[- ]demand\b|按需")),
)
_RENT: Final = re.compile(r"\brent(?:ed|al)?\b|租用|租金|租")  # a rent is on demand, unless it is named reserved
_FILLERS: Final = re.compile(r"\bother use\b|\b(?:at|for|price|costs?|of)\b|其他用途|另作他用|价格")
_SYMBOLS: Final = {
    **{name: code.casefold() for code, name in sorted(CURRENCIES.items(), key=lambda named: -len(named[1]))},
    "$": "usd",
    "€": "eur",
    "£": "gbp",
    "¥": "cny",
    "￥": "cny",
    "rmb": "cny",
}
_CURRENCY_WORDS: Final = (
    ("usd", re.compile(r"\bdollars?\b")),
    ("eur", re.compile(r"\beuros?\b")),
    ("gbp", re.compile(r"\bpounds?\b")),
    ("cny", re.compile(r"\b(?:yuan|renminbi)\b")),
)
_NUMBER: Final = re.compile(
    r"(?:[-+−–—]\s*)?[.,]*\d[\d.,'’\u202f\u00a0]*(?: \d{3}(?!\d))*(?:[.,]\d+)?(?:e[-+−]?\d+)?"
    r"\s?(?:[km](?![a-z])|万亿|[万亿])?"
)
_MINUSES: Final = str.maketrans("−–—’", "---'")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_WORD_AND_DIGIT: Final = re.compile(r"(?<=[a-z]{2})(?=[.,]?\d)")  # rent1.80
_PAUSES: Final = re.compile(r"[\s0,;:、]|[.。]$")  # between the parts (0 stands for a number); all else says something


_REFUSALS: Final[dict[type, str]] = {
    NoPrice: mark("There is no amount; type “rent 1.80”, “reserve 2.10”, “buy 17000” or “owned”."),
    SeveralAmounts: mark("There are several amounts; type one, such as “rent 1.80”."),
    BadAmount: mark("“{amount}” is no price; type a number of zero or more, such as “1.80”."),
    SeveralTenures: mark("Rent, reserve, buy or owned: type one of these words."),
    UnknownWord: mark("“{word}” is neither a word for a price nor a currency with a rate in this plan."),
}
_PER_DEVICE: Final = mark("A purchase is paid per device; type “buy 17000”, or “rent 1.80/h” for a rent.")
_PER_HOUR: Final = mark("A rent is paid per device-hour; type “rent 1.80/h”, or “buy 17000” for a purchase.")


def parse_price(text: str, currencies: Collection[str] = ()) -> PriceEntry | PriceRefusal:
    """Return what a typed price says; ``currencies`` are the ISO codes that the plan has rates for.

    Amounts are read as the locale in use writes them, else with a decimal point.

    >>> parse_price("rent 1.80")
    PriceEntry(tenure=<Tenure.ON_DEMAND: 'on demand'>, amount=1.8, currency=None, unit=None)
    """
    left = _WORD_AND_DIGIT.sub(" ", _with_codes(formats.half_width(text).strip().casefold()))
    unit, left = _taken(left, _UNITS)
    tenures, left = _tenures(left)
    left = _FILLERS.sub(" ", left)
    numbers = [match.group() for match in _NUMBER.finditer(left)]
    beside = _NUMBER.sub("0", left).strip()
    words = _LETTERS.findall(beside)
    known = {code.casefold(): code for code in currencies}
    strange = next((word for word in words if word not in known), None)
    if strange is not None or len(set(words)) > 1:
        return UnknownWord(word=_as_typed(strange or words[1], text))
    unread = _PAUSES.sub("", _LETTERS.sub("", beside))
    if unread:  # a sign that was passed over might have made it another number
        return UnknownWord(word=_as_typed(unread[0], text))
    if len(numbers) > 1:
        return SeveralAmounts()
    if len(tenures) > 1:
        return SeveralTenures()
    amount = formats.parse_quantity(numbers[0].translate(_MINUSES)) if numbers else None
    if numbers and (amount is None or amount < 0.0):
        return BadAmount(amount=numbers[0].strip())
    return _entry(tenures[0] if tenures else None, amount, known[words[0]] if words else None, unit)


def _entry(
    tenure: Tenure | None, amount: float | None, currency: str | None, unit: PriceUnit | None
) -> PriceEntry | PriceRefusal:
    """Return the parts together; an amount per device and no word is a purchase."""
    if tenure is None and amount is None:
        return NoPrice()
    if tenure is None and unit is PriceUnit.DEVICE:
        tenure = Tenure.BOUGHT
    if tenure is not None and unit is not None and unit is not unit_of(tenure):
        return UnitAgainstTenure(tenure=tenure)
    return PriceEntry(tenure=tenure, amount=amount, currency=currency, unit=unit)


def unit_of(tenure: Tenure) -> PriceUnit:
    """Return what a price is for on some terms: a purchase per device, all else per device-hour."""
    return PriceUnit.DEVICE if tenure is Tenure.BOUGHT else PriceUnit.DEVICE_HOUR


def refusal_words(refusal: PriceRefusal) -> str:
    """Return one sentence on why a text is no price, and what would be."""
    if isinstance(refusal, UnitAgainstTenure):
        return tr(_PER_DEVICE if refusal.tenure is Tenure.BOUGHT else _PER_HOUR)
    values = {name: getattr(refusal, name) for name in refusal.__struct_fields__}
    return tr(_REFUSALS[type(refusal)], **values)


def _as_typed(word: str, text: str) -> str:
    place = text.casefold().find(word)
    return text[place : place + len(word)] if place >= 0 else word.upper()  # a symbol's code: “£” is GBP


def _with_codes(text: str) -> str:
    for symbol, code in _SYMBOLS.items():
        text = text.replace(symbol, f" {code} ")
    for code, word in _CURRENCY_WORDS:
        text = word.sub(f" {code} ", text)
    return text


def _taken(text: str, words: tuple[tuple[PriceUnit, re.Pattern[str]], ...]) -> tuple[PriceUnit | None, str]:
    """Return the first meaning whose words stand in the text, and the text without them."""
    for meaning, pattern in words:
        if pattern.search(text):
            return meaning, pattern.sub(" ", text)
    return None, text


def _tenures(text: str) -> tuple[list[Tenure], str]:
    """Return the tenures named, and the text without their words."""
    found = []
    for tenure, pattern in _TENURES:
        if pattern.search(text):
            found.append(tenure)
            text = pattern.sub(" ", text)
    if _RENT.search(text):
        text = _RENT.sub(" ", text)
        if Tenure.RESERVED not in found and Tenure.ON_DEMAND not in found:
            found.append(Tenure.ON_DEMAND)
    return found, text
