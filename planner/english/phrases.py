"""Phrases that sentences of several families are made of."""

from collections.abc import Callable
from math import floor, log10
from typing import Any, Final

from planner.causes import Cause
from planner.digits import true_minus
from planner.sentences import NARROW, Amount, Sentence, amount, sentence

Words = dict[type[Cause], Callable[[Any], str]]  # the sentence of each kind of cause

MILLION: Final = 1e6
_MOST_POWER_DECIMALS: Final = 6  # a watt
_SAME_MW: Final = 1e-7  # powers that no such decimal tells apart
_PREFIXES: Final = ((1e12, "T"), (1e9, "B"), (MILLION, "M"), (1e3, "k"))


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


def layer_words(layer: str) -> str:
    """Return a layer of dependence, given by its key, as a word.

    >>> layer_words("software_stack"), layer_words("hbm_supplier")
    ('software stack', 'HBM supplier')
    """
    return layer.replace("_", " ").replace("hbm", "HBM")


def share_words(share: float) -> Sentence:
    r"""Return a share that a user stated in the digits it was stated in, without a nought behind the point.

    >>> share_words(0.7), share_words(0.675), share_words(0.4996)
    ('70\u202f%', '67.5\u202f%', '49.96\u202f%')
    """
    forms = ("{:.0%}", "{:.1%}", "{:.2%}")
    return sentence(next((f for i, f in enumerate(forms) if round(share, 4) == round(share, 2 + i)), forms[-1]), share)


def power_words(power_w: float, limit_w: float) -> tuple[str, str]:
    """Return a power and its limit in MW, with as many decimals (two to six) as the limit has and as tell them apart.

    >>> power_words(161e3, 160e3), power_words(160_040.0, 160e3), power_words(12e6, 12.5e6)
    (('0.161', '0.160'), ('0.16004', '0.16000'), ('12.00', '12.50'))
    """
    power, limit = power_w / MILLION, limit_w / MILLION
    decimals = next(
        (
            number
            for number in range(2, _MOST_POWER_DECIMALS)
            if abs(round(limit, number) - limit) < _SAME_MW
            and (round(power, number) != round(limit, number) or abs(power - limit) < _SAME_MW)
        ),
        _MOST_POWER_DECIMALS,
    )
    return f"{power:.{decimals}f}", f"{limit:.{decimals}f}"


def short_money(value: float, currency: str, *, space: str = NARROW) -> Amount:
    r"""Return an amount as figures on a page have it: three significant digits, then k, M, B or T.

    In running text ``space`` is a plain one, at which a line may break.

    >>> short_money(816_700.0, "USD"), short_money(35_661_000.0, "CNY"), short_money(-999_600.0, "USD")
    ('817\u202fk\u202fUSD', '35.7\u202fM\u202fCNY', '−1.00\u202fM\u202fUSD')
    """
    rounded = abs(float(f"{float(value):.3g}"))
    size, prefix = next(((size, prefix) for size, prefix in _PREFIXES if rounded >= size), (1.0, ""))
    shown = true_minus(f"{value / size:#.3g}".rstrip("."))
    return amount(space.join(part for part in (shown, prefix, currency) if part), value, currency)


def later_words(days: float, *, differs: bool) -> str:
    """Return by how many days something ends later or, below 0, earlier; that ``differs`` no figure shows by itself."""
    if not differs:
        return "as soon"
    return sentence("{:days} days later", days) if days > 0.0 else sentence("{:days} days earlier", -days)


def dearer_words(extra: float, currency: str, *, differs: bool) -> str:
    """Return how much dearer or, below 0, cheaper something is."""
    if not differs:
        return "as dear"
    amount = short_money(abs(extra), currency)
    return sentence("{} dearer", amount) if extra > 0.0 else sentence("{} cheaper", amount)


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


def deadline_words(days: float) -> Sentence:
    """Return the days of a deadline in the digits it was stated in: ``1 day``, ``158 days``, ``0.5 days``."""
    return sentence("1 day") if days == 1 else sentence("{:,.10g} days", days)
