import shutil
from pathlib import Path

import pytest

from planner.catalogue.accelerator import Evidence
from planner.catalogue.reader import load_catalogue, read_catalogue
from planner.catalogue.rule_measures import measures_in_force
from planner.errors import CatalogueError
from planner.resource_files import resource_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource_path("catalogue"), tmp_path / "catalogue"))


@pytest.mark.parametrize(
    ("key", "network"),
    [
        ("H800-SXM", "NVLink"),
        ("MI300X", "Infinity Fabric"),
        ("Ascend-910B2", "HCCS"),
        ("L20", ""),  # PCIe only: whose network the cards hang on is not known
    ],
)
def test_the_network_is_the_family_of_the_link(key: str, network: str):
    assert load_catalogue().accelerator(key).network == network


def test_every_hbm_supplier_has_its_source_and_the_others_are_unknown():
    named = [entry for entry in load_catalogue().accelerators.values() if entry.hbm_supplier]
    assert named
    assert all(entry.figures["hbm_supplier"].source for entry in named)
    assert load_catalogue().accelerator("B200-SXM").hbm_supplier == ""
    guessed = load_catalogue().accelerator("H800-SXM")
    assert guessed.figures["hbm_supplier"].evidence is Evidence.ESTIMATE


@pytest.mark.parametrize(
    ("key", "name"),
    [("Ascend-910B2", "CANN"), ("Atlas-300I-Duo", "CANN"), ("P800", "XPU SDK"), ("MLU590", "Cambricon Neuware")],
)
def test_a_stack_is_known_by_its_own_name(key: str, name: str):
    assert load_catalogue().accelerator(key).stack_name == name


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("B999,SK hynix,press,a source,", "not in accelerators.csv"),
        ("H100-SXM,Samsung,press,a source,", "here twice"),
        ("MI325X,Samsung,press,,", "source"),
        ("MI325X,Samsung,sure,a source,", "evidence"),
    ],
)
def test_a_wrong_row_names_file_line_and_column(folder: Path, line: str, words: str):
    path = folder / "memory_suppliers.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"memory_suppliers.csv, line \d+, column .*{words}"):
        read_catalogue(folder)


def test_a_measure_holds_from_its_date_to_its_end():
    def held(day: str | None) -> set[str]:
        return {measure.id for measure in measures_in_force(day)}

    assert "us-3a090-2022" in held("2023-01-01")
    assert "us-3a090-2022" not in held("2023-11-17")
    assert "us-3a090-2023" in held("2023-11-17")
    assert "us-diffusion-2025" in held("2025-03-01")
    assert "us-diffusion-2025" not in held(None)
    assert held("2018-01-01") == set()
    dates = [measure.date for measure in measures_in_force()]
    assert dates == sorted(dates)
    assert all(measure.source and measure.sure in {"read", "press", "memory"} for measure in measures_in_force())
