import shutil
from pathlib import Path

import pytest

from planner.catalogue.accelerator import Evidence, Precision
from planner.catalogue.reader import load_catalogue, read_catalogue
from planner.errors import CatalogueError, MissingFigureError, UserError
from planner.resource_files import resource_path
from planner.units import GIB_BYTES

SUPPLIERS = {
    "Nvidia": 36,
    "AMD": 12,
    "Huawei": 12,
    "Cambricon": 5,
    "Enflame": 5,
    "Kunlunxin": 6,
    "MetaX": 5,
    "Hygon": 4,
    "Biren": 4,
    "Iluvatar": 5,
    "T-Head": 4,
    "Moore Threads": 3,
    "Google": 3,
    "Amazon": 2,
    "Intel": 2,
    "Tencent": 1,
    "Vastai": 1,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource_path("catalogue"), tmp_path / "catalogue"))


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_collected_fact_is_carried_over():
    catalogue = load_catalogue()
    assert (len(catalogue.accelerators), len(catalogue.prices), len(catalogue.nodes)) == (110, 486, 70)
    found = dict.fromkeys(SUPPLIERS, 0)
    for accelerator in catalogue.accelerators.values():
        found[accelerator.supplier] += 1
    assert found == SUPPLIERS
    assert (catalogue.version, catalogue.date, catalogue.prices_current_from) == ("2", "2026-11-29", "2026-08-01")


def test_a_printed_sum_of_both_directions_is_halved_and_units_become_base_units():
    h800 = load_catalogue().accelerator("H800-SXM")
    assert h800.scaleup_bytes_per_s == 200e9  # 400 GB/s both ways
    assert h800.nic_bytes_per_s == 50e9  # 400 Gbit/s
    assert h800.peak_flop_per_s[Precision.BF16] == 989e12
    assert h800.memory_bytes == 80 * GIB_BYTES
    assert h800.memory_bytes_per_s == 3350e9
    assert load_catalogue().nodes["HGX-H800-server"].scaleup_bytes_per_s == 200e9


def test_the_upper_end_of_a_printed_power_range_is_taken_and_said():
    design = load_catalogue().nodes["GB200-NVL72"]
    assert design.node_power_w == 145e3
    assert "120 to 145 kW" in design.power_note


def test_what_no_source_prints_is_unknown_and_asking_for_it_says_so():
    ppu = load_catalogue().accelerator("PPU-810E")
    assert ppu.memory_bytes_per_s is None
    assert ppu.nic_bytes_per_s is None
    assert ppu.foundry == ""
    with pytest.raises(MissingFigureError, match="the BF16 peak rate is unknown"):
        ppu.require_peak_flop_per_s(Precision.BF16)


def test_every_figure_has_its_grade_and_every_grade_above_estimate_its_source():
    for accelerator in load_catalogue().accelerators.values():
        known = {f"peak_flop_per_s.{precision.value}" for precision in accelerator.peak_flop_per_s}
        for name in ("memory_bytes", "memory_bytes_per_s", "scaleup_bytes_per_s", "nic_bytes_per_s", "tdp_w"):
            if getattr(accelerator, name) is not None:
                known.add(name)
        assert known <= set(accelerator.figures), accelerator.key
        for figure in accelerator.figures.values():
            assert figure.evidence is Evidence.ESTIMATE or figure.source, accelerator.key


@pytest.mark.parametrize(
    ("key", "figure", "grade"),
    [
        ("H800-SXM", "peak_flop_per_s.bf16", Evidence.PUBLISHED),  # Epoch's table of datasheets comes first
        ("PPU-810E", "peak_flop_per_s.fp16", Evidence.ESTIMATE),  # derived from an operator's order
        ("PPU-810E", "memory_bytes", Evidence.PRESS),
        ("C550", "tdp_w", Evidence.MEASURED),  # a benchmark's own reading
        ("Ascend-910C", "tdp_w", Evidence.ESTIMATE),  # an analyst's
        ("Ascend-910C", "peak_flop_per_s.bf16", Evidence.PUBLISHED),  # the supplier's page in its own words
        ("B200-SXM", "process_node", Evidence.ESTIMATE),  # from memory
    ],
)
def test_a_figure_is_graded_by_the_rule(key: str, figure: str, grade: Evidence):
    assert load_catalogue().accelerator(key).figures[figure].evidence is grade


def test_an_estimated_rate_that_training_does_not_use_does_not_lower_the_grade_of_a_device():
    c910 = load_catalogue().accelerator("Ascend-910C")
    assert c910.figures["peak_flop_per_s.int8"].evidence is Evidence.ESTIMATE
    assert c910.evidence is Evidence.PUBLISHED
    assert c910.evidence_at(Precision.INT8) is Evidence.ESTIMATE


def test_the_ling_devices_are_offers_that_call_their_mapping_an_inference():
    offers = load_catalogue().offers
    found = {key: (offer.accelerator, offer.price.amount, offer.price.currency) for key, offer in offers.items()}
    assert found == {
        "ling-device-a": ("Ascend-910B2", 7.0, "CNY"),
        "ling-device-b": ("PPU-810E", 4.5, "CNY"),
        "ling-device-c": ("A800-80-SXM", 10.0, "CNY"),
        "ling-device-d": ("H800-SXM", 27.5, "CNY"),
        "ling-device-e": ("H20-SXM", 5.64, "CNY"),
    }
    assert all("is an inference, not in the report" in offer.note for offer in offers.values())


