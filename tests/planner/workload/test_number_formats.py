"""A format of eight or four bits is trained in where its recipe runs, which units alone do not settle."""

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Precision
from planner.catalogue.reader import load_catalogue
from planner.cluster import Cluster
from planner.errors import MissingFigureError
from planner.plan import Baseline
from planner.planning import plan_results
from planner.workload.number_formats import nearest_precision, number_formats, require_format, trains_in
from planner.workload.training_run import TrainingPrecision

BF16, FP16, FP8, MXFP8, NVFP4 = (TrainingPrecision(name) for name in ("bf16", "fp16", "fp8", "mxfp8", "nvfp4"))


@pytest.mark.parametrize(
    ("key", "asked", "nearest"),
    [
        ("H100-SXM", MXFP8, FP8),
        ("H20-SXM", NVFP4, FP8),
        ("L40S", MXFP8, FP8),
        ("MI300X", MXFP8, FP8),
        ("Gaudi3", MXFP8, FP8),
        ("MI355X", NVFP4, MXFP8),
        ("MI355X", MXFP8, MXFP8),
        ("GB200-NVL72", NVFP4, NVFP4),
        ("RTX-PRO-6000", MXFP8, FP8),
        ("A100-80-SXM", MXFP8, BF16),
        ("Ascend-910C", FP8, BF16),
        ("V100-SXM2-32", NVFP4, FP16),
        ("S5000", MXFP8, MXFP8),  # nobody says
        ("H100-SXM", FP16, FP16),
    ],
)
def test_the_nearest_format_is_one_that_the_devices_software_runs(key, asked, nearest):
    assert nearest_precision(load_catalogue().accelerators[key], asked) is nearest


def test_every_row_names_a_device_of_the_catalogue_its_words_and_its_source():
    accelerators = load_catalogue().accelerators
    for key, known in number_formats().items():
        assert key in accelerators, key
        assert known.fp8_recipe in {"blockwise", "tensorwise", "delayed"}
        assert known.source
        assert Precision.FP8 not in accelerators[key].formats_without_units, key


def test_blackwell_of_data_centres_trains_in_every_format():
    for key in ("B200-SXM", "B300-SXM", "GB200-NVL72", "GB300-NVL72"):
        entry = load_catalogue().accelerators[key]
        assert trains_in(entry, MXFP8) is trains_in(entry, NVFP4) is True


def test_a_refusal_names_the_format_to_run_in():
    with pytest.raises(
        MissingFigureError, match=r"does not train in MXFP8; run this pool in FP8 \(blockwise scaling\)"
    ):
        require_format(load_catalogue().accelerators["H100-SXM"], MXFP8)


@pytest.fixture
def planned_in(small_catalogue, one_line_model, make_group):
    def plan(plan, precision, eight_bits, without=""):
        entries = dict(small_catalogue.accelerators)
        own = entries[eight_bits]
        entries[eight_bits] = replace(own, peak_flop_per_s={**own.peak_flop_per_s, Precision.FP8: 1e15})
        if without:
            entries[without] = replace(entries[without], formats_without_units=(Precision.FP8, Precision.FP4))
        run = replace(plan.training, precision=precision)
        own_plan = replace(plan, workload=run, cluster=Cluster(groups=(make_group(eight_bits, 8),)))
        return plan_results(own_plan, replace(small_catalogue, accelerators=entries), model=one_line_model)

    return plan


def test_a_pool_whose_format_nobody_confirms_is_planned_and_said(planned_in, small_plan):
    result = planned_in(small_plan, MXFP8, "N1")
    assert result.days is not None
    assert "No source says that N1 trains in MXFP8; its figures take it that it does." in result.warnings


def test_a_baseline_without_the_format_runs_in_the_nearest_and_that_is_said(planned_in, small_plan, make_group):
    group = make_group("H1", 8)
    baseline = Baseline(name="H1 alone", accelerator="H1", nodes=8, offer=group.offer, node_design=None)
    result = planned_in(replace(small_plan, baseline=baseline), MXFP8, "N1", without="H1")
    assert result.baseline is not None
    assert "H1 does not train in MXFP8: the baseline H1 alone is planned in BF16." in result.warnings
