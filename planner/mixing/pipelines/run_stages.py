"""The pipeline over pools of one fleet as it runs: its stages in chunks where that is faster, and what it delivers."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.mixing.pipelines.arrangement import arranged
from planner.mixing.pipelines.interleaving import interleaved
from planner.mixing.pipelines.pipeline import pipelined
from planner.mixing.strategy import PipelineStage
from planner.mixing.working_pool import MixedRun, WorkingPool


class RunStages(Struct, frozen=True, kw_only=True):
    """Delivered tokens a second, goodput and stages; ``made_s`` are the seconds of a healthy step that these make.

    ``in_part``: a better one is not ruled out.
    """

    tokens_per_s: float
    goodput: float
    stages: tuple[PipelineStage, ...]
    made_s: float
    in_part: bool = False

    def slowed(self, step_s: float) -> tuple[PipelineStage, ...]:
        """Return the stages of a healthy step that is claimed to take so long: what it takes more is theirs.

        A rate may be limited to less than unlike layouts of its stages would make; then no stage may claim more.
        """
        slower = max(1.0, step_s / self.made_s)
        return tuple(replace(stage, micro_batch_s=stage.micro_batch_s * slower) for stage in self.stages)


def run_stages(pools: Sequence[WorkingPool], run: MixedRun) -> RunStages:
    """Return the best pipeline of a fleet that has one (columns of shape ()), interleaved where that is faster."""
    found = pipelined(pools, run)
    run_as = interleaved(arranged(pools, run), pools, run, run.tokens_per_step / found.made_s)
    return RunStages(
        tokens_per_s=float(found.tokens_per_s),
        goodput=float(found.goodput),
        stages=run_as.stages,
        made_s=found.made_s / run_as.gain,
        in_part=found.in_part,
    )
