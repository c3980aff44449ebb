"""Stated estimates of figures that no source prints: read, taken into an accelerator, and left out again.

An estimate is a range (low, middle, high) with its derivation. It stands in for a figure that is unknown, and gives
its range to a figure that is itself only an estimate of the same value. A figure that is better known needs none.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Estimate, Evidence, Figure
from planner.catalogue.columns import ESTIMATE_COLUMNS
from planner.catalogue.csv_table import Row, read_rows
from planner.catalogue.figures import FIGURES, KINDS, same_value, value_of, with_values
from planner.digits import MINUS
from planner.sentences import sentence

PURCHASE_PRICE: Final = "purchase_price"
RENT_PER_HOUR: Final = "rent_per_hour"
POWER: Final = "tdp_w"  # the figure of power, of a device or by its design of a whole server

ESTIMATE_MARK: Final = "~"  # stands before every figure that rests on an estimate, behind its sign, in every view
_SIGNS: Final = ("+", "-", MINUS)

_PRICE_WORDS: Final = {PURCHASE_PRICE: "purchase price", RENT_PER_HOUR: "rent per hour"}
_KIND_OF_COLUMN: Final = {kind.column: kind for kind in FIGURES}
_PRICE_OF_COLUMN: Final = {"purchase_price_per_device": PURCHASE_PRICE, "rent_per_device_hour": RENT_PER_HOUR}


def with_mark(figure: str) -> str:
    """Return a figure with the mark of estimates, which stands behind a sign.

    >>> with_mark("1.40 M"), with_mark("+1.40 M")
    ('~1.40 M', '+~1.40 M')
    """
    return f"{figure[0]}{ESTIMATE_MARK}{figure[1:]}" if figure.startswith(_SIGNS) else f"{ESTIMATE_MARK}{figure}"


def is_marked(figure: str) -> bool:
    """Return whether a figure wears the mark of estimates."""
    return figure.startswith((ESTIMATE_MARK, *(f"{sign}{ESTIMATE_MARK}" for sign in _SIGNS)))


class EstimateEffect(Struct, frozen=True, kw_only=True):
    """What one estimate does to a pool's rate: the figure at low and at high, all others in their middle.

    ``low``, ``mid`` and ``high`` are in the figure's kept unit, rates in tokens per second of the whole pool. Where
    ``fits_at_low`` is False the model does not fit at the low end; the rate there is then the one of the middle.
    """

    figure: str
    low: float
    mid: float
    high: float
    rate_at_low: float
    rate_at_high: float
    fits_at_low: bool = True

    @property
    def span(self) -> float:
        """The larger rate over the smaller: 1 where the estimate moves nothing."""
        rates = (self.rate_at_low, self.rate_at_high)
        return max(rates) / min(rates)

    @property
    def words(self) -> str:
        """What the figure is called."""
        return KINDS[self.figure].words


class EstimatedInput(Struct, frozen=True, kw_only=True):
    """A figure or a price that an answer rests on and that nobody published: whose it is, and which.

    ``subject`` names the accelerator or the node design; ``figure`` is a name of the table of figures,
    ``purchase_price`` or ``rent_per_hour``.
    """

    subject: str
    figure: str

    @property
    def words(self) -> str:
        """Whose figure it is, and what it is called."""
        return sentence("{}: {}", self.subject, _PRICE_WORDS.get(self.figure) or KINDS[self.figure].words)


Estimated = tuple[EstimatedInput, ...]


def is_estimated(accelerator: Accelerator, name: str) -> bool:
    """Return whether a figure that an accelerator has is an estimate; False where it has none."""
    figure = accelerator.figures.get(name)
    known = value_of(accelerator, name) is not None
    return known and figure is not None and figure.evidence is Evidence.ESTIMATE


def read_estimates(folder: Path, accelerators: Mapping[str, Accelerator]) -> dict[str, Accelerator]:
    """Return the accelerators with their estimates; raise CatalogueError naming file, line and column."""
    whole = dict(accelerators)
    for row in read_rows(folder / "estimates.csv", ESTIMATE_COLUMNS):
        key, column = row.required("accelerator"), row.required("column")
        if key not in whole:
            raise row.error(
                "accelerator", sentence("{!r} is not in accelerators.csv; add it there or correct the key.", key)
            )
        name = _name(row, column)
        if name in whole[key].estimates:
            raise row.error("column", sentence("{!r} of {} is there twice; keep one.", column, key))
        whole[key] = replace(whole[key], estimates={**whole[key].estimates, name: _estimate(row, column)})
    return whole


def _name(row: Row, column: str) -> str:
    if column in _PRICE_OF_COLUMN:
        return _PRICE_OF_COLUMN[column]
    if column in _KIND_OF_COLUMN:
        return _KIND_OF_COLUMN[column].name
    there = ", ".join((*_KIND_OF_COLUMN, *_PRICE_OF_COLUMN))
    raise row.error("column", sentence("{!r} is not a figure; enter one of {}.", column, there))


def _estimate(row: Row, column: str) -> Estimate:
    kind = _KIND_OF_COLUMN.get(column)
    printed = [row.required_number(name) for name in ("low", "mid", "high")]
    if sorted(printed) != printed:
        raise row.error("mid", "low, mid and high are not in this order; sort them.")
    low, mid, high = printed if kind is None else [kind.kept(value) for value in printed]
    return Estimate(
        low=low,
        mid=mid,
        high=high,
        unit=row.currency("unit") if kind is None else kind.kept_unit,
        derivation=row.required("derivation"),
        source=row.text("source"),
    )


def with_estimates(accelerator: Accelerator, stated_elsewhere: Collection[str] = ()) -> Accelerator:
    """Return an accelerator whose unknown figures are the middles of their estimates, graded so and with the range.

    Figures that are ``stated_elsewhere``, such as by a node design, need none and stay unknown.
    """
    taken = {
        name: estimate
        for name, estimate in accelerator.estimates.items()
        if name not in stated_elsewhere and _stands_in(accelerator, name)
    }
    if not taken:
        return accelerator
    missing = {name: one.mid for name, one in taken.items() if value_of(accelerator, name) is None}
    figures = {name: _figure(accelerator.figures.get(name), estimate) for name, estimate in taken.items()}
    return replace(with_values(accelerator, missing), figures={**accelerator.figures, **figures})


def _stands_in(accelerator: Accelerator, name: str) -> bool:
    if name not in KINDS:
        return False
    value, figure, estimate = value_of(accelerator, name), accelerator.figures.get(name), accelerator.estimates[name]
    if not 0.0 < estimate.low <= estimate.mid <= estimate.high:
        return False  # a plan file from elsewhere may hold anything
    if value is None:
        return True
    own = figure is not None and figure.evidence is Evidence.ESTIMATE and figure.low is None
    return own and same_value(value, estimate.mid)


def _figure(stated: Figure | None, estimate: Estimate) -> Figure:
    if stated is not None:
        return replace(stated, low=estimate.low, high=estimate.high)
    return Figure(
        evidence=Evidence.ESTIMATE,
        source=estimate.source,
        note=estimate.derivation,
        low=estimate.low,
        high=estimate.high,
    )


def estimates_needed(accelerator: Accelerator) -> tuple[str, ...]:
    """Return the names of the figures that are known only by an estimate; what planning on it asks leave for."""
    return tuple(
        name for name in accelerator.estimates if name in KINDS and value_of(accelerator, name) is None
    )  # fmt: skip


def without_estimates(accelerator: Accelerator) -> Accelerator:
    """Return an accelerator that is planned on stated figures alone, so that what is unknown blocks it."""
    return replace(accelerator, estimates={}) if accelerator.estimates else accelerator
