"""The stages of a pipeline over pools are computed by the model of a pool alone: same time a layer, same memory."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.cluster import Cluster, InterPoolLink, LinkKind, pool_of
from planner.examples import example_plan
from planner.mixing.pipelines.stage_tables import DEEPEST, LEVEL_S, stage_table
from planner.mixing.stage_options import KnownStages, layers_in_memory, paces_of, stage_options
from planner.mixing.strategy import MixingChoice
from planner.performance.device.collectives import links_of
from planner.performance.training import memory, step_times
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layouts import LayoutArrays
from planner.planning import plan_results
from planner.workload.states import Offload, States

STAGES = 8


@pytest.fixture(scope="module")
def plan():
    return example_plan("ling-plus")


@pytest.fixture(scope="module", params=["H800-SXM", "Ascend-910B2"])
def pool(request, plan):
    return pool_of(plan.catalogue.accelerator(request.param), devices=4096)


@pytest.fixture(scope="module")
def options(pool, plan):
    return stage_options(pool, plan.training)


def as_alone(options, pool, stages):
    """The layouts of the options as a pool alone would run them in so many stages."""
    rows, one = options.rows, np.ones(len(options.rows))
    replicas, micro = np.array(options.paces, dtype=np.float64)[rows.pace.astype(int)].T
    return LayoutArrays(
        tp=rows.tp, pp=one * stages, vpp=one, ep=rows.ep, etp=rows.etp, cp=rows.cp, dp=replicas, micro_batch=micro,
        recompute=rows.recompute, schedule=one * 0, sharding=one * 0, recompute_share=rows.recompute_share,
        sequence_parallel=one, micro_batch_group=one * 0,
    )  # fmt: skip


def test_all_layers_and_the_head_take_the_time_of_a_pool_alone(options, pool, plan):
    case = case_of(pool, plan.training, load_calibration())
    alone = step_times.stage_times(case, as_alone(options, pool, STAGES), links_of(case))
    together = options.layers * options.rows.layer_s + options.rows.head_s
    assert together == pytest.approx(alone.mean_s * STAGES, rel=1e-9)


def test_what_is_known_from_another_batch_changes_no_stage(options, pool, plan):
    known = KnownStages()
    stage_options(pool, replace(plan.training, global_batch=plan.training.global_batch // 7), known=known)
    assert known.by_pace.keys() & set(options.paces)
    assert stage_options(pool, plan.training, known=known) == options


def test_the_first_stage_needs_the_memory_of_a_pool_alone(options, pool, plan):
    case = case_of(pool, plan.training, load_calibration())
    layouts = as_alone(options, pool, STAGES)
    rows, held = options.rows, plan.training.shape.layers / STAGES
    in_flight = np.minimum(STAGES, plan.training.global_batch / (layouts.dp * layouts.micro_batch))
    first = rows.fixed_bytes + rows.embedding_bytes + held * (rows.static_bytes + in_flight * rows.activation_bytes)
    last = rows.fixed_bytes + rows.head_bytes + held * (rows.static_bytes + rows.activation_bytes)
    alone = memory.memory_parts(case, layouts).total_bytes
    assert np.maximum(first, last) == pytest.approx(alone, rel=1e-9)


def test_a_hop_passes_activations_there_and_their_gradients_back(options, pool, plan):
    case, rows, run = case_of(pool, plan.training, load_calibration()), options.rows, plan.training
    micro = np.array(options.paces)[rows.pace.astype(int), 1]
    message = 2 * run.shape.hidden * run.seq_len * micro / (rows.tp * rows.cp)
    own = case.coefficients
    once = message / (pool.accelerator.nic_bytes_per_s * own.nic_efficiency) + own.nic_latency_s
    assert rows.hop_s == pytest.approx(2 * once * (1 - own.pp_overlap))


def test_weights_and_gradients_are_six_bytes_a_parameter(options):
    assert np.all(options.rows.static_bytes >= 3 * options.rows.weight_bytes)


def test_paces_divide_the_batch_whatever_it_is():
    for batch in (1, 7, 96, 1000, 8960, 15_360):
        paces = paces_of(batch)
        assert paces[0] == (1, 1)
        assert all(batch % (replicas * micro) == 0 for replicas, micro in paces)
        assert len(set(paces)) == len(paces)


def test_a_table_holds_what_its_best_option_holds_and_more_in_more_time(options, plan):
    pace = options.paces.index((64, 1))
    micro_batches = plan.training.global_batch // 64
    table = stage_table(options, pace, micro_batches)
    seconds = LEVEL_S[table.first : table.first + table.times]
    for i, width in enumerate(table.widths):
        own = (options.rows.pace == pace) & (options.rows.width == width)
        rows = options.rows.taken(np.flatnonzero(own))
        for depth in (1, 5, DEEPEST):
            room = layers_in_memory(rows, options.usable_bytes, np.asarray(float(min(depth, micro_batches))))
            in_time = np.floor((seconds[:, None] - rows.hop_s) / rows.layer_s + 1e-9).clip(0, options.layers)
            best = np.minimum(room, in_time).max(axis=1)
            stage = table.held[i][depth] - table.held[i][depth - 1]
            assert stage.tolist() == best.tolist()
        assert np.all(np.diff(table.held[i], axis=1) >= 0)  # more time
        assert np.all(np.diff(np.diff(table.held[i], axis=0), axis=0) <= 0)  # fewer layers where more is in flight


@pytest.mark.parametrize(("accelerator", "nodes"), [("H800-SXM", 64), ("Ascend-910B2", 256), ("H20-SXM", 128)])
def test_two_halves_of_a_pool_as_one_pipeline_are_almost_the_whole(plan, accelerator, nodes):
    """The halves lose what the link keeps from them (3 %) and, without interleaving, some of the fill.

    Alone the pool also leaves nodes idle where the batch divides badly over all of them.

    On the printed capacity: with the 60.3 GiB that a 910B2 may fill, two halves divide the layers unevenly where one
    pool may not, and are then 2 % the faster; so are those of H800 by 4 %, whose one pool just cannot keep as much.
    """
    device = plan.catalogue.accelerator(accelerator)
    device = replace(device, memory_bytes=device.printed_memory_bytes)
    entries = {**plan.catalogue.accelerators, accelerator: device}
    plan = replace(plan, catalogue=replace(plan.catalogue, accelerators=entries))
    group = next(group for group in plan.cluster.groups if group.accelerator == accelerator)
    whole = replace(plan, cluster=Cluster(groups=(replace(group, nodes=nodes),)), mixing=MixingChoice())
    halves = tuple(replace(group, key=site, site=site, nodes=nodes // 2) for site in ("one", "two"))
    fabric = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=1e13, latency_s=5e-6, source="test")
    joined = replace(
        plan,
        cluster=Cluster(groups=halves, inter_pool_link=fabric),
        mixing=MixingChoice(strategy="pipeline"),
    )
    alone, together = plan_results(whole), plan_results(joined)
    assert together.mixing.strategy == "pipeline"
    assert 0.85 < together.tokens_per_s / alone.tokens_per_s <= 1.045


def test_a_stage_holds_no_more_layers_than_its_host_has_room_for(pool, plan):
    def most(node_memory_bytes):
        figures = {"link_bytes_per_s": 25e9, "host_bytes_per_s": 100e9, "node_memory_bytes": node_memory_bytes}
        states = States(offload=Offload(share=1.0, **figures))
        rows = stage_options(pool, replace(plan.training, states=states)).rows
        return layers_in_memory(rows, 1e15, np.asarray(1.0)), rows.host_share  # the device has room enough

    roomy, _ = most(1e15)
    tight, share = most(1e12)
    assert tight.min() < roomy.min()
    assert np.all(tight * share <= 1.0 + 1e-9)
