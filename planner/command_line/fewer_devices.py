"""What ``layouts`` says where a plan would leave some of the devices idle: on fewer the model trains faster."""

from planner.cluster import Pool
from planner.command_line.pools_text import layout_text
from planner.performance.training.layout import PoolEstimate
from planner.workload.training_run import TrainingRun


def faster_on_fewer(pool: Pool, training: TrainingRun, best: PoolEstimate) -> PoolEstimate | None:
    """Return the best estimate on fewer devices of a pool's whole nodes, None where it is no faster than on all."""
    from planner.planning.remembered_model import SHIPPED_MODEL  # noqa: PLC0415 - the planner proper, slower to start

    if pool.devices % pool.devices_per_node:
        return None
    found = SHIPPED_MODEL.at_most(pool, training)
    return found if found.devices < pool.devices and found.tokens_per_s > best.tokens_per_s else None


def fewer_text(fewer: PoolEstimate, pool: Pool) -> str:
    """Return the sentence for a terminal."""
    used, whole = fewer.devices // pool.software_devices, pool.packages
    return (
        f"{used:,} of the {whole:,} devices train faster than all: {fewer.tokens_per_s:,.0f} tokens/s on "
        f"{layout_text(fewer.layout)}. A plan leaves the others idle, and they are paid for."
    )
