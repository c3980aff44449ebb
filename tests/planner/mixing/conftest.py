import numpy as np
import pytest

from planner.mixing.working_pool import MixedRun, WorkingPool


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
    seconds=1.0,
    fill=0.0,
    tail=0.0,
    devices=8,
    stages=1,
    static=0.0,
    activations=0.0,
    capacity=1.0,
    expert_share=0.0,
):
    return WorkingPool(
        name=name,
        stack=stack or name,
        healthy_tokens_per_s=column(rate),
        goodput=column(goodput),
        price_per_hour=column(price),
        devices=column(devices),
        replicas=column(replicas),
        micro_batch=column(micro_batch),
        micro_batch_s=column(seconds),
        fill_s=column(fill),
        tail_s=column(tail),
        stages=column(stages),
        static_bytes=column(static),
        activation_bytes=column(activations),
        memory_capacity_bytes=column(capacity),
        expert_share=column(expert_share),
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
def make_consistent_pool():
    return consistent_pool


@pytest.fixture
def make_run():
    def make(**changes):
        values = {
            "tokens": 1e9,
            "tokens_per_step": 100.0,
            "global_batch": 100,
            "parameters": 1e6,
            "hidden": 1024,
            "border_bytes_per_s": 1e12,
            "border_latency_s": 0.0,
            "migration_restart_s": 3600.0,
            "overlap": 0.8,
            "porting_cost": 0.0,
        }
        return MixedRun(**{**values, **changes})

    return make
