"""Would Megatron-LM start an array of arguments: its parser's and its schedule's own rules, repeated.

Each rule is a row of ``resources/launch/legality.toml`` with the file and line of the framework's check; here it is a
predicate over parsed arguments, the devices that the launcher starts and their environment.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from planner.launching.parser_table import parsed, parser_flags
from planner.performance.training.launch_rules import LaunchRule, is_legal_group, launch_rules


@dataclass(frozen=True, kw_only=True)
class ParsedJob:
    """Parsed arguments with what the launcher gives; a flag that is not set has the parser's default."""

    values: Mapping[str, tuple[str, ...]]
    devices: int
    environment: Mapping[str, str] = field(default_factory=dict)

    def has(self, flag: str) -> bool:
        """Whether a flag is set."""
        return flag in self.values

    def text(self, flag: str) -> str:
        """Return a flag's value or default, empty where it has none."""
        return self.values[flag][0] if self.values.get(flag) else parser_flags()[flag].default

    def number(self, flag: str) -> int:
        """Return a whole number, 0 where the flag is not set and has no default."""
        return int(self.text(flag) or 0)

    @cached_property
    def tp(self) -> int:
        """Tensor-parallel size."""
        return self.number("--tensor-model-parallel-size")

    @cached_property
    def pp(self) -> int:
        """Pipeline stages."""
        return self.number("--pipeline-model-parallel-size")

    @cached_property
    def cp(self) -> int:
        """Context-parallel size."""
        return self.number("--context-parallel-size")

    @cached_property
    def dp(self) -> int:
        """Data-parallel size."""
        return max(1, self.devices // (self.tp * self.pp * self.cp))

    @cached_property
    def etp(self) -> int:
        """Expert-tensor-parallel size: the tensor size where it is not set."""
        return self.number("--expert-tensor-parallel-size") or self.tp

    @cached_property
    def ep(self) -> int:
        """Expert-parallel size."""
        return self.number("--expert-model-parallel-size")

    @cached_property
    def experts(self) -> int:
        """Experts, 0 for a dense model."""
        return self.number("--num-experts")

    @cached_property
    def stages(self) -> list[str]:
        """The stages of a named pipeline layout, without its ends; empty where none is named."""
        layout = self.text("--pipeline-model-parallel-layout")
        return layout.split("|") if layout else []

    @cached_property
    def pattern(self) -> str:
        """The pattern of half layers of a hybrid model, with its stages and MTP modules; empty for another."""
        return self.text("--hybrid-layer-pattern")

    @cached_property
    def segments(self) -> list[str]:
        """The stages of a pattern, MTP modules left out."""
        return self.pattern.split("/")[0].split("|")

    @cached_property
    def vpp(self) -> int:
        """Virtual stages a device."""
        if self.stages or self.pattern:
            return len(self.stages or self.segments) // self.pp
        return self.number("--num-virtual-stages-per-pipeline-rank") or 1

    @cached_property
    def micro_batches(self) -> int:
        """Micro-batches of a pipeline in a step."""
        return self.number("--global-batch-size") // max(1, self.number("--micro-batch-size") * self.dp)

    @cached_property
    def sharded(self) -> bool:
        """Whether Megatron-FSDP shards weights or gradients."""
        return self.has("--use-megatron-fsdp")


def faults_of(words: Sequence[str], *, devices: int, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return why Megatron-LM would not start these arguments on so many devices; empty if it would."""
    values, faults = parsed(words)
    if faults:
        return faults
    job = ParsedJob(values=values, devices=devices, environment=environment or {})
    return tuple(_sentence(rule) for rule in broken_rules(job))


def broken_rules(job: ParsedJob) -> tuple[LaunchRule, ...]:
    """Return the rules of Megatron-Core that an array breaks."""
    return tuple(rule for key, rule in launch_rules().items() if key in HOLDS and not HOLDS[key](job))


def _sentence(rule: LaunchRule) -> str:
    return f"{rule.says} ({rule.file}:{rule.line})"


def _divides(part: int, whole: int) -> bool:
    return part > 0 and whole % part == 0


def _group_is_in_range(job: ParsedJob) -> bool:
    group = job.number("--microbatch-group-size-per-virtual-pipeline-stage") or job.pp
    return job.vpp == 1 or job.pp <= group <= job.micro_batches


def _group_leaves_enough(job: ParsedJob) -> bool:
    group = job.number("--microbatch-group-size-per-virtual-pipeline-stage") or job.pp
    return job.vpp == 1 or is_legal_group(group, stages=job.pp, micro_batches=job.micro_batches)


def _stages_are_even(job: ParsedJob) -> bool:
    return bool(job.stages) or bool(job.pattern) or _divides(job.pp * job.vpp, job.number("--num-layers"))


def _pipeline_layout_is_whole(job: ParsedJob) -> bool:
    text = "".join(job.stages)
    if not text:
        return True
    whole = text.startswith("E") and text.endswith("L") and _divides(job.pp, len(job.stages))
    return whole and text.count("t") == job.number("--num-layers")


def _mtp_stands_together(job: ParsedJob) -> bool:
    many = job.number("--mtp-num-layers")
    if not job.stages:
        return True
    holding = [stage for stage in job.stages if "m" in stage]
    if not many:
        return not holding
    return len(holding) == 1 and holding[0].count("m") == many and "m" in job.stages[-1] and job.pp > 1


def _groups_divide(job: ParsedJob) -> bool:
    if not job.has("--group-query-attention"):
        return True
    groups = job.number("--num-query-groups")
    return _divides(job.tp, groups) or _divides(groups, job.tp)


def _widths_divide(job: ParsedJob) -> bool:
    dense = not job.experts or ("-" in job.pattern if job.pattern else _has_dense_layers(job.text("--moe-layer-freq")))
    shared = job.number("--moe-shared-expert-intermediate-size")
    whole = _divides(job.tp, job.number("--ffn-hidden-size")) or not dense
    return whole and _divides(job.tp, shared) and _divides(job.etp, job.number("--moe-ffn-hidden-size"))


def _has_dense_layers(pattern: str) -> bool:
    """Say whether a pattern of layers has a 0: ``([0]*3+[1]*58)`` has, ``([1]*94)`` has not."""
    if "[" not in pattern:
        return pattern != "1"
    return any("0" in part.split(",") for part in re.findall(r"\[([\d,]+)\]", pattern))


def _sequence_divides(job: ParsedJob) -> bool:
    return not job.has("--sequence-parallel") or _divides(job.tp * job.cp, job.number("--seq-length"))


def _scores_have_gradients(job: ParsedJob) -> bool:
    softmax = job.text("--moe-router-score-function") == "softmax"
    one = bool(job.experts) and job.number("--moe-router-topk") == 1
    return not (softmax and one) or job.has("--moe-router-pre-softmax")


def _bias_has_its_scores(job: ParsedJob) -> bool:
    return not job.has("--moe-router-enable-expert-bias") or job.text("--moe-router-score-function") == "sigmoid"


def _one_connection(job: ParsedJob) -> bool:
    connections = job.environment.get("CUDA_DEVICE_MAX_CONNECTIONS")
    if job.sharded:
        return connections != "1"
    return job.tp * job.cp == 1 or connections == "1"


def _recompute_is_known(job: ParsedJob) -> bool:
    modules = job.values.get("--recompute-modules", ())
    latent = "mla_up_proj" not in modules or job.has("--multi-latent-attention")
    return latent and ("moe_act" not in modules or job.has("--moe-grouped-gemm"))


def _head_size_is_stated(job: ParsedJob) -> bool:
    stated = job.has("--kv-channels")
    return stated or _divides(job.number("--num-attention-heads"), job.number("--hidden-size"))


def _batch_divides(job: ParsedJob) -> bool:
    return _divides(job.number("--micro-batch-size") * job.dp, job.number("--global-batch-size"))


def _has_data(job: ParsedJob) -> bool:
    return job.has("--mock-data") != job.has("--data-path")


def _rope_is_unfused(job: ParsedJob) -> bool:
    return not job.has("--multi-latent-attention") or job.text("--rope-type") != "rope" or job.has("--no-rope-fusion")


def _positions_suit_mtp(job: ParsedJob) -> bool:
    return not job.number("--mtp-num-layers") or job.text("--position-embedding-type") in {"rope", "none"}


def _segments_are_whole(job: ParsedJob) -> bool:
    if not job.pattern:
        return True
    forbidden = ("--num-virtual-stages-per-pipeline-rank", "--pipeline-model-parallel-layout", "--num-layers")
    modules = job.pattern.split("/")[1:]
    counted = not modules or len(modules) == job.number("--mtp-num-layers")
    return _divides(job.pp, len(job.segments)) and not any(map(job.has, forbidden)) and counted


def _mamba_is_cut(job: ParsedJob) -> bool:
    if "M" not in job.pattern:
        return True
    heads, groups = job.number("--mamba-num-heads"), job.number("--mamba-num-groups")
    return _divides(job.tp * job.cp, heads) and _divides(job.tp, groups) and _divides(groups, heads)


def _is_delta(job: ParsedJob) -> bool:
    return job.text("--experimental-attention-variant") == "gdn"


def _is_sparse(job: ParsedJob) -> bool:
    return job.text("--experimental-attention-variant") == "dsa"


def _delta_is_cut(job: ParsedJob) -> bool:
    keys, values = job.number("--linear-num-key-heads"), job.number("--linear-num-value-heads")
    whole = _divides(job.tp * job.cp, keys) and _divides(job.tp * job.cp, values)
    return not _is_delta(job) or (whole and _divides(keys, values))


HOLDS: Mapping[str, Callable[[ParsedJob], bool]] = {
    "group-range": _group_is_in_range,
    "group-remainder": _group_leaves_enough,
    "interleaving-needs-stages": lambda job: job.vpp == 1 or job.pp > 1,
    "even-stages": _stages_are_even,
    "pipeline-layout": _pipeline_layout_is_whole,
    "mtp-in-one-stage": _mtp_stands_together,
    "world": lambda job: _divides(job.tp * job.pp * job.cp, job.devices),
    "expert-world": lambda job: not job.experts or _divides(job.etp * job.ep * job.pp, job.devices),
    "batch": _batch_divides,
    "heads": lambda job: _divides(job.tp, job.number("--num-attention-heads")),
    "query-groups": _groups_divide,
    "widths": _widths_divide,
    "sequence": _sequence_divides,
    "context": lambda job: job.cp == 1 or _divides(2 * job.cp, job.number("--seq-length")),
    "experts": lambda job: job.ep == 1 or (job.experts > 0 and _divides(job.ep, job.experts)),
    "moe-sequence-parallel": lambda job: not job.experts or job.tp == 1 or job.has("--sequence-parallel"),
    "pre-softmax": _scores_have_gradients,
    "latent-recompute": _recompute_is_known,
    "fsdp-checkpoints": lambda job: job.sharded == (job.text("--ckpt-format") == "fsdp_dtensor"),
    "fsdp2-pipeline": lambda job: not job.has("--use-torch-fsdp2") or job.pp == 1,
    "one-connection": _one_connection,
    "learning-rate": lambda job: float(job.text("--lr") or 0.0) > 0.0,
    "length": lambda job: job.has("--train-samples") != job.has("--train-iters"),
    "one-source-of-data": _has_data,
    "positions": lambda job: job.number("--max-position-embeddings") >= job.number("--seq-length"),
    "head-size": _head_size_is_stated,
    "latent-rope": _rope_is_unfused,
    "latent-groups": lambda job: not (job.has("--multi-latent-attention") and job.has("--group-query-attention")),
    "expert-bias-scores": _bias_has_its_scores,
    "expert-biases": lambda job: not job.experts or job.has("--disable-bias-linear") or job.etp == 1,
    "gather-with-reduction": lambda job: not job.has("--overlap-param-gather") or job.has("--overlap-grad-reduce"),
    "mtp-positions": _positions_suit_mtp,
    "hybrid-segments": _segments_are_whole,
    "hybrid-symbols": lambda job: set(job.pattern) <= set("MG*D+-E|/"),
    "hybrid-spec": lambda job: not job.pattern or job.has("--spec"),
    "mamba-cut": _mamba_is_cut,
    "delta-cut": _delta_is_cut,
    "delta-layers": lambda job: not _is_delta(job) or bool(job.text("--linear-attention-freq")),
    "sparse-is-latent": lambda job: not _is_sparse(job) or job.has("--multi-latent-attention"),
    "sparse-context": lambda job: not _is_sparse(job) or job.cp == 1 or job.text("--cp-comm-type") == "allgather",
    "sparse-biases": lambda job: not _is_sparse(job) or job.has("--disable-bias-linear"),
}
