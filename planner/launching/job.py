"""What is launched, in the order of the timetable: one job a stretch and pool, on the layout that it has there.

One model over several stretches is one chain of jobs: each takes over the checkpoint of the one before it. A framework
counts the steps and samples of the whole run in its checkpoint, so a job is told the run's samples and the step to stop
after, not its own (Megatron-LM d98e8a6, megatron/training/checkpointing.py:2878 and training.py:2174).
"""

from collections.abc import Iterator, Mapping

from msgspec import UNSET, Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.launching.batches import divided_batch
from planner.launching.hosts import host_devices
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategies.local_sgd import LOCAL_SGD
from planner.mixing.strategies.pipeline import PIPELINE
from planner.mixing.strategy import PoolAtWork, Spell
from planner.performance.training.launch_rules import with_legal_group
from planner.performance.training.layout import Layout, Sharding
from planner.performance.training.layouts import divisors
from planner.performance.training.recipes import states_with_facts
from planner.performance.training.releases import stack_of
from planner.plan import Plan, Trains
from planner.plan_result import PlanResult, PoolResult
from planner.sentences import sentence
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingPrecision, TrainingRun

CUDA, ROCM, CANN = "CUDA", "ROCm", "CANN"
_WORK = "work"
_PARTS_OF_A_BATCH = {DATA_PARALLEL.key, LOCAL_SGD.key}  # every pool of these takes a part of the run's batch


class LaunchJob(Struct, frozen=True, kw_only=True):
    """One job: ``number`` counts a launch file's arrays from 1; ``samples`` are the sequences of this job alone.

    ``nodes`` of ``devices_per_node`` (as their software counts them) hold exactly the devices of the layout; a node is
    a host, so of a rack a tray, and ``rack_devices`` are then those at work of each rack. ``model`` is the name of a
    programme's. Of a chain of jobs ``previous`` is the one whose checkpoint this takes over;
    ``first_step`` optimiser steps are done before it and ``last_step`` after it (None: it ends the run), and
    ``run_samples`` are the sequences of the whole run at this job's batch (None: the job is the whole run).
    ``batches`` are those of all jobs that work one step together, ``whole_batch`` is the plan's and ``planned_batch``
    the planned part of it, cut at will. ``joined`` is the key of the strategy by which pools are at work together of
    which this is one (empty: it works by itself).
    """

    number: int
    name: str
    run: TrainingRun
    layout: Layout
    accelerator: Accelerator | None
    nodes: int
    devices_per_node: int
    global_batch: int
    samples: int
    pool: str = ""
    model: str = ""
    previous: "LaunchJob | None" = None
    first_step: int = 0
    last_step: int | None = None
    run_samples: int | None = None
    batches: tuple[int, ...] = ()
    whole_batch: int = 0
    planned_batch: float = 0.0
    rack_devices: int | None = None
    joined: str = ""

    @property
    def shape(self) -> TransformerShape:
        """The model."""
        return self.run.shape

    @property
    def is_stage(self) -> bool:
        """Whether the job is the stages that one pool holds of a pipeline over several: by itself it does not start."""
        return self.joined == PIPELINE.key

    @property
    def devices(self) -> int:
        """The devices that the launcher starts."""
        return self.nodes * self.devices_per_node

    @property
    def micro_batches(self) -> int:
        """The micro-batches of one pipeline in a step."""
        return self.global_batch // (self.layout.dp * self.layout.micro_batch)

    @property
    def steps(self) -> int:
        """The optimiser steps of the run when the job has ended."""
        return self.last_step or max(1, round((self.run_samples or self.samples) / self.global_batch))

    @property
    def stack(self) -> str:
        """The accelerator's software stack in one word; "" where it is unknown."""
        return "" if self.accelerator is None else stack_of(self.accelerator)

    @property
    def batch_is_another(self) -> bool:
        """Whether the checkpoint that is taken over counts samples of another batch."""
        return self.previous is not None and self.previous.global_batch != self.global_batch

    @property
    def checkpoint_format(self) -> str:
        """The format of its checkpoints: MindSpeed-LLM's hangs on the layout, Megatron-Core's two do not."""
        if self.stack == CANN:
            return "torch"
        return "fsdp_dtensor" if self.layout.sharding in {Sharding.FULLY_SHARDED, Sharding.ZERO_2} else "torch_dist"

    @property
    def takes_weights_alone(self) -> bool:
        """Whether the checkpoint taken over has to be converted (or read) as weights, without optimiser and counts."""
        before = self.previous
        if before is None:
            return False
        if self.checkpoint_format == "torch":
            return self.batch_is_another or before.stack != CANN or _cuts(before.layout) != _cuts(self.layout)
        return before.checkpoint_format not in {"torch_dist", self.checkpoint_format}

    @property
    def counts_anew(self) -> bool:
        """Whether steps and samples count from this job on: Megatron-Core 0.12.1 cannot be told what went before."""
        return self.takes_weights_alone and self.stack == CANN

    @property
    def train_samples(self) -> int:
        """What ``--train-samples`` states: the sequences at which the count of the run ends."""
        whole = self.samples if self.run_samples is None else self.run_samples
        return whole - self.first_step * self.global_batch if self.counts_anew else whole

    @property
    def exit_step(self) -> int | None:
        """The step, as the job counts, after which it saves and stops for the next one; None where the run ends."""
        if self.last_step is None:
            return None
        return self.last_step - self.first_step if self.counts_anew else self.last_step


