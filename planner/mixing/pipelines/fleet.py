"""One fleet whose pipelines are searched: its pools, and what is the same for all pipelines of them."""

from collections.abc import Sequence

import numpy as np

from planner.mixing.pipelines.fleet_rows import (
    crossings_of,
    known_options,
    least_seconds,
    orders_of,
)
from planner.mixing.pipelines.neighbours import Hops, hops_between
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.pipelines.pace_tables import PaceTables, pace_tables
from planner.mixing.pipelines.stage_tables import DEEPEST
from planner.mixing.working_pool import MixedRun, WorkingPool


class Fleet:
    """One fleet (columns of shape ()), two pools at least, each with options and devices; its tables fill as asked."""

    def __init__(self, pools: Sequence[WorkingPool], run: MixedRun) -> None:
        self.pools, self.run = pools, run
        self.hops: Hops = hops_between(pools, run)
        self.options = tuple(known_options(pool) for pool in pools)
        self.tables: PaceTables = pace_tables(self.options, run.global_batch)
        self.most = sum(float(pool.unbound_tokens_per_s) for pool in pools)
        self.overhead_s = max(options.overhead_s for options in self.options)
        self.orders = np.array(orders_of(pools), dtype=np.int64)[:, ::-1]  # the last stage's pool first
        self.crossings = crossings_of(self.hops, self.orders)
        self.times = self.tables.micro_batches - 1
        whole = ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step
        self.sent_bytes = whole / self.tables.micro_batches  # of a micro-batch over a link, there and back
        widths = self.tables.widths.shape[2]
        every = [least_seconds(options, widths)[0] for options in self.options]
        self.layer_s = np.stack(every, axis=1).reshape(-1)  # the least of each slot

    @property
    def most_stages(self) -> int:
        """Return how many stages one pool may have beside the others."""
        return min(DEEPEST, self.run.layers) - len(self.pools) + 1
