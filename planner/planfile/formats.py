"""Every format of plan files as its program wrote it; what a release has written is never changed here again."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

META: Final = "meta"  # says what wrote a file, its digest among it
EXPLORATION: Final = "exploration"  # what was explored of the plan, with a digest of its own; the file's covers neither


class PlanFormat(Struct, frozen=True, kw_only=True):
    """One format: its ``user_version``, the newest minor version known of it, and its tables.

    ``tables`` maps a table's name to the statement that creates it, in the order of creation; ``optional`` those that
    a file may do without. A minor version only
    adds fields to the JSON bodies, with a default for files without them, and entries to the meta table: programs of
    an older minor read past both. Anything else (a table, a column, another meaning) is the next format.
    """

    number: int
    minor: int
    tables: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict)


def _keyed(name: str) -> str:
    return f'CREATE TABLE {name} (\n\t"key" TEXT NOT NULL, \n\tbody TEXT NOT NULL, \n\tPRIMARY KEY ("key")\n)'


def _single(name: str) -> str:
    return (
        f"CREATE TABLE {name} (\n\tid INTEGER NOT NULL CHECK (id = 1), \n\tbody TEXT NOT NULL, \n\tPRIMARY KEY (id)\n)"
    )


_TABLES_OF_1: Final[Mapping[str, str]] = {
    META: 'CREATE TABLE meta (\n\t"key" TEXT NOT NULL, \n\tvalue TEXT NOT NULL, \n\tPRIMARY KEY ("key")\n)',
    "plan": _single('"plan"'),
    "accelerators": _keyed("accelerators"),
    "node_designs": _keyed("node_designs"),
    "offers": _keyed("offers"),
    "prices": (
        "CREATE TABLE prices (\n\tposition INTEGER NOT NULL, \n\tbody TEXT NOT NULL, \n\tPRIMARY KEY (position)\n)"
    ),
    "last_result": _single("last_result"),
}

FORMAT_1: Final = PlanFormat(number=1, minor=0, tables=_TABLES_OF_1)
FORMAT_2: Final = PlanFormat(number=2, minor=0, tables=_TABLES_OF_1)  # other fields in the plan's body only
FORMAT_3: Final = PlanFormat(  # terms, timetables, programmes
    number=3,
    minor=0,
    tables=_TABLES_OF_1,
    optional={
        EXPLORATION: (
            "CREATE TABLE exploration (\n\tid INTEGER NOT NULL CHECK (id = 1), \n\tdigest TEXT NOT NULL, \n\t"
            "body TEXT NOT NULL, \n\tPRIMARY KEY (id)\n)"
        )
    },
)
FORMATS: Final[tuple[PlanFormat, ...]] = (FORMAT_1, FORMAT_2, FORMAT_3)  # oldest first; this program writes the last
