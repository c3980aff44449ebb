"""What can go wrong with a library, split by what helps."""

from planner.errors import UserError
from planner.library.entries import Kind, VersionInfo


class LibraryError(UserError):
    """The library refuses or cannot do what was asked; the message says why and what to do."""


class LibraryUnreachableError(LibraryError):
    """No answer from the library; the same may work later.

    ``sent``: whether what was asked may have reached the server before it fell silent.
    """

    def __init__(self, words: str, *, sent: bool = False) -> None:
        super().__init__(words)
        self.sent = sent


class LibraryConflictError(LibraryError):
    """Someone else published a version meanwhile: ``latest`` is now the newest, not ``based_on`` (0: none)."""

    def __init__(self, words: str, *, kind: Kind, name: str, based_on: int, latest: VersionInfo) -> None:
        super().__init__(words)
        self.kind = kind
        self.name = name
        self.based_on = based_on
        self.latest = latest
