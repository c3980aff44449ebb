"""A layout that a user has, typed or pasted: its sizes out of launch arguments of any framework.

Understood are ``tp=2 pp=8 ep=16``; arguments of Megatron-Core or MindSpeed-LLM, also inside a script that sets them
from variables; YAML of Megatron-Bridge, NeMo or Primus; TOML of TorchTitan. The text is a stranger's: nothing in it is
run, and its size is bounded.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from planner.errors import UserError
from planner.launching.pasted_text import ARGUMENTS, TOML, TYPED, Entries, entries_of_text
from planner.launching.written_precision import stated_precision
from planner.launching.written_states import stated_states
from planner.performance.training.layout import MEGATRONS_MODULES, Layout, Recompute, Schedule, Sharding, recompute_of
from planner.sentences import sentence
from planner.workload.kept_activations import Module
from planner.workload.shape import TransformerShape
from planner.workload.stack import modules_lacking
from planner.workload.states import States
from planner.workload.training_run import TrainingPrecision

_LARGEST_SIZE = 10_000_000
_MOST_DIGITS = 15  # leading zeros among them

_NAMES: Mapping[str, tuple[str, ...]] = {
    "tp": ("tensor_model_parallel_size", "tensor_parallel_degree", "tensor_parallel_size", "tp_size"),
    "pp": ("pipeline_model_parallel_size", "pipeline_parallel_degree", "pipeline_parallel_size", "pp_size"),
    "cp": ("context_parallel_size", "context_parallel_degree", "cp_size"),
    "dp": ("data_parallel_size",),
    "ep": ("expert_model_parallel_size", "expert_parallel_degree", "expert_parallel_size", "ep_size"),
    "etp": ("expert_tensor_parallel_size", "expert_tensor_parallel_degree"),
    "vpp": ("virtual_pipeline_model_parallel_size", "num_virtual_stages_per_pipeline_rank"),
    "micro_batch": ("micro_batch_size", "pipeline_parallel_microbatch_size", "mbs"),
    "group": ("microbatch_group_size_per_vp_stage", "microbatch_group_size_per_virtual_pipeline_stage"),
    "global_batch": ("global_batch_size", "gbs"),
    "seq_len": ("seq_length", "sequence_length"),
    "layers": ("num_layers",),
    "nodes": ("nnodes", "num_nodes"),
    "per_node": ("nproc_per_node", "gpus_per_node", "devices_per_node", "num_gpus_per_node"),
}
_MEANING = {name: own for own, names in _NAMES.items() for name in (own, *names)}
_SCHEDULES = {
    "1f1b": Schedule.ONE_F_ONE_B,
    "interleaved1f1b": Schedule.INTERLEAVED,
    "interleaved": Schedule.INTERLEAVED,
    "interleavedzerobubble": Schedule.ZERO_BUBBLE,
    "zero-bubble": Schedule.ZERO_BUBBLE,
    "zbvzerobubble": Schedule.ZERO_BUBBLE,
    "dualpipev": Schedule.DUALPIPE_V,
    "dualpipe": Schedule.DUALPIPE,
}


_REPEATED = re.compile(r"\(([^()]{0,100})\)\*(\d{1,3})")  # of a pipeline layout: a group so many times


class WrittenLayout(Struct, frozen=True, kw_only=True):
    """What a text says: a layout of so many devices, and of its run what it says at all (else None).

    ``form`` names the form it was read in. ``software`` is the one that alone takes that form, ``states`` what the
    text says of weights, gradients and optimiser.
    """

    layout: Layout
    devices: int
    form: str
    global_batch: int | None
    seq_len: int | None
    precision: TrainingPrecision | None
    software: str | None = None
    states: States | None = None


def read_layout(text: str, shape: TransformerShape, devices: int | None = None) -> WrittenLayout:
    """Return the layout that a text states, on so many devices (None: as many as the text's launcher starts).

    Raises UserError, one sentence, for a text that states none or contradicts itself.
    """
    form, entries = entries_of_text(text)
    for name, value in list(entries.items()):
        if name in _MEANING:
            entries.setdefault(_MEANING[name], value)
    known = {name: _number(name, entries[name]) for name in _NAMES if name in entries and entries[name] is not None}
    if not {"tp", "pp", "cp", "dp", "ep", "micro_batch"} & set(known):
        raise UserError(
            sentence(
                "The text states no parallel size; type tp=... pp=... ep=..., or paste launch arguments of "
                "Megatron-Core, MindSpeed-LLM, Megatron-Bridge, Primus or TorchTitan."
            )
        )
    return _layout(form, entries, known, shape, devices)


def _layout(
    form: str, entries: Entries, known: dict[str, int], shape: TransformerShape, devices: int | None
) -> WrittenLayout:
    tp, pp, cp = (known.get(name, 1) for name in ("tp", "pp", "cp"))
    devices = devices or _started(known, entries, tp * pp * cp)
    if devices % (tp * pp * cp) or known.get("dp", devices // (tp * pp * cp)) != devices // (tp * pp * cp):
        stated = f" x dp {known['dp']}" if "dp" in known else ""
        raise UserError(
            sentence(
                "tp {} x pp {} x cp {}{} does not make {} devices; correct a size or the device count.",
                tp,
                pp,
                cp,
                stated,
                devices,
            )
        )
    vpp = _virtual_stages(entries, known, shape, pp)
    schedule = _schedule(entries, vpp, pp)
    # Megatron cuts experts as it cuts the rest, unless MindSpeed is set to spread them over those devices
    whole_experts = form in {TYPED, TOML} or not shape.is_moe or entries.get("moe_tp_extend_ep") is True
    layout = Layout(
        tp=tp,
        pp=pp,
        vpp=vpp,
        ep=known.get("ep", 1),
        etp=known.get("etp", 1 if whole_experts else tp),
        cp=cp,
        dp=devices // (tp * pp * cp),
        micro_batch=_micro_batch(entries, known, pp),
        recompute=_recompute(form, entries, shape),
        recompute_share=_recompute_share(entries, shape, pp * vpp),
        schedule=schedule,
        sharding=_sharding(form, entries, known, pp),
        sequence_parallel=_sequence_parallel(entries, form),
        micro_batch_group=known.get("group") if vpp > 1 else None,
    )
    batch = known.get("global_batch")
    if batch is None and form == TOML and "local_batch_size" in entries:  # TorchTitan's own: one of every replica
        batch = _number("micro_batch", entries["local_batch_size"]) * layout.dp
    return WrittenLayout(
        layout=layout,
        devices=devices,
        form=form,
        global_batch=batch,
        seq_len=known.get("seq_len") or _optional(entries, "seq_len"),
        precision=stated_precision(form, entries),
        software="TorchTitan" if form == TOML else None,
        states=stated_states(form, entries, layout.sharding),
    )


def _number(name: str, value: object) -> int:
    text = str(value).split()[0] if str(value).split() else ""
    default = re.fullmatch(r"\$\{\w+:-?(\d+)\}", text)
    text = default[1] if default else text
    if isinstance(value, bool) or not _is_count(text) or not 1 <= int(text) <= _LARGEST_SIZE:
        raise UserError(
            sentence("{} is {!r}; a whole number of 1 or more is needed there.", _NAMES[name][0], str(value)[:40])
        )
    return int(text)


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= _MOST_DIGITS


def _optional(entries: Entries, name: str) -> int | None:
    value = entries.get(name)
    return value if isinstance(value, int) and value > 0 else None


def _started(known: Mapping[str, int], entries: Entries, width: int) -> int:
    shard, replicas = (entries.get(f"data_parallel_{kind}_degree") for kind in ("shard", "replicate"))
    if "nodes" in known and "per_node" in known:
        return known["nodes"] * known["per_node"]
    if "dp" in known:
        return width * known["dp"]
    if isinstance(shard, int) and shard > 0:
        return width * shard * (replicas if isinstance(replicas, int) else 1)
    raise UserError(sentence("The text does not say on how many devices it runs; name their number."))


def _virtual_stages(entries: Entries, known: Mapping[str, int], shape: TransformerShape, pp: int) -> int:
    """Return the virtual stages of a device, however the text says them."""
    layout = entries.get("pipeline_model_parallel_layout")
    pattern = str(entries.get("hybrid_layer_pattern", "")).partition("/")[0]  # modules of MTP come after it
    modules = entries.get("module_fqns_per_model_part")
    each = entries.get("num_layers_per_virtual_pipeline_stage")
    if "dualpipev" in str(entries.get("pipeline_parallel_schedule", entries.get("schedules_method", ""))).lower():
        return 1
    if isinstance(layout, str) and "|" in layout:
        return max(1, (_REPEATED.sub(lambda found: found[1] * int(found[2]), layout).count("|") + 1) // pp)
    if "|" in pattern:
        return max(1, (pattern.count("|") + 1) // pp)
    if isinstance(modules, list) and modules:
        return max(1, len(modules) // pp)
    if each:
        return max(1, known.get("layers", shape.layers) // (pp * _number("vpp", each)))
    return known.get("vpp", 1)


def _schedule(entries: Entries, vpp: int, pp: int) -> Schedule:
    named = next(
        (entries[name] for name in ("schedule", "pipeline_parallel_schedule", "schedules_method") if entries.get(name)),
        "",
    )
    found = _SCHEDULES.get(str(named).lower())
    if named and found is None:
        raise UserError(
            sentence("The schedule {!r} is not understood; known are {}.", str(named)[:40], ", ".join(_SCHEDULES))
        )
    if pp == 1:
        return Schedule.ONE_F_ONE_B  # what is named stands for pipelines alone
    if entries.get("patch_zero_bubble") is True:
        return Schedule.ZERO_BUBBLE
    if vpp > 1 and found in {None, Schedule.ONE_F_ONE_B}:
        return Schedule.INTERLEAVED
    return found or Schedule.ONE_F_ONE_B


def _micro_batch(entries: Entries, known: Mapping[str, int], pp: int) -> int:
    if pp == 1 and "local_batch_size" in entries:  # TorchTitan's micro-batch without a pipeline
        return _number("micro_batch", entries["local_batch_size"])
    return known.get("micro_batch", 1)


def _recompute(form: str, entries: Entries, shape: TransformerShape) -> Recompute:
    typed = entries.get("recompute")
    if isinstance(typed, str):
        try:
            return Recompute(typed)
        except ValueError:
            raise UserError(
                sentence(
                    "The recompute mode {!r} is unknown; choose {}, or modules of Megatron-Core with + between them: "
                    "{}.",
                    typed[:40],
                    ", ".join(Recompute),
                    ", ".join(MEGATRONS_MODULES),
                )
            ) from None
    mode = str(entries.get("recompute_granularity") or entries.get("mode") or "none").lower()
    if mode == "full" and _no_layers(entries):
        return Recompute.NONE
    if _by_operation(form, entries):
        return Recompute.BY_OPERATION
    if mode == "full" or _is_count(str(entries.get("selective_ac_option") or "")):  # TorchTitan: each so-manyth layer
        return Recompute.FULL
    named = entries.get("recompute_modules") or ""
    modules = set(named if isinstance(named, list) else str(named).replace(",", " ").split())
    if mode == "selective" and not modules:
        modules = {Module.CORE_ATTENTION}  # Megatron-Core's default (transformer_config.py:1941 @d98e8a6)
    if entries.get("recompute_norm"):
        modules.add(Module.NORM)
    if entries.get("recompute_activation_function"):
        modules.add(Module.ACTIVATION)
    return recompute_of(modules & set(MEGATRONS_MODULES), modules_lacking(shape))


def _no_layers(entries: Entries) -> bool:
    """Say whether block recompute is on and takes no layer."""
    return str(entries.get("recompute_method")) == "block" and str(entries.get("recompute_num_layers")) == "0"


def _by_operation(form: str, entries: Entries) -> bool:
    """Say whether TorchTitan recomputes by operation."""
    by_layers = _is_count(str(entries.get("selective_ac_option") or ""))
    return form == TOML and str(entries.get("mode")).lower() == "selective" and not by_layers


def _recompute_share(entries: Entries, shape: TransformerShape, stages: int) -> float:
    count, every = entries.get("recompute_num_layers"), str(entries.get("selective_ac_option") or "")
    if _is_count(every) and int(every) > 0:
        return 1.0 / int(every)
    if str(entries.get("recompute_method") or "") != "block" or not count:
        return 1.0
    return min(1.0, _number("layers", count) * stages / shape.layers)


def _sharding(form: str, entries: Entries, known: Mapping[str, int], pp: int) -> Sharding:
    typed = entries.get("sharding")
    if isinstance(typed, str) and typed in set(Sharding):
        return Sharding(typed)
    if isinstance(entries.get("data_parallel_shard_degree"), int):
        never = entries.get("fsdp_reshard_after_forward") == "never" or (
            pp > 1 and entries.get("fsdp_reshard_after_forward") in {None, "default"}
        )
        whole = entries["data_parallel_shard_degree"] == 1
        return Sharding.ZERO_1 if whole else Sharding.ZERO_2 if never else Sharding.FULLY_SHARDED
    if any(entries.get(name) is True for name in ("use_megatron_fsdp", "use_custom_fsdp", "use_torch_fsdp2")):
        strategy = entries.get("data_parallel_sharding_strategy")
        return {"optim": Sharding.ZERO_1, "optim_grads": Sharding.ZERO_2}.get(str(strategy), Sharding.FULLY_SHARDED)
    distributed = entries.get("use_distributed_optimizer")
    if distributed is False or (distributed is None and form == ARGUMENTS and _is_whole(entries, known)):
        return Sharding.NONE  # Megatron's parser leaves it off
    return Sharding.ZERO_1


def _is_whole(entries: Entries, known: Mapping[str, int]) -> bool:
    """Say whether arguments are a whole launch, so that what they do not name is off; not a few of them."""
    return "global_batch" in known and "lr" in entries


def _sequence_parallel(entries: Entries, form: str) -> bool:
    stated = entries.get("sequence_parallel")
    if stated is None:
        return form in {TYPED, TOML}  # TorchTitan's tensor parallelism has it; of typed sizes it is assumed
    return str(stated).lower() not in {"false", "0"}
