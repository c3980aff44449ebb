"""What planning asks of the performance model: functions, to which tests and the shipped model give their own."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.causes import DoesNotFit, NoNumberOfNodes, RunWithoutEnd
from planner.cluster import Pool
from planner.english import words
from planner.errors import NothingDividesError, NothingFitsError
from planner.mixing.stage_options import StageOptions
from planner.performance.training.layout import Layout, PoolEstimate
from planner.performance.training.rack_trays import part_of
from planner.sentences import cause_of
from planner.units import LONGEST_RUN_DAYS
from planner.workload.training_run import TrainingRun


class PerformanceModel(Struct, frozen=True, kw_only=True):
    """What planning asks of the performance model; tests put their own functions here.

    ``best`` raises NothingFitsError where no layout fits, MissingFigureError where a figure is unknown. ``stages`` are
    those of a pipeline over pools that devices like the pool's can hold; None where none are known. ``sized`` answers
    for many numbers of nodes at once what delivers most on at most so many (None: nothing fits) and remembers it; a
    model without it is asked for every number. ``knows`` says whether a number of nodes is answered without a search.
    ``fewest`` is the smallest number of nodes that holds the model (None: none is known).
    """

    best: Callable[[Pool, TrainingRun], PoolEstimate]
    exactly: Callable[[Pool, TrainingRun, Layout], PoolEstimate]
    goodput: Callable[[Pool, TrainingRun], float]
    stages: Callable[[Pool, TrainingRun], StageOptions | None] = lambda _pool, _run: None
    sized: Callable[[Pool, TrainingRun, Sequence[int]], Mapping[int, PoolEstimate | None]] | None = None
    knows: Callable[[Pool, TrainingRun, int], bool] = lambda _pool, _run, _nodes: True
    fewest: Callable[[Pool, TrainingRun], int | None] = lambda _pool, _run: None

    def at_most(self, pool: Pool, run: TrainingRun) -> PoolEstimate:
        """Return the estimate that delivers most on the pool's nodes or fewer; of equals the one on fewest.

        Raises NothingFitsError where no number of nodes gives a layout, as ``best`` does for all, or where it stops so
        often that it trains nothing.
        """
        self._require_progress(pool, run)
        if self.sized is not None:
            found = self.sized(pool, run, (pool.nodes,))[pool.nodes]
        else:
            found = self._one_by_one(pool, run)
        if found is not None:
            return found
        self._say_why(pool, run)
        raise NothingFitsError(words(NoNumberOfNodes(name=pool.accelerator.name)))

    def _require_progress(self, pool: Pool, run: TrainingRun) -> None:
        """Raise NothingFitsError where not even the fewest nodes that hold the model train between their stops.

        Asked before any search, which would compare layouts that all deliver nothing.
        """
        if self.goodput(pool, run) > 0.0:
            return
        nodes = self.fewest(pool, run) or 1
        if not self.goodput(replace(pool, devices=nodes * pool.devices_per_node), run) > 0.0:
            raise NothingFitsError(words(RunWithoutEnd(name=pool.accelerator.name, most_days=LONGEST_RUN_DAYS)))

    def _say_why(self, pool: Pool, run: TrainingRun) -> None:
        """Raise what keeps all nodes from training; where they only divide badly, that a power of two lacks memory."""
        try:
            self.best(pool, run)
        except NothingDividesError as all_nodes:
            nodes = 2 ** (max(pool.nodes, 1).bit_length() - 1)
            try:
                self.best(replace(pool, devices=nodes * pool.devices_per_node), run)
            except NothingDividesError:
                raise all_nodes from None
            except NothingFitsError as error:
                cause = cause_of(str(error))
                if not isinstance(cause, DoesNotFit):
                    raise
                of_all = replace(cause, devices=pool.devices, leanest_devices=cause.devices)
                raise NothingFitsError(words(of_all)) from error
            raise

    def _one_by_one(self, pool: Pool, run: TrainingRun) -> PoolEstimate | None:
        best, most = None, 0.0
        for nodes in range(1, pool.nodes + 1):
            part = replace(pool, devices=nodes * pool.devices_per_node)
            try:
                estimate = self.best(part, run)
            except NothingFitsError:
                continue
            delivered = estimate.tokens_per_s * self.goodput(part, run)
            if delivered > most:
                best, most = estimate, delivered
        return best

    def predict(self, pool: Pool, run: TrainingRun, layout: Layout | None) -> tuple[PoolEstimate, float]:
        """Return the estimate on a layout (None: the best that a plan would take) and the goodput of its devices."""
        if layout is not None:
            return self.exactly(pool, run, layout), self.goodput(pool, run)
        in_nodes = pool.devices % pool.devices_per_node == 0
        estimate = self.at_most(pool, run) if in_nodes else self.best(pool, run)
        return estimate, self.goodput(part_of(pool, estimate.devices), run)
