"""The recipe behind a published run: who ran it, and the facts that its row states."""

import re
from typing import Any

from planner.performance.training.calibration import load_calibration
from planner.performance.training.releases import era_of, newest_of
from planner.published_runs.labels import is_suppliers_own, said_by
from planner.published_runs.table import PublishedRow
from planner.workload.recipe import Dispatcher, Fabric, Recipe, RecipeName

_SUPPLIER = re.compile(r"supplier|vendor|maker", re.IGNORECASE)
# what teams report of their own runs: threads, comments, samples, continuous tests
_TEAMS_OWN = re.compile(r"\bissue\b|\bdiscussion\b|\bforum\b|\bthread\b|\bsample\b|\bCI\b|pull request|\bPR\b")
_DISPATCHERS = (
    (re.compile(r"hybrid-?ep", re.IGNORECASE), Dispatcher.HYBRIDEP),
    (re.compile(r"deep-?ep", re.IGNORECASE), Dispatcher.DEEPEP),
    (re.compile(r"all-?to-?all|nccl|allgather", re.IGNORECASE), Dispatcher.NCCL),
)
_LOOPED = re.compile(r"experts? (?:\w+ )?looped|looped\)|eager experts", re.IGNORECASE)
_GRAPHS = re.compile(r"(?P<without>\b(?:no|without)\b )?(?:[\w-]+ )?CUDA graph", re.IGNORECASE)
_EFA = re.compile(r"\bEFA\b")
_ON, _OFF = re.compile(r"^(?:on|yes|true|split)\b", re.IGNORECASE), re.compile(r"^(?:off|no|false)\b", re.IGNORECASE)


def recipe_of(row: PublishedRow, software: str) -> Recipe:
    """Return the recipe of a row of ``software`` (its release's name, or what its source is called).

    A team that is named ran it as teams do; so did who reports an issue or a sample, and a publication what it calls
    its baseline. A supplier, or a source on software that is calibrated, ran its own benchmark; a source on other
    software has tuned it, and so has a supplier the reference recipes that it ships.
    """
    name = _name(row, software)
    facts: dict[str, Any] = {
        "dispatcher": _dispatcher(row, name),
        "cuda_graphs": True if said_by("captures_whole_steps", software) else _graphs(row),
        "all_to_all_overlap": _switch(row, "a2a_overlap"),
        "fused_kernels": True if said_by("fused_permutation", row.remarks) else None,
        "grouped_experts": False if _LOOPED.search(f"{row.text('dispatcher')} | {row.remarks}") else None,
        "fabric": Fabric.EFA if _EFA.search(row.text("network") or "") else None,
        "fused_cross_entropy": True if said_by("fused_loss", row.remarks) else None,
    }
    return Recipe(name=name, **facts)


def _name(row: PublishedRow, software: str) -> RecipeName:
    team = row.text("team")
    if team is not None and not _SUPPLIER.search(team):
        return RecipeName.MOST_TEAMS
    if team is None and _TEAMS_OWN.search(row.text("source_title") or ""):
        return RecipeName.MOST_TEAMS
    if said_by("baselines", f"{row.text('model')} | {row.remarks}"):
        return RecipeName.MOST_TEAMS
    table = load_calibration()
    known = newest_of(table.releases, software) is not None or era_of(table.releases, software) is not None
    named = f"{row.text('source_title')} | {row.text('source_ref')} | {row.remarks}"
    reference = said_by("references", row.text("source_title") or "") is not None
    return RecipeName.SUPPLIER if known and is_suppliers_own(software, named) and not reference else RecipeName.TUNED


def _dispatcher(row: PublishedRow, name: RecipeName) -> Dispatcher | None:
    """Return what the row's own column says, else a kernel that its remarks name; else tuned software has a collective.

    A supplier's release has its dispatcher among its own factors.
    """
    stated = row.text("dispatcher")
    if stated is not None:
        return next((found for pattern, found in _DISPATCHERS if pattern.search(stated)), None)
    if name is RecipeName.SUPPLIER:
        return None
    kernels = (item for item in _DISPATCHERS if item[1] is not Dispatcher.NCCL)
    unnamed = Dispatcher.NCCL if name is RecipeName.TUNED else None
    return next((found for pattern, found in kernels if pattern.search(row.remarks)), unnamed)


def _graphs(row: PublishedRow) -> bool | None:
    """Return whether CUDA graphs are said to be used: by the row's own column, else by its remarks."""
    found = _GRAPHS.search(row.remarks)
    if row.text("cuda_graphs") is not None or found is None:
        return _switch(row, "cuda_graphs")
    return found["without"] is None


def _switch(row: PublishedRow, column: str) -> bool | None:
    text = row.text(column) or ""
    if said_by("compiled_programs", text):
        return None
    return True if _ON.search(text) else (False if _OFF.search(text) else None)
