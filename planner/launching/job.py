"""What is launched: one pool's share of a plan on its layout, and the nodes that a launcher starts."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.errors import UserError
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.performance.training.launch_rules import is_legal_group, smallest_group
from planner.performance.training.layout import Layout
from planner.performance.training.layouts import divisors
from planner.performance.training.recipes import states_with_facts
from planner.performance.training.releases import stack_of
from planner.plan import Plan
from planner.plan_result import PlanResult, PoolResult
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingRun

CUDA, ROCM, CANN = "CUDA", "ROCm", "CANN"


class LaunchJob(Struct, frozen=True, kw_only=True):
    """One job: ``number`` counts the pools of a plan from 1; ``samples`` are sequences of the whole job.

    ``nodes`` of ``devices_per_node`` (as their software counts them) hold exactly the devices of the layout.
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

    @property
    def shape(self) -> TransformerShape:
        """The model."""
        return self.run.shape

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
        """The optimiser steps of the job."""
        return max(1, round(self.samples / self.global_batch))

    @property
    def stack(self) -> str:
        """The accelerator's software stack in one word; "" where it is unknown."""
        return "" if self.accelerator is None else stack_of(self.accelerator)


def launch_jobs(plan: Plan, result: PlanResult) -> tuple[LaunchJob, ...]:
    """Return the job of each pool that trains at all; raise UserError for a plan whose pools have no layout."""
    if not result.pools:
        raise UserError("No pool of this plan has a layout, so there is nothing to launch; mend what blocks the plan.")
    return tuple(job for job in _jobs(plan, result) if job.samples)


def _jobs(plan: Plan, result: PlanResult) -> Iterator[LaunchJob]:
    split = result.mixing is not None and result.mixing.strategy == DATA_PARALLEL.key
    own, whole = result.mixing.batches if result.mixing else {}, plan.training.global_batch
    run = replace(plan.training, states=states_with_facts(plan.training))
    for number, pool in enumerate(result.pools, start=1):
        batch = _share_of_batch(whole, pool) if split else own.get(pool.pool, whole)
        layout = _with_legal_group(pool.estimate.layout, batch)
        devices = pool.estimate.devices
        per_node = devices_of_a_node(devices, max(1, pool.devices * pool.software_devices // max(1, pool.nodes)))
        yield LaunchJob(
            number=number,
            name=pool.name,
            run=run,
            layout=layout,
            accelerator=plan.catalogue.accelerators.get(pool.accelerator),
            nodes=devices // per_node,
            devices_per_node=per_node,
            global_batch=batch,
            samples=round(plan.trained_tokens / plan.training.seq_len * (1.0 if split else pool.token_share)),
        )


def _with_legal_group(layout: Layout, batch: int) -> Layout:
    """Return the layout with its group of micro-batches, or the smallest that is legal for this batch."""
    group, many = layout.micro_batch_group, batch // (layout.dp * layout.micro_batch)
    if layout.vpp == 1 or (group is not None and is_legal_group(group, stages=layout.pp, micro_batches=many)):
        return layout
    return replace(layout, micro_batch_group=smallest_group(layout, batch))


def devices_of_a_node(devices: int, most: int) -> int:
    """Return how many processes each node starts: all of its devices, or the most that divide the layout's.

    >>> devices_of_a_node(512, 16), devices_of_a_node(4, 8), devices_of_a_node(12, 8)
    (16, 4, 6)
    """
    return divisors(devices, most)[-1]


def _share_of_batch(global_batch: int, pool: PoolResult) -> int:
    """Return the pool's share of a step, in whole micro-batches of all its replicas."""
    least = pool.estimate.layout.dp * pool.estimate.layout.micro_batch
    return max(1, round(global_batch * pool.token_share / least)) * least
