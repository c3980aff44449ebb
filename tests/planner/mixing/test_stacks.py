"""Which stacks can exchange gradients or activations, by which library, and what the others come to."""

import pytest

from planner.cluster import LinkKind
from planner.mixing.crossings import data_parallel_kept, path_over, pipeline_kept, slowest_bytes_per_s
from planner.mixing.stacks import load_stack_pairs, path_between, stack_pair


def test_every_pair_has_a_library_operations_a_date_and_a_source():
    pairs = load_stack_pairs()
    assert pairs
    for names, pair in pairs.items():
        assert names == {pair.first, pair.second}
        assert pair.library
        assert "send" in pair.operations
        assert pair.date
        assert pair.source


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("CUDA", "ROCm", LinkKind.DEVICE_DIRECT),
        ("CUDA", "MACA", LinkKind.DEVICE_DIRECT),
        ("CANN", "CUDA", LinkKind.THROUGH_HOST),
        ("CANN", "ROCm", LinkKind.THROUGH_HOST),
        ("CANN", "CANN", LinkKind.DEVICE_DIRECT),
        ("CUDA", "Nobody's stack", LinkKind.THROUGH_HOST),
    ],
)
def test_traffic_between_stacks_takes_the_path_of_the_table_in_either_order(one, other, path):
    assert path_between(one, other) is path
    assert path_between(other, one) is path


def test_a_pair_without_a_row_is_known_as_such():
    assert stack_pair("CUDA", "Nobody's stack") is None
    assert stack_pair("ROCm", "CUDA").library == "device-direct RDMA of Zettabyte"


def test_a_stacks_version_and_what_stands_in_brackets_do_not_change_its_pairs():
    assert stack_pair("CUDA (12.8)", "ROCm, 7.0") is stack_pair("CUDA", "ROCm")
    assert path_between("CANN", "CANN (MindSpeed)") is LinkKind.DEVICE_DIRECT


@pytest.mark.parametrize("kind", list(LinkKind))
def test_stacks_that_only_meet_through_hosts_do_so_over_any_link(make_pool, make_run, kind):
    run = make_run(kind=kind)
    cann, cuda, rocm = (make_pool(name=stack, stack=stack) for stack in ("CANN", "CUDA", "ROCm"))
    assert path_over(run, cann, cuda) is LinkKind.THROUGH_HOST
    assert path_over(run, cuda, rocm) is kind


def test_through_hosts_a_way_keeps_the_stated_share_and_never_more_than_its_link(make_pool, make_run):
    cann, cuda = make_pool(name="A", stack="CANN"), make_pool(name="B", stack="CUDA")
    fast = make_run(pipeline_kept=0.97, data_parallel_kept=0.97)
    assert pipeline_kept(fast, cann, cuda) == pytest.approx(
        0.37
    )  # resources/mixing/inter_pool_links.toml, through-host
    assert data_parallel_kept(fast, cann, cuda) == pytest.approx(0.84)
    assert pipeline_kept(fast, cuda, cuda) == pytest.approx(0.97)
    poor = make_run(pipeline_kept=0.1, data_parallel_kept=0.01)
    assert (pipeline_kept(poor, cann, cuda), data_parallel_kept(poor, cann, cuda)) == (0.1, 0.01)


def test_hosts_reach_an_eighteenth_of_a_link_between_devices_and_all_of_their_own(make_pool, make_run):
    # HetCCL, arXiv 2605.31000: device to device 17 to 19 times Gloo's bandwidth
    cann, cuda = make_pool(name="A", stack="CANN"), make_pool(name="B", stack="CUDA")
    direct, hosted = make_run(link_bytes_per_s=1.8e13), make_run(link_bytes_per_s=1.8e13, kind=LinkKind.THROUGH_HOST)
    assert float(slowest_bytes_per_s([cann, cuda], direct)) == pytest.approx(1e12, rel=1e-3)
    assert (
        float(slowest_bytes_per_s([cuda, cuda], direct)) == float(slowest_bytes_per_s([cann, cuda], hosted)) == 1.8e13
    )
