import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.performance.training.calibration import load_calibration
from planner.performance.training.layout import Recompute
from planner.performance.training.search import estimate_layout
from planner.published_runs.published_run import PublishedRun, RunTable, Skipped, read_runs
from planner.validation import ValidationReport, predict, summary_of, validate_runs, validate_table
from planner.validation.open_runs import rates_of

# Invented rows in the published-runs columns: three whole ones, one without a micro-batch, one that cannot be planned.
COLUMNS = """\
id,source_title,model,is_moe,layers,hidden,heads,kv_heads,head_dim,attention,dense_ffn,vocab,seq_len,accelerator,\
n_accelerators,per_node,precision,tp,pp,dp,zero_or_fsdp,micro_batch,global_batch,recompute,tokens_per_s_per_acc,\
peak_mem_gb"""
LLAMA = "no,32,4096,32,8,128,gqa,14336,128256,8192"
ROWS = [
    f"V1,A report,Llama3-8B,{LLAMA},H100,8,8,BF16,1,1,8,FSDP,1,128,none,9000,60",
    f"V2,A report,Llama3-8B,{LLAMA},A100,8,8,BF16,2,1,4,,1,64,,3000,",
    f"V3,Another report,Llama3-8B,{LLAMA},H100,16,8,FP8,1,1,16,,1,128,full,,40",
    f"V4,A report,Llama3-8B,{LLAMA},H100,8,8,BF16,1,1,8,,,128,full,9000,",
    f"V5,A report,Llama3-8B,{LLAMA},abacus,8,8,BF16,1,1,8,,1,128,none,9000,",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "runs.csv"
    target.write_text("\n".join((COLUMNS, *ROWS)), encoding="utf-8")
    return target


@pytest.fixture
def table(path: Path) -> RunTable:
    return read_runs(path, load_catalogue())


@pytest.fixture
def report(path: Path) -> ValidationReport:
    return validate_runs(path)


def test_every_row_is_predicted_or_skipped_with_a_reason(report):
    assert report.runs == 5
    assert [row.id for row in report.rows] == ["V1", "V2", "V3", "V4"]
    assert {skipped.id: skipped.reason for skipped in report.skipped}.keys() == {"V5"}
    assert all(skipped.reason for skipped in report.skipped)


def test_a_row_that_leaves_a_field_open_is_predicted_over_it_and_counts_nowhere(report):
    *whole, partial = report.rows
    assert all(row.is_whole and row.range is None for row in whole)
    assert partial.open_fields == ("micro_batch",)
    slowest, best = partial.range
    assert slowest < best == partial.predicted_tokens_per_s_per_device
    assert partial.band[0] < slowest
    assert partial.error is None
    assert partial.best_error == pytest.approx(best / 9000 - 1)
    assert report.errors.runs == 2
    assert report.whole == tuple(whole)
    assert "micro-batch is not stated" in partial.assumptions[0]


def test_a_rate_above_the_stated_peak_is_refused(table):
    impossible = replace(
        table.whole[0], measured_tokens_per_s_per_device=60_000.0
    )  # 8B x 6 FLOP at 989 TFLOP/s: 20,000
    report = validate_table(replace(table, whole=(impossible,), partial=()))
    assert report.rows == ()
    assert "stated peak" in report.skipped[-1].reason


def test_a_rate_above_the_stated_peak_is_refused_where_fields_are_open_too(table):
    (partial,) = table.partial
    impossible = replace(partial, measured_tokens_per_s_per_device=60_000.0)
    report = validate_table(replace(table, whole=(), partial=(impossible,)))
    assert report.rows == ()
    assert "60,000 tokens/s per device need more than the stated peak" in report.skipped[-1].reason


def test_a_run_that_no_filling_fits_is_predicted_by_those_that_need_least(table):
    (partial,) = table.partial
    shares = [way.memory_share for way in rates_of(partial, load_calibration())]
    short = with_memory(partial, int(partial.pool.memory_bytes * min(shares) / 1.2))
    taken = rates_of(short, load_calibration())
    assert not any(way.fits for way in taken)
    assert max(way.memory_share for way in taken) <= 1.25 * min(way.memory_share for way in taken)
    (row,) = validate_table(replace(table, whole=(), partial=(short,))).rows
    assert "no way to fill it fits" in " ".join(row.assumptions)


def test_the_measured_value_never_enters_its_prediction(table):
    for published in table.whole:
        blind = replace(published, measured_tokens_per_s_per_device=1.0, measured_memory_bytes=1.0)
        assert predict(blind) == predict(published)


def test_the_runs_own_layout_is_used(table):
    stated = table.whole[0]
    assert predict(stated).layout == stated.layout
    assert predict(stated) == estimate_layout(stated.pool, stated.run, stated.layout)


def with_memory(published: PublishedRun, memory_bytes: int) -> PublishedRun:
    return replace(published, pool=replace(published.pool, memory_bytes=memory_bytes))


def test_unstated_recompute_is_what_the_memory_needs(table):
    silent = next(run for run in table.whole if not run.recompute_stated)
    silent = replace(silent, layout=replace(silent.layout, micro_batch=16))  # activations outweigh the weights
    fragments = 1 - 1 / load_calibration().efficiencies["fragmentation", "*"].value

    def packed_bytes(mode):
        found = estimate_layout(silent.pool, silent.run, replace(silent.layout, recompute=mode))
        transient = found.memory_parts_bytes["activations"] + found.memory_parts_bytes["buffers"]
        return found.memory_bytes - fragments * transient

    needs = {mode: packed_bytes(mode) for mode in Recompute}
    assert needs[Recompute.FULL] < needs[Recompute.SELECTIVE] < needs[Recompute.NONE]
    roomy = with_memory(silent, int(needs[Recompute.NONE] * 2))
    assert predict(roomy).layout.recompute is Recompute.NONE
    snug = with_memory(silent, int((needs[Recompute.NONE] + needs[Recompute.SELECTIVE]) / 2))
    assert predict(snug).layout.recompute is Recompute.SELECTIVE
    assert needs[Recompute.FULL] * 1.6 < needs[Recompute.SELECTIVE]
    tight = with_memory(silent, int(needs[Recompute.FULL] * 1.05))
    assert predict(tight).layout.recompute is Recompute.FULL
    nothing_fits = with_memory(silent, 1)
    assert predict(nothing_fits).layout.recompute is Recompute.NONE


def test_summaries_are_what_they_say():
    summary = summary_of([0.1, -0.2, None, 0.05])
    assert summary.runs == 3
    assert summary.mape == pytest.approx(0.35 / 3)
    assert summary.median_ape == pytest.approx(0.1)
    assert summary.bias == pytest.approx(-0.05 / 3)
    assert summary.within_10pct == pytest.approx(2 / 3)
    assert summary_of([None]).mape is None


def test_the_document_has_the_keys_of_the_contract_and_plain_numbers(report):
    document = json.loads(json.dumps(report.to_json(), allow_nan=False))
    keys = {
        "runs",
        "predicted",
        "skipped",
        "mape",
        "median_ape",
        "bias",
        "within_10pct",
        "memory",
        "by_accelerator",
        "rows",
    }
    assert keys <= document.keys()
    assert document["runs"] == 5
    assert document["predicted"] == 4
    assert document["predicted_open"] == 1
    assert document["memory"]["runs"] == 2
    assert document["by_accelerator"].keys() == {"H100", "A100"}
    assert document["by_accelerator"]["A100"].keys() == {"runs", "mape", "bias"}
    (first, _, memory_only, partial) = document["rows"]
    assert partial["error"] is None
    assert partial["error_of_best"] is not None
    assert partial["open_fields"] == ["micro_batch"]
    assert len(partial["range"]) == 2
    assert first["measured_tokens_per_s_per_acc"] == 9000
    assert first["error"] == pytest.approx(first["predicted_tokens_per_s_per_acc"] / 9000 - 1)
    assert first["measured_mem_gb"] == pytest.approx(60)
    assert memory_only["measured_tokens_per_s_per_acc"] is None
    assert memory_only["error"] is None
    assert memory_only["predicted_mem_gb"] > 0


def test_the_band_is_that_of_the_estimate_and_the_prediction_lies_in_it(table, report):
    for published, row in zip(table.whole, report.whole, strict=True):
        low, high = row.band
        assert low < row.predicted_tokens_per_s_per_device < high
        estimate = predict(published)
        assert (low * published.pool.devices, high * published.pool.devices) == pytest.approx(estimate.band)


def test_an_empty_table_has_no_errors():
    document = validate_table(RunTable(whole=(), partial=(), skipped=(Skipped(id="a", reason="b"),))).to_json()
    assert document["mape"] is None
    assert document["band_coverage"] is None
    assert document["memory"] == {"runs": 0, "mape": None}


def test_progress_is_reported_for_every_run(path):
    reported = []
    validate_runs(path, progress=lambda done, total: reported.append((done, total)))
    assert reported == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        validate_runs(tmp_path / "absent.csv")
