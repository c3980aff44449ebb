"""The timetable of a run: what cannot be kept, and what waits."""

from planner.causes.cause import Cause


class LateForDeadline(Cause, frozen=True, kw_only=True):
    """The run ends after the deadline."""

    days: float
    deadline_days: float


class LocalSgdWouldMeetDeadline(Cause, frozen=True, kw_only=True):
    """Local SGD alone would end in time; it changes the optimiser, so it is taken only when chosen.

    It ends so much before what is taken and costs so much more (below 0: less; None: a price is unknown).
    """

    days: float
    deadline_days: float
    days_earlier: float
    extra_cost: float | None
    currency: str


class LocalSgdWouldEndEarliest(Cause, frozen=True, kw_only=True):
    """Nothing ends in time, and of all that was weighed local SGD would end first; it changes the optimiser.

    Figures as of ``LocalSgdWouldMeetDeadline``.
    """

    days: float
    deadline_days: float
    days_earlier: float
    extra_cost: float | None
    currency: str


class BestSharesKeepCap(Cause, frozen=True, kw_only=True):
    """Best shares of the tokens keep the caps that the plan breaks, and its deadline.

    They end so much later than the plan and cost so much more (below 0: earlier, less; None: a price is unknown).
    ``breaks`` are the other limits that they break, in words.
    """

    days: float
    days_later: float
    extra_cost: float | None
    currency: str
    breaks: tuple[str, ...] = ()


class CapOutOfReach(Cause, frozen=True, kw_only=True):
    """No division of the tokens keeps cap and deadline; the smallest of each beside the other (None: none at all).

    ``too_small`` names the pools that cannot hold the model alone, and so take none of the tokens off the others. With
    the ``measure`` ``hhi`` caps are points. ``chosen`` is the way of working that the user chose, so that no other was
    weighed ("": all were).
    """

    cap: float
    layer: str
    deadline_days: float | None
    smallest_cap: float | None
    smallest_deadline_days: float | None
    too_small: tuple[str, ...] = ()
    measure: str = "largest"
    chosen: str = ""


class DeadlineOutOfReach(Cause, frozen=True, kw_only=True):
    """No timetable, or no assignment of a programme's models, ends by the deadline; the first day by which one does.

    ``chosen`` is the way of working that the user chose, so that no other was weighed ("": all were).
    """

    deadline_days: float
    smallest_deadline_days: float
    of_programme: bool = False
    chosen: str = ""


class WindowsTooShort(Cause, frozen=True, kw_only=True):
    """The windows of the node groups close before all tokens are trained, whatever deadline and caps say.

    ``trained_share`` of the tokens are trained by then (None: no one timetable is meant). ``by_user``: the shares of
    the tokens are the user's, and others may fit.
    """

    trained_share: float | None = None
    by_user: bool = False


class FewWaysWeighed(Cause, frozen=True, kw_only=True):
    """Best shares weighed so many of very many ways: of each capped name the cheapest and the fastest first."""

    weighed: int
    ways: int


class ChosenWayTakesNoToken(Cause, frozen=True, kw_only=True):
    """The way of working that was chosen trains no token of this division; ``reason`` is in words why it cannot run.

    Without a reason it can run: best shares found pools alone better, or shares ``by_user`` are of pools alone.
    """

    strategy: str
    reason: str = ""
    by_user: bool = False


class SharesInProportion(Cause, frozen=True, kw_only=True):
    """The shares that the user gave pools that train add up to another sum than 1: they are taken in proportion."""

    total: float


class CostsWithoutTraining(Cause, frozen=True, kw_only=True):
    """A group trains no token and still costs by its terms."""

    group: str
    accelerator: str
    amount: float
    currency: str


class WindowOpensTooLate(Cause, frozen=True, kw_only=True):
    """A group's first day lies after the run's end."""

    group: str
    accelerator: str
    from_day: float


class TrainsNoToken(Cause, frozen=True, kw_only=True):
    """The best division of the tokens leaves a pool without any."""

    accelerator: str


class AloneIsBetter(Cause, frozen=True, kw_only=True):
    """One pool alone is cheaper and sooner than the mix, which buys only a lower largest share."""

    accelerator: str
    days_earlier: float
    cheaper: float
    currency: str
    largest: float
