import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.performance.training.layout import Recompute, Schedule, Sharding, recompute_of
from planner.published_runs import layouts
from planner.published_runs.published_run import PCIE4_BYTES_PER_S, published_run_of, runs_of
from planner.published_runs.table import PublishedRow
from planner.units import GIB_BYTES
from planner.workload.counting import parameter_count, training_flop_per_token
from planner.workload.presets import usual_vocab
from planner.workload.stack import modules_lacking
from planner.workload.training_run import Routing, TrainingPrecision


def test_a_whole_row_is_read_as_it_stands(read):
    found = read()
    layout = found.layout
    assert (layout.tp, layout.pp, layout.vpp, layout.ep, layout.cp, layout.dp) == (1, 1, 1, 1, 2, 8)
    assert (layout.micro_batch, found.run.global_batch, found.run.seq_len) == (1, 128, 8192)
    assert (found.pool.devices, found.pool.accelerator.key) == (16, "H100-SXM")
    assert found.measured_tokens_per_s_per_device == 10_000
    assert found.is_whole
    assert found.assumptions == ()
    assert parameter_count(found.run.shape) == pytest.approx(8.03e9, rel=1e-3)


def test_a_latent_attention_moe_row_gets_its_ranks_its_groups_and_its_experts(read, moe_row):
    found = read(moe_row)
    assert parameter_count(found.run.shape) / 1e9 == pytest.approx(671.025, abs=5e-4)
    assert (found.run.shape.routing_groups, found.run.shape.routing_group_limit) == (8, 4)
    assert (found.layout.ep, found.layout.etp, found.layout.schedule) == (64, 1, Schedule.INTERLEAVED)


def test_no_query_compression_is_read(read, moe_row):
    words = "mla(no q_lora,kv_lora 512,qk_nope 128,qk_rope 64,v 128)"
    assert read(moe_row, attention=words).run.shape.mla.q_rank is None


def test_a_trimmed_shape_has_its_own_depth(read, moe_row):
    trimmed = read(moe_row, model="DeepSeek-V3 trimmed to 4 layers", layers="4", n_dense_layers="1", vpp="")
    assert (trimmed.run.shape.layers, trimmed.run.shape.dense_layers) == (4, 1)
    dense = read(model="Llama3-70B trimmed to 12 layers", layers="12", n_dense_layers="80")
    assert dense.run.shape.dense_layers == 12


def test_multi_token_prediction_is_taken_only_where_the_source_counts_it(read, moe_row):
    assert read(moe_row).run.shape.mtp_layers == 0
    assert read(moe_row, optimizer_offload_or_notes="implies MTP layer counted").run.shape.mtp_layers == 1
    assert read(moe_row, model="DeepSeek-V3 (w/o MTP)", optimizer_offload_or_notes="with MTP").run.shape.mtp_layers == 0
    assert read(moe_row, optimizer_offload_or_notes="paged stash; MTP 1 layer").run.shape.mtp_layers == 1
    assert read(moe_row, optimizer_offload_or_notes="2 MTP layers").run.shape.mtp_layers == 2


def test_what_the_table_leaves_out_comes_from_the_public_configuration_and_is_said(read):
    found = read(model="GPT3-175B", layers="96", hidden="12288", heads="96", kv_heads="96", attention="mha",
                 dense_ffn="49152 (GELU, non-gated)", vocab="")  # fmt: skip
    assert found.run.shape.vocab == 51200
    assert not found.run.shape.gated
    assert found.assumptions == ("vocab 51200 from the public configuration of GPT-3 175B",)


def test_windows_come_from_the_words_or_from_the_public_configuration(read, moe_row):
    cells = {"attention": "gqa", "head_dim": "64", "kv_heads": "8", "heads": "64", "hidden": "2880", "layers": "36"}
    experts = {"experts": "128", "topk": "4", "expert_ffn": "2880", "shared_experts": "0", "n_dense_layers": "0"}
    public = read(moe_row, model="GPT-OSS-120B", **cells, **experts).run.shape
    assert (public.sliding_window, public.windowed_layers) == (128, 18)
    words = cells | {"attention": "gqa, sliding window 512 on alternating layers"}
    assert read(moe_row, model="Another", **words, **experts).run.shape.windowed_layers == 18


