"""Whether an interleaved layout has room for the groups that other numbers of micro-batches want."""

from msgspec.structs import replace

from planner.cluster import Pool
from planner.performance.training import memory
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout
from planner.performance.training.layouts import arrays_of
from planner.performance.training.search import offered_bytes
from planner.workload.training_run import TrainingRun


def micro_batches_at_once(pool: Pool, run: TrainingRun, layout: Layout) -> int:
    """Return in what steps a replica takes micro-batches so that its schedule starts and its memory holds them.

    An interleaved pipeline that has room for the longest group that any number wants, two a stage less one, takes
    them one by one. One without takes whole groups of one a stage: they are legal, and of no more memory than those
    that the layout was found with, which are as long or longer (rules group-range and group-remainder).
    """
    if layout.vpp == 1:
        return 1
    longest = arrays_of([replace(layout, micro_batch_group=2 * layout.pp - 1)])
    case = case_of(pool, run, load_calibration())
    return 1 if float(memory.needed_bytes(case, longest)[0]) <= offered_bytes(case) else layout.pp
