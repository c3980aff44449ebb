"""A pool's best layout on its nodes or fewer, with the shipped model."""

import pytest
from msgspec.structs import replace

from planner.catalogue.node import NodeDesign
from planner.catalogue.reader import load_catalogue
from planner.causes import BatchNotDivided, DoesNotFit, IdleNodes
from planner.cluster import NodeGroup, pool_of
from planner.english import words
from planner.errors import NothingDividesError, NothingFitsError
from planner.examples import example_plan
from planner.planning import SHIPPED_MODEL
from planner.planning.members import pool_run
from planner.planning.pools import fit_sizes, fitted_pool, planned_pool
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingPrecision, TrainingRun


def ling_pool(nodes):
    return pool_of(load_catalogue().accelerator("Ascend-910B2"), nodes=nodes)


def ling_run(**changes):
    return replace(
        TrainingRun(shape=shape_preset("ling-plus"), tokens=9e12, seq_len=4096, global_batch=8960), **changes
    )


def delivered(fitted, run):
    return fitted.estimate.tokens_per_s * SHIPPED_MODEL.goodput(fitted.pool, run)


def test_750_nodes_train_no_slower_than_749():
    run = ling_run()
    fewer, more = (fitted_pool(ling_pool(nodes), run, SHIPPED_MODEL) for nodes in (749, 750))
    assert delivered(more, run) >= delivered(fewer, run)
    assert more.estimate.devices == more.pool.devices == 750 * 8 - more.spare_devices


def test_the_nodes_that_stay_idle_are_known_and_on_the_others_as_much_is_trained():
    run = ling_run()
    fitted = fitted_pool(ling_pool(750), run, SHIPPED_MODEL)
    idle = fitted.idle_nodes("910B2", 750)
    assert isinstance(idle, IdleNodes)
    assert (idle.pool, idle.nodes, idle.used_nodes) == ("910B2", 750, fitted.pool.nodes)
    assert 0 < idle.used_nodes < 750
    whole = fitted_pool(ling_pool(idle.used_nodes), run, SHIPPED_MODEL)
    assert whole.idle_nodes("910B2", idle.used_nodes) is None
    assert delivered(whole, run) == pytest.approx(delivered(fitted, run), rel=1e-12)


def test_sizes_fitted_at_once_are_those_fitted_one_by_one():
    asked = ling_run(global_batch=960)
    apart = [fitted_pool(ling_pool(nodes), replace(asked), SHIPPED_MODEL) for nodes in (24, 37, 64)]
    like = ling_run(global_batch=960, stack_release="MindSpeed-LLM 2026-08")  # the same software, named
    fit_sizes([ling_pool(nodes) for nodes in (24, 37, 64)], like, SHIPPED_MODEL)
    together = [fitted_pool(ling_pool(nodes), like, SHIPPED_MODEL) for nodes in (24, 37, 64)]
    assert [one.estimate.layout for one in together] == [one.estimate.layout for one in apart]


def test_a_pool_too_small_for_the_model_says_memory_even_where_its_nodes_divide_badly():
    for nodes in (2, 7):
        with pytest.raises(NothingFitsError, match="does not fit"):
            fitted_pool(ling_pool(nodes), ling_run(), SHIPPED_MODEL)


@pytest.mark.parametrize("too_small", [True, False])
def test_a_refusal_names_all_devices_of_the_pool_where_only_fewer_of_them_divide(too_small):
    def best(pool, run):
        if too_small and pool.nodes == 4:
            sizes = {"needed_bytes": 9e10, "usable_bytes": 8e10, "largest": "weights", "largest_bytes": 5e10}
            raise NothingFitsError(words(DoesNotFit(name="N1", shape="S", devices=pool.devices, **sizes)))
        raise NothingDividesError(words(BatchNotDivided(name="N1", devices=pool.devices, global_batch=8960)))

    model = replace(SHIPPED_MODEL, best=best, sized=lambda _pool, _run, nodes: dict.fromkeys(nodes))
    said = "does not fit in 56 devices; the leanest layout on 32 of them is 9.3 GiB" if too_small else "of 56 devices"
    with pytest.raises(NothingFitsError, match=said):
        model.at_most(ling_pool(7), ling_run())


def test_groups_of_two_node_designs_share_the_weakest_host_and_the_widest_precision_in_any_order():
    catalogue, plan = load_catalogue(), example_plan("qwen3-235b-910c-h20")
    big = NodeDesign(
        key="big", name="big", accelerator="H20-SXM", devices_per_node=16, scaleup_domain_devices=16,
        host_memory_bytes=2e12, host_link_bytes_per_s=1e11, host_bytes_per_s=5e10,
    )  # fmt: skip
    small = replace(big, key="small", devices_per_node=8, scaleup_domain_devices=8, host_memory_bytes=1.5e12,
                    host_link_bytes_per_s=5e10)  # fmt: skip
    known = replace(catalogue, nodes={"big": big, "small": small, "unknown": replace(small, host_bytes_per_s=None)})

    def pool(*designs):
        formats = dict(zip(designs, (TrainingPrecision.FP8, TrainingPrecision.BF16), strict=False))
        groups = [NodeGroup(key=key, accelerator="H20-SXM", nodes=4, offer=None, node_design=key, precision=one)
                  for key, one in formats.items()]  # fmt: skip
        assert pool_run(groups[::-1], plan) == pool_run(groups, plan)
        assert pool_run(groups, plan).precision is formats[designs[-1]]
        found = planned_pool(groups, plan, known).pool
        assert found == planned_pool(groups[::-1], plan, known).pool
        return found.host_memory_bytes, found.host_link_bytes_per_s, found.host_bytes_per_s

    assert pool("big") == (2e12, 1e11, 5e10)
    assert pool("big", "small") == (1e12, 5e10, 5e10)  # eight devices of the larger node have half of its memory
    assert pool("small", "unknown") == (1.5e12, 5e10, None)