def test_layers_of_several_kinds_come_from_the_public_configuration(read, moe_row):
    blank = dict.fromkeys(["layers", "hidden", "heads", "kv_heads", "head_dim", "attention", "dense_ffn", "vocab",
                           "n_dense_layers", "experts", "topk", "expert_ffn", "shared_experts"], "")  # fmt: skip
    for model, kinds in (("Nemotron-3-Super-120B-A12B", 3), ("Qwen3-Next-80B-A3B", 2), ("DeepSeek-V3.2", 2)):
        found = read(moe_row, model=model, **(blank | {"pp": "1", "vpp": "", "dp": ""}))
        assert len(found.run.shape.kinds()) == kinds
        assert any("as in the public configuration" in words for words in found.assumptions)
    trimmed = read(
        moe_row, model="Qwen3-Next-80B-A3B", **(blank | {"layers": "8", "pp": "1", "vpp": "", "dp": ""})
    ).run.shape
    assert trimmed.layers == 8
    assert sum(count for block, count in trimmed.kinds().items() if block.mixer == "gdn") == 6


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"attention": "hybrid mamba"}, "does not list"),
        ({"model": "Nemotron-H-56B"}, "does not list"),
        ({"model": "Llama2-70B LoRA"}, "adapter"),
        ({"accelerator": "unheard of"}, "no accelerator"),
        ({"accelerator": ""}, "^the accelerator is not named$"),
        ({"model": "", "layers": ""}, "^layers is not stated, and the model is not named$"),
        ({"is_moe": "yes"}, "is dense and no experts are stated"),
        ({"is_moe": "no", "experts": "8"}, "8 experts are stated"),
        ({"dp": "4"}, "contradicts"),
        ({"n_accelerators": "15"}, "do not divide"),
        ({"micro_batch": "60"}, "does not divide into micro-batches of 60"),
        ({"precision": "FP32/TF32"}, "precision"),
        ({"precision": "INT8 (AQT) + BF16"}, "precision"),
        ({"kv_heads": "5"}, "contradict"),
        ({"tokens_per_s_per_acc": "0"}, "not above zero"),
        ({"step_time_s": "0"}, "not above zero"),
        ({"tokens_per_s_per_acc": "1e999"}, "tokens_per_s_per_acc reads '1e999', which is more than 1e"),
        ({"step_time_s": "1e-300"}, "not above zero"),
        ({"layers": "1e308"}, "layers reads '1e308', which is more than 1e"),
        ({"layers": "10001"}, "which is more than 10,000"),
        ({"hidden": "9000000"}, "beyond what can be planned: hidden is 9,000,000, more than 1,000,000"),
        ({"optimizer_offload_or_notes": "x" * 2_001}, "longer than 2,000 characters"),
        ({"optimizer_offload_or_notes": "unit ambiguous"}, "cannot be used"),
        ({"optimizer_offload_or_notes": "schedule v-half"}, "not modelled"),
        ({"hidden": "4097", "model": "Unknown-8B", "head_dim": ""}, "head_dim"),
        ({"model": "Unknown-8B", "layers": ""}, "layers is not stated"),
    ],
)
def test_what_cannot_be_planned_is_skipped_with_its_reason(read, cells, reason):
    with pytest.raises(UserError, match=reason):
        read(**cells)


def test_a_missing_micro_batch_is_worked_out_or_makes_the_row_partial(read):
    assert read(micro_batch="", global_batch="8").guesses == ()
    partial = read(micro_batch="")
    assert not partial.is_whole
    assert "micro-batch" in partial.guesses[0]


def test_missing_data_parallel_size_is_arithmetic(read):
    assert read(dp="").layout.dp == 8


@pytest.mark.parametrize(
    ("notes", "batch"), [("Global Bsz 0.125M tokens; else", 16), ("GAS=64, GBS=64", 64), ("gbs=24, reference", 24)]
)
def test_a_batch_that_stands_in_the_notes_is_read(read, notes, batch):
    assert read(global_batch="", optimizer_offload_or_notes=notes).run.global_batch == batch


@pytest.mark.parametrize(
    ("text", "sharding"),
    [
        ("FSDP FULL_SHARD", Sharding.FULLY_SHARDED),
        ("FSDP/ZeRO-3", Sharding.FULLY_SHARDED),
        ("HSDP", Sharding.FULLY_SHARDED),
        ("DDP+distributed optimizer (ZeRO-1), FSDP=0", Sharding.ZERO_1),
        ("FSDP (ZeRO-2-like: params not resharded after fwd)", Sharding.ZERO_2),
        ("ZeRO-2 (sharding stage2, 4)", Sharding.ZERO_2),
        ("", Sharding.ZERO_1),
    ],
)
def test_sharding_is_read(read, text, sharding):
    assert read(zero_or_fsdp=text).layout.sharding is sharding


