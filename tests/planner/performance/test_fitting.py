"""The fit: it finds what made the runs, keeps priors where there are none, and never sees what it predicts."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.performance.training.calibration import load_calibration
from planner.performance.training.cross_validation import cross_validated_log_errors
from planner.performance.training.fitting import FitRow, fit, log_errors, stack
from planner.performance.training.layout import Layout, Recompute, Schedule
from planner.performance.training.search import estimate_layout
from planner.workload.recipe import SUPPLIER


def changed(table, key, factor):
    row = table.efficiencies[key]
    return replace(table, efficiencies={**table.efficiencies, key: replace(row, value=row.value * factor)})


@pytest.fixture
def rows(llama_8b, deepseek_v3, make_pool, make_run):
    """Return eight runs as the shipped calibration would measure them."""
    found = []
    for tp, pp, shape in [(1, 1, llama_8b), (2, 2, llama_8b), (4, 1, llama_8b), (1, 8, deepseek_v3)]:
        for devices in (64, 256):
            pool, run = make_pool(devices=devices), make_run(shape, stack_release="NeMo 26.04", recipe=SUPPLIER)
            layout = Layout(
                tp=tp,
                pp=pp,
                vpp=1,
                ep=8 if shape.is_moe else 1,
                etp=1,
                cp=1,
                dp=devices // (tp * pp),
                micro_batch=1,
                recompute=Recompute.NONE,
                schedule=Schedule.ONE_F_ONE_B,
            )
            rate = estimate_layout(pool, run, layout).tokens_per_s_per_device
            found.append(
                FitRow(
                    pool=pool,
                    run=run,
                    layout=layout,
                    tokens_per_s_per_device=rate,
                    source=f"{shape.key} {tp}",
                    label="H100",
                )
            )
    return found


def test_many_runs_as_one_case_are_the_runs_one_by_one(rows):
    assert np.abs(log_errors(rows, load_calibration())).max() < 1e-12


def test_many_tables_at_once_are_the_tables_one_by_one(rows):
    table = load_calibration()
    stacked = stack(rows, table)
    values = np.array([table.efficiencies[key].value for key in stacked.keys])
    tables = values * np.array([[1.0], [0.9], [0.8]])
    assert stacked.log_predicted(tables) == pytest.approx(np.array([stacked.log_predicted(one) for one in tables]))


def test_the_fit_finds_a_slower_device_again(rows):
    table = load_calibration()
    key = ("matmul_in_training", "generation:Hopper")
    slower = changed(table, key, 0.8)
    measured = [
        replace(
            row,
            tokens_per_s_per_device=estimate_layout(
                row.pool, row.run, row.layout, calibration=slower
            ).tokens_per_s_per_device,
        )
        for row in rows
    ]
    before = np.abs(log_errors(measured, table)).mean()
    fitted = fit(measured, table)
    assert np.abs(log_errors(measured, fitted)).mean() < before / 2
    assert fitted.efficiencies[key].value < table.efficiencies[key].value
    assert fitted.efficiencies[key].runs == len(rows)


def test_kernels_for_scaled_blocks_start_where_the_release_before_them_ended_promise(rows):
    fitted = fit(rows, changed(load_calibration(), ("release_moe", "release:NeMo 26.04"), 0.8)).efficiencies
    before = fitted["release_moe", "release:NeMo 26.04"].value
    for scope in ("release:NeMo 26.06", "release:NeMo 26.06 in blocks", "release:NeMo 26.08 in blocks"):
        assert fitted["release_moe", scope].value == before


def test_what_no_run_touches_stays_as_it_was(rows):
    table = load_calibration()
    fitted, touched = fit(rows, table), stack(rows, table).keys
    for key, row in table.efficiencies.items():
        followed = key[1].startswith("release:NeMo")  # later releases of the software that the runs name follow it
        if row.prior_log_sd == 0 or (key not in touched and not followed):
            assert fitted.efficiencies[key] == row


def test_a_release_without_runs_is_predicted_like_the_one_before_it(rows):
    table = load_calibration()
    kept = {key: replace(row, value=row.prior) for key, row in table.efficiencies.items()}
    table = replace(table, efficiencies=kept)
    slow = [replace(row, tokens_per_s_per_device=row.tokens_per_s_per_device * 0.7) for row in rows]
    fitted = fit(slow, table)
    stated, later = (
        fitted.efficiencies["release_dense", f"release:{name}"] for name in ("NeMo 26.04", "NeMo 26.04.01")
    )
    assert stated.value < stated.prior
    assert later.value == pytest.approx(stated.value, rel=1e-3)


def test_a_source_is_predicted_by_a_fit_that_never_saw_it(rows):
    table = load_calibration()
    odd = replace(rows[0], tokens_per_s_per_device=rows[0].tokens_per_s_per_device / 2, source="odd")
    errors = cross_validated_log_errors([*rows[1:], odd], table, lambda row: row.source)
    without = log_errors([odd], fit(rows[1:], table))
    assert errors[-1] == pytest.approx(without[0])
    assert errors[-1] < -0.5
