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
    """Return each name's short one, with its last brackets where it would be another's too; else the name itself.

    >>> short_names(["H20 96GB (HGX) (Site 5)", "H20 96GB (HGX) (Site 6)", "L4 24GB"])
    {'H20 96GB (HGX) (Site 5)': 'H20 (Site 5)', 'H20 96GB (HGX) (Site 6)': 'H20 (Site 6)', 'L4 24GB': 'L4'}
    >>> short_names(["H20 96GB (HGX)", "H20 141GB (HGX)"])
    {'H20 96GB (HGX)': 'H20 96GB (HGX)', 'H20 141GB (HGX)': 'H20 141GB (HGX)'}
    """
    every = tuple(dict.fromkeys(names))
    found = dict(zip(every, every, strict=True))
    for shorten in (_with_last_brackets, short_name):
        short = {name: shorten(name) for name in every}
        held = Counter(short.values())
        found |= {name: one for name, one in short.items() if held[one] == 1}
    return found


def _with_last_brackets(name: str) -> str:
    _, bracket, last = name.rpartition(" (")
    return f"{short_name(name)}{bracket}{last}" if bracket else name
