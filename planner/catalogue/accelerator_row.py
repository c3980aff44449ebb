"""One row of the accelerators' table as an Accelerator, each figure with its grade and source."""

from typing import Any, Final

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.catalogue.columns import NOTE_COLUMNS
from planner.catalogue.csv_table import Row
from planner.catalogue.figures import FIGURES, KINDS, NAMED_SOURCES, PEAK, FigureLayer
from planner.catalogue.grading import SourceGrades, grade_of_basis
from planner.sentences import listed, sentence
from planner.units import MIB_BYTES

_SAME_CAPACITY: Final = 0.01  # a device keeps up to 1 % of what is printed: an H100 reports 81,559 of 81,920 MiB


def accelerator_of(row: Row, grades: SourceGrades) -> Accelerator:
    """Return the accelerator of one row; raise CatalogueError naming file, line and column."""
    memory = _memory(row)
    figures = _figures(row, grades)
    if memory.used is not None:
        figures["memory_bytes"] = _memory_figure(row, grades, memory, figures.get("memory_bytes"))
    return Accelerator(
        key=row.required("key"),
        name=row.required("name"),
        supplier=row.required("supplier"),
        jurisdiction=row.required("jurisdiction"),
        peak_flop_per_s=_rates(row),
        memory_bytes=memory.used,
        printed_memory_bytes=memory.printed,
        reported_memory_bytes=memory.reported,
        allocatable_memory_bytes=memory.allocatable,
        memory_type=row.text("memory_type"),
        scaleup_link=row.text("scaleup_link"),
        **_numbers(row),
        form_factor=row.text("form_factor"),
        year=row.count("year"),
        status=row.text("status"),
        foundry=row.text("foundry"),
        process_node=row.text("process_node"),
        software_stack=row.text("software_stack"),
        training_support_note=row.text("training_support_note"),
        formats_without_units=_formats(row),
        software_devices=row.count("software_devices") or 1,
        export_status={
            column: row.text(column) for column in ("us_export_status", "china_side_status") if row.text(column)
        },
        notes={column: row.text(column) for column in NOTE_COLUMNS if row.text(column)},
        figures=figures,
    )


class _Memory(Struct, frozen=True, kw_only=True):
    """A device's capacity in bytes: as printed, as reported and as far as it can be allocated."""

    printed: int | None
    reported: int | None
    allocatable: int | None

    @property
    def used(self) -> int | None:
        return self.allocatable or self.reported or self.printed


def _memory(row: Row) -> _Memory:
    printed = kept_figure(row, "memory_bytes")
    reported, allocatable = row.number("reported_memory_mib"), row.number("allocatable_memory_mib")
    return _Memory(
        printed=None if printed is None else round(printed),
        reported=None if reported is None else round(reported * MIB_BYTES),
        allocatable=None if allocatable is None else round(allocatable * MIB_BYTES),
    )


def _memory_figure(row: Row, grades: SourceGrades, memory: _Memory, printed: Figure | None) -> Figure:
    """Return the grade and source of the capacity that planning takes; a reading wins over what is printed.

    A reading that a better known printed capacity confirms has the printed one's grade.
    """
    if printed is not None and memory.allocatable is None and memory.reported is None:
        return printed
    column = "reported_memory_source" if memory.allocatable is None else "allocatable_memory_source"
    source = row.required(column)
    evidence = grades.grade(source)
    if printed is not None and memory.used and memory.printed and _confirms(memory.printed, memory.used):
        evidence = min(evidence, printed.evidence, key=list(Evidence).index)
    return Figure(evidence=evidence, source=source, note=row.text("memory_note"))


def _confirms(printed: int, read: int) -> bool:
    return abs(read / printed - 1) <= _SAME_CAPACITY


def kept_figure(row: Row, name: str) -> float | None:
    """Return a figure in its kept unit; raise CatalogueError where it lies outside what the figure can be."""
    kind = KINDS[name]
    counted = kind.whole and kind.factor == 1
    printed = row.count(kind.column) if counted else row.number(kind.column)
    if printed is None:
        return None
    kept = kind.kept(printed)
    wrong = kind.bounds_words(kept)
    if wrong:
        raise row.error(kind.column, wrong)
    return kept


def _numbers(row: Row) -> dict[str, Any]:
    """Return every figure that is a field of its own; of the memory what counts is read apart."""
    names = [kind.name for kind in FIGURES if kind.precision is None and kind.name != "memory_bytes"]
    return {name: kept_figure(row, name) for name in names}


def _rates(row: Row) -> dict[Precision, float]:
    stated = {precision: kept_figure(row, f"{PEAK}{precision.value}") for precision in Precision}
    return {precision: rate for precision, rate in stated.items() if rate is not None}


def _formats(row: Row) -> tuple[Precision, ...]:
    names = [name.strip() for name in row.text("formats_without_units").split(";") if name.strip()]
    known = [precision.value for precision in Precision]
    for name in names:
        if name not in known:
            raise row.error("formats_without_units", sentence("{!r} is not one of {}.", name, listed(", ", known)))
        if row.text(KINDS[f"{PEAK}{name}"].column):
            raise row.error(
                "formats_without_units", sentence("{!r} has a rate in this row; keep one of the two.", name)
            )
    return tuple(Precision(name) for name in names)


def _figures(row: Row, grades: SourceGrades) -> dict[str, Figure]:
    estimated = _estimated(row)
    basis = grade_of_basis(row.text("compute_basis"))
    figures: dict[str, Figure] = {}
    for kind in FIGURES:
        if row.text(kind.column):
            rate = kind.layer is FigureLayer.COMPUTE
            guessed = kind.name in estimated or (rate and PEAK.rstrip(".") in estimated)
            sure = Evidence.ESTIMATE if guessed else (basis if rate else None)
            figures[kind.name] = _figure(row, grades, sure, kind.source_column, kind.note_column)
    for name, (source, note) in NAMED_SOURCES.items():
        if row.text(name):
            figures[name] = _figure(row, grades, Evidence.ESTIMATE if name in estimated else None, source, note)
    return figures


def _figure(row: Row, grades: SourceGrades, sure: Evidence | None, source: str, note: str) -> Figure:
    text = row.text(source)
    return Figure(evidence=sure or grades.grade(text), source=text, note=row.text(note) if note else "")


def _estimated(row: Row) -> set[str]:
    names = {name.strip() for name in row.text("estimated_figures").split(";") if name.strip()}
    known = {*KINDS, *NAMED_SOURCES, PEAK.rstrip(".")}
    for name in sorted(names - known):
        raise row.error(
            "estimated_figures", sentence("{!r} is not a figure; enter some of {}.", name, listed(", ", sorted(known)))
        )
    return names
