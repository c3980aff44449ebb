"""A user's own measured runs, read from a table in the columns of the published ones."""

from pathlib import Path

from planner.anchoring.measured_run import IMPORTED, MeasuredRun
from planner.catalogue.catalogue import Catalogue
from planner.published_runs.published_run import PublishedRun, Skipped, read_runs
from planner.resource_files import resource_path


def read_own_runs(path: Path, catalogue: Catalogue) -> tuple[tuple[MeasuredRun, ...], tuple[Skipped, ...]]:
    """Return the runs of a table that can anchor a plan, and of each other row why it cannot.

    A row needs the columns of the template, a rate or a step time, and its whole layout. Raises UserError where the
    file itself cannot be read.
    """
    table = read_runs(path, catalogue)
    found: list[MeasuredRun] = []
    left_out = [*table.skipped, *(Skipped(id=run.id, reason="; ".join(run.guesses)) for run in table.partial)]
    for run in table.whole:
        if run.measured_tokens_per_s_per_device is None:
            left_out.append(Skipped(id=run.id, reason="no tokens per second and no step time is given"))
        else:
            found.append(_measured(run, run.measured_tokens_per_s_per_device, path.name))
    return tuple(found), tuple(left_out)


def template_text() -> str:
    """Return the heading of a table of runs: the columns that are read."""
    with resource_path("calibration", "held_out_runs.csv").open(encoding="utf-8") as table:
        return table.readline()


def _measured(run: PublishedRun, tokens_per_s_per_device: float, file: str) -> MeasuredRun:
    return MeasuredRun(
        name=f"{run.id}: {run.model}",
        accelerator=run.pool.accelerator.key,
        devices=run.pool.devices,
        shape=run.run.shape,
        seq_len=run.run.seq_len,
        global_batch=run.run.global_batch,
        precision=run.run.precision,
        tokens_per_s_per_device=tokens_per_s_per_device,
        layout=run.layout if run.recompute_stated else None,
        source=run.source or file,
        note=f"{IMPORTED}{file}",
        routing=run.run.routing,
        stack_release=run.release,
        recipe=run.run.recipe,
    )