@pytest.mark.parametrize(
    ("text", "mode", "stated"),
    [
        ("none", Recompute.NONE, True),
        ("none (script default)", Recompute.NONE, True),
        ("modules=recipe default gran=None", Recompute.NONE, True),
        ("modules=recipe default gran=default", Recompute.NONE, False),
        ('modules=["mla_up_proj"] gran=default', Recompute.NONE, True),  # a model without latents
        ("RMSNorm and MLA up-projections", Recompute.SELECTIVE, True),
        ("selective (core attention)", Recompute.SELECTIVE, True),
        ("full activation checkpointing", Recompute.FULL, True),
        ("block, 30 layers", Recompute.FULL, True),
        ("yes", Recompute.FULL, True),
        ("custom remat, layer inputs and projections offloaded to host", Recompute.FULL, True),
        ("host offload of activations", Recompute.FULL, True),
        ("save_dot_with_context_except_mlp", Recompute.FEED_FORWARD, True),
        ("not printed (recipes: none)", Recompute.NONE, False),
        ("", Recompute.NONE, False),
    ],
)
def test_recompute_is_read_and_silence_is_not_taken_for_none(read, text, mode, stated):
    found = read(recompute=text)
    assert (found.layout.recompute, found.recompute_stated) == (mode, stated)


def test_a_framework_that_recomputes_unless_stated_otherwise_does_so_where_its_source_is_silent(read):
    silent = {"source_title": "Google tpu-recipes MaxText (v6e)", "recompute": "not printed"}
    assert read(**silent).layout.recompute is Recompute.FULL
    assert read(**silent | {"recompute": "none"}).layout.recompute is Recompute.NONE


def test_shards_that_gather_once_a_step_are_no_fully_sharded_weights(read):
    sharded = {"zero_or_fsdp": "FSDP shard 64"}
    assert read(**sharded).layout.sharding is Sharding.FULLY_SHARDED
    once = {**sharded, "source_title": "NeMo AutoModel performance summary"}
    assert read(**once).layout.sharding is Sharding.ZERO_1
    assert read(**once, global_batch="8").layout.sharding is Sharding.FULLY_SHARDED  # nothing waits for a next one


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("modules: layernorm, moe", "layernorm+moe"),
        ('modules=["mlp"] gran=selective', "mlp"),
        ("modules: moe_act, layernorm (+ activation offload)", "layernorm+moe_act"),
        ("modules: norm, act", "layernorm+moe_act"),
    ],
)
def test_modules_are_recomputed_as_a_source_names_them(read, text, mode):
    found = read(recompute=text)
    assert found.layout.recompute is recompute_of(mode.split("+"), modules_lacking(found.run.shape))
    assert found.recompute_stated


def test_a_row_on_unknown_software_leaves_virtual_stages_open_with_the_rest(read):
    cells = {"source_title": "The Herd, Table 4", "source_ref": "arXiv 2407.21783", "pp": "4", "cp": "1"}
    cells |= {"n_accelerators": "32", "micro_batch": "", "global_batch": "128", "vpp": ""}
    found = read(**cells)
    assert found.open_fields == ("micro_batch", "vpp")
    assert {way.layout.vpp for way in found.alternatives} == {1, 2, 4, 8}
    assert read(**cells | {"vpp": "2"}).open_fields == ("micro_batch",)
    assert read(**cells | {"source_title": "NVIDIA NeMo 26.04"}).open_fields == ("micro_batch",)  # none unless stated


def test_experts_spread_as_openly_as_the_sizes_that_a_report_leaves_out(read, moe_row):
    sizes = {"tp": "", "pp": "", "vpp": "", "dp": ""}
    found = read(moe_row, **sizes, ep="")
    assert "ep" in found.open_fields
    assert len({way.layout.ep for way in found.alternatives}) > 3
    assert "ep" not in read(moe_row, **sizes, ep="8").open_fields