def _cuts(layout: Layout) -> tuple[int | str, ...]:
    """Return what a checkpoint in Megatron's old format hangs on."""
    return layout.tp, layout.pp, layout.vpp, layout.ep, layout.etp, layout.schedule.value


def launch_jobs(plan: Plan, result: PlanResult) -> tuple[LaunchJob, ...]:
    """Return the jobs of a plan in the order of its timetable; raise UserError for a plan whose pools have no layout.

    Pools of one joined way are jobs of one stretch, each with its part of the batch. A way that goes on unchanged over
    a cut of the timetable is one job.
    """
    if not result.pools or result.mixing is None:
        raise UserError(
            sentence("No pool of this plan has a layout, so there is nothing to launch; mend what blocks the plan.")
        )
    stretches = _stretches(result)
    chained = plan.trains is Trains.ONE_MODEL
    found: list[LaunchJob] = []
    done = 0.0  # tokens of the run before the stretch
    before: tuple[LaunchJob, ...] = ()
    for place, stretch in enumerate(stretches):
        total = plan.training.tokens if chained else stretch.tokens
        follows = _Follows(done=done, total=total, before=before, ends=not chained or place == len(stretches) - 1)
        jobs = tuple(_jobs_of(stretch, plan, result, follows))
        found += [replace(job, number=len(found) + number) for number, job in enumerate(jobs, start=1)]
        if chained:
            done, before = done + stretch.tokens, tuple(found[-len(jobs) :])
    return tuple(found)


class _Follows(Struct, frozen=True, kw_only=True):
    """Where a stretch stands in its run: the tokens before it and of all, the jobs before it, and if it is the last."""

    done: float
    total: float
    before: tuple[LaunchJob, ...]
    ends: bool


class _Stretch(Struct, frozen=True, kw_only=True):
    """Work of one way without a change: its tokens, the pools' parts of them, and what each pool runs."""

    way: str
    tokens: float
    shares: Mapping[str, float]
    at_work: Mapping[str, PoolAtWork]


def _stretches(result: PlanResult) -> list[_Stretch]:
    """Return the stretches of work by the day on which they begin; what goes on unchanged over a cut is one."""
    found: list[_Stretch] = []
    for spell in sorted(result.mixing.timetable if result.mixing else (), key=lambda one: one.from_day):
        if spell.kind != _WORK:
            continue
        at_work = _at_work(spell, result)
        last = found[-1] if found else None
        if last is not None and (last.way, last.at_work) == (spell.way, at_work):
            found[-1] = replace(last, tokens=last.tokens + spell.tokens)
        else:
            found.append(_Stretch(way=spell.way, tokens=spell.tokens, shares=spell.shares, at_work=at_work))
    return found


