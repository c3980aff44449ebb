"""Phrases that sentences of several families are made of."""

from collections.abc import Callable
from math import floor, log10
from typing import Any, Final

from planner.causes import Cause
from planner.sentences import MINUS, Sentence, sentence

Words = dict[type[Cause], Callable[[Any], str]]  # the sentence of each kind of cause

MILLION: Final = 1e6


def mark_words(name: str, allowed_devices: int) -> Sentence:
    """Return what a mark on an accelerator allows of it at the site; no devices: none of it."""
    if not allowed_devices:
        return sentence("{} is marked as not available at the site", name)
    return sentence("{} is marked as limited to {:,} devices at the site", name, allowed_devices)


def barred_words(name: str, site: str) -> Sentence:
    """Return that the export rules put an accelerator under a presumption of denial at a site."""
    return sentence("{} is under a presumption of denial at {} by the arithmetic of the export rules", name, site)


def units_words(precision: str, instead: str) -> Sentence:
    """Return that a device has no units for a format, and what it trains in instead (empty: nothing is known)."""
    without = sentence("has no {} units", precision.upper())
    return sentence("{}; trains in {}", without, instead.upper()) if instead else without


def money(amount: float, currency: str) -> str:
    """Return an amount in a currency: three significant digits in millions from a million on, in full below."""
    millions = abs(amount) / MILLION
    if millions < 1.0:
        return f"{amount:,.0f} {currency}".replace("-", MINUS)
    decimals = max(0, 2 - floor(log10(millions)))
    return f"{amount / MILLION:,.{decimals}f} M {currency}".replace("-", MINUS)
