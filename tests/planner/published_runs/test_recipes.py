"""Who ran a published run, and the facts that its row states, become its recipe."""

import pytest

from planner.workload.recipe import Dispatcher, Fabric, RecipeName


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"source_title": "NVIDIA Megatron-Bridge performance summary (26.04 NeMo Container)"}, RecipeName.SUPPLIER),
        ({"source_title": "MosaicML llm-foundry benchmarks"}, RecipeName.SUPPLIER),
        ({"source_title": "NVIDIA NeMo AutoModel performance summary (2025-10)"}, RecipeName.SUPPLIER),
        ({"source_title": "A cloud's page on AutoModel"}, RecipeName.TUNED),
        ({"source_title": "A paper", "source_ref": "arXiv 2501.00001"}, RecipeName.TUNED),
        ({"source_title": "A centre's benchmark suite: Megatron-LM"}, RecipeName.TUNED),
        ({"source_title": "Megatron-LM issue 99"}, RecipeName.MOST_TEAMS),
        ({"source_title": "A paper", "team": "ordinary team"}, RecipeName.MOST_TEAMS),
        ({"source_title": "NVIDIA Megatron-Bridge 26.04 NeMo Container", "team": "supplier"}, RecipeName.SUPPLIER),
        ({"source_title": "NVIDIA Megatron-Bridge 26.04", "model": "Llama3-8B (baseline)"}, RecipeName.MOST_TEAMS),
        ({"source_title": "NVIDIA Megatron-Bridge 26.08, reference pretraining on real data"}, RecipeName.TUNED),
        ({"source_title": "AMD Primus guide", "optimizer_offload_or_notes": "MBS1-Baseline"}, RecipeName.SUPPLIER),
    ],
)
def test_a_source_says_whose_software_it_shows(read, cells, name):
    assert read(**cells).run.recipe.name is name


def test_a_row_states_facts(read):
    found = read(team="ordinary team", dispatcher="DeepEP over UCCL", cuda_graphs="off", a2a_overlap="on").run.recipe
    assert (found.dispatcher, found.cuda_graphs, found.all_to_all_overlap) == (Dispatcher.DEEPEP, False, True)
    assert read(team="ordinary team", dispatcher="none (experts looped)").run.recipe.grouped_experts is False
    assert read(optimizer_offload_or_notes="aux_loss routing; experts looped").run.recipe.grouped_experts is False
    assert read(team="ordinary team", cuda_graphs="on (XLA command buffers)").run.recipe.cuda_graphs is None
    assert read(team="ordinary team", network="EFA, 16 NICs a node").run.recipe.fabric is Fabric.EFA
    assert read(team="ordinary team", network="InfiniBand").run.recipe.fabric is None
    assert read(team="ordinary team").run.recipe.stated == {}


def test_remarks_of_a_team_state_kernels(read):
    said = read(source_title="A trainer, issue 99", optimizer_offload_or_notes="DeepEP; permutation fused").run.recipe
    assert said.stated == {"dispatcher": Dispatcher.DEEPEP, "fused_kernels": True}


@pytest.mark.parametrize(
    ("remarks", "graphs"),
    [("TE CUDA graphs of the router", True), ("full CUDA graph", True), ("no CUDA graph", False), ("DeepEP", None)],
)
def test_remarks_say_whether_graphs_are_captured(read, remarks, graphs):
    assert read(optimizer_offload_or_notes=remarks).run.recipe.cuda_graphs is graphs


def test_tuned_software_sends_tokens_by_collectives_unless_it_names_a_kernel(read):
    paper = {"source_title": "A paper", "source_ref": "arXiv 2501.00001"}
    assert read(**paper).run.recipe.dispatcher is Dispatcher.NCCL
    named = read(**paper, optimizer_offload_or_notes="TE + DeepEP").run.recipe
    assert named.dispatcher is Dispatcher.DEEPEP


def test_a_benchmark_submission_captures_whole_steps(read):
    assert read(source_title="MLPerf Training v5.1 results (NVIDIA submission)").run.recipe.cuda_graphs
