"""A number as people type it."""

import math
import re
import unicodedata
from typing import Final

from planner.errors import UserError
from planner.planfile.records import short
from planner.sentences import sentence

_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?(e[-+]?\d+)?", re.IGNORECASE)


def number_text(text: str, path: str) -> str:
    """Return a number as it was written, in ASCII and without marks of thousands; ``path`` is of the input it is for.

    A comma that stands elsewhere may be meant as a point: read past, it would make another number of it in silence.
    Raises UserError for what is no finite number.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").replace("_", "").removeprefix("+")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        finite = math.isfinite(float(plain))
    except ValueError:
        finite = False
    if not finite:
        raise UserError(
            sentence("{} takes a number, not {!r}; write it as in 1500, 1,500 or 1.5e3.", short(path), short(text))
        )
    return plain
