"""Names of accelerators and pools without what is no news, where room is short and they stay apart."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_MEMORY_SIZE: Final = re.compile(r"\s\d+ ?GB$")
_LINE: Final = re.compile(
    r"^(Instinct|GeForce|CloudBlazer|DCU) | Blackwell Server Edition$"
)  # a symbol tells the supplier


def short_name(name: str) -> str:
    """Return a name without brackets, memory size (a table has a column for it) and the words of its product line.

    >>> short_name("H20 96GB (HGX)"), short_name("Instinct MI355X"), short_name("RTX PRO 6000 Blackwell Server Edition")
    ('H20', 'MI355X', 'RTX PRO 6000')
    """
    return _LINE.sub("", _MEMORY_SIZE.sub("", name.partition(" (")[0]))


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return each name's short one; the name itself where its short one would be another's too.

    >>> short_names(["H20 96GB (HGX)", "L4 (Site 1)", "L4 (Site 2)"])
    {'H20 96GB (HGX)': 'H20', 'L4 (Site 1)': 'L4 (Site 1)', 'L4 (Site 2)': 'L4 (Site 2)'}
    """
    short = {name: short_name(name) for name in names}
    held = Counter(short.values())
    return {name: one if held[one] == 1 else name for name, one in short.items()}