def test_a_reports_batch_is_rounded_where_no_layout_of_its_devices_divides_it(read):
    cells = {"tp": "", "pp": "", "dp": "", "cp": "", "n_accelerators": "768"}
    found = read(**cells, global_batch="1024")
    assert all(abs(way.global_batch - 1024) <= 0.1 * 1024 and way.layout.dp % 3 == 0 for way in found.alternatives)
    assert "a global batch of 1,024 does not divide over 768 devices: rounded" in found.assumptions
    with pytest.raises(UserError, match="no way to fill"):
        read(**cells, global_batch="2")


def test_a_batch_that_is_near_is_rounded_for_the_stated_sizes(read):
    found = read(global_batch="126")  # over dp 8
    assert found.run.global_batch == 128
    assert "a global batch of 126 does not divide over dp 8: 128 taken" in found.assumptions
    assert found.is_whole
    open_ = read(global_batch="120", micro_batch="")  # micro-batches of 1 divide 15 a replica: no rounding for 2 or 4
    assert {way.layout.micro_batch for way in open_.alternatives} == {1}


def test_a_report_that_counts_no_accelerators_is_predicted_on_a_usual_number(read):
    found = read(n_accelerators="", dp="", tp="3", cp="1", global_batch="")
    assert found.pool.devices == 1026
    assert found.guesses == ("the global batch is not stated", "the number of accelerators is not stated")
    assert "1,026 accelerators taken" in found.assumptions


def test_a_model_that_reports_name_and_nobody_plans_fills_the_gaps_too(read):
    blank = dict.fromkeys(["layers", "hidden", "heads", "kv_heads", "head_dim", "attention", "dense_ffn", "vocab"], "")
    assert read(model="Falcon-180B", **blank).run.shape.layers == 80
    silent = read(model="Unknown-8B", vocab="")
    assert silent.run.shape.vocab == usual_vocab()
    assert any(sentence.startswith("vocabulary not stated") for sentence in silent.assumptions)


def test_links_that_no_source_states_are_those_of_a_slot(read):
    found = read(accelerator="MetaX C500", per_node="8", n_accelerators="8", dp="4", intra_node_link="MetaXLink")
    assert found.pool.scaleup_bytes_per_s == PCIE4_BYTES_PER_S
    assert any("PCIe 4.0 x16 slot" in sentence for sentence in found.assumptions)


def test_a_batch_is_rounded_for_the_open_layouts_that_do_not_divide_it_beside_those_that_do(read):
    sizes = {"tp": "", "pp": "", "dp": "", "cp": "", "micro_batch": "", "n_accelerators": "256"}
    even, odd = (read(**sizes, global_batch=batch) for batch in ("1024", "1023"))
    assert {way.global_batch for way in even.alternatives} == {1024}
    assert not any("rounded" in sentence for sentence in even.assumptions)
    exact = [way for way in odd.alternatives if way.global_batch == 1023]
    assert odd.alternatives[: len(exact)] == tuple(exact)  # the first way stands for the run
    assert {way.layout.dp for way in exact} == {1}
    assert {way.layout for way in even.alternatives} <= {way.layout for way in odd.alternatives}
    sentence = "a global batch of 1,023 does not divide over every layout of 256 devices: rounded where it does not"
    assert sentence in odd.assumptions


def test_a_cause_that_no_filling_changes_is_told_in_place_of_the_devices(read, moe_row):
    sizes = {"tp": "", "pp": "", "vpp": "", "dp": "", "micro_batch": "", "n_accelerators": "252"}
    with pytest.raises(UserError, match=r"^256 experts do not divide over ep 3$"):
        read(moe_row, **sizes, ep="3")


def test_a_row_that_says_so_runs_without_sequence_parallelism(read):
    assert read().layout.sequence_parallel
    notes = "tensor parallelism only (no sequence parallelism)"
    assert not read(optimizer_offload_or_notes=notes).layout.sequence_parallel
    assert not read(source_title="PaddleNLP pretraining performance table (2023-11)").layout.sequence_parallel


def test_block_recompute_covers_its_share_of_a_stage(read):
    assert read(recompute="block, 8 layers").layout.recompute_share == 0.25
    assert read(recompute="block, 40 layers").layout.recompute_share == 1
    assert read(recompute="full uniform 1").layout.recompute_share == 1


def test_pytorchs_selective_checkpointing_is_by_operation_or_every_second_layer(read):
    every_second = read(recompute="selective (every 2nd layer)").layout
    assert (every_second.recompute, every_second.recompute_share) == (Recompute.FULL, 0.5)
    by_operation = read(recompute="selective (per-op)")
    assert read(recompute="selective by operation").layout.recompute is by_operation.layout.recompute
    assert (by_operation.layout.recompute, by_operation.layout.recompute_share) == (Recompute.BY_OPERATION, 1.0)


