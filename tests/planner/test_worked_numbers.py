"""Worked numbers that stand at no other room's tests: each as printed, to its printed digits."""

import numpy as np
import pytest

from planner.dependence.concentration import effective_number, hhi_points, shannon_number
from planner.mixing.pipelines.pipeline import stage_layers, step_s
from planner.mixing.strategies.disaggregation import exchange_bytes
from planner.mixing.strategies.local_sgd import required_bytes_per_s
from planner.performance.training.goodput import series_mtbf_s
from planner.published_runs.mixes import mix_checks, pipeline_rate
from planner.risk.tail import premium_per_tail

HOUR = 3600.0


@pytest.mark.parametrize(
    ("shares", "hhi", "effective", "shannon"),
    [
        ((1.0,), 10_000.0, 1.0, 1.0),
        ((0.8, 0.2), 6_800.0, 1.4706, 1.6494),
        ((0.7, 0.3), 5_800.0, 1.7241, 1.8420),
        ((0.6, 0.4), 5_200.0, 1.9231, 1.9601),
        ((0.5, 0.5), 5_000.0, 2.0, 2.0),
        ((0.5, 0.3, 0.2), 3_800.0, 2.6316, 2.8001),
        ((0.4, 0.3, 0.2, 0.1), 3_000.0, 3.3333, 3.5958),
    ],
)
def test_shares_have_the_printed_concentration(shares, hhi, effective, shannon):
    column = np.array(shares)
    points = float(hhi_points(column))
    assert points == pytest.approx(hhi)
    assert effective_number(points) == pytest.approx(effective, abs=5e-5)
    assert float(shannon_number(column)) == pytest.approx(shannon, abs=5e-4)


@pytest.mark.parametrize(("layers", "rate"), [((17, 15), 528.8), ((16, 16), 500.0), ((18, 14), 525.3)])
def test_every_split_of_the_two_supplier_pipeline_has_the_printed_rate(layers, rate):
    # 18 and 14 is bound by the first pool: 18 layers at 549.7
    assert pipeline_rate([549.7, 534.9], layers, 2.4) == pytest.approx(rate, rel=1e-3)


def test_the_two_supplier_pipeline_keeps_the_printed_share_of_its_pools():
    check = next(one for one in mix_checks() if one.id == "ZB-L8B-4")
    assert check.published / ((549.7 + 534.9) / 2) == pytest.approx(0.995, abs=5e-4)
    assert check.published / 549.7 == pytest.approx(0.9816, abs=5e-5)


def test_sixty_layers_on_four_stages_take_the_printed_step():
    paces = (1 / 3, 1 / 3, 1.0, 1.0)
    split = stage_layers(paces, 60)
    assert sum(split) == 60
    best = step_s([count * pace for count, pace in zip(split, paces, strict=True)], 32)
    assert best <= 278.667 + 1e-3
    assert step_s([22 / 3, 23 / 3, 8.0, 7.0], 32) == pytest.approx(278.0)
    assert step_s([22 / 3, 22 / 3, 8.0, 8.0], 32) == pytest.approx(278.667, abs=5e-4)
    assert pytest.approx(0.8633, abs=5e-5) == 240.0 / 278.0


@pytest.mark.parametrize(
    ("bytes_per_parameter", "steps", "expected_rate"), [(2.0, 1, 29.0e9), (2.0, 100, 0.29e9), (0.5, 100, 0.0725e9)]
)
def test_averaging_every_round_needs_the_printed_bandwidth(bytes_per_parameter, steps, expected_rate):
    rate = required_bytes_per_s(290e9, bytes_per_parameter, pools=2, round_s=20.0 * steps)
    assert rate == pytest.approx(expected_rate, rel=1e-6)


def test_deepseek_v3_moves_the_printed_bytes_to_its_experts():
    forward = exchange_bytes(8, 7168, 1.0, 2.0)
    assert forward == 172_032
    assert 2 * 58 * forward * 1_543 / 1e9 == pytest.approx(30.79, abs=5e-3)


@pytest.mark.parametrize(("per_node_day", "hours"), [(6.50e-3, 1.803), (2.34e-3, 5.008)])
def test_a_job_on_16384_devices_fails_as_often_as_printed(per_node_day, hours):
    assert series_mtbf_s([(2_048, 24.0 / per_node_day)]) / HOUR == pytest.approx(hours, rel=1e-3)


def test_the_second_tail_example_costs_the_printed_premium_per_tail():
    assert premium_per_tail(9.0 + 0.2, 9.0, 24.0, 24.0 + 31.0) == pytest.approx(0.0065, abs=5e-5)
