"""Accelerators, shapes and pools of the performance tests; figures are the published ones, rounded."""

import pytest

from planner.catalogue.accelerator import Accelerator, Precision
from planner.cluster import Pool, pool_of
from planner.workload.flags import MlaRanks, shape_of_flags
from planner.workload.shape import Attention
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun


def accelerator_like(key="H100-SXM", *, stack="CUDA", bf16=989.4e12, fp8=1979e12, memory=80 * 2**30, nic=5e10, **more):
    peaks = {Precision.BF16: bf16, Precision.FP8: fp8}
    figures = {
        "memory_bytes_per_s": 3.35e12,
        "scaleup_bytes_per_s": 4.5e11,
        "scaleup_domain_devices": 8,
        "devices_per_node": 8,
    } | more
    return Accelerator(
        key=key,
        name=key,
        supplier="NVIDIA",
        jurisdiction="United States",
        peak_flop_per_s={precision: rate for precision, rate in peaks.items() if rate is not None},
        memory_bytes=memory,
        nic_bytes_per_s=nic,
        software_stack=stack,
        **figures,
    )


DEEPSEEK_V3 = shape_of_flags(
    key="deepseek-v3",
    name="DeepSeek-V3",
    layers=61,
    hidden=7168,
    heads=128,
    kv_heads=128,
    head_dim=128,
    vocab=129_280,
    ffn=18_432,
    dense_layers=3,
    experts=256,
    top_k=8,
    expert_ffn=2048,
    shared_ffn=2048,
    attention=Attention.MLA,
    mla=MlaRanks(q_rank=1536, kv_rank=512, nope_dim=128, rope_dim=64, v_dim=128),
    routing_groups=8,
    routing_group_limit=4,
)
LLAMA_8B = shape_of_flags(
    key="llama3-8b",
    name="Llama 3 8B",
    layers=32,
    hidden=4096,
    heads=32,
    kv_heads=8,
    head_dim=128,
    vocab=128_256,
    ffn=14_336,
    dense_layers=32,
)


def pool_like(devices=64, **more) -> Pool:
    return pool_of(accelerator_like(**more), devices=devices)


def run_like(
    shape=LLAMA_8B, *, seq_len=4096, batch=512, precision=TrainingPrecision.BF16, routing=Routing.BALANCED, **more
) -> TrainingRun:
    return TrainingRun(
        shape=shape,
        tokens=1e12,
        seq_len=seq_len,
        global_batch=batch,
        precision=precision,
        routing=routing,
        **more,
    )


@pytest.fixture
def make_accelerator():
    return accelerator_like


@pytest.fixture
def make_pool():
    return pool_like


@pytest.fixture
def make_run():
    return run_like


@pytest.fixture
def deepseek_v3():
    return DEEPSEEK_V3


@pytest.fixture
def llama_8b():
    return LLAMA_8B
