import numpy as np
import pytest

from planner.cluster import LinkKind
from planner.mixing.inter_pool_links import Crossing, InterPoolLinks
from planner.mixing.stage_options import StageOptions, StageRows
from planner.mixing.working_pool import MixedRun, WorkingPool

GIB = 2.0**30


def column(value):
    return np.asarray(value, dtype=np.float64)


def working_pool(
    *,
    name="A",
    stack="",
    rate=100.0,
    goodput=1.0,
    price=10.0,
    replicas=1,
    micro_batch=1,
    least=1,
    group=1,
    seconds=1.0,
    fill=0.0,
    tail=0.0,
    devices=8,
    stages=1,
    expert_share=0.0,
    alone=1.0,
    unbound=None,
    second=1.0,
    share=1.0,
    averaged=1.0,
    site="",
    options=None,
):
    return WorkingPool(
        name=name,
        stack=stack or "S",
        healthy_tokens_per_s=column(rate),
        goodput=column(goodput),
        price_per_hour=column(price),
        devices=column(devices),
        replicas=column(replicas),
        micro_batch=column(micro_batch),
        micro_batch_s=column(seconds),
        least_micro_batches=column(least),
        micro_batches_at_once=column(group),
        fill_s=column(fill),
        tail_s=column(tail),
        stages=column(stages),
        expert_share=column(expert_share),
        fits_alone=column(alone),
        unbound_tokens_per_s=column(rate if unbound is None else unbound),
        stage_slowdown=column(second),
        batch_share=column(share),
        averaged_part=column(averaged),
        site=site,
        options=options,
    )


def stage_options(rows, *, layers, paces=((1, 1),), usable=1e30, capacity=None, **terms):
    """Options from plain rows: seconds a layer, and what else is not nothing."""
    whole = []
    for row in rows:
        values = dict.fromkeys(StageRows.__struct_fields__, 0.0)
        values |= {"width": 1.0, "tp": 1.0, "cp": 1.0, "ep": 1.0, "etp": 1.0, "recompute_share": 1.0}
        values |= {"static_bytes": 1.0, **row}
        whole.append(values)
    return StageOptions(
        paces=paces,
        rows=StageRows(**{name: np.array([row[name] for row in whole], dtype=np.float64) for name in whole[0]}),
        layers=layers,
        usable_bytes=usable,
        capacity_bytes=usable if capacity is None else capacity,
        **terms,
    )


def consistent_pool(*, batch, tokens_per_sequence=1.0, **times):
    """A pool whose own rate is that of its times, working the whole batch alone without loss to rounding."""
    pool = working_pool(**times)
    rounds = batch / (pool.replicas * pool.micro_batch)
    step = pool.fill_s + rounds * pool.micro_batch_s + pool.tail_s
    return working_pool(**times, rate=batch * tokens_per_sequence / step)


@pytest.fixture
def make_pool():
    return working_pool


@pytest.fixture
def make_options():
    return stage_options


@pytest.fixture
def make_consistent_pool():
    return consistent_pool


@pytest.fixture
def make_run():
    def make(
        *,
        link_bytes_per_s=1e12,
        link_latency_s=0.0,
        kind=LinkKind.DEVICE_DIRECT,
        pipeline_kept=1.0,
        data_parallel_kept=1.0,
        pairs=None,
        **changes,
    ):
        default = Crossing(
            kind=kind,
            bytes_per_s=link_bytes_per_s,
            latency_s=link_latency_s,
            pipeline_kept=pipeline_kept,
            data_parallel_kept=data_parallel_kept,
        )
        values = {
            "tokens": 1e9,
            "tokens_per_step": 100.0,
            "global_batch": 100,
            "parameters": 1e6,
            "hidden": 1024,
            "links": InterPoolLinks(default=default, pairs=pairs or {}),
            "overlap": 0.8,
        }
        return MixedRun(**{**values, **changes})

    return make


@pytest.fixture
def make_crossing():
    def make(**changes):
        values = {"kind": LinkKind.DEVICE_DIRECT, "bytes_per_s": 1e12, "latency_s": 0.0}
        return Crossing(**{**values, **changes})

    return make
