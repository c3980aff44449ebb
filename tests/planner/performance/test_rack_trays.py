"""Racks of a number of trays that suits few models: whole trays of each may stay idle."""

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.training.rack_trays import part_of, with_idle_trays
from planner.performance.training.search import best_layout
from planner.planning import SHIPPED_MODEL
from planner.planning.pools import fitted_pool
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingRun


def racks(nodes, accelerator="GB200-NVL72", design="GB200-NVL72"):
    catalogue = load_catalogue()
    return pool_of(catalogue.accelerator(accelerator), nodes=nodes, design=catalogue.nodes[design])


def run_of(shape):
    return TrainingRun(shape=shape_preset(shape), tokens=1e12, seq_len=8192, global_batch=2048)


def delivered(fitted, run):
    return fitted.estimate.tokens_per_s * SHIPPED_MODEL.goodput(fitted.pool, run)


@pytest.mark.parametrize(("shape", "sizes"), [("llama-3-8b", (4, 7, 8, 9)), ("gpt-oss-120b", (8,))])
def test_racks_train_no_slower_than_64_devices_of_each_of_them_or_of_fewer(shape, sizes):
    run, most = run_of(shape), 0.0
    for nodes in sizes:
        fitted, part = fitted_pool(racks(nodes), run, SHIPPED_MODEL), with_idle_trays(racks(nodes))
        asked = best_layout(part, run).tokens_per_s * SHIPPED_MODEL.goodput(part, run) if nodes == 8 else 0.0
        assert delivered(fitted, run) >= max(asked, most) * (1 - 1e-12)
        most = delivered(fitted, run)


def test_what_stays_idle_of_a_rack_is_known():
    pool = racks(9)
    fitted = fitted_pool(pool, run_of("llama-3-8b"), SHIPPED_MODEL)
    assert (fitted.pool.devices, fitted.pool.devices_per_node, fitted.pool.scaleup_domain_devices) == (512, 64, 64)
    assert fitted.spare_devices == 9 * 72 - 512
    trays, nodes = fitted.idle_trays("racks", pool), fitted.idle_nodes("racks", pool.nodes)
    assert (trays.node_devices, trays.used_devices) == (72, 64)
    assert (nodes.nodes, nodes.used_nodes) == (9, 8)
    assert part_of(pool, 8 * 72).devices_per_node == 72


def test_a_tray_is_the_server_that_the_catalogue_states_for_the_accelerator():
    supernode = racks(2, "Ascend-910C", "CloudMatrix-384")  # 48 servers of 8 packages, two devices each to the software
    assert with_idle_trays(supernode).devices == 2 * 256 * 2
    assert with_idle_trays(replace(supernode, host_memory_bytes=384e12)).host_memory_bytes == 256e12
    assert with_idle_trays(racks(2, "H100-SXM", "DGX-H100")) is None
    assert with_idle_trays(racks(2, "P800", "Kunlun-super-node")) is None  # 8 trays of 8: a power of two
