"""A stranger's words without the characters that a terminal would obey, or that XML has no place for."""

import re
from typing import Final

_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"
# Control characters but tabs and ends of lines, and what turns the direction of the words after it.
_OBEYED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, production 2


def for_terminal(text: str) -> str:
    """Return text in which each character that a terminal would obey is shown as one that stands for no other."""
    return _OBEYED.sub(_INSTEAD, text)


def for_xml(text: str) -> str:
    """Return text in which each character that no XML document may hold is shown as one that stands for no other."""
    return _NOT_XML.sub(_INSTEAD, text)
