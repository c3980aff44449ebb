"""Remarks, limits, the verdict and what gives no number in the document of ``plan --json``, each with its cause."""

from typing import TypedDict

from planner.exports.plan_document.money import (
    MoneyDocument,
)


class CauseDocument(TypedDict):
    """Why something is so: ``code`` names the kind, the cause's own data stand beside it."""

    code: str


class RemarkDocument(TypedDict):
    """A warning with its cause."""

    words: str
    cause: CauseDocument


class UnmetLimitDocument(TypedDict):
    """A limit of the user's that the plan does not keep; ``figure`` is the key of the figure that it bounds."""

    limit: str
    subject: str
    stated: float | None
    reached: float | None
    figure: str | None
    words: str
    cause: CauseDocument


class VerdictLineDocument(TypedDict):
    """One sentence of the verdict on a plan."""

    kind: str
    words: str


class MendDocument(TypedDict):
    """A node group and the number of nodes with which the part of the plan trains."""

    group: str
    nodes: int


class BlockDocument(TypedDict):
    """A part of the plan that gives no number: what, why, and the cause; of code ``worded`` it is a sentence alone.

    ``mend`` was found by trying; null where nothing simple helps.
    """

    subject: str
    reason: str
    cause: CauseDocument
    mend: MendDocument | None


class LeftOutDocument(TypedDict):
    """A node group that trains nothing, with what it costs by its terms and draws while it is kept.

    The ``energy_kwh`` of a group whose pool stands in ``pools`` is counted there too: those of ``pools`` and of all
    other groups sum to the plan's.
    """

    group: str
    accelerator: str
    why: str
    cause: CauseDocument
    cost: MoneyDocument | None
    energy_kwh: float | None
