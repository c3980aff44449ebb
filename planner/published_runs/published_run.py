"""Published runs: what was run on what, and what was measured; or the reason why a row cannot be planned.

A run is built from what its source states. It is *whole* when sequence, batch, micro-batch, layout, count,
precision and a throughput (or a memory figure) are all there; a *partial* one rests on a guess that moves the step
time, and is never counted among the predictions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import without_estimates
from planner.catalogue.node import NodeDesign
from planner.cluster import Pool, pool_of
from planner.errors import UserError
from planner.performance.layout import Layout
from planner.published_runs.labels import accelerator_of, as_labelled, flop_convention_of, software_behind
from planner.published_runs.layouts import RowLayout, layout_of
from planner.published_runs.shapes import shape_of
from planner.published_runs.table import PublishedRow, read_table
from planner.units import GIB_BYTES, GIGA, TERA, bytes_per_s_from_gbit_per_s, one_way_from_bidirectional
from planner.workload.counting import core_attention_macs, training_flop_per_token
from planner.workload.shape import TransformerShape
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

# One direction of a PCIe 4.0 x16 slot: 16 GT/s x 16 lanes x 128/130 coding (PCI-SIG base specification 4.0).
PCIE4_BYTES_PER_S: Final = 31.5e9
STEP_TIME_TOLERANCE: Final = 0.05  # a printed rate that contradicts its printed step time by more gives way to it

_DOUBTFUL = re.compile(
    r"unit ambiguous|mutually inconsistent|not a published throughput|hypothetical|read off the chart by eye",
    re.IGNORECASE,
)
_BALANCED = re.compile(r"forc\w*.{0,12}balanc|balanced|token.?drop|capacity factor|dummy rout", re.IGNORECASE)
_CAPPED = re.compile(r"token.?drop|capacity factor|\bCF ?= ?1", re.IGNORECASE)
_DROPLESS = re.compile(r"dropless", re.IGNORECASE)
_NATURAL = re.compile(r"natural(?:ly)? (?:rout|balanc)|aux.?loss rout|production|\bimbalance", re.IGNORECASE)
_BENCHMARK = re.compile(r"benchmark|performance summary|recipe|primus|megatron-core|modelzoo", re.IGNORECASE)
_NO_OVERLAP = re.compile(r"overlap off|non-overlap|without overlap|no overlap", re.IGNORECASE)
_EAGER = re.compile(r"(?:^|[|;,(]) *eager\b|without torch\.compile", re.IGNORECASE)
_DOMAIN = re.compile(r"nvl(\d+)", re.IGNORECASE)
_DEVICE_LINK = re.compile(r"nvlink|nvswitch|xgmi|infinity|hccs", re.IGNORECASE)
_LINK_RATE = re.compile(r"([\d.]+) ?(TB|GB)/s")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRun:
    """One published run that the planner can represent.

    ``measured_memory_bytes`` is the peak of one device. ``memory_unit_bytes`` is what the source calls a GB: tools
    report binary gigabytes. ``recompute_stated`` False: the layout's mode is a placeholder until the memory model
    says what had to be recomputed. ``assumptions`` are defaults of the source's framework; ``guesses`` (empty for a
    whole run) are what the source should have said.
    """

    id: str
    pool: Pool
    run: TrainingRun
    layout: Layout
    measured_tokens_per_s_per_device: float | None
    measured_memory_bytes: float | None
    label: str
    model: str
    source: str
    confidence: str
    release: str | None
    recompute_stated: bool
    memory_unit_bytes: float = GIB_BYTES
    assumptions: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing that moves the step time was guessed."""
        return not self.guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that is no such run, and why, in a few words."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTable:
    """All rows of a table: whole runs, partial ones, and what cannot be represented."""

    whole: tuple[PublishedRun, ...]
    partial: tuple[PublishedRun, ...]
    skipped: tuple[Skipped, ...]

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.whole) + len(self.partial) + len(self.skipped)


def read_runs(path: Path, catalogue: Catalogue) -> RunTable:
    """Read a table of published runs; raise UserError where the file itself cannot be read."""
    return runs_of(read_table(path), catalogue)


