"""The fewest whole nodes of a kind that hold a model at all, on any layout that a framework would start."""

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats
from planner.cluster import Pool
from planner.performance.training import memory
from planner.performance.training.calibration import Calibration
from planner.performance.training.case import Case, case_of
from planner.performance.training.layout import Schedule
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.legal_layouts import families_of, options_of, paces_of, shardings_of, with_options
from planner.performance.training.search import offered_bytes
from planner.workload.training_run import TrainingRun

_MOST_DEVICES = 131_072  # no published training system has more of one kind
_CHUNK = 8192


def fewest_nodes(pool: Pool, run: TrainingRun, calibration: Calibration) -> int | None:
    """Return the fewest whole nodes of the pool's kind on which some layout fits; None if none is found.

    ``pool`` says what the nodes are; its own number of devices plays no part. Nothing needs less memory than plain 1F1B
    with micro-batches of one sequence, so those layouts alone are looked at, in pools of doubling size.
    """
    nodes = 1
    while nodes * pool.devices_per_node <= _MOST_DEVICES:
        found = _fewest_devices(replace(pool, devices=nodes * pool.devices_per_node), run, calibration)
        if found is not None:
            return found // pool.devices_per_node
        nodes *= 2
    return None


def _fewest_devices(pool: Pool, run: TrainingRun, calibration: Calibration) -> int | None:
    """Return the fewest devices, in whole nodes of at most the pool's, that hold the model."""
    sequence_parallel = calibration.has_sequence_parallel(pool.accelerator, run.stack_release)
    families, _ = families_of(pool, run, sequence_parallel=sequence_parallel, fewer=True)
    plain = paces_of(pool, families, run, [Schedule.ONE_F_ONE_B], sequence_parallel=sequence_parallel)
    plain = plain.part(plain.micro_batch == 1)
    case, shardings = case_of(pool, run, calibration), shardings_of(pool, run)
    fewest = np.inf
    for tp in np.unique(plain.tp):
        options = options_of(pool, run, float(tp))
        own = plain.part(np.flatnonzero((plain.tp == tp) & (_devices(plain) < fewest)))
        own = own.part(np.argsort(_devices(own), kind="stable"))
        step = max(1, _CHUNK // len(options))
        for start in range(0, len(own), step):
            rows = np.arange(start, min(start + step, len(own)))
            choice = np.tile(np.arange(len(options)), len(rows))
            layouts = with_options(own, np.repeat(rows, len(options)), options, choice, shardings)
            fitting = _fitting(case, layouts)
            if len(fitting):
                fewest = min(fewest, float(_devices(fitting).min()))
                break  # the rest of this tensor size has as many devices or more
    return None if np.isinf(fewest) else int(fewest)


def _fitting(case: Case, layouts: LayoutArrays) -> LayoutArrays:
    return layouts.part(memory.needed_bytes(case, layouts) <= offered_bytes(case))


def _devices(layouts: LayoutArrays) -> Floats:
    return layouts.tp * layouts.cp * layouts.pp * layouts.dp
