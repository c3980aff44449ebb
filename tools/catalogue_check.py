"""Names what in the catalogue wants a look: rows without a source or a price, old prices, conflicts, outliers.

Run as ``python tools/catalogue_check.py [FOLDER]``; without a folder the catalogue that the program ships is read.
The exit code is 1 where a figure has no source, else 0: the other findings are work, not faults.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from math import log
from pathlib import Path
from statistics import median

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import with_estimates
from planner.catalogue.offers import Acquisition
from planner.catalogue.price_dates import A_YEAR_DAYS, age_days, first_day
from planner.catalogue.price_offers import price_history
from planner.catalogue.reader import load_catalogue, read_catalogue
from planner.units import TERA

# A modified z-score beyond 3.5 is an outlier (Iglewicz and Hoaglin 1993); 0.6745 is the normal's upper quartile.
OUTLIER = 3.5
_QUARTILE = 0.6745
_ENOUGH = 8  # values, below which no spread can be determined


class Trouble(StrEnum):
    """What a finding is about, gravest first."""

    NO_SOURCE = "no source"
    NO_PRICE = "no price"
    OLD_PRICE = "price older than a year"
    CONFLICT = "conflict"
    OUTLIER = "outlier"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to look at, of one accelerator or node design."""

    trouble: Trouble
    key: str
    text: str


def findings(catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return everything that wants a look, gravest first."""
    found = [*_sources(catalogue), *_prices(catalogue), *_conflicts(catalogue), *_outliers(catalogue)]
    return tuple(sorted(found, key=lambda one: list(Trouble).index(one.trouble)))


def _sources(catalogue: Catalogue) -> Iterator[Finding]:
    for key, accelerator in catalogue.accelerators.items():
        for name, figure in accelerator.figures.items():
            if not figure.source.strip():
                yield Finding(trouble=Trouble.NO_SOURCE, key=key, text=f"{name} names no source")
        for name, estimate in accelerator.estimates.items():
            if not estimate.source.strip():
                yield Finding(trouble=Trouble.NO_SOURCE, key=key, text=f"the estimate of {name} names no source")
    for key, node in catalogue.nodes.items():
        if not node.source.strip():
            yield Finding(trouble=Trouble.NO_SOURCE, key=key, text="the node design names no source")


def _prices(catalogue: Catalogue) -> Iterator[Finding]:
    for key in catalogue.accelerators:
        if not catalogue.prices_for(key):
            yield Finding(trouble=Trouble.NO_PRICE, key=key, text="no price was observed")
            continue
        dated = [price for kind in Acquisition for price in price_history(catalogue, key, kind)]
        newest = max((price.date for price in dated), key=lambda date: str(first_day(date)), default="")
        age = age_days(newest, catalogue.date)
        if age is None or age > A_YEAR_DAYS:
            words = "no price has a date" if age is None else f"the newest is of {newest}"
            yield Finding(trouble=Trouble.OLD_PRICE, key=key, text=words)


def _conflicts(catalogue: Catalogue) -> Iterator[Finding]:
    for key, accelerator in catalogue.accelerators.items():
        if accelerator.notes.get("conflicts"):
            yield Finding(trouble=Trouble.CONFLICT, key=key, text=accelerator.notes["conflicts"])


def _outliers(catalogue: Catalogue) -> Iterator[Finding]:
    whole = {key: with_estimates(one) for key, one in catalogue.accelerators.items()}
    rates = {key: rate for key, one in whole.items() if (rate := _rate_tflop_per_s(one)) is not None}
    watts = {key: whole[key].tdp_w or 0.0 for key in rates if whole[key].tdp_w}
    yield from _far({key: watts[key] / rates[key] for key in watts}, "W per TFLOP/s")
    for currency in sorted({price.currency for price in catalogue.prices}):
        each = {key: amount / rates[key] for key in rates if (amount := _purchase(catalogue, key, currency))}
        yield from _far(each, f"{currency} per TFLOP/s")


def _rate_tflop_per_s(accelerator: Accelerator) -> float | None:
    rates = accelerator.peak_flop_per_s
    rate = rates.get(Precision.BF16) or rates.get(Precision.FP16)
    return None if rate is None else rate / TERA


def _purchase(catalogue: Catalogue, key: str, currency: str) -> float | None:
    """Return the middle of what a bare device was bought for in one currency."""
    amounts = [
        price.normalised_amount
        for price in price_history(catalogue, key, Acquisition.PURCHASE)
        if price.currency == currency and not price.includes_server and price.normalised_amount
    ]
    return median(amounts) if amounts else None


def _far(values: Mapping[str, float], unit: str) -> Iterator[Finding]:
    """Yield the values whose logarithm lies far from the others', by the modified z-score."""
    if len(values) < _ENOUGH:
        return
    middle = median(log(value) for value in values.values())
    spread = median(abs(log(value) - middle) for value in values.values())
    for key, value in values.items():
        score = _QUARTILE * (log(value) - middle) / spread if spread else 0.0
        if abs(score) > OUTLIER:
            times = value / median(values.values())
            text = f"{value:.3g} {unit}, {times:.2g} times the middle of {len(values)}"
            yield Finding(trouble=Trouble.OUTLIER, key=key, text=text)


def report(found: Sequence[Finding]) -> str:
    """Return the findings for a terminal, one heading a trouble."""
    lines: list[str] = []
    for trouble in Trouble:
        own = [one for one in found if one.trouble is trouble]
        lines += [f"{trouble.value}: {len(own)}", *(f"  {one.key}: {one.text}" for one in own)]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Print the report; return 1 where a figure that claims more than an estimate has no source."""
    catalogue = read_catalogue(Path(arguments[0])) if arguments else load_catalogue()
    print(report(findings(catalogue)), end="")
    return int(any(_claims_without_source(one) for one in catalogue.accelerators.values()))


def _claims_without_source(accelerator: Accelerator) -> bool:
    figures = accelerator.figures.values()
    return any(figure.evidence is not Evidence.ESTIMATE and not figure.source.strip() for figure in figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
