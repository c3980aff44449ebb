"""Parts of a plan that give no number, why, and what would make them."""

from enum import Enum

from msgspec import Struct

from planner.causes import Cause, Remark
from planner.sentences import Sentence, cause_of, is_about, listed, sentence


class BlockedPart(Enum):
    """Which part of a plan gives no number."""

    CLUSTER = "cluster"
    POOL = "pool"
    PRICE = "price"
    MIXING = "mixing"
    PROGRAMME = "programme"
    COST = "cost"
    SAVING = "saving"
    BASELINE = "baseline"
    DEPENDENCE = "dependence"
    MEASURED_RUN = "measured-run"


class SetNodes(Struct, frozen=True, kw_only=True):
    """A node group, by its key, given so many nodes."""

    group: str
    nodes: int

    @property
    def words(self) -> Sentence:
        """What it brings."""
        return sentence("With {:,} nodes of group {} it trains.", self.nodes, self.group)


class Blocked(Struct, frozen=True, kw_only=True):
    """A part of the plan that gives no number: what, why, and what to enter or change.

    ``reason`` is a sentence that carries its cause; ``groups`` are the keys of the node groups that it is about.
    ``mend``: what makes this part give a number, found by trying; None where nothing simple does.
    """

    subject: str
    reason: str
    part: BlockedPart = BlockedPart.POOL
    groups: tuple[str, ...] = ()
    mend: SetNodes | None = None
    remark: Remark | None = None

    @property
    def names_subject(self) -> bool:
        """Whether the reason begins with what it is about: of ``Price of H800`` with ``H800``."""
        parts = self.subject.filled if isinstance(self.subject, Sentence) else ()
        return any(is_about(self.reason, name) for name in (self.subject, *parts))

    @property
    def words(self) -> Sentence:
        """What is blocked and why; the subject is not said twice."""
        return listed("", (self.reason,)) if self.names_subject else sentence("{}: {}", self.subject, self.reason)

    @property
    def cause(self) -> Cause | None:
        """The reason as a value; None where it is words alone."""
        return cause_of(self.reason) or (self.remark.cause if self.remark is not None else None)
