import pytest

from planner.catalogue.accelerator import Precision
from planner.errors import UserError
from planner.published_runs.labels import _labels, accelerator_of, flop_convention_of, stack_release_of


def test_every_device_of_the_catalogue_is_found_by_its_key_and_its_name(catalogue):
    for key, device in catalogue.accelerators.items():
        assert accelerator_of(key, device.devices_per_node, catalogue) is device
        assert accelerator_of(device.name, device.devices_per_node, catalogue) is device


def test_every_pattern_leads_to_a_device_of_the_catalogue(catalogue):
    assert {entry["key"] for entry in _labels()["accelerators"]} - set(catalogue.accelerators) == set()


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("H100", "H100-SXM"),
        ("NVIDIA H100 80GB HBM3", "H100-SXM"),
        ("H100 PCIe", "H100-PCIe"),
        ("A100/A800 80GB", "A100-80-SXM"),
        ("A100 40GB", "A100-40-SXM"),
        ("A100-PCIe", "A100-80-PCIe"),
        ("A800", "A800-80-SXM"),
        ("H200", "H200-SXM"),
        ("H20", "H20-SXM"),
        ("B200", "B200-SXM"),
        ("GB300", "GB300-NVL72"),
        ("MI300X", "MI300X"),
        ("AMD Instinct MI325X OAM", "MI325X"),
        ("MI355X", "MI355X"),
        ("Ascend 910B (Atlas 900 A2 PODc)", "Ascend-910B2"),
        ("Ascend 910B-class NPU", "Ascend-910B2"),
        ("Ascend 910B3", "Ascend-910B3"),
        ("MetaX C550", "C550"),
        ("MTT S5000", "S5000"),
        ("Iluvatar BI-V150", "BI-V150"),
        ("TPU v5p", "TPU-v5p"),
        ("Trainium2 (trn2.48xlarge)", "Trainium2"),
        ("Intel Gaudi 2", "Gaudi2"),
        ("Kunlun P800", "P800"),
    ],
)
def test_a_printed_label_finds_its_device(label, key, catalogue):
    assert accelerator_of(label, 8, catalogue).key == key


@pytest.mark.parametrize("label", ["GPU", "Trainium1 NeuronCore", "TPU v4"])
def test_a_label_that_nothing_knows_is_refused(label, catalogue):
    with pytest.raises(UserError, match="no accelerator"):
        accelerator_of(label, 8, catalogue)


def test_a_die_is_half_its_package_and_a_node_has_twice_as_many(catalogue):
    package = catalogue.accelerator("Ascend-910C")
    die = accelerator_of("Ascend 910C (Atlas 900 A3 SuperPoD)", 16, catalogue)
    assert die.memory_bytes == package.memory_bytes / 2
    assert die.memory_bytes_per_s == package.memory_bytes_per_s / 2
    assert die.peak_flop_per_s[Precision.BF16] == package.peak_flop_per_s[Precision.BF16] / 2
    assert die.scaleup_domain_devices == package.scaleup_domain_devices * 2
    assert accelerator_of("Ascend 910C", 8, catalogue) is package
    assert accelerator_of("MI250X GCD", 8, catalogue).memory_bytes == catalogue.accelerator("MI250X").memory_bytes / 2


@pytest.mark.parametrize(
    ("title", "release"),
    [
        ("NVIDIA Megatron-Bridge performance summary (26.08 NeMo Container)", "NeMo 26.08"),
        ("NVIDIA dgxc-benchmarking recipes v24.11.1", "NeMo 24.11"),
        ("MindSpeed-LLM README v1.0.RC3.0 (2024-09)", "MindSpeed-LLM 2024-09"),
        ("AMD Primus MoE package guide Fig 5/6", "Primus"),
        ("A report that names no software", None),
        ("Nemotron-4 15B Technical Report | arXiv 2402.16819", "arXiv 2402"),  # a model, not the software NeMo
    ],
)
def test_a_source_title_names_its_release(title, release):
    assert stack_release_of(title) == release


def test_flop_conventions_are_known_only_where_they_were_checked():
    assert flop_convention_of("NVIDIA dgxc-benchmarking recipes v24.11.1").full_attention
    assert flop_convention_of("The Llama 3 Herd of Models Table 4").full_attention
    assert not flop_convention_of("AMD Primus config comment").full_attention
    assert flop_convention_of("BAAI FlagPerf") is None