def test_selective_alone_is_pytorchs_where_the_remarks_name_torchtitan(read):
    found = read(recompute="selective", optimizer_offload_or_notes="TorchTitan, the same tokens")
    assert found.layout.recompute is Recompute.BY_OPERATION
    assert read(recompute="selective").layout.recompute is Recompute.SELECTIVE


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("full on 16 and 8 layers, SiLU on the rest", 0.75),
        ("full on [16,8] of each stage's layers", 0.75),
        ("selective (operator list, nearly full)", 1.0),
    ],
)
def test_layers_recomputed_are_read_stage_by_stage(read, text, share):
    layout = read(recompute=text, pp="2", dp="4", n_accelerators="16").layout
    assert (layout.recompute, layout.recompute_share) == (Recompute.FULL, share)


@pytest.mark.parametrize(
    ("model", "notes", "release"),
    [
        ("GPT-20B", "run with Megatron-DeepSpeed", "Megatron-DeepSpeed"),
        ("Llama2-7B", "run with Megatron-DeepSpeed", "unnamed software"),
        ("GPT-20B", "compared with Megatron-LM", "unnamed software"),
    ],
)
def test_remarks_name_software_only_where_they_are_looked_at(read, model, notes, release):
    assert read(model=model, optimizer_offload_or_notes=notes).release == release


@pytest.mark.parametrize(
    ("words", "accelerator", "precision"),
    [
        ("BF16 (FP32 grad reduce)", "H100", TrainingPrecision.BF16),
        ("amp_bf16", "H100", TrainingPrecision.BF16),
        ("BF16/FP16", "A100", TrainingPrecision.BF16),
        ("FP16", "A100", TrainingPrecision.FP16),
        ("FP8-CS", "GB200", TrainingPrecision.FP8),
        ("FP8-MX", "GB200", TrainingPrecision.MXFP8),
        ("MXFP8", "GB200", TrainingPrecision.MXFP8),
        ("NVFP4", "GB300", TrainingPrecision.NVFP4),
        ("FP8 (FP8-CS, parenthesised = other granularity) [value in parentheses]", "GB200", TrainingPrecision.MXFP8),
        ("FP8 (FP8-CS, parenthesised = other granularity) [value in parentheses]", "H100", TrainingPrecision.FP8),
        ("FP8 (fine-grained, E4M3) + BF16", "H800", TrainingPrecision.FP8),
    ],
)
def test_precision_is_read(read, words, accelerator, precision):
    assert read(precision=words, accelerator=accelerator).run.precision is precision


@pytest.mark.parametrize(
    ("cells", "routing"),
    [
        ({"optimizer_offload_or_notes": "table force-balances MoE routing"}, Routing.BALANCED),
        ({"model": "DeepSeekV3 (tokendrop)"}, Routing.CAPPED),
        ({"optimizer_offload_or_notes": "natural routing"}, Routing.NATURAL),
        ({"source_title": "NVIDIA Megatron-Bridge performance summary"}, Routing.BALANCED),
        ({"source_title": "A technical report"}, Routing.NATURAL),
    ],
)
def test_routing_is_read(read, moe_row, cells, routing):
    assert read(moe_row, **cells).run.routing is routing


def test_schedules_are_read_from_the_notes(read, moe_row):
    assert read(moe_row, optimizer_offload_or_notes="DualPipe; MTP").layout.schedule is Schedule.DUALPIPE
    assert read(moe_row, optimizer_offload_or_notes="zero-bubble PP16").layout.schedule is Schedule.ZERO_BUBBLE
    assert read(moe_row, vpp="").layout.schedule is Schedule.ONE_F_ONE_B


def test_wide_experts_are_split_by_tensor_parallelism_and_narrow_ones_kept_whole(read, moe_row):
    narrow = read(moe_row, tp="2", dp="32", ep="32")
    assert (narrow.layout.ep, narrow.layout.etp) == (32, 1)
    wide = {"experts": "8", "topk": "2", "expert_ffn": "16384", "shared_experts": "0", "ep": "8", "tp": "2", "dp": "32"}
    assert read(moe_row, model="Another", **wide).layout.etp == 2