def runs_of(rows: Iterable[PublishedRow], catalogue: Catalogue) -> RunTable:
    """Return the runs of rows already read."""
    whole: list[PublishedRun] = []
    partial: list[PublishedRun] = []
    skipped: list[Skipped] = []
    for row in rows:
        try:
            found = published_run_of(row, catalogue)
        except UserError as error:
            skipped.append(Skipped(id=row.id, reason=str(error)))
        else:
            (whole if found.is_whole else partial).append(found)
    return RunTable(whole=tuple(whole), partial=tuple(partial), skipped=tuple(skipped))


def published_run_of(row: PublishedRow, catalogue: Catalogue) -> PublishedRun:
    """Return the run of one row; raise UserError with the reason where it cannot be one."""
    doubt = _DOUBTFUL.search(row.remarks)
    if doubt is not None:
        raise UserError(f"the source's figure cannot be used as a measurement ({doubt.group().lower()})")
    assumed: list[str] = []
    guessed: list[str] = []
    shape = shape_of(row, assumed)
    label = row.text("accelerator") or ""
    accelerator = as_labelled(accelerator_of(label, row.whole("per_node"), catalogue), label, row.remarks, assumed)
    laid_out = layout_of(row, shape, accelerator.scaleup_domain_devices or 1, assumed, guessed)
    run = _run_of(row, shape, laid_out, accelerator)
    memory = row.positive("peak_mem_gb")
    rate = _measured_rate(row, run, laid_out.devices)
    if rate is None and memory is None:
        raise UserError("neither a throughput nor a memory figure that can be compared is printed")
    return PublishedRun(
        id=row.id,
        pool=_pool_of(row, accelerator, laid_out.devices),
        run=run,
        layout=laid_out.layout,
        measured_tokens_per_s_per_device=rate,
        measured_memory_bytes=None if memory is None else memory * GIB_BYTES,
        label=label,
        model=row.text("model") or "",
        source=row.text("source_title") or "",
        confidence=row.text("confidence") or "",
        release=run.stack_release,
        recompute_stated=laid_out.recompute_stated,
        assumptions=tuple(assumed),
        guesses=tuple(guessed),
    )


def _run_of(row: PublishedRow, shape: TransformerShape, laid_out: RowLayout, accelerator: Accelerator) -> TrainingRun:
    seq_len = row.whole("seq_len")
    if seq_len is None:
        raise UserError("the sequence length is not stated")
    return TrainingRun(
        shape=shape,
        tokens=float(seq_len * laid_out.global_batch),
        seq_len=seq_len,
        global_batch=laid_out.global_batch,
        precision=_precision(row, accelerator),
        routing=_routing(row, shape),
        stack_release=software_behind(row.text("source_title") or "", row.text("source_ref") or "", row.remarks),
        communication_overlap=_NO_OVERLAP.search(row.remarks) is None,
        fused_elementwise=_EAGER.search(row.remarks) is None,
    )


def _precision(row: PublishedRow, accelerator: Accelerator) -> TrainingPrecision:
    text = (row.text("precision") or "").lower()
    if "int8" in text:
        raise UserError(f"its precision ({text}) is not one that is planned")
    if "fp4" in text:
        return TrainingPrecision.NVFP4
    if "parenthes" in text and "value in parentheses" in text and Precision.FP4 in accelerator.peak_flop_per_s:
        return TrainingPrecision.MXFP8  # the 25.09 tables print FP8-CS (FP8-MX) for devices that have MX formats
    if re.search(r"mxfp8|fp8.?mx|mx.?fp8", text):
        return TrainingPrecision.MXFP8
    if "fp8" in text or "float8" in text:
        return TrainingPrecision.FP8
    if "bf16" in text or "bfloat16" in text or text == "amp":
        return TrainingPrecision.BF16
    if "fp16" in text or "float16" in text:
        return TrainingPrecision.FP16
    raise UserError(f"its precision ({text or 'not stated'}) is not one that is planned")


