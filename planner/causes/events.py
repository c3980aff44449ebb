"""What happens during a run, and what becomes of it."""

from planner.causes.cause import Cause


class EventAfterEnd(Cause, frozen=True, kw_only=True):
    """The run has ended before the event."""

    day: float
    end_day: float


class TakesNoPart(Cause, frozen=True, kw_only=True):
    """A supplier, an accelerator or a currency has no part in the fleet."""

    name: str


class NothingToCome(Cause, frozen=True, kw_only=True):
    """All devices of a supplier are there: owned from the start, or come before the day."""

    name: str


class WorksNoMore(Cause, frozen=True, kw_only=True):
    """A supplier's pools work no token after the day, so the run goes on as planned."""

    name: str
    day: float


class RestPlannedAnew(Cause, frozen=True, kw_only=True):
    """The tokens that are left are planned anew on other pools, by one way after the other.

    ``tokens_left_share`` are left on ``day``, up to which the plan's own timetable is worked.
    """

    day: float
    tokens_left_share: float
    from_day: float
    ways: tuple[str, ...]
    days: float


class DevicesReplaced(Cause, frozen=True, kw_only=True):
    """Devices of another supplier are rented in place of what is lost, from a day on and more expensive than today."""

    devices: int
    accelerator: str
    on_day: float
    price_rise: float


class NothingLeft(Cause, frozen=True, kw_only=True):
    """Without a supplier nothing is left to train on, and nothing of another supplier is to be rented in its place."""

    name: str


class LostKeepsCosting(Cause, frozen=True, kw_only=True):
    """What is lost is kept by its terms and costs on."""

    name: str
    amount: float
    currency: str


class WearsOut(Cause, frozen=True, kw_only=True):
    """A supplier's devices work on, and those that fail are not replaced; from the day on, in days."""

    name: str
    day: float
    annual_failure_share: float
    planned_days: float
    days: float | None


class RentsChange(Cause, frozen=True, kw_only=True):
    """The rents of a supplier change by a fraction from a day on."""

    name: str
    day: float
    change: float


class PricesFixed(Cause, frozen=True, kw_only=True):
    """A supplier's devices are bought, owned or reserved, so that its rents do not touch them."""

    name: str


class WindowsClose(Cause, frozen=True, kw_only=True):
    """The windows of the node groups close before the run ends."""


class RateChanges(Cause, frozen=True, kw_only=True):
    """An accelerator works at another rate than planned from a day on."""

    name: str
    day: float
    change: float


class FailuresChange(Cause, frozen=True, kw_only=True):
    """Devices fail so many times as often from a day on."""

    day: float
    times: float


class CurrencyMoves(Cause, frozen=True, kw_only=True):
    """A currency changes its price by a fraction from a day on."""

    currency: str
    day: float
    change: float


class ComesLate(Cause, frozen=True, kw_only=True):
    """A supplier's devices come so many days late; the rest is planned anew with them."""

    name: str
    late_days: float
    days: float


class SoonerAnew(Cause, frozen=True, kw_only=True):
    """The plan made anew ends sooner than the plan itself, which does not take the fastest way.

    Of pools in turn, ``less_on`` is the pool that works a smaller share of the tokens than planned, by which the others
    are sooner done ("": none). ``rented`` devices of ``rented_accelerator`` come in place of what is lost and are what
    makes it sooner: without them it would not be (0: none are, or it would).
    """

    days: float
    ways: tuple[str, ...]
    rented: int = 0
    rented_accelerator: str = ""
    less_on: str = ""
    share: float = 0.0
    planned_share: float = 0.0


class NotPaidBefore(Cause, frozen=True, kw_only=True):
    """What comes late is held, and not paid for before it comes."""

    name: str
    amount: float
    currency: str


class HeldForLess(Cause, frozen=True, kw_only=True):
    """What is held is paid for so many days less, as the run ends sooner."""

    days: float
    amount: float
    currency: str


class CheaperAnew(Cause, frozen=True, kw_only=True):
    """The work of the run comes cheaper than planned because its tokens are worked by other pools."""

    amount: float
    currency: str
    more_on: str
    share: float
    planned_share: float


class ModelsAssignedAnew(Cause, frozen=True, kw_only=True):
    """Models of a programme find another place after an event: each its name, its pool's name, the day it ends."""

    day: float
    from_day: float
    models: tuple[tuple[str, str, float], ...]


class ModelsEndLater(Cause, frozen=True, kw_only=True):
    """Models of a programme end later than planned: each its name, the day it ends, and the day it was planned to."""

    models: tuple[tuple[str, float, float], ...]


class ModelsLost(Cause, frozen=True, kw_only=True):
    """Models of a programme find no place without a supplier, by name."""

    name: str
    models: tuple[str, ...]
