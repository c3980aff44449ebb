"""A launcher starts the devices of one host: of a rack those of a server in it, of every other node all."""

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import NodeGroup
from planner.launching.bridge import bridge_text
from planner.launching.hosts import host_devices
from planner.launching.job import launch_jobs
from planner.launching.launch_file import launch_text
from planner.launching.primus import primus_text
from planner.launching.sequence import rack_order
from planner.launching.torchtitan import torchtitan_text
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.workload.presets import shape_preset


def group(accelerator: str, design: str | None, key: str = "A") -> NodeGroup:
    return NodeGroup(key=key, accelerator=accelerator, nodes=2, offer=None, node_design=design)


@pytest.mark.parametrize(
    ("accelerator", "design", "per_node", "host"),
    [
        ("GB200-NVL72", "GB200-NVL72", 72, 4),
        ("GB300-NVL72", "GB300-NVL72", 72, 4),
        ("GB300-NVL72", "GB300-NVL72", 64, 4),  # with idle trays
        ("GB300-NVL72", None, 4, 4),
        ("MI455X", "Helios-rack", 72, 4),
        ("P800", "Kunlun-super-node", 64, 8),
        ("Ascend-910C", "CloudMatrix-384", 768, 16),  # 8 packages of two dies
        ("Ascend-910C", "Atlas-A3-node", 16, 16),
        ("H100-SXM", "DGX-H100", 8, 8),
        ("H200-NVL", "HPE-DL380a-10-x-H200-NVL", 10, 10),  # one server, of more devices than the usual one
    ],
)
def test_a_host_is_a_server_of_a_rack_or_the_whole_node(accelerator, design, per_node, host):
    assert host_devices([group(accelerator, design)], load_catalogue(), per_node) == host


def test_racks_and_single_servers_of_one_pool_are_servers():
    racks = [group("P800", "Kunlun-super-node"), group("P800", "Kunlun-P800-server", "B")]
    assert host_devices(racks, load_catalogue(), 8) == 8


def test_a_rack_whose_servers_nobody_states_is_no_host(plan: Plan, result: PlanResult):
    (job, *_) = launch_jobs(plan, result)
    assert not any("no source says" in line for line in rack_order(job))
    (line,) = rack_order(replace(job, devices_per_node=64))
    assert line.startswith("SET --nproc-per-node to the devices of one server")
    assert "a rack of 64, and no source says" in line


@pytest.mark.parametrize(("accelerator", "design"), [("GB200-NVL72", "GB200-NVL72"), ("MI455X", "Helios-rack")])
def test_every_launch_file_starts_a_process_for_each_device_of_a_server(
    plan: Plan, result: PlanResult, accelerator: str, design: str
):
    spell = next(one for one in result.mixing.timetable if one.kind == "work")
    (pool, at_work), *_ = spell.at_work.items()
    known = next(one for one in result.pools if one.pool == pool)
    layout = replace(at_work.layout, tp=1, pp=1, vpp=1, micro_batch_group=None, cp=1, ep=1, etp=1, dp=128)
    own = replace(at_work, layout=layout, devices=128, devices_per_node=64)
    place = f"{accelerator}@{known.site}" if known.site else accelerator
    spell = replace(spell, at_work={place: own}, pools=(place,), shares={place: 1.0})
    racks = replace(group(accelerator, design), site=known.site)
    of_racks = replace(
        plan,
        workload=replace(plan.workload, shape=shape_preset("qwen3-30b-a3b")),
        cluster=replace(plan.cluster, groups=(racks,)),
        catalogue=load_catalogue(),
    )
    planned = replace(
        result,
        pools=(replace(known, accelerator=accelerator, precision="bf16"),),
        mixing=replace(result.mixing, timetable=(spell,)),
    )
    (job,) = launch_jobs(of_racks, planned)
    assert (job.nodes, job.devices_per_node) == (32, 4)
    text, toml = launch_text(of_racks, planned), torchtitan_text(job)
    assert "(--nnodes 32 --nproc-per-node 4)" in text
    assert "--nnodes 32 --nproc-per-node 4 " in toml
    assert all("# A node is a server of a rack, 16 of each of 2 racks" in one for one in (text, toml))
    assert "torchrun --node-rank NODE --master-addr HOST " in toml
    assert ': "${NODE_RANK:?Number the nodes rack by rack' in text
    if accelerator == "MI455X":
        assert "NNODES=32 GPUS_PER_NODE=4 " in primus_text(job)
    else:
        assert "--nnodes 32 --nproc-per-node 4 " in bridge_text(job)
