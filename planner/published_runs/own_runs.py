"""A user's own measured runs, read from a table in the columns of the published ones."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

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
        if run.id == EXAMPLE_ID:
            left_out.append(Skipped(id=run.id, reason="it is the example of the template"))
        elif run.measured_tokens_per_s_per_device is None:
            left_out.append(Skipped(id=run.id, reason="no tokens per second and no step time is given"))
        else:
            found.append(_measured(run, run.measured_tokens_per_s_per_device, path.name))
    return tuple(found), tuple(left_out)


# The columns that a row needs, with the values of the template's example: DeepSeek-V3 on 640 MI300X.
EXAMPLE_ID: Final = "example"
NEEDED: Final[Mapping[str, str]] = {
    "id": EXAMPLE_ID,
    "accelerator": "MI300X",
    "n_accelerators": "640",
    "model": "DeepSeek-V3",
    "precision": "FP8",
    "seq_len": "4096",
    "global_batch": "8960",
    "tokens_per_s_per_acc": "1050",
    "tp": "1",
    "pp": "16",
    "vpp": "1",
    "ep": "8",
    "cp": "1",
    "dp": "40",
    "micro_batch": "1",
    "recompute": "up-projections",
}


def template_text() -> str:
    """Return a table of runs to fill: the columns that a row needs, then those that may stay empty, and an example.

    The example row is left out when the table is read.
    """
    with resource_path("calibration", "held_out_runs.csv").open(encoding="utf-8") as table:
        every = next(csv.reader(table))
    columns = [*NEEDED, *(name for name in every if name not in NEEDED)]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerows([columns, [NEEDED.get(name, "") for name in columns]])
    return lines.getvalue()


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