def test_missing_expert_parallel_size_fills_a_scaleup_domain_and_is_said(read, moe_row):
    found = read(moe_row, ep="")
    assert found.layout.ep == 8
    assert "expert-parallel size not stated: 8" in found.assumptions[0]


def test_links_and_domains_are_the_rows_own(read, moe_row):
    rack = read(moe_row, accelerator="GB200", per_node="4", intra_node_link="NVL72 NVLink5 1.8TB/s").pool
    assert (rack.devices_per_node, rack.scaleup_domain_devices, rack.scaleup_bytes_per_s) == (4, 72, 0.9e12)
    slow = read(inter_node_link_gbps_per_acc="200", intra_node_link="NVLink 400GB/s").pool
    assert (slow.nic_bytes_per_s, slow.scaleup_bytes_per_s) == (25e9, 200e9)
    slots = read(accelerator="A100-PCIe", intra_node_link="PCIe").pool
    assert (slots.scaleup_domain_devices, slots.scaleup_bytes_per_s) == (8, 31.5e9)
    half = read(per_node="4").pool
    assert half.scaleup_domain_devices == 4


def test_a_step_time_gives_the_rate_and_wins_where_the_printed_rate_contradicts_it(read):
    from_step = read(tokens_per_s_per_acc="", step_time_s="6.5536")
    assert from_step.measured_tokens_per_s_per_device == pytest.approx(10_000)
    contradicted = read(tokens_per_s_per_acc="20000", step_time_s="6.5536")
    assert contradicted.measured_tokens_per_s_per_device == pytest.approx(10_000)


def test_flop_rates_become_token_rates_only_where_their_convention_is_known(read):
    causal = read(tokens_per_s_per_acc="", tflops_per_acc="515", source_title="Megatron-Bridge performance summary")
    assert causal.measured_tokens_per_s_per_device == pytest.approx(10_000, rel=2e-3)
    full = read(tokens_per_s_per_acc="", tflops_per_acc="578", source_title="NVIDIA dgxc-benchmarking recipes")
    assert full.measured_tokens_per_s_per_device == pytest.approx(10_000, rel=2e-3)
    flop = training_flop_per_token(causal.run.shape, 8192)
    assert causal.measured_tokens_per_s_per_device == pytest.approx(515e12 / flop)


@pytest.mark.parametrize("cells", [{"mfu_pct": "1133"}, {"tflops_per_acc": "2500"}], ids=["MFU", "FLOP"])
def test_a_printed_rate_above_the_peak_is_refused(read, cells):
    with pytest.raises(UserError, match="more than the stated peak"):
        read(tokens_per_s_per_acc="", **cells)


def test_memory_alone_is_enough_and_counts_binary_gigabytes(read):
    found = read(tokens_per_s_per_acc="", peak_mem_gb="66.55")
    assert found.measured_tokens_per_s_per_device is None
    assert found.measured_memory_bytes == pytest.approx(66.55 * GIB_BYTES)


def test_a_power_limit_slows_the_clock_by_the_cube_root_and_is_said(read):
    free = read()
    limited = read(accelerator="H100 (500 W)")
    slower = limited.pool.accelerator.tdp_w / free.pool.accelerator.tdp_w
    peaks = [run.pool.accelerator.peak_flop_per_s for run in (free, limited)]
    assert all(peaks[1][fmt] == pytest.approx(peaks[0][fmt] * slower ** (1 / 3)) for fmt in peaks[0])
    assert limited.pool.memory_bytes_per_s == free.pool.memory_bytes_per_s
    assert "500 of 700 W" in limited.assumptions[0]


def test_a_label_that_prints_another_memory_gets_it(read):
    assert read(accelerator="H100 96GB HBM2e").pool.memory_bytes == 96 * GIB_BYTES


def test_an_older_memory_in_the_label_is_slower_and_is_said(read):
    run = read(accelerator="H100 96GB HBM2e")
    assert run.pool.memory_bytes_per_s == pytest.approx(6 * 1024 * 3.2e9 / 8)
    assert any("HBM2e" in sentence for sentence in run.assumptions)


def test_modules_that_the_row_joins_in_a_node_are_one_scale_up_domain(read):
    cells = {"accelerator": "GH200", "per_node": "4", "inter_node_link_gbps_per_acc": "200"}
    joined, alone = (read(intra_node_link=link, **cells) for link in ("NVLink4, 4 GH200 a node", ""))
    assert (joined.pool.scaleup_domain_devices, alone.pool.scaleup_domain_devices) == (4, 1)


