"""The arrays agree to 1e-9 with a reference that works one layout at a time, in plain Python, from the formulas."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalogue.accelerator import Accelerator, Precision
from planner.cluster import pool_of
from planner.performance import memory, training
from planner.performance.calibration import load_calibration
from planner.performance.case import case_of
from planner.performance.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.layouts import arrays_of
from planner.workload.shape import Attention, MlaRanks, TransformerShape
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun


class Reference:
    """Time and memory of one layout, with branches where the program has masks."""

    def __init__(self, case, layout):
        self.k, self.c, self.n, self.lay = case, case.coefficients, case.counts, layout
        self.rows = layout.micro_batch * case.seq_len / layout.cp
        self.local = self.rows / layout.tp
        self.stream = self.local if layout.sequence_parallel else self.rows
        self.micro_batches = case.global_batch / (layout.dp * layout.micro_batch)
        self.full = layout.recompute_share if layout.recompute is Recompute.FULL else 0.0
        self.ffn = 1.0 if layout.recompute is Recompute.FEED_FORWARD else self.full
        self.load = 1 + (self.c.natural_imbalance - 1) * math.log(layout.ep, 8) if case.natural else 1.0
        tuned = self.c.matmul_efficiency * self.c.matmul_in_training * self.c.release_dense
        self.rate = case.flop_per_s * tuned * self.c.low_precision_ratio
        self.wide = case.wide_flop_per_s * tuned
        self.half = self.c.half_rows_per_ridge * case.flop_per_s / case.memory_bytes_per_s
        self.memory_rate = case.memory_bytes_per_s * self.c.memory_efficiency
        self.inner_rate = case.scaleup_bytes_per_s * self.c.scaleup_efficiency
        self.outer_rate = case.nic_bytes_per_s * self.c.nic_efficiency

    def full_size(self, size):
        return size / (size + self.half)

    def gemm(self, macs, rows, width):
        reached = self.full_size(rows) * self.full_size(width) * self.full_size(self.n.hidden)
        return 2 * macs * rows / self.rate / reached

    def moved(self, elements, cast):
        cast_bytes = self.c.cast_bytes * cast if self.k.low_precision else 0.0
        elements *= self.c.unfused_ratio if self.k.unfused else 1.0
        return (2 * elements + cast_bytes) / self.memory_rate

    def gather(self, size, stride, ranks, calls=1):
        inner = max(1.0, min(self.k.domain / stride, ranks))
        outer = ranks / inner
        inside = (inner - 1) / inner * size / self.inner_rate
        between = (outer - 1) / outer * (size / inner) / self.outer_rate
        return inside + between + calls * ((inner - 1) * self.c.scaleup_latency_s + (outer - 1) * self.c.nic_latency_s)

    def attention(self):
        n, tp = self.n, self.lay.tp
        elements = n.stream_elements * self.stream + n.rope_elements * self.rows / tp
        cast = (n.hidden + n.attention_width) * self.rows / tp
        return self.gemm(n.attention_macs / tp, self.rows, n.attention_width / tp) + self.moved(elements, cast)

    def core(self):
        reached = self.c.attention_efficiency * self.c.release_attention
        reached *= self.k.seq_len / (self.k.seq_len + self.c.attention_half_tokens)
        if self.n.head_dim < 128:
            reached *= math.sqrt(self.n.head_dim / 128)
        return 2 * self.n.core_macs / self.lay.tp * self.rows / (self.k.wide_flop_per_s * reached)

    def scores(self):
        return 13 / 5 * self.c.score_bytes * self.n.score_elements / self.lay.tp * self.rows / self.memory_rate

    def dense_ffn(self):
        n, tp = self.n, self.lay.tp
        cast = (n.hidden + n.dense_width) * self.rows / tp
        return self.gemm(n.dense_macs / tp, self.rows, n.dense_width / tp) + self.moved(
            3 * n.dense_width * self.rows / tp, cast
        )

    def moe_ffn(self):
        n, lay = self.n, self.lay
        copies = self.local * lay.etp * n.top_k * self.load
        macs, width, experts = n.expert_macs / lay.etp, n.expert_width / lay.etp, n.experts / lay.ep
        reached = self.full_size(copies / experts) * self.full_size(width) * self.full_size(n.hidden)
        grouped = 2 * macs * copies / (self.rate * self.c.grouped_ratio * reached)
        grouped = max(grouped, 2 * macs * experts / self.memory_rate)
        shared = self.gemm(n.shared_macs / lay.tp, self.rows, n.shared_width / lay.tp)
        router = 2 * n.router_macs * self.local / self.wide
        widths = copies * width + n.shared_width * self.rows / lay.tp
        permuted = 4 * copies * n.hidden / self.c.permute_ratio * self.c.release_moe
        cast = copies * n.hidden + n.hidden * self.rows / lay.tp + widths
        return grouped + shared + router + self.moved(3 * widths + permuted, cast)

    def remote(self, domains):
        missed = 1.0
        for draw in range(int(self.n.top_k)):
            missed *= max(self.n.experts - self.n.experts / domains - draw, 0.0) / max(self.n.experts - draw, 1.0)
        free = (domains - 1) * (1 - missed)
        if self.n.routing_groups > 1:
            return min(free, self.n.routing_group_limit * (domains - 1) / domains)
        return free

    def all_to_all(self, bytes_per_element):
        ranks = self.lay.ep
        if ranks == 1:
            return 0.0
        inner = max(1.0, min(self.k.domain / self.lay.etp, ranks))
        domains = max(ranks / inner, 1.0)
        sent = self.local * self.load * self.n.hidden * bytes_per_element
        copies = self.n.top_k * (ranks - 1) / ranks
        inside = sent * copies / (self.inner_rate * self.c.all_to_all_ratio) if inner > 1 else 0.0
        away = self.n.top_k * (domains - 1) / domains
        sent *= min(self.remote(domains), away) if self.c.dispatch_once else away
        between = sent / (self.outer_rate * self.c.nic_all_to_all_ratio)
        latency = (self.c.scaleup_latency_s if inner > 1 else 0.0) + (self.c.nic_latency_s if domains > 1 else 0.0)
        return max(inside, between) + latency

    def experts_exchange(self):
        dual = self.lay.schedule in (Schedule.DUALPIPE, Schedule.DUALPIPE_V)
        exposed = 1 - (self.c.ep_overlap_batches if dual else self.c.ep_overlap)
        legs = self.all_to_all(self.c.dispatch_bytes) + self.all_to_all(2)
        return 2 * legs * (1 + 0.5 * self.ffn) * exposed * self.c.release_moe

    def tensor(self, *, moe):
        lay = self.lay
        once = self.gather(2 * self.n.hidden * self.rows, 1.0, lay.tp)
        blocks = 1.0 if moe and not self.n.shared_macs else 2.0
        seconds = (5 if lay.sequence_parallel else 4) * blocks * once
        if moe:
            seconds += 4 * self.gather(2 * self.n.hidden * self.local * lay.etp * self.n.top_k, 1.0, lay.etp)
        hidden = self.c.tp_overlap * (1 - 1 / lay.tp) if lay.sequence_parallel else self.c.tp_overlap_whole
        return seconds * (1 + 0.2 * self.full + 0.2 * self.ffn) * (1 - hidden)

    @staticmethod
    def exposed(needed, behind, overlap):
        return max(needed - overlap * behind, (1 - overlap) * needed)

    def context(self):
        lay = self.lay
        once = self.gather(2 * self.n.kv_elements * self.rows * lay.cp / lay.tp, lay.tp, lay.cp)
        return self.exposed((3 + self.full) * once, 3.5 * self.core(), self.c.cp_overlap)

    def layer(self, *, moe):
        ffn = self.moe_ffn() if moe else self.dense_ffn()
        blocks = self.attention() + ffn
        forward = blocks + self.core() + self.scores()
        repeated = forward * self.full
        mode = self.lay.recompute
        if mode in (Recompute.SELECTIVE, Recompute.FEED_FORWARD, Recompute.UP_PROJECTIONS):
            repeated += self.gemm(
                self.n.up_projection_macs / self.lay.tp, self.rows, self.n.attention_width / self.lay.tp
            )
        if mode in (Recompute.SELECTIVE, Recompute.FEED_FORWARD, Recompute.ACTIVATIONS):
            repeated += 6 * self.n.hidden * self.stream / self.memory_rate
        if mode in (Recompute.SELECTIVE, Recompute.FEED_FORWARD):
            repeated += (self.core() + self.scores()) if self.c.score_bytes else 0.0
        repeated += ffn if mode is Recompute.FEED_FORWARD else 0.0
        exchange = self.experts_exchange() if moe else 0.0
        attention = 3.5 * self.core() + (13 + 19) / 13 * self.scores()
        device = 3 * blocks + attention + repeated + exchange + self.tensor(moe=moe) + self.context()
        host = self.c.release_host * (self.c.host_moe_s if moe else self.c.host_dense_s)
        if moe and self.k.capped:
            host *= self.c.capped_host_ratio
        return (device**4 + (host * (1 + self.full / 6 + self.ffn / 6)) ** 4) ** 0.25

    def head(self):
        logits = 10 * self.n.vocab * self.rows / self.lay.tp / self.memory_rate
        return 3 * 2 * self.n.head_macs / self.lay.tp * self.rows / self.wide + logits

    def stage(self):
        n, pp = self.n, self.lay.pp
        dense, moe = self.layer(moe=False), self.layer(moe=True) if n.moe_layers else 0.0
        unit = moe if n.moe_layers else dense
        layers = n.dense_layers * dense + n.moe_layers * moe
        extra = 3 * self.gemm(n.mtp_projection_macs / self.lay.tp, self.rows, n.hidden)
        tail = self.head() * (1 + n.mtp_layers) + n.mtp_layers * (unit + extra)
        mean = (layers + tail) / pp
        if pp == 1:
            return mean, mean
        units = math.ceil((layers / unit + math.ceil(tail / unit - 1e-6)) / pp - 1e-6)
        slowest = max(units * unit, tail)
        if n.layers % pp == 0:
            slowest = min(slowest, n.layers // pp * unit + tail)
        return mean, max(slowest, mean)

    def parameters(self):
        n, lay = self.n, self.lay
        share = math.ceil(n.layers / lay.pp)
        routed = min(share, n.moe_layers)
        dense = share * n.attention_macs + (share - routed) * n.dense_macs + routed * n.shared_macs
        last = lay.pp == 1 or lay.schedule is Schedule.DUALPIPE_V
        mtp = n.mtp_layers if last else 0
        dense += mtp * (n.attention_macs + n.shared_macs + n.mtp_projection_macs)
        dense += (n.head_tables if last else 1) * n.head_macs
        experts = (routed + mtp) * n.experts * n.expert_macs / (lay.ep * lay.etp)
        return dense / lay.tp + routed * n.router_macs, experts, max(lay.dp * lay.cp * lay.tp / (lay.ep * lay.etp), 1.0)

    def gathers(self, size, calls=1):
        dense, experts, copies = self.parameters()
        lay = self.lay
        return self.gather(size * dense, lay.tp, lay.dp * lay.cp, calls) + self.gather(
            size * experts, lay.ep * lay.etp, copies, calls
        )

    def step(self):
        lay, m = self.lay, self.micro_batches
        mean, slowest = self.stage()
        seconds = slowest * m + self.bubble() * mean + self.messages() + self.optimiser() + self.c.step_overhead_s
        if lay.sharding is Sharding.FULLY_SHARDED:
            seconds += m * self.exposed(
                self.gathers(6, 3 * math.ceil(self.n.layers / lay.pp)), mean, self.c.sharded_overlap
            )
        else:
            beside = 1.0
            if lay.schedule is Schedule.INTERLEAVED:
                beside = max(min(lay.pp, m) * (lay.vpp - 1) / lay.vpp, 1.0)
            hidden = 0.0 if lay.schedule is Schedule.DUALPIPE_V else self.c.dp_overlap
            seconds += self.exposed(self.gathers(self.c.gradient_bytes + 2), beside * mean, hidden)
            if lay.sharding is Sharding.ZERO_2:
                seconds += (m - 1) * self.exposed(self.gathers(2), mean, hidden)
        return seconds * (1 + self.c.loss_per_doubling * math.log2(max(self.k.devices / 8, 1)))

    def bubble(self):
        idle = self.lay.pp - 1
        match self.lay.schedule:
            case Schedule.INTERLEAVED:
                return idle / self.lay.vpp
            case Schedule.ZERO_BUBBLE:
                return idle / 3
            case Schedule.DUALPIPE:
                return max(self.lay.pp / 2 - 1, 0) * 2 / 3
            case Schedule.DUALPIPE_V:  # as DualPipe of 2 p stages, each half as long
                return (2 * self.lay.pp / 2 - 1) * 2 / 3 / 2
        return idle

    def messages(self):
        lay = self.lay
        if lay.pp == 1:
            return 0.0
        size = 2 * self.n.hidden * self.local
        if self.k.devices <= self.k.domain:
            once = size / self.inner_rate + self.c.scaleup_latency_s
        else:
            once = size / self.outer_rate + self.c.nic_latency_s
        plain = lay.schedule is Schedule.ONE_F_ONE_B
        exposed = 1 - (self.c.pp_overlap if plain else self.c.pp_overlap_interleaved)
        passes = 2 if lay.schedule is Schedule.DUALPIPE_V else lay.vpp
        return 2 * once * passes * (self.micro_batches * exposed + (lay.pp - 1) / passes)

    def optimiser(self):
        dense, experts, copies = self.parameters()
        return 34 * (dense / (self.lay.dp * self.lay.cp) + experts / copies) / self.memory_rate

    def kept(self, *, moe):
        n, load = self.n, self.load * self.lay.etp
        ffn, selective, narrow = (
            (n.moe_kept_bytes * load, n.moe_selective_bytes * load, n.moe_narrow_bytes * load)
            if moe
            else (n.dense_kept_bytes, n.dense_selective_bytes, n.dense_narrow_bytes)
        )
        saved = (n.attention_narrow_bytes + narrow) if self.k.low_precision else 0.0
        chosen = n.attention_kept_bytes + ffn - saved + self.c.score_bytes * n.score_elements
        scores = self.c.score_bytes * n.score_elements
        if self.lay.recompute is Recompute.SELECTIVE:
            chosen = n.attention_selective_bytes + selective - saved / 2
        if self.lay.recompute is Recompute.ACTIVATIONS:
            chosen = n.attention_kept_bytes - 2 * n.hidden + selective - saved / 2 + scores
        if self.lay.recompute is Recompute.UP_PROJECTIONS:
            chosen = n.attention_kept_bytes - n.up_projected_kept_bytes + ffn - saved + scores
        if self.lay.recompute is Recompute.FEED_FORWARD:
            saved = n.attention_narrow_bytes if self.k.low_precision else 0.0
            chosen = n.attention_selective_bytes + 2 * n.hidden - saved / 2
        kept = self.full * 2 * n.hidden + (1 - self.full) * chosen
        if self.lay.sequence_parallel:
            return kept
        modules = self.lay.recompute in (Recompute.ACTIVATIONS, Recompute.SELECTIVE, Recompute.FEED_FORWARD)
        norms = 4 * n.hidden if modules else 8 * n.hidden
        return kept + (self.lay.tp - 1) * (2 * n.hidden * self.full + norms * (1 - self.full))

    def activations(self):
        n, lay = self.n, self.lay
        share = math.ceil((n.layers + n.mtp_layers) / lay.pp)
        routed = min(share, n.moe_layers + (n.mtp_layers if n.moe_layers else 0))
        stage = ((share - routed) * self.kept(moe=False) + (routed * self.kept(moe=True) if routed else 0)) * self.local
        ffn = n.moe_kept_bytes * lay.etp if n.moe_layers else n.dense_kept_bytes
        working = n.attention_kept_bytes * (1.5 if lay.recompute is Recompute.FULL else 0.5)
        again = lay.recompute in (Recompute.FULL, Recompute.FEED_FORWARD)
        working = (working + ffn * (1.5 if again else 0.5)) * self.local
        if lay.recompute is not Recompute.NONE:
            working += self.c.score_bytes * n.score_elements * self.local
        logits = self.c.logit_bytes * n.vocab * self.local * (1 + n.mtp_layers)
        group, m = lay.micro_batch_group or lay.pp, self.micro_batches
        first, last = lay.pp, 1
        match lay.schedule:
            case Schedule.INTERLEAVED:
                first = min(2 * (lay.pp - 1) + (lay.vpp - 1) * group + 1, m * lay.vpp) / lay.vpp
                last = min((lay.vpp - 1) * group + 1, m * lay.vpp) / lay.vpp
            case Schedule.DUALPIPE:
                first = lay.pp + 1
            case Schedule.DUALPIPE_V:
                first = lay.pp + 1 / 2
        at_first = stage * min(first, m) + working
        if lay.pp == 1 or lay.schedule is Schedule.DUALPIPE_V:
            return at_first + logits
        return max(at_first, stage * min(last, m) + working + logits)

    def memory(self):
        n, lay = self.n, self.lay
        dense, experts, copies = self.parameters()
        gradients = self.c.gradient_bytes
        held, split = dense + experts, dense / (lay.dp * lay.cp) + experts / copies
        if lay.sharding is Sharding.FULLY_SHARDED:
            gathered = 2 * held / math.ceil(n.layers / lay.pp)
            static = 2 * (split + gathered) + gradients * (split + gathered / 2) + 12 * split
        elif lay.sharding is Sharding.ZERO_2:
            twice = 2 if lay.schedule is Schedule.DUALPIPE else 1
            gathered = 2 * held / math.ceil(n.layers / lay.pp)
            static = 2 * held + gradients * (split + gathered / 2) / twice + 12 * split
        else:
            static = (2 + gradients) * held + 12 * split
        if lay.schedule is Schedule.DUALPIPE:
            static *= 2
        buffers = 4 * n.hidden * n.top_k * self.local * self.load if lay.ep > 1 else 0.0
        buffers += 8 * n.hidden * self.local if lay.pp > 1 else 0.0
        return static + self.c.fragmentation * (self.activations() + buffers) + self.c.memory_reserve_bytes


POWERS = st.sampled_from([1, 2, 4, 8])


@st.composite
def shapes(draw):
    moe, latent = draw(st.booleans()), draw(st.booleans())
    layers = draw(st.integers(1, 96))
    dense = draw(st.integers(0, layers - 1)) if moe else layers
    heads = draw(st.sampled_from([8, 16, 32, 128]))
    experts = draw(st.sampled_from([8, 64, 256]))
    ranks = MlaRanks(q_rank=draw(st.sampled_from([None, 1536])), kv_rank=512, nope_dim=128, rope_dim=64, v_dim=128)
    return TransformerShape(
        key="x",
        name="X",
        layers=layers,
        hidden=draw(st.sampled_from([1024, 4096, 7168, 16_384])),
        heads=heads,
        kv_heads=draw(st.sampled_from([4, 8])),
        head_dim=draw(st.sampled_from([64, 128])),
        vocab=draw(st.sampled_from([32_000, 129_280])),
        ffn=draw(st.sampled_from([4096, 18_432])),
        dense_layers=dense,
        experts=experts if moe else 0,
        top_k=draw(st.integers(1, 8)) if moe else 0,
        expert_ffn=draw(st.sampled_from([768, 2048, 14_336])) if moe else 0,
        shared_ffn=draw(st.sampled_from([0, 2048])) if moe else 0,
        gated=draw(st.booleans()),
        attention=Attention.MLA if latent else Attention.GQA,
        mla=ranks if latent else None,
        mtp_layers=draw(st.integers(0, 1)),
        tied_embeddings=draw(st.booleans()),
        sliding_window=1024,
        windowed_layers=draw(st.integers(0, layers)),
        routing_groups=8 if moe and experts > 8 and draw(st.booleans()) else 1,
    )


@st.composite
def accelerators(draw):
    key, stack = draw(
        st.sampled_from([("H100-SXM", "CUDA"), ("MI300X", "ROCm (HIP)"), ("Ascend-910B2", "CANN"), ("new", "OTHER")])
    )
    rate = draw(st.floats(1e14, 5e15))
    return Accelerator(
        key=key,
        name=key,
        supplier="s",
        jurisdiction="j",
        peak_flop_per_s={Precision.BF16: rate, Precision.FP8: 2 * rate, Precision.FP4: 4 * rate},
        memory_bytes=draw(st.integers(2**34, 2**38)),
        memory_bytes_per_s=draw(st.floats(5e11, 2e13)),
        scaleup_bytes_per_s=draw(st.floats(1e10, 2e12)),
        scaleup_domain_devices=draw(st.sampled_from([4, 8, 16, 72, 384])),
        nic_bytes_per_s=draw(st.floats(1e9, 2e11)),
        devices_per_node=8,
        software_stack=stack,
    )


@st.composite
def layouts(draw, shape):
    tp, cp, dp, pp = draw(POWERS), draw(POWERS), draw(POWERS), min(draw(POWERS), shape.layers)
    ranks = tp * cp * dp
    ep = draw(st.sampled_from([size for size in (1, 2, 4, 8, 16) if ranks % size == 0])) if shape.is_moe else 1
    etp = tp if shape.is_moe and ranks % (ep * tp) == 0 and draw(st.booleans()) else 1
    schedule = draw(st.sampled_from(list(Schedule))) if pp > 1 else Schedule.ONE_F_ONE_B
    recompute = draw(st.sampled_from(list(Recompute)))
    return Layout(
        tp=tp,
        pp=pp,
        vpp=draw(st.integers(2, 6)) if schedule is Schedule.INTERLEAVED else 1,
        micro_batch_group=draw(st.sampled_from([None, pp, pp + 3])) if schedule is Schedule.INTERLEAVED else None,
        ep=ep,
        etp=etp,
        cp=cp,
        dp=dp,
        micro_batch=draw(st.sampled_from([1, 2, 4])),
        recompute=recompute,
        schedule=schedule,
        sharding=draw(st.sampled_from(list(Sharding) if pp == 1 else [Sharding.ZERO_1, Sharding.ZERO_2])),
        recompute_share=draw(st.sampled_from([0.5, 1.0])) if recompute is Recompute.FULL else 1.0,
        sequence_parallel=draw(st.booleans()),
    )


@st.composite
def problems(draw):
    shape, device = draw(shapes()), draw(accelerators())
    layout = draw(layouts(shape))
    run = TrainingRun(
        shape=shape,
        tokens=1e12,
        seq_len=draw(st.sampled_from([2048, 4096, 32_768])),
        global_batch=layout.dp * layout.micro_batch * draw(st.integers(1, 64)),
        precision=draw(st.sampled_from(list(TrainingPrecision)[:1] + list(TrainingPrecision)[2:])),
        routing=draw(st.sampled_from(list(Routing))),
        stack_release=draw(st.sampled_from([None, "arXiv 2104"])),
        communication_overlap=draw(st.booleans()),
        fused_elementwise=draw(st.booleans()),
    )
    return pool_of(device, devices=layout.tp * layout.pp * layout.cp * layout.dp), run, layout


@settings(max_examples=300, deadline=None)
@given(problems())
def test_the_arrays_agree_with_the_scalar_reference(problem):
    pool, run, layout = problem
    case = case_of(pool, run, load_calibration())
    reference = Reference(case, layout)
    arrays = arrays_of([layout])
    times, parts = training.step_times(case, arrays), memory.memory_parts(case, arrays)
    assert float(times.step_s[0]) == pytest.approx(reference.step(), rel=1e-9)
    assert float(parts.total_bytes[0]) == pytest.approx(reference.memory(), rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(problems())
def test_every_part_of_a_step_and_of_memory_is_finite_and_not_negative(problem):
    pool, run, layout = problem
    case, arrays = case_of(pool, run, load_calibration()), arrays_of([layout, layout])
    for parts in (training.step_times(case, arrays), memory.memory_parts(case, arrays)):
        for item in fields(parts):
            values = getattr(parts, item.name)
            assert values.shape == (2,)
            assert np.isfinite(values).all()
            assert (values >= 0).all(), item.name
