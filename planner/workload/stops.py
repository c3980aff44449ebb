"""What a team knows of its stops: how often devices and racks fail, checkpoints and restarts."""

import math

from msgspec import Struct

from planner.errors import UserError
from planner.sentences import sentence

RESTART_S = 600.0  # recovery within ten minutes, as Huawei claims for its clusters


class DeviceMtbf(Struct, frozen=True, kw_only=True):
    """Mean hours between failures of one device of an accelerator (by key); raises UserError for no such hours."""

    accelerator: str
    hours: float

    def __post_init__(self) -> None:
        _require_above_zero(sentence("MTBF of {}", self.accelerator), self.hours)


class StopTerms(Struct, frozen=True, kw_only=True):
    """The user's own figures; None: as published, or as follows from the others.

    ``device_mtbf_hours`` is of every device but those of ``mtbf_of``. ``rack_mtbf_hours``: mean hours between failures
    of a whole scale-up domain. ``interval_s``: from one checkpoint to the next (None: the best one). ``restart_s``:
    from a failure until training goes on, ``checkpoint_s`` what a checkpoint keeps training from. ``kept_checkpoints``
    are in the storage at once. Raises UserError, one sentence, for a figure that is no time.
    """

    device_mtbf_hours: float | None = None
    mtbf_of: tuple[DeviceMtbf, ...] = ()
    rack_mtbf_hours: float | None = None
    interval_s: float | None = None
    restart_s: float = RESTART_S
    checkpoint_s: float | None = None
    kept_checkpoints: int = 2

    def __post_init__(self) -> None:
        times = {
            "MTBF of a device": self.device_mtbf_hours,
            "MTBF of a rack": self.rack_mtbf_hours,
            "checkpoint interval": self.interval_s,
            "time of a checkpoint": self.checkpoint_s,
        }
        for words, value in times.items():
            _require_above_zero(words, value)
        if not 0.0 <= self.restart_s < math.inf:
            raise UserError(sentence("The restart takes {:g} s; enter 0 or more.", self.restart_s))
        if self.kept_checkpoints < 1:
            raise UserError(sentence("{} checkpoints are kept; enter 1 or more.", self.kept_checkpoints))

    def mtbf_hours(self, accelerator: str) -> float | None:
        """Return the user's own MTBF of a device of an accelerator; None where there is none."""
        own = {one.accelerator: one.hours for one in self.mtbf_of}
        return own.get(accelerator, self.device_mtbf_hours)


def _require_above_zero(words: str, value: float | None) -> None:
    if value is not None and not 0.0 < value < math.inf:
        raise UserError(sentence("The {} is {:g}; enter a number above zero, or none.", words, value))