def _routing(row: PublishedRow, shape: TransformerShape) -> Routing:
    """Return how the router's load lay: as the row says; level in a supplier's benchmark that is silent; else natural.

    Most published MoE benchmarks of NVIDIA and AMD force the load level; training on real data does not.
    """
    if not shape.is_moe:
        return Routing.BALANCED
    words = row.remarks
    if _CAPPED.search(row.text("model") or "") or (_CAPPED.search(words) and not _DROPLESS.search(words)):
        return Routing.CAPPED
    if _NATURAL.search(words):
        return Routing.NATURAL
    level = _BALANCED.search(words) or _BENCHMARK.search(row.text("source_title") or "")
    return Routing.BALANCED if level else Routing.NATURAL


def _pool_of(row: PublishedRow, accelerator: Accelerator, devices: int) -> Pool:
    """Return the pool with the node and links that the row prints; the catalogue gives what it does not."""
    per_node = row.whole("per_node") or accelerator.devices_per_node
    network_gbit_per_s = row.positive("inter_node_link_gbps_per_acc")
    link = row.text("intra_node_link") or ""
    domain, scaleup = _scaleup(link, accelerator, per_node)
    printed = NodeDesign(
        key="as-published",
        name="node as published",
        accelerator=accelerator.key,
        devices_per_node=per_node,
        scaleup_domain_devices=domain,
        scaleup_bytes_per_s=scaleup,
        nic_bytes_per_s=None if network_gbit_per_s is None else bytes_per_s_from_gbit_per_s(network_gbit_per_s),
    )
    # A run is predicted on stated figures alone, and its table counts devices as its software does.
    stated = replace(without_estimates(accelerator), software_devices=1)
    return pool_of(stated, devices=devices, design=printed)


def _scaleup(link: str, accelerator: Accelerator, per_node: int | None) -> tuple[int | None, float | None]:
    """Return the scale-up domain's size and the link's one-way rate as a row prints them; None: the catalogue's."""
    rate = _LINK_RATE.search(link)
    one_way = None
    if rate is not None:
        unit = TERA if rate.group(2) == "TB" else GIGA
        one_way = one_way_from_bidirectional(float(rate.group(1)) * unit)
    racks = _DOMAIN.search(link)
    if racks is not None:
        return int(racks.group(1)), one_way
    if "pcie" in link.lower():
        return per_node, one_way or PCIE4_BYTES_PER_S
    domain = accelerator.scaleup_domain_devices
    if domain == 1 and per_node is not None and _DEVICE_LINK.search(link):
        return per_node, one_way  # modules that the catalogue lists one by one, joined in the node of this row
    if per_node is not None and domain is not None and domain <= (accelerator.devices_per_node or domain):
        domain = min(domain, per_node)  # a server with fewer devices than the design; racks keep their domain
    return domain, one_way


def _measured_rate(row: PublishedRow, run: TrainingRun, devices: int) -> float | None:
    """Return tokens per second and device: as printed, from the step time, or from TFLOP/s of a known convention."""
    printed, step_s = row.positive("tokens_per_s_per_acc"), row.positive("step_time_s")
    from_step = None if step_s is None else run.tokens_per_step / (step_s * devices)
    if printed is not None and from_step is not None and abs(printed / from_step - 1) > STEP_TIME_TOLERANCE:
        return from_step
    return printed or from_step or _rate_from_flop(row, run)


def _rate_from_flop(row: PublishedRow, run: TrainingRun) -> float | None:
    convention = flop_convention_of(row.text("source_title") or "")
    if convention is None:
        return None
    printed = row.positive("tflops_per_acc")
    flop_per_s = None if printed is None else printed * TERA
    if flop_per_s is None and convention.mfu_peak_flop_per_s is not None:
        mfu_percent = row.positive("mfu_pct")
        flop_per_s = None if mfu_percent is None else mfu_percent / 100 * convention.mfu_peak_flop_per_s
    if flop_per_s is None:
        return None
    flop_per_token = training_flop_per_token(run.shape, run.seq_len, mtp=True)
    if convention.full_attention:  # the other half of the scores, forward and backward
        flop_per_token += 6 * run.shape.layers * core_attention_macs(run.shape, run.seq_len)
    return flop_per_s / flop_per_token
