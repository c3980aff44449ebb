"""One step's sequences over the pools of one job, as the plan divides them: whole micro-batches of all replicas."""

from collections.abc import Sequence

from planner.performance.training.layout import Layout


def divided_batch(batch: int, layouts: Sequence[Layout], shares: Sequence[float]) -> tuple[int, ...]:
    """Return the sequences of a step that each pool takes: the micro-batches that make its planned share.

    Of a share that a plan of today makes they are that share, and sum to the batch; shares of an older program may lie
    between two numbers of micro-batches, and the nearest is taken.

    >>> from planner.performance.training.layout import Recompute, Schedule
    >>> sizes = {"tp": 1, "pp": 1, "vpp": 1, "ep": 1, "etp": 1, "cp": 1, "recompute": Recompute.NONE}
    >>> fixed = {"schedule": Schedule.ONE_F_ONE_B, **sizes}
    >>> divided_batch(100, [Layout(dp=12, micro_batch=1, **fixed), Layout(dp=8, micro_batch=1, **fixed)], [0.6, 0.4])
    (60, 40)
    """
    units = [layout.dp * layout.micro_batch for layout in layouts]
    return tuple(max(1, round(batch * share / unit)) * unit for unit, share in zip(units, shares, strict=True))
