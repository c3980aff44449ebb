"""The evidence grade of a figure, from the source it names."""

from pathlib import Path

from msgspec import Struct

from planner.catalogue.accelerator import Evidence
from planner.catalogue.csv_table import read_rows

_BASIS_GRADE = {
    "measured only": Evidence.MEASURED,
    "supplier claim via press": Evidence.PRESS,
    "provider page": Evidence.PRESS,
    "tender": Evidence.PRESS,
    "unofficial": Evidence.ESTIMATE,
    "derived": Evidence.ESTIMATE,
    "unclear": Evidence.ESTIMATE,
    "unknown": Evidence.ESTIMATE,
}


class SourceGrades(Struct, frozen=True):
    """A table of source fragments and the grade each earns; the first that matches counts."""

    rows: tuple[tuple[str, Evidence], ...]

    def grade(self, source: str) -> Evidence:
        """Return the grade of a source text.

        Of several sources (separated by `` ; ``) the first named is the one the figure was taken from. No source
        at all is an estimate; one that the table does not know is press.
        """
        first = source.split(" ; ", maxsplit=1)[0].strip()
        if not first:
            return Evidence.ESTIMATE
        return next((grade for fragment, grade in self.rows if fragment in first), Evidence.PRESS)


def read_source_grades(folder: Path) -> SourceGrades:
    """Read ``source_grades.csv``; raise CatalogueError naming file, line and column."""
    rows = read_rows(folder / "source_grades.csv", ("fragment", "evidence", "reason"))
    return SourceGrades(tuple((row.required("fragment"), row.choice("evidence", Evidence)) for row in rows))


def grade_of_basis(basis: str) -> Evidence | None:
    """Return the grade that the stated basis of compute rates forces, None where the source decides."""
    return _BASIS_GRADE.get(basis)
