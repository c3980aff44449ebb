import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.accelerator import Precision
from planner.catalogue.reader import load_catalogue
from planner.catalogue.software_devices import part_of
from planner.cluster import pool_of


def test_two_packages_are_two_devices_to_their_software():
    found = {key for key, one in load_catalogue().accelerators.items() if one.software_devices == 2}
    assert found == {"Ascend-910C", "MI250", "MI250X"}


def test_an_a3_node_of_8_packages_runs_16_devices_of_half_each():
    catalogue = load_catalogue()
    package = catalogue.accelerator("Ascend-910C")
    pool = pool_of(package, nodes=4, design=catalogue.nodes["Atlas-A3-node"])
    design = catalogue.nodes["Atlas-A3-node"]
    assert design.devices_per_node == 8
    assert (pool.devices, pool.devices_per_node, pool.packages, pool.nodes) == (64, 16, 32, 4)
    assert package.memory_bytes is not None
    assert pool.memory_bytes == package.memory_bytes // 2
    assert pool.accelerator.peak_flop_per_s[Precision.BF16] == 376e12
    assert design.nic_bytes_per_s is not None
    assert pool.nic_bytes_per_s == design.nic_bytes_per_s / 2


@given(st.integers(1, 64))
def test_what_a_pool_holds_in_all_does_not_change_with_how_it_is_counted(nodes: int):
    package = load_catalogue().accelerator("MI250X")
    pool = pool_of(package, nodes=nodes)
    assert package.memory_bytes_per_s is not None
    assert package.devices_per_node is not None
    packages = nodes * package.devices_per_node
    assert pool.packages == packages
    assert pool.devices * pool.memory_bytes_per_s == pytest.approx(packages * package.memory_bytes_per_s)
    rate = pool.accelerator.peak_flop_per_s[Precision.BF16]
    assert pool.devices * rate == pytest.approx(packages * package.peak_flop_per_s[Precision.BF16])
    assert pool.nodes == nodes


def test_the_range_of_an_estimate_is_that_of_the_part():
    pool = pool_of(load_catalogue().accelerator("MI250"), nodes=2)
    figure = pool.accelerator.figures["nic_bytes_per_s"]
    assert (figure.low, figure.high) == (12.5e9 / 2, 50e9 / 2)  # 100 and 400 Gbit/s a package
    assert pool.nic_bytes_per_s == 12.5e9


def test_a_part_is_a_whole_device_of_its_own():
    part = part_of(load_catalogue().accelerator("Ascend-910C"), 0.5)
    assert part.software_devices == 1
    assert part.scaleup_domain_devices == 2 * (load_catalogue().accelerator("Ascend-910C").scaleup_domain_devices or 0)
