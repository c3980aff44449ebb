"""The base of every cause, and the one that still comes as a sentence."""

import re
from typing import Any

from msgspec import Struct

PoolPlace = tuple[str, str]  # accelerator and site: what stands together and trains as one pool


class Cause(Struct, frozen=True, kw_only=True):
    """The base of every cause; ``code`` names its kind for programs, such as ``does-not-fit``."""

    @classmethod
    def code(cls) -> str:
        """Return the kind's name in small letters with strokes.

        >>> from planner.causes import LateForDeadline
        >>> LateForDeadline.code()
        'late-for-deadline'
        """
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def data(self) -> dict[str, Any]:
        """Return the cause's own fields by name."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class Worded(Cause, frozen=True, kw_only=True):
    """A reason that still comes as a sentence from a lower room (a reader's complaint, an error's message)."""

    words: str
