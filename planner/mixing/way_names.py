"""The one table of the strategies' names, apart from the strategies: whoever only names them loads nothing heavy.

A new strategy is a file in ``planner.mixing.strategies`` and a line here.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class WayName(Struct, frozen=True, kw_only=True):
    """A strategy by its key (as plan files and ``--json`` have it), title, and a short title for narrow places.

    Titles have at least two words, by which they are found for translation. ``module`` is its file; there it is named
    like the file, in capitals.
    """

    key: str
    title: str
    module: str
    short: str = ""


JOINED_WAYS: Final[Mapping[str, WayName]] = {
    way.key: way
    for way in (
        WayName(key="pipeline", title="Pipeline over pools", module="pipeline", short="Pipeline"),
        WayName(
            key="data-parallel", title="Data parallel over pools", module="data_parallel", short="Data parallel"
        ),
        WayName(
            key="attention-expert-disaggregation",
            title="Attention-expert disaggregation",
            module="disaggregation",
            short="Expert disaggregation",
        ),
        WayName(key="local-sgd", title="Local SGD", module="local_sgd"),
    )
}  # fmt: skip