def test_a_key_that_is_not_there_is_a_user_error():
    with pytest.raises(UserError, match="No accelerator 'H1000'"):
        load_catalogue().accelerator("H1000")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (
            "accelerators.csv",
            ",15.7,",
            ",fifteen,",
            r"accelerators\.csv, line 2, column fp32_tflop_per_s: 'fifteen' is not",
        ),
        ("accelerators.csv", ",15.7,", ",-1,", r"line 2, column fp32_tflop_per_s: '-1' is not above zero"),
        ("accelerators.csv", ",15.7,", ",nan,", r"line 2, column fp32_tflop_per_s: 'nan' is not above zero and finite"),
        ("accelerators.csv", ",15.7,", ",1e999,", r"column fp32_tflop_per_s: '1e999' is not above zero and finite"),
        (
            "accelerators.csv",
            "A100-40-SXM,A100 SXM4 40GB",
            "V100-SXM2-32,A100",
            r"line 3, column key: .* is there twice",
        ),
        ("accelerators.csv", "key,name,", "key,title,", r"accelerators\.csv, line 1: the column name is missing"),
        (
            "accelerators.csv",
            "V100-SXM2-32,V100 SXM2 32GB,Nvidia",
            "V100-SXM2-32,V100,",
            r"line 2, column supplier: the cell is",
        ),
        (
            "nodes.csv",
            "DGX-1V / HGX-1,V100-SXM2-32,8",
            "DGX-1V,V100-SXM2-32,8.5",
            r"column devices_per_node: '8.5' is not a whole",
        ),
        (
            "nodes.csv",
            "DGX-1V / HGX-1,V100-SXM2-32",
            "DGX-1V,V100",
            r"nodes\.csv, line 2, column accelerator: 'V100' is not in",
        ),
        (
            "prices.csv",
            "purchase,purchase bare,list,15000,,USD",
            "lease,purchase bare,list,15000,,USD",
            r"prices\.csv, line 2, column kind: 'lease' is not one of rent, purchase",
        ),
        ("prices.csv", "list,15000,,USD", "list,15000,,usd", r"column currency: 'usd' is not a currency code"),
        ("offers.csv", ",rent,7,", ",purchase,7,", r"offers\.csv, line 2, column unit: 'device-hour' does not go with"),
        (
            "source_grades.csv",
            "from memory,estimate",
            "from memory,guess",
            r"source_grades\.csv, line \d+, column evidence: 'guess'",
        ),
        (
            "prices.csv",
            "A100-40-SXM,purchase,purchase bare,list,15000",
            "A100-40-SXM,purchase,purchase bare,list",
            r"prices\.csv, line 2: 16 cells instead of 17",
        ),
        (
            "prices.csv",
            "A100-40-SXM,purchase,purchase bare",
            "A100-40-SXM,purchase,spot",
            r"prices\.csv, line 2, column term: 'spot' does not go with a purchase",
        ),
        (
            "prices.csv",
            ",purchase bare,list,",
            ",purchase bare,rumour,",
            r"column standing: 'rumour' is not one of list",
        ),
        (
            "accelerators.csv",
            "tf32;bf16;fp8;fp4",
            "tf32;bf17;fp8;fp4",
            r"line 2, column formats_without_units: 'bf17' is not one of fp32",
        ),
        (
            "accelerators.csv",
            "tf32;bf16;fp8;fp4",
            "fp16;bf16;fp8;fp4",
            r"line 2, column formats_without_units: 'fp16' has a rate in this row",
        ),
        (
            "accelerators.csv",
            ",32,HBM2,900,",
            ",32,HBM2,0.9,",
            r"line 2, column memory_gb_per_s: 0\.9 is not between 10 and 1e\+06 GB/s; check the unit",
        ),
        ("regions.csv", "CN,CN,", "CN,,", r"regions\.csv, line 2, column place: the cell is empty"),
    ],
)
def test_a_wrong_cell_is_named_by_file_line_and_column(folder: Path, file: str, old: str, new: str, complaint: str):
    _change(folder / file, old, new)
    with pytest.raises(CatalogueError, match=complaint):
        read_catalogue(folder)


def test_an_estimated_figure_that_does_not_exist_is_named(folder: Path):
    _change(folder / "accelerators.csv", "peak_flop_per_s.int8", "peak_flop_per_s.int9")
    with pytest.raises(CatalogueError, match=r"column estimated_figures: 'peak_flop_per_s\.int9' is not a figure"):
        read_catalogue(folder)


def test_a_missing_or_binary_file_is_named(folder: Path):
    (folder / "nodes.csv").unlink()
    with pytest.raises(CatalogueError, match=r"nodes\.csv cannot be read"):
        read_catalogue(folder)
    (folder / "nodes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"nodes\.csv is not UTF-8"):
        read_catalogue(folder)


def test_the_folder_as_it_is_reads_the_same_twice(folder: Path):
    assert read_catalogue(folder) == load_catalogue()
