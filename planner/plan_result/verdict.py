"""Whether a plan keeps its limits: the deadline's chance, what is not kept, and the verdict in sentences."""

from enum import StrEnum

from msgspec import Struct

from planner.causes import Remark


class Deadline(Struct, frozen=True, kw_only=True):
    """The deadline and the chance that the run ends by it, over the draws of its inputs; nan while these come."""

    days: float
    chance: float


class UnmetLimit(Struct, frozen=True, kw_only=True):
    """A limit of the user's that the plan does not keep, with the cause in ``remark``.

    ``stated`` and ``reached`` are days, shares (0 to 1), points of HHI, money in the plan's currency, watts or devices;
    None where the limit is no number. ``subject`` is the layer, supplier or device that it is about, ``figure`` the key
    of the figure that it bounds ("": none).
    """

    limit: str
    remark: Remark
    figure: str = ""
    subject: str = ""
    stated: float | None = None
    reached: float | None = None


class VerdictKind(StrEnum):
    """What a line of the verdict says: the verdict itself, a limit, another fleet beside this one, or a decision."""

    TITLE = "title"
    UNMET = "unmet"
    KEPT = "kept"
    UNKNOWN = "unknown"
    BESIDE = "beside"
    DECIDE = "decide"


class VerdictLine(Struct, frozen=True, kw_only=True):
    """One sentence of the verdict on a plan."""

    kind: VerdictKind
    words: str