@pytest.mark.parametrize(
    ("model", "remarks", "routing"),
    [
        ("Qwen3_30B_a3B (tokendrop)", "force-balances; dropless unless the name says tokendrop", Routing.CAPPED),
        ("Qwen3_30B_a3B", "force-balances; dropless unless the name says tokendrop", Routing.BALANCED),
        ("Mixtral-8x22B", "token-drop CF=1", Routing.CAPPED),
        ("Mixtral-8x22B", "natural routing", Routing.NATURAL),
    ],
)
def test_experts_of_a_fixed_capacity_are_distinguished_from_dropless_ones(model, remarks, routing, read, moe_row):
    run = read(**(moe_row | {"model": model, "optimizer_offload_or_notes": remarks})).run
    assert run.routing is routing


def test_an_eager_run_is_read_as_unfused(read):
    assert read(optimizer_offload_or_notes="arch: config | torch.compile").run.fused_elementwise
    assert not read(optimizer_offload_or_notes="arch: config; eager; local batch 2").run.fused_elementwise
    assert not read(optimizer_offload_or_notes="FP16 O2; fused RMSNorm off; FlashAttention").run.fused_elementwise


def test_a_launcher_without_overlap_is_read(read):
    assert read().run.communication_overlap
    assert not read(optimizer_offload_or_notes="comm overlap off (non-overlap launcher)").run.communication_overlap


COLUMNS = ["layers", "hidden", "heads", "kv_heads", "attention", "dense_ffn", "experts", "topk", "shared_experts",
           "vocab", "seq_len", "accelerator", "n_accelerators", "per_node", "intra_node_link", "precision", "tp", "pp",
           "vpp", "ep", "etp", "cp", "dp", "zero_or_fsdp", "micro_batch", "global_batch", "recompute",
           "tokens_per_s_per_acc", "step_time_s", "peak_mem_gb", "optimizer_offload_or_notes"]  # fmt: skip
CELLS = [
    "",
    "0",
    "1",
    "2",
    "8.0",
    "-3",
    "7",
    "1e9",
    "25.4-50.6",
    "yes",
    "mla",
    "mha",
    "none",
    "FP8",
    "full",
    "B200",
    "?",
]


@settings.get_profile("many")
@given(changes=st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(CELLS), max_size=6), is_moe=st.booleans())
def test_any_row_becomes_a_run_or_a_reason(changes, is_moe, moe_row, dense_row):
    row = PublishedRow(id="T", cells=(moe_row if is_moe else dense_row) | changes)
    table = runs_of([row], load_catalogue())
    assert table.rows == 1
    for found in (*table.whole, *table.partial):
        layout = found.layout
        assert layout.tp * layout.pp * layout.cp * layout.dp == found.pool.devices
        assert found.run.global_batch % (layout.dp * layout.micro_batch) == 0
    assert all(skipped.reason for skipped in table.skipped)


def test_a_number_in_words_that_nothing_computes_leaves_its_row_out_and_no_other(dense_row, catalogue):
    row = PublishedRow(id="good", cells=dense_row)
    wide = PublishedRow(id="wide", cells=dense_row | {"intra_node_link": f"NVL{'9' * 400} 1e9 TB/s"})
    dotted = PublishedRow(id="dotted", cells=dense_row | {"intra_node_link": "... GB/s"})
    table = runs_of([wide, dotted, row], catalogue)
    assert "dotted" in [one.id for one in table.skipped]
    assert all("beyond what can be computed" in one.reason for one in table.skipped)
    assert "good" in [one.id for one in table.whole]


def test_words_made_to_be_searched_for_ever_are_not(read):
    read(recompute="full on " + "9" * 60 + " x")


def test_a_cell_is_searched_once_however_many_ways_there_are_to_fill_the_row(catalogue, dense_row):
    layouts._found.cache_clear()
    left_open = dict.fromkeys(("seq_len", "tp", "pp", "dp", "cp", "micro_batch", "global_batch"), "")
    cells = dense_row | left_open | {"zero_or_fsdp": "9." * 900, "n_accelerators": "256"}
    published_run_of(PublishedRow(id="T1", cells=cells), catalogue)
    searched = layouts._found.cache_info()
    assert searched.hits > 1_000
    assert searched.misses < 30
