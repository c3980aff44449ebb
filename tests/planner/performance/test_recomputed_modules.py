"""What each of Megatron-Core's modules leaves and costs when it runs again, worked by hand on DeepSeek-V3."""

import numpy as np
import pytest

from planner.performance.training import memory, step_times
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import MODULE_SETS, Layout, Recompute, Schedule, modules_of
from planner.performance.training.layouts import arrays_of
from planner.workload.presets import shape_preset

H, HEADS, DENSE, WIDTH, SHARED, TOP_K = 7168, 128, 18_432, 2048, 2048, 8
UP = 2 * HEADS * (192 + 128 + 128)  # queries and keys of 192, values of 128 brought up, and what they are made of
NORMS = 4 * H  # the norms before latent attention and before the block


@pytest.fixture
def deepseek(make_pool, make_run):
    run = make_run(batch=512, shape=shape_preset("deepseek-v3"))
    return case_of(make_pool(devices=256), run, load_calibration())


def layouts(*modes, **changes):
    sizes = {"tp": 1, "pp": 8, "vpp": 1, "ep": 32, "etp": 1, "cp": 1, "dp": 32, "micro_batch": 1}
    plain = {"schedule": Schedule.ONE_F_ONE_B}
    return arrays_of([Layout(**sizes | plain | changes, recompute=Recompute(mode)) for mode in modes])


def kept(case, kind, mode):
    return float(memory.kind_bytes_per_token(case, layouts(mode), case.counts.kinds[kind])[0])


@pytest.mark.parametrize(
    ("modules", "kind", "dropped"),
    [
        ("core_attn", 0, 4 * HEADS),  # a fused kernel keeps the log-sum-exp alone
        ("layernorm", 0, NORMS),
        ("moe_act", 0, 0),  # a dense layer's activation is no module
        ("mlp", 0, 6 * DENSE),  # gate, up and the activation
        ("moe", 0, 0),
        ("mlp", 1, 0),
        ("moe_act", 1, 2 * TOP_K * WIDTH),
        ("shared_experts", 1, 6 * SHARED),
        ("moe_act+shared_experts", 1, 2 * TOP_K * WIDTH + 6 * SHARED),
        ("moe", 1, 13 * 256 + 4 * TOP_K + 2 * TOP_K * H + 6 * TOP_K * WIDTH + 6 * SHARED),  # router and copies too
        ("moe_act+moe", 1, 13 * 256 + 4 * TOP_K + 2 * TOP_K * H + 6 * TOP_K * WIDTH + 6 * SHARED),
    ],
)
def test_a_module_that_runs_again_leaves_its_input_alone(deepseek, modules, kind, dropped):
    assert kept(deepseek, kind, "none") - kept(deepseek, kind, modules) == pytest.approx(dropped)


def test_the_latents_brought_up_are_dropped_by_their_module_alone(deepseek):
    saved = kept(deepseek, 1, "none") - kept(deepseek, 1, "mla_up_proj")
    assert saved > 0
    assert kept(deepseek, 1, "mla_up_proj") == kept(deepseek, 1, Recompute.UP_PROJECTIONS.value)


def test_every_further_module_keeps_no_more_and_takes_no_less_time(deepseek):
    both = layouts(*MODULE_SETS)
    step_s = step_times.step_times(deepseek, both).step_s
    bytes_per_token = memory.kind_bytes_per_token(deepseek, both, deepseek.counts.kinds[1])
    sets = [modules_of(mode) for mode in MODULE_SETS]
    more = np.array([[one < other for other in sets] for one in sets])
    assert more.any()
    assert ((step_s[None, :] >= step_s[:, None] - 1e-9) | ~more).all()
    assert ((bytes_per_token[None, :] <= bytes_per_token[:, None]) | ~more).all()


def test_experts_that_run_again_exchange_their_tokens_again(deepseek):
    found = step_times.step_times(deepseek, layouts("none", "moe", "mlp"))
    plain, again, dense = found.exposed_ep
    assert again > plain * 1.4  # half of the legs are forward ones
    assert dense == pytest.approx(plain)
