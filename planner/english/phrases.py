"""Phrases that sentences of several families are made of."""

from collections.abc import Callable
from math import floor, log10
from typing import Any, Final

from planner.causes import Cause
from planner.digits import true_minus
from planner.sentences import Amount, Sentence, amount, sentence

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


def money(value: float, currency: str) -> Amount:
    """Return an amount in a currency: three significant digits in millions from a million on, in full below."""
    if abs(value) < MILLION:
        return amount(true_minus(f"{value:,.0f} {currency}"), value, currency)
    return amount(f"{_millions(value)} M {currency}", value, currency)


def millions(count: float) -> Amount:
    """Return a count in millions, at three significant digits."""
    return amount(f"{_millions(count)} M", count)


def _millions(value: float) -> str:
    decimals = max(0, 2 - floor(log10(abs(value) / MILLION)))
    return true_minus(f"{value / MILLION:,.{decimals}f}")