def _at_work(spell: Spell, result: PlanResult) -> Mapping[str, PoolAtWork]:
    """Return what the pools of a spell run; in a result of an older program the one layout that it has of each."""
    if spell.at_work is not UNSET:
        return spell.at_work
    return {
        pool.pool: PoolAtWork(
            layout=pool.estimate.layout,
            devices=pool.estimate.devices,
            devices_per_node=max(1, pool.devices * pool.software_devices // max(1, pool.nodes)),
        )
        for pool in result.pools
        if pool.pool in spell.pools
    }


def _jobs_of(stretch: _Stretch, plan: Plan, result: PlanResult, follows: _Follows) -> Iterator[LaunchJob]:
    chained = plan.trains is Trains.ONE_MODEL
    training, pools = plan.training, {pool.pool: pool for pool in result.pools}
    batches, per_step = _batches(stretch, training.global_batch), training.tokens_per_step
    run = replace(training, states=states_with_facts(training))
    for pool, at_work in stretch.at_work.items():
        batch, known = batches[pool], pools[pool]
        part = batch / training.global_batch / training.seq_len  # sequences of this batch for a token of the run
        whole_node = max(1, at_work.devices_per_node)
        host = host_devices(_groups(known, plan), plan.catalogue, whole_node)
        per_node = devices_of_a_node(at_work.devices, host)
        yield LaunchJob(
            number=0,
            name=known.name,
            run=replace(run, precision=_precision(known, run), tokens=follows.total),
            layout=with_legal_group(at_work.layout, batch),
            accelerator=plan.catalogue.accelerators.get(known.accelerator),
            nodes=at_work.devices // per_node,
            devices_per_node=per_node,
            global_batch=batch,
            samples=round(stretch.tokens * part),
            pool=pool,
            model=stretch.way if plan.trains is Trains.PROGRAMME else "",
            previous=_previous(pool, follows.before),
            first_step=round(follows.done / per_step),
            last_step=None if follows.ends else max(1, round((follows.done + stretch.tokens) / per_step)),
            run_samples=round(follows.total * part),
            batches=tuple(batches.values()) if len(set(batches.values()) - {training.global_batch}) else (),
            whole_batch=training.global_batch,
            planned_batch=stretch.shares[pool] * training.global_batch,
            joined=stretch.way if chained and len(stretch.at_work) > 1 else "",
            rack_devices=None if host == whole_node else devices_of_a_node(at_work.devices, whole_node),
        )


def _groups(pool: PoolResult, plan: Plan) -> list[NodeGroup]:
    return [group for group in plan.cluster.groups if group.place == (pool.accelerator, pool.site)]


def _precision(pool: PoolResult, run: TrainingRun) -> TrainingPrecision:
    return TrainingPrecision(pool.precision) if pool.precision else run.precision


def _previous(pool: str, before: tuple[LaunchJob, ...]) -> LaunchJob | None:
    """Return the job whose checkpoint a pool takes over: its own where it has one."""
    return next((job for job in before if job.pool == pool), before[0] if before else None)


def _batches(stretch: _Stretch, whole: int) -> dict[str, int]:
    """Return the sequences a step of each pool at work: the whole batch, or its part of it in this stretch."""
    if stretch.way not in _PARTS_OF_A_BATCH or len(stretch.at_work) == 1:
        return dict.fromkeys(stretch.at_work, whole)
    layouts = [at_work.layout for at_work in stretch.at_work.values()]
    parts = divided_batch(whole, layouts, [stretch.shares[pool] for pool in stretch.at_work])
    return dict(zip(stretch.at_work, parts, strict=True))


def devices_of_a_node(devices: int, most: int) -> int:
    """Return how many processes each node starts: all of its devices, or the most that divide the layout's.

    >>> devices_of_a_node(512, 16), devices_of_a_node(4, 8), devices_of_a_node(12, 8)
    (16, 4, 6)
    """
    return divisors(devices, most)[-1]
