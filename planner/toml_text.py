"""TOML that a stranger wrote: read in a bounded time, and refused in one kind of error whatever is wrong with it."""

import re
import tomllib
from typing import Any, Final

from planner.sentences import sentence

_MOST_PARTS: Final = 40
_PART: Final = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
# The reader takes the square of the parts of a name: one of a megabyte never ends.
_LONG_NAME: Final = re.compile(rf"(?<![\w\"'-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_PARTS}}}")


def toml_of(text: str) -> dict[str, Any]:
    """Return the tables of a text; raise ValueError, in a few words, where it is no TOML that anybody would write.

    >>> toml_of("a.b = 1")
    {'a': {'b': 1}}
    >>> toml_of("[" + "a." * 100_000 + "a]")
    Traceback (most recent call last):
    ValueError: a name of more than 40 parts
    """
    if _LONG_NAME.search(text):
        raise ValueError(sentence("a name of more than {} parts", _MOST_PARTS))
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
