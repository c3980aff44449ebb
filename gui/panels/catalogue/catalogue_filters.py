"""Filters that combine: any of one kind, all of the kinds. A filter is data; chips and menu are made from it."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.figures import printed_of
from planner.catalogue.readiness import ReadinessState
from planner.units import GIB_BYTES

GRADE_LETTERS: Final = {
    Evidence.MEASURED: "A",
    Evidence.PUBLISHED: "B",
    Evidence.PRESS: "C",
    Evidence.ESTIMATE: "D",
}
MEMORY_STEPS_GIB: Final = (64, 96, 128, 192)
FIRST_MEMORY_GIB: Final = 96  # its chip stands there from the start: more than the common 80, a third of the catalogue
FIRST_SUPPLIERS: Final = ("Nvidia", "AMD", "Huawei")  # what most searches begin with; the others stand in the menu


class FilterKind(StrEnum):
    """Filters of one kind widen each other; kinds narrow each other."""

    SITE = mark("At the site")
    SUPPLIER = mark("Supplier")
    JURISDICTION = mark("Jurisdiction")
    PRECISION = mark("Number format")
    MEMORY = mark("Memory")
    EVIDENCE = mark("Evidence")
    READINESS = mark("Can be planned")


READINESS_WORDS: Final = {
    ReadinessState.READY: mark("ready"),
    ReadinessState.WITH_ESTIMATES: mark("with estimates"),
    ReadinessState.NEEDS_FIGURES: mark("needs figures"),
}


class Filter(Struct, frozen=True, kw_only=True):
    """One filter: its words, what it accepts, and whether its chip stands there from the start."""

    kind: FilterKind
    text: str
    tip: str
    accepts: Callable[[Accelerator], bool]
    always_shown: bool = False

    @property
    def key(self) -> str:
        """What tells the filter from the others."""
        return f"{self.kind.name}:{self.text}"


def filters_for(
    catalogue: Catalogue,
    allowed: Callable[[Accelerator], bool],
    site: str,
    state_of: Callable[[Accelerator], ReadinessState],
) -> tuple[Filter, ...]:
    """Return the filters that make sense for a catalogue.

    ``allowed`` is the export arithmetic for the site, ``state_of`` says whether an accelerator can be planned.
    """
    accelerators = tuple(catalogue.accelerators.values())
    return (
        Filter(
            kind=FilterKind.SITE,
            text=tr("at this site"),
            tip=tr(
                "Accelerators that the export rules in force do not bar from {site}, "
                "by arithmetic on stated figures; this is not legal advice.",
                site=site,
            ),
            accepts=allowed,
            always_shown=True,
        ),
        *_suppliers(accelerators),
        *_jurisdictions(accelerators),
        *(_precision(precision) for precision in (Precision.FP8, Precision.BF16, Precision.FP4)),
        *(_memory(gib) for gib in MEMORY_STEPS_GIB),
        *(_evidence(grade) for grade in Evidence),
        *(_readiness(state, state_of) for state in ReadinessState),
    )


def combine(filters: Iterable[Filter]) -> Callable[[Accelerator], bool]:
    """Return what all these filters together accept: any of one kind, all of the kinds."""
    by_kind: dict[FilterKind, list[Filter]] = {}
    for chosen in filters:
        by_kind.setdefault(chosen.kind, []).append(chosen)
    return lambda accelerator: all(any(one.accepts(accelerator) for one in kind) for kind in by_kind.values())


def _suppliers(accelerators: tuple[Accelerator, ...]) -> list[Filter]:
    names = dict.fromkeys((*FIRST_SUPPLIERS, *(accelerator.supplier for accelerator in accelerators)))
    return [
        Filter(
            kind=FilterKind.SUPPLIER,
            text=name,
            tip=tr("Accelerators of {name}.", name=name),
            accepts=lambda accelerator, name=name: accelerator.supplier == name,  # type: ignore[misc]
            always_shown=name in FIRST_SUPPLIERS,
        )
        for name in names
        if any(accelerator.supplier == name for accelerator in accelerators)
    ]


def _jurisdictions(accelerators: tuple[Accelerator, ...]) -> list[Filter]:
    names = sorted({accelerator.jurisdiction for accelerator in accelerators})
    return [
        Filter(
            kind=FilterKind.JURISDICTION,
            text=said(name),
            tip=tr("Accelerators whose supplier falls under the jurisdiction of {name}.", name=said(name)),
            accepts=lambda accelerator, name=name: accelerator.jurisdiction == name,  # type: ignore[misc]
            always_shown=name == "China",
        )
        for name in names
    ]


def _precision(precision: Precision) -> Filter:
    return Filter(
        kind=FilterKind.PRECISION,
        text=precision.value.upper(),
        tip=tr("Accelerators with a known dense {precision} rate.", precision=precision.value.upper()),
        accepts=lambda accelerator: accelerator.peak_flop_per_s.get(precision) is not None,
        always_shown=precision is Precision.FP8,
    )


def _memory(gib: int) -> Filter:
    return Filter(
        kind=FilterKind.MEMORY,
        text=f"≥ {gib} GB",
        tip=tr("Accelerators with at least {gib} GB of memory.", gib=gib),
        accepts=lambda accelerator: (printed_of(accelerator, "memory_bytes") or 0) >= gib * GIB_BYTES,
        always_shown=gib == FIRST_MEMORY_GIB,
    )


def _evidence(grade: Evidence) -> Filter:
    return Filter(
        kind=FilterKind.EVIDENCE,
        text=f"{GRADE_LETTERS[grade]} {said(grade.value)}",
        tip=tr("Accelerators whose weakest load-bearing figure is {grade}.", grade=said(grade.value)),
        accepts=lambda accelerator: accelerator.evidence is grade,
    )


def _readiness(state: ReadinessState, state_of: Callable[[Accelerator], ReadinessState]) -> Filter:
    tips = {
        ReadinessState.READY: mark("Accelerators that can be planned on stated figures alone."),
        ReadinessState.WITH_ESTIMATES: mark("Accelerators that are planned with stated estimates, marked."),
        ReadinessState.NEEDS_FIGURES: mark("Accelerators that cannot be planned before a figure is entered."),
    }
    return Filter(
        kind=FilterKind.READINESS,
        text=tr(READINESS_WORDS[state]),
        tip=tr(tips[state]),
        accepts=lambda accelerator: state_of(accelerator) is state,
    )
