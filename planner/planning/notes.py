"""What gives no number while a plan is planned, noted on the way with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from planner.english import remark
from planner.errors import UserError
from planner.plan_result import Blocked, BlockedPart
from planner.sentences import cause_of

_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class Notes:
    """What gave no number, gathered on the way."""

    blocked: list[Blocked] = field(default_factory=list)

    def tried(self, part: BlockedPart, subject: str, work: Callable[[], _Answer]) -> _Answer | None:
        """Return what the work gives, or None with the reason noted."""
        try:
            return work()
        except UserError as error:
            if all(block.reason != str(error) for block in self.blocked):  # a lone pool's reason is said of the pool
                own = () if part is BlockedPart.BASELINE else error.groups  # a baseline's group is none of the plan's
                self.note(part, subject, str(error), own)
            return None

    def of(self, part: BlockedPart) -> Iterable[Blocked]:
        """Return what was noted of one part."""
        return [block for block in self.blocked if block.part is part]

    def heard(self, subject: str, error: UserError) -> None:
        """Note an error of a pool, or of a measured run, once."""
        part = BlockedPart.POOL if error.groups else BlockedPart.MEASURED_RUN
        self.note(part, subject, str(error), error.groups)

    def note(self, part: BlockedPart, subject: str, reason: str, groups: Iterable[str] = ()) -> None:
        """Note a reason once."""
        cause = cause_of(reason)
        block = Blocked(
            part=part,
            subject=subject,
            reason=reason,
            groups=tuple(groups),
            remark=None if cause is None else remark(cause),
        )
        if block not in self.blocked:
            self.blocked.append(block)
