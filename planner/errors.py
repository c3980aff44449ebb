"""The tree of errors, split by who can act: the user (one sentence) or us (a report)."""

from planner.causes import Cause
from planner.sentences import cause_of


class PlannerError(Exception):
    """Anything the planner raises on purpose."""


class UserError(PlannerError):
    """What the user can mend; the message is one sentence that says what is wrong and what to do.

    ``cause`` is the same as a value with its data, where one is known: the one given, else the sentence's own.
    ``groups`` are the keys of the node groups that it is about, where it is about some.
    """

    def __init__(self, *words: str, cause: Cause | None = None, groups: tuple[str, ...] = ()) -> None:
        super().__init__(*words)
        self.cause = cause or next((found for found in map(cause_of, words) if found is not None), None)
        self.groups = groups


class MissingFigureError(UserError):
    """A figure that a result needs is unknown; the message names it and says where to enter it."""


class NothingFitsError(UserError):
    """No legal layout of a pool fits; the message names the limit and the change that would help."""


class NothingDividesError(NothingFitsError):
    """No legal layout divides all devices of a pool; on fewer of them one may."""


class CatalogueError(UserError):
    """A catalogue file holds something it should not; the message names file, line and column."""


class PlanFileError(UserError):
    """A plan file cannot be read or written; the message says why and what is safe."""


class ClusterError(UserError):
    """A cluster does not answer, or lost its workers; the same may work once they are back."""


class Cancelled(PlannerError):  # noqa: N818 - an answer, not a fault
    """The work was called off by whoever asked for it."""


class BugError(PlannerError):
    """A fault of ours: something the program promised itself does not hold."""
