"""How much of the catalogue can be planned: Qwen3 30B-A3B at sequence 4,096 and batch 512, BF16, else FP16."""

from functools import cache

import pytest

from planner.catalogue.accelerator import Accelerator, Evidence
from planner.catalogue.estimates import with_estimates, without_estimates
from planner.catalogue.price_offers import purchase_offers, rent_offers
from planner.catalogue.reader import load_catalogue
from planner.cluster import Pool, pool_of
from planner.errors import UserError
from planner.performance.training.layout import PoolEstimate
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingPrecision, TrainingRun

Planned = tuple[TrainingPrecision, Pool, PoolEstimate]
SIZES = (64, pytest.param(1024, marks=pytest.mark.slow))
NOTHING_TO_STAND_ON = {"Rubin-CPX", "Ascend-970", "Hanguang-800", "Zixiao", "VA16"}
TOO_LITTLE_MEMORY = {"i20", "R200"}  # at 64 devices, with room for the error of predicted memory


def _run(precision: TrainingPrecision) -> TrainingRun:
    shape = shape_preset("qwen3-30b-a3b")
    return TrainingRun(shape=shape, seq_len=4096, global_batch=512, tokens=1e12, precision=precision)


def _planned(accelerator: Accelerator, devices: int) -> Planned | str:
    """Return the first precision and node that give an answer, else the first complaint."""
    complaint = ""
    for precision in (TrainingPrecision.BF16, TrainingPrecision.FP16):
        for design in (None, *load_catalogue().nodes_for(accelerator.key)):
            try:
                pool = pool_of(accelerator, devices=devices, design=design)
                return precision, pool, SHIPPED_MODEL.best(pool, _run(precision))
            except UserError as error:
                complaint = complaint or str(error)
    return complaint


@cache
def _all(devices: int, *, estimates: bool) -> dict[str, Planned | str]:
    entries = load_catalogue().accelerators
    if estimates:
        return {key: _planned(entry, devices) for key, entry in entries.items()}
    stated = {key: without_estimates(entry) for key, entry in entries.items()}
    known = _all(devices, estimates=True)
    return {key: known[key] if one == entries[key] else _planned(one, devices) for key, one in stated.items()}


def _able(devices: int, *, estimates: bool) -> set[str]:
    return {key for key, answer in _all(devices, estimates=estimates).items() if not isinstance(answer, str)}


def _chinese_but_huawei() -> set[str]:
    entries = load_catalogue().accelerators.values()
    return {one.key for one in entries if one.jurisdiction == "China" and one.supplier != "Huawei"}


def test_the_catalogue_holds_110_accelerators_43_of_them_chinese_but_not_huaweis():
    assert len(load_catalogue().accelerators) == 110
    assert len(_chinese_but_huawei()) == 43


@pytest.mark.parametrize(("devices", "stated"), [(64, 47), pytest.param(1024, 46, marks=pytest.mark.slow)])
def test_stated_figures_alone_plan_fewer_than_half(devices: int, stated: int):
    able = _able(devices, estimates=False)
    assert len(able) == stated
    assert len(able & _chinese_but_huawei()) == 7


@pytest.mark.parametrize(
    ("devices", "able", "chinese"), [(64, 103, 38), pytest.param(1024, 105, 40, marks=pytest.mark.slow)]
)
def test_with_estimates_almost_all_can_be_planned(devices: int, able: int, chinese: int):
    found = _able(devices, estimates=True)
    assert len(found) == able
    assert len(found & _chinese_but_huawei()) == chinese
    missing = set(load_catalogue().accelerators) - found
    assert missing == NOTHING_TO_STAND_ON | (TOO_LITTLE_MEMORY if devices == 64 else set())


@pytest.mark.parametrize("devices", SIZES)
def test_no_answer_is_silent(devices: int):
    for key, answer in _all(devices, estimates=True).items():
        if isinstance(answer, str):
            name = load_catalogue().accelerator(key).name
            assert answer.startswith(f"{name}: "), key
            assert "enter" in answer or "does not fit" in answer, answer
        else:
            assert answer[2].tokens_per_s > 0, key


@pytest.mark.parametrize("devices", SIZES)
def test_a_plan_on_estimates_wears_their_mark(devices: int):
    able = _able(devices, estimates=True) - _able(devices, estimates=False)
    for key in able:
        answer = _all(devices, estimates=True)[key]
        assert not isinstance(answer, str)
        precision, pool, _ = answer
        ranged = [name for name, figure in pool.accelerator.figures.items() if figure.low is not None]
        assert ranged, key
        assert pool.accelerator.evidence_at(precision.rate) is Evidence.ESTIMATE, key


def test_of_those_planned_102_have_a_price_and_a_power():
    catalogue = load_catalogue()
    priced = {
        key
        for key in _able(64, estimates=True)
        if (rent_offers(catalogue, key) or purchase_offers(catalogue, key) or catalogue.prices_for(key))
    }
    powered = {key for key in priced if with_estimates(catalogue.accelerator(key)).tdp_w is not None}
    assert len(powered) == 102


def test_without_any_price_or_estimate_of_one_are_six():
    catalogue = load_catalogue()
    bare = {
        key
        for key in catalogue.accelerators
        if not catalogue.prices_for(key) and not rent_offers(catalogue, key) and not purchase_offers(catalogue, key)
    }
    assert bare == {"H20-SXM-141", "Rubin-CPX", "Ascend-970", "Hanguang-800", "Zixiao", "VA16"}


TOO_LITTLE_MEMORY = {"i20", "R200"}  # at 64 devices, with room for the error of predicted memory
