"""The arrays agree to 1e-9 with a reference that works one layout at a time, in plain Python, from the formulas."""

import math
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Precision
from planner.cluster import pool_of
from planner.performance.training import memory, step_times
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import arrays_of
from planner.performance.training.stage_cuts import cut_sizes
from planner.workload import counting
from planner.workload.blocks import Block, counted, expanded
from planner.workload.flags import MlaRanks, shape_of_flags
from planner.workload.presets import shape_preset
from planner.workload.recipe import Dispatcher, Fabric, Host, Recipe, RecipeName
from planner.workload.saved_operations import operations_of
from planner.workload.shape import Attention
from planner.workload.stack import channels_kept, mixer_kept
from planner.workload.states import MEGATRONS_STATES
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

CHEAP = {"layernorm", "moe_act", "activation_function"}
DROPPED = {
    Recompute.NONE: set(),
    Recompute.FULL: set(),
    Recompute.BY_OPERATION: set(),
    Recompute.SELECTIVE: {*CHEAP, "mla_up_proj"},
    Recompute.FEED_FORWARD: {*CHEAP, "mla_up_proj", "mlp", "moe"},
    Recompute.ACTIVATIONS: CHEAP,
    Recompute.UP_PROJECTIONS: {"mla_up_proj"},
}
SETS = ("core_attn", "moe_act", "layernorm+mlp", "moe", "layernorm+shared_experts", "core_attn+mla_up_proj+moe+mlp")


@cache
def stage_lists(shape, seq_len, pp):
    """Return the kinds of the layers of each stage."""
    blocks = list(shape.kinds())
    order = [
        blocks.index(Block(1, block.mixer, block.channel))
        for block in expanded(shape.blocks)
        for _ in range(block.count)
    ]
    work = [counting.product_macs(shape, block) + counting.core_macs(shape, block, seq_len) for block in blocks]
    tail = counting.head_macs(shape) + counting.mtp_macs_per_token(shape, seq_len)
    sizes = cut_sizes(np.array(order), np.array(work), tail, min(pp, len(order)))  # held to all cuts in its own test
    ends = [0, *accumulate(sizes)]
    return [order[first:end] for first, end in pairwise(ends)]


class Reference:
    """Time and memory of one layout, with branches where the program has masks."""

    def __init__(self, case, layout, shape):
        self.k, self.c, self.n, self.lay, self.shape = case, case.coefficients, case.counts, layout, shape
        self.blocks = list(dict.fromkeys([*shape.kinds(), *(counted(shape.mtp.blocks) if shape.mtp else ())]))
        self.rows = layout.micro_batch * case.seq_len / layout.cp
        self.local = self.rows / layout.tp
        self.stream = self.local if layout.sequence_parallel else self.rows
        self.micro_batches = case.global_batch / (layout.dp * layout.micro_batch)
        self.full = layout.recompute_share if layout.recompute is Recompute.FULL else 0.0
        self.own = layout.recompute is Recompute.BY_OPERATION
        self.modules = DROPPED.get(layout.recompute, set(layout.recompute.split("+")))
        tuned = self.c.matmul_efficiency * self.c.matmul_in_training * self.c.release_dense * self.c.recipe_dense
        self.wide = case.wide_flop_per_s * min(tuned, self.c.matmul_ceiling)
        self.rate = self.wide if case.flop_per_s == case.wide_flop_per_s else case.flop_per_s * tuned
        self.rate *= self.c.low_precision_ratio
        self.half = self.c.half_rows_per_ridge * case.flop_per_s / case.memory_bytes_per_s
        self.memory_rate = case.memory_bytes_per_s * self.c.memory_efficiency
        self.inner_rate = case.scaleup_bytes_per_s * self.c.scaleup_efficiency
        self.outer_rate = case.nic_bytes_per_s * self.c.nic_efficiency

    def load(self, f):
        ranks = self.lay.ep
        if ranks == 1:
            return 1.0
        if self.k.overload:
            return self.k.overload
        a_rank = math.sqrt(ranks * (1 / f.top_k - 1 / f.experts))
        return 1 + self.k.natural * self.c.natural_spread * a_rank * math.sqrt(2 * math.log(ranks))

    def peak(self, f):
        if self.k.overload_peak and self.lay.ep > 1:
            return self.k.overload_peak
        return 1 + self.c.natural_peak * (self.load(f) - 1)

    def full_size(self, *sizes):
        """Return the share of the peak, or of that lower one at which the product is fastest, found by halving."""
        first, second, third = (self.half / size for size in sizes)

        def slower_at_more(part):
            pairs = first * second + second * third + third * first
            return 2 * first * second * third * part**3 + pairs * part**2 > 1

        low, high = 0.0, 1.0
        for _ in range(60 if slower_at_more(1.0) else 0):
            middle = (low + high) / 2
            low, high = (low, middle) if slower_at_more(middle) else (middle, high)
        return high / ((1 + first * high) * (1 + second * high) * (1 + third * high))

    def parts(self):
        """Yield every kind of layer with its mixer and its channel mixers."""
        for kind in self.n.kinds:
            yield kind, self.n.mixers[kind.mixer], self.n.channels[kind.channel]

    def gemm(self, macs, rows, width, depth=None):
        depth = depth or self.n.hidden
        reached = self.full_size(rows, width, depth)
        inner = max(macs / depth - width, width)
        loss = sum(self.waves(*size) for size in ((rows, inner), (rows, depth), (inner, depth))) / 3
        return 2 * macs * rows / self.rate / reached * loss

    def edges(self, macs, width, f):
        inner = max(macs / f.expert_hidden - width, width)
        sizes = ((256, inner), (256, f.expert_hidden), (inner, f.expert_hidden))
        return sum(self.waves(*size, 1) for size in sizes) / 3 if self.c.multiprocessors else 1.0

    def waves(self, one, other, units=None):
        if not (units := units or self.c.multiprocessors):
            return 1.0
        found = []
        for high, wide in ((one, other), (other, one)):
            tall, broad = min(128, high), min(256, wide)
            tiles = math.ceil(high / tall - 1e-9) * math.ceil(wide / broad - 1e-9)
            done = tiles if tiles < units else math.ceil(tiles / units - 1e-9) * units
            found.append(done * tall * broad / (high * wide))
        return min(found)

    def moved(self, elements, cast):
        cast_bytes = self.c.cast_bytes * cast if self.k.low_precision else 0.0
        elements *= self.c.unfused_ratio if self.k.unfused else 1.0
        return (2 * elements + cast_bytes) / self.memory_rate

    def gather(self, size, stride, ranks, calls=1):
        inner = max(1.0, min(self.k.domain / stride, ranks))
        outer = ranks / inner
        inside = (inner - 1) / inner * size / self.inner_rate
        between = (outer - 1) / outer * (size / inner) / self.outer_rate
        rounds = outer if self.c.one_ring else 1
        hops = rounds * (inner - 1) * self.c.scaleup_latency_s + (outer - 1) * self.c.nic_latency_s
        return inside + between + calls * hops

    def mixer_gemm(self, m):
        return self.gemm(m.macs / self.lay.tp, self.rows, m.width / self.lay.tp) if m.present else 0.0

    def mixer_moved(self, m):
        tp = self.lay.tp
        elements = self.n.sublayer_elements * self.stream + m.elements * self.rows / tp
        cast = (self.n.hidden + m.width) * self.rows / tp
        return self.moved(elements, cast) if m.present else 0.0

    def mixer(self, m):
        return self.mixer_gemm(m) + self.mixer_moved(m)

    def core(self, m):
        reached = self.c.attention_efficiency * self.c.release_attention * self.c.recipe_attention
        reached *= self.k.seq_len / (self.k.seq_len + self.c.attention_half_tokens)
        head = m.key_dim
        if not self.c.score_bytes:  # kernels for whole steps, of two beyond 128
            step = self.c.attention_head_step * (2 if head > 128 else 1)
            head = math.ceil(head / step) * step
        if head < 128:
            reached *= math.sqrt(head / 128)
        padded = head / m.key_dim
        return 2 * m.core_macs / self.lay.tp * self.rows * padded / (self.k.wide_flop_per_s * reached)

    def scans(self, m):
        kernels = [
            (m.scan_macs, self.c.scan_efficiency),
            (m.sparse_macs, self.c.sparse_efficiency),
            (m.index_macs, self.c.index_efficiency),
            (m.vector_macs, self.c.vector_efficiency),
        ]
        return self.kernels(kernels)

    def scans_back(self, m):
        kernels = [
            (2.5 * m.scan_macs, self.c.scan_efficiency),
            (2.5 * m.sparse_macs + m.index_loss_macs, self.c.sparse_efficiency),
            (m.index_back_macs, self.c.index_efficiency),
            (2.5 * m.vector_macs, self.c.vector_efficiency),
        ]
        return self.kernels(kernels)

    def kernels(self, kernels):
        seconds = sum(2 * macs / (self.k.wide_flop_per_s * share) for macs, share in kernels)
        return seconds * self.rows / self.lay.tp

    def scores(self, m):
        return 13 / 5 * self.c.score_bytes * m.score_elements / self.lay.tp * self.rows / self.memory_rate

    def dense_gemm(self, f):
        return self.gemm(f.dense_macs / self.lay.tp, self.rows, f.dense_width / self.lay.tp) if f.dense else 0.0

    def dense_moved(self, f):
        tp = self.lay.tp
        cast = (self.n.hidden + f.dense_width) * self.rows / tp
        return self.moved(3 * f.dense_width * self.rows / tp, cast) if f.dense else 0.0

    def dense_ffn(self, f):
        return self.dense_gemm(f) + self.dense_moved(f)

    def moe_ffn(self, f):
        if not f.routed:
            return 0.0
        return self.experts(f) + self.shared(f) + self.latent(f) + self.moved_beside(f)

    def shared(self, f):
        return self.gemm(f.shared_macs / self.lay.tp, self.rows, f.shared_width / self.lay.tp)

    def latent(self, f):
        return 2 * f.router_macs * self.local / self.wide + self.gemm(f.latent_macs, self.local, f.expert_hidden)

    def moved_beside(self, f):
        tp = self.lay.tp
        beside = f.shared_width * self.rows / tp
        return self.moved(3 * beside, self.n.hidden * self.rows / tp + beside)

    def experts(self, f):
        lay = self.lay
        copies = self.local * lay.etp * f.top_k * self.load(f)
        macs, width, experts = f.expert_macs / lay.etp, f.expert_width / lay.etp, f.experts / lay.ep
        reached = self.full_size(copies / experts, width, f.expert_hidden)
        grouped = 2 * macs * copies / (self.rate * self.c.grouped_ratio * reached) * self.edges(macs, width, f)
        grouped = max(grouped, 2 * macs * experts / self.memory_rate)
        permuted = 4 * copies * f.expert_hidden / self.c.permute_ratio * self.c.release_moe
        elements = self.c.elementwise_ratio * (3 * copies * width + permuted)
        elements += self.c.expert_bias_moves * f.biased * copies * f.expert_hidden
        return grouped + self.moved(elements, copies * f.expert_hidden + copies * width)

    def remote(self, f, domains, *, limited=True):
        missed = 1.0
        for draw in range(int(f.top_k)):
            missed *= max(f.experts - f.experts / domains - draw, 0.0) / max(f.experts - draw, 1.0)
        free = (domains - 1) * (1 - missed)
        if limited and f.routing_groups > 1:
            return min(free, f.routing_group_limit * (domains - 1) / domains)
        return free

    def all_to_all(self, f, bytes_per_element):
        ranks = self.lay.ep
        if ranks == 1:
            return 0.0
        inner = max(1.0, min(self.k.domain / self.lay.etp, ranks))
        domains = max(ranks / inner, 1.0)
        tokens = self.local * self.load(f)
        sent = tokens * f.expert_hidden * bytes_per_element
        copies = self.remote(f, ranks, limited=False) if self.c.dispatch_once else f.top_k * (ranks - 1) / ranks
        inside = sent * copies / (self.inner_rate * self.c.all_to_all_ratio) if inner > 1 else 0.0
        stated = sent * copies / self.k.scaleup_bytes_per_s if inner > 1 else 0.0
        away = f.top_k * (domains - 1) / domains
        once = min(self.remote(f, domains), away) if self.c.dispatch_once else 0.0
        sent *= once if self.c.dispatch_once else away
        stated = max(stated, sent / self.k.nic_bytes_per_s)
        between = sent / (self.outer_rate * self.c.nic_all_to_all_ratio)
        between += self.c.dispatch_message_s * tokens * once * 5e10 / self.k.nic_bytes_per_s
        between += self.c.dispatch_peer_s * (ranks - inner)
        latency = (self.c.scaleup_latency_s if inner > 1 else 0.0) + (self.c.nic_latency_s if domains > 1 else 0.0)
        return max(self.c.release_moe * (max(inside, between) + latency), stated)

    def experts_exchange(self, f, behind):
        """Return what shows of an exchange of tokens, and all of it."""
        if not f.routed:
            return 0.0, 0.0
        dual = self.lay.schedule in (Schedule.DUALPIPE, Schedule.DUALPIPE_V)
        hidden = self.c.ep_overlap_batches if dual else self.c.ep_overlap
        legs = self.all_to_all(f, self.c.dispatch_bytes) + self.all_to_all(f, 2)
        needed = 2 * legs * (1 + 0.5 * (self.full or "moe" in self.modules))
        shown = self.exposed(needed, behind, hidden)
        if f.shortcut:
            shown = min(shown, self.exposed(needed, behind / 2, self.c.ep_overlap_batches))
        return shown, needed

    def again(self, m, f):
        kinds = [("mlp" in self.modules)] * int(f.dense) + [("moe" in self.modules)] * int(f.routed)
        block = self.full + sum(kinds) / max(len(kinds), 1)
        return (self.full * m.present + block * f.present) / (m.present + f.present)

    def tensor(self, m, f):
        lay = self.lay
        once = self.gather(2 * self.n.hidden * self.rows, 1.0, lay.tp)
        blocks = m.present + (1.0 if f.dense or f.shared_macs else 0.0)
        seconds = (5 if lay.sequence_parallel else 4) * blocks * once
        hidden = self.c.tp_overlap * (1 - 1 / lay.tp) if lay.sequence_parallel else self.c.tp_overlap_whole
        seconds *= 1 - hidden
        if f.routed:  # dispatchers gather and scatter by themselves, beside no product
            seconds += 4 * self.gather(2 * f.expert_hidden * self.local * lay.etp * f.top_k, 1.0, lay.etp)
        return seconds * (1 + 0.4 * self.again(m, f) + (0.2 if self.own else 0.0))

    def exposed(self, needed, behind, overlap):
        return max(needed - overlap * behind, (1 - overlap) * needed)

    def context(self, m):
        """Return what shows of an exchange of keys and values, and all of it."""
        lay = self.lay
        if lay.cp == 1:
            return 0.0, 0.0
        if self.c.context_gathered and m.head_bytes:
            return self.gathered_context(m)
        passed = min(self.rows * lay.cp, m.window * lay.micro_batch)
        size = m.ring_bytes * passed + m.swap_bytes * self.rows + m.state_bytes * lay.cp * lay.micro_batch
        needed = (3 + self.full) * self.gather(size / lay.tp, lay.tp, lay.cp)
        cores = 3.5 * self.core(m) + self.scans(m) + self.scans_back(m)
        return self.exposed(needed, cores, self.c.cp_overlap), needed

    def gathered_bytes(self, m):
        return m.head_bytes if self.c.repeated_keys or m.up_projection_macs else m.ring_bytes

    def gathered_context(self, m):
        """Keys and values gathered whole behind the first of equal steps; their gradients sent on after each."""
        lay, ranks = self.lay, self.lay.cp
        own = self.gathered_bytes(m) * self.rows / lay.tp
        forward = (self.core(m) + self.scans(m)) / ranks
        backward = (2.5 * self.core(m) + self.scans_back(m)) / ranks
        gather = self.gather(own * ranks, lay.tp, ranks)
        needed = (2 + self.full) * gather
        seconds = (1 + self.full) * self.exposed(gather, forward, self.c.cp_overlap)
        seconds += self.exposed(gather, backward, self.c.cp_overlap)
        near = self.k.domain / lay.tp >= ranks
        rate, latency = (self.inner_rate, self.c.scaleup_latency_s) if near else (self.outer_rate, self.c.nic_latency_s)
        send = 2 * own / rate + latency  # 32 bits for 16
        needed += ranks * send
        seconds += (ranks - 1) * self.exposed(send, backward, self.c.cp_overlap) + send
        values, keys = m.width * self.rows / lay.tp, own / 2
        merged = (1 + self.full) * values * (12 + 32 * (ranks - 1)) + ranks * (11.5 * values + 19.5 * keys)
        return seconds + merged / self.memory_rate, needed + merged / self.memory_rate

    def scores_again(self):
        named = self.lay.recompute in (Recompute.SELECTIVE, Recompute.FEED_FORWARD)
        return named or "core_attn" in self.modules

    def repeated(self, m, f, forward):
        if self.lay.recompute is Recompute.FULL:
            return self.full * forward
        if self.own:
            around = self.moved(self.n.sublayer_elements * f.present * self.stream, 0.0)
            mixer = m.repeated_share * self.mixer_gemm(m) + self.mixer_moved(m) + self.scans(m)
            dense = f.repeated_share * self.dense_gemm(f) + self.dense_moved(f)
            beside = f.repeated_share * (self.shared(f) + self.latent(f)) + self.moved_beside(f)
            return mixer + around + dense + (self.experts(f) + beside if f.routed else 0.0)
        return self.mixer_again(m, f) + self.channel_again(f)

    def mixer_again(self, m, f):
        seconds, modules = 0.0, self.modules
        if "mla_up_proj" in modules:
            seconds += self.gemm(m.up_projection_macs / self.lay.tp, self.rows, m.width / self.lay.tp)
        if "layernorm" in modules:
            seconds += 3 * self.n.hidden * self.stream * (m.present + f.present) / self.memory_rate
        if "core_attn" in modules or (self.scores_again() and self.c.score_bytes):
            seconds += self.core(m) + self.scores(m)
        return seconds

    def channel_again(self, f):
        seconds, modules = 0.0, self.modules
        if "mlp" in modules:
            seconds += self.dense_ffn(f)
        elif "activation_function" in modules and f.dense:
            seconds += self.moved(3 * f.dense_width * self.rows / self.lay.tp, 0.0)
        if "moe" in modules:
            return seconds + self.moe_ffn(f)
        copies = self.local * f.top_k * self.load(f) if f.routed else 0.0
        if "moe_act" in modules:
            seconds += self.moved(3 * copies * f.expert_width * self.c.elementwise_ratio, 0.0)
        if "shared_experts" in modules and f.routed:
            seconds += self.shared(f) + self.moved_beside(f)
        return seconds

    def layer(self, m, f):
        mixer, core, scores = self.mixer(m), self.core(m) + self.scans(m), self.scores(m)
        block = self.dense_ffn(f) + self.moe_ffn(f)
        products = mixer + block + self.moved(self.n.sublayer_elements * f.present * self.stream, 0.0)
        compute = 3 * products + 3.5 * self.core(m) + self.scans(m) + self.scans_back(m) + (1 + 19 / 13) * scores
        device = compute + self.repeated(m, f, products + core + scores)
        device += self.exchange(m, f)[0] + self.tensor(m, f)
        capped = self.c.capped_host_ratio if self.k.capped else 1.0
        host = self.c.host_dense_s / 2 * (m.present + f.dense - f.routed) + self.c.host_moe_s * capped * f.routed
        host *= self.c.release_host * self.c.recipe_host
        host += self.c.looped_expert_s * f.experts / self.lay.ep * f.routed
        host *= 1 + (1 if self.own else self.again(m, f)) / 3
        return device * (1 + (host / device) ** 4) ** 0.25

    def exchange(self, m, f):
        """Return what shows of exchanges of tokens and of keys and values in a layer, and all of them.

        What hides one hides not the other as well.
        """
        products = self.mixer(m) + self.dense_ffn(f) + self.moe_ffn(f)
        products += self.moved(self.n.sublayer_elements * f.present * self.stream, 0.0)
        compute = 3 * products + 3.5 * self.core(m) + self.scans(m) + self.scans_back(m)
        shown, needed = self.context(m)
        compute += (1 + 19 / 13) * self.scores(m) - (needed - shown)
        of_experts, all_of_experts = self.experts_exchange(f, compute)
        return shown + of_experts, needed + all_of_experts

    def exchanges(self):
        """Return all of them in the mean stage: other transfers hide neither behind them nor behind what hides them."""
        more = self.n.mtp_layers
        every = (((k.layers + more * k.mtp_layers), self.exchange(m, f)[1]) for k, m, f in self.parts())
        return sum(layers * needed for layers, needed in every) / self.lay.pp

    def head(self):
        n, tp = self.n, self.lay.tp
        product = 2 * n.head_macs / tp * self.rows / self.wide
        return 3 * product + 10 * n.vocab * self.rows / tp / self.memory_rate

    def stage(self):
        n, pp = self.n, self.lay.pp
        each = [(kind, self.layer(m, f)) for kind, m, f in self.parts()]
        layers = sum(kind.layers * seconds for kind, seconds in each)
        extra = 3 * self.gemm(n.mtp_projection_macs / self.lay.tp, self.rows, n.hidden)
        after = sum(kind.mtp_layers * seconds for kind, seconds in each)
        tail = self.head() * (1 + n.mtp_layers) + n.mtp_layers * (after + extra)
        mean = (layers + tail) / pp
        if pp == 1:
            return mean, mean
        if n.mixed:
            seconds = [sum(each[kind][1] for kind in cut) for cut in stage_lists(self.shape, self.k.seq_len, pp)]
            return mean, max(mean, *seconds[:-1], seconds[-1] + tail)
        unit = next(seconds for kind, seconds in each if kind.ends)
        # any number of layers on all stages but the last, which has what is left
        splits = range(math.ceil(layers / unit) + 1 + math.ceil(tail / unit))
        slowest = min(max(each * unit, layers - (pp - 1) * each * unit + tail, tail) for each in splits)
        return mean, max(slowest, mean)

    def fullest(self, *, with_mtp):
        """Return the layers of each kind on the stage with most: leading dense layers stand elsewhere if they can."""
        more = self.n.mtp_layers if with_mtp else 0
        share = math.ceil((self.n.layers + more) / self.lay.pp)
        ending = min(share, self.n.kinds[-1].layers + more)
        return [share] if len(self.n.kinds) == 1 else [share - ending, ending]

    def most_parameters(self):
        """Return the layers of each kind on the stage with most parameters, of layers of several kinds."""
        params = [
            m.params + f.dense_macs + f.shared_macs + f.router_macs + f.latent_macs + f.experts * f.expert_macs
            for _, m, f in self.parts()
        ]
        cuts = stage_lists(self.shape, self.k.seq_len, self.lay.pp)
        found = max(cuts, key=lambda cut: sum(params[kind] for kind in cut))
        return [found.count(place) for place in range(len(params))]

    @property
    def alone(self):
        return self.lay.pp == 1 or self.lay.schedule is Schedule.DUALPIPE_V

    def end_stages(self):
        """Return the layers of each kind on the first and on the last stage, all stages before it full."""
        if self.n.mixed:
            cuts = stage_lists(self.shape, self.k.seq_len, self.lay.pp)
            return [[cut.count(place) for place in range(len(self.n.kinds))] for cut in (cuts[0], cuts[-1])]
        order = [place for place, kind in enumerate(self.n.kinds) for _ in range(int(kind.layers))]
        share = math.ceil(len(order) / self.lay.pp)
        ends = order[:share], order[share * (self.lay.pp - 1) :]
        return [[cut.count(place) for place in range(len(self.n.kinds))] for cut in ends]

    def parameters(self, place="last"):
        n, lay = self.n, self.lay
        last = self.alone
        mtp = n.mtp_layers if last else 0
        stage = self.most_parameters() if n.mixed else self.fullest(with_mtp=False)
        tables = n.head_tables if last else {"first": 1, "inner": 0, "last": 1}[place]
        if place == "first" and not last:
            first, end = self.end_stages()
            stage = first
            if lay.schedule is Schedule.DUALPIPE:  # half of what both its stages hold
                stage, tables = [(a + b) / 2 for a, b in zip(first, end, strict=True)], n.head_tables / 2
                mtp = n.mtp_layers / 2
        dense = mtp * n.mtp_projection_macs + tables * n.head_macs
        whole = experts = 0.0
        for held, (kind, m, f) in zip(stage, self.parts(), strict=True):
            more = held + mtp * kind.mtp_layers
            dense += more * (m.params + f.dense_macs + f.shared_macs)
            whole += held * (f.router_macs + f.latent_macs)
            experts += more * f.experts * f.expert_macs
        experts /= lay.ep * lay.etp
        self.tables = tables * n.head_macs / lay.tp
        return dense / lay.tp + whole, experts, max(lay.dp * lay.cp * lay.tp / (lay.ep * lay.etp), 1.0)

    def gathers(self, size, calls=1):
        dense, experts, copies = self.parameters()
        lay = self.lay
        return self.gather(size * dense, lay.tp, lay.dp * lay.cp, calls) + self.gather(
            size * experts, lay.ep * lay.etp, copies, calls
        )

    def step(self):
        lay, m = self.lay, self.micro_batches
        mean, slowest = self.stage()
        behind = slowest - self.exchanges()  # stages wait for the slowest one, and transfers go on meanwhile
        seconds = slowest * m + self.bubble() * mean + self.messages() + self.optimiser() + self.c.step_overhead_s
        if lay.sharding is Sharding.FULLY_SHARDED:
            calls = 3 * self.c.gathers_a_layer * math.ceil(self.n.layers / lay.pp)
            once = self.exposed(self.gathers(6, calls), behind, self.c.sharded_overlap)
            seconds += once * (1 if lay.pp > 1 else m)
        else:
            beside = 1.0
            if lay.schedule is Schedule.INTERLEAVED:
                beside = max(min(lay.pp, m) * (lay.vpp - 1) / lay.vpp, 1.0)
            hidden = 0.0 if lay.schedule is Schedule.DUALPIPE_V else self.c.dp_overlap
            back = self.c.gradient_bytes if lay.sharding is Sharding.NONE else 2  # an all-reduce, or weights gathered
            seconds += self.exposed(self.gathers(self.c.gradient_bytes + back), beside * behind, hidden)
            if lay.sharding is Sharding.ZERO_2 and lay.pp == 1:
                seconds += (m - 1) * self.exposed(self.gathers(2), behind, hidden)
        loss = self.c.loss_per_doubling * math.log2(max(self.k.devices / 8, 1))
        return seconds * (1 + loss + self.c.loss_beyond_512 * math.log2(max(self.k.devices / 512, 1)))

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
        size = 2 * self.n.message_width * self.local
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
        if self.lay.sharding is Sharding.NONE:  # every replica updates all that it holds
            return 34 * (dense + experts) / self.memory_rate
        return 34 * (dense / (self.lay.dp * self.lay.cp) + experts / copies) / self.memory_rate

    def kept(self, place):
        """Return what a token leaves in a layer, from the tensors of its block."""
        lay, block = self.lay, self.blocks[place]
        m, f = self.n.mixers[self.n.kinds[place].mixer], self.n.channels[self.n.kinds[place].channel]
        left = self.left(block)
        streams = block.sublayers * self.shape.residual.sublayer_kept_bytes(self.shape.hidden)
        chosen, whole, load = streams, streams, self.peak(f) * lay.etp
        if self.own:
            found = operations_of(self.shape, block)
            chosen += found.mixer_bytes + found.channel_bytes
        for tensor in left:
            size = tensor.bytes
            if self.k.low_precision and tensor.eight_bit is not None:
                size = tensor.eight_bit
            if self.k.low_precision and self.c.narrow_store and tensor.stored is not None:
                size = tensor.stored
            chosen += size * (load / (lay.etp if tensor.inner else 1) if tensor.routed else 1)
            whole += tensor.bytes if tensor.whole else 0
        if not self.own and "moe" not in self.modules:
            chosen += self.c.unpermuted_copies * f.unpermuted_bytes * load
        if not self.own and not self.scores_again():
            chosen += self.c.score_bytes * m.score_elements
        if not self.own:
            chosen += self.repeated_keys(m)
        copies = 0 if lay.sequence_parallel else lay.tp - 1
        return self.full * 2 * self.n.residual_width * (1 + copies) + (1 - self.full) * (chosen + whole * copies)

    def left(self, block):
        """Return the tensors of a block that its recompute mode leaves, saved products apart."""
        own, below = mixer_kept(self.shape, block), channels_kept(self.shape, block)
        if self.own:
            return own[:1] + below[:1]
        kept = [one for one in own + below[:2] if one.dropped_by not in self.modules]
        for channel in self.shape.channels_of(block):
            if ("mlp" if channel.kind == "dense" else "moe") not in self.modules:
                kept += [one for one in channel.kept(self.shape.hidden) if one.dropped_by not in self.modules]
        return kept

    def repeated_keys(self, m):
        if not self.c.repeated_keys or m.up_projection_macs:
            return 0.0
        return max(m.head_bytes - m.ring_bytes, 0)

    def first_kept(self):
        if self.alone:
            return self.stage_kept()
        first, _ = self.end_stages()
        return sum(many * self.kept(place) for place, many in enumerate(first))

    def stage_kept(self):
        each = [self.kept(place) for place in range(len(self.n.kinds))]
        if not self.n.mixed:
            return sum(many * one for many, one in zip(self.fullest(with_mtp=True), each, strict=True))
        cuts = stage_lists(self.shape, self.k.seq_len, self.lay.pp)
        mtp = int(self.n.mtp_layers)
        after = [place for place, kind in enumerate(self.n.kinds) for _ in range(int(kind.mtp_layers) * mtp)]
        return max(sum(each[kind] for kind in cut) for cut in [*cuts[:-1], cuts[-1] + after])

    def working(self):
        lay, needed = self.lay, []
        for _, m, f in self.parts():
            whole = self.own or lay.recompute is Recompute.FULL
            size = (m.kept.fixed[0] + self.repeated_keys(m)) * (1.5 if whole else 0.5)
            again = whole or (f.dense and "mlp" in self.modules) or (f.routed and "moe" in self.modules)
            copies = (f.kept.inner[0] + f.kept.copied[0] * lay.etp) * (self.peak(f) if f.routed else 1)
            size += (f.kept.fixed[0] + copies) * (1.5 if again else 0.5)
            if lay.recompute is not Recompute.NONE:
                size += self.c.score_bytes * m.score_elements
            if lay.cp > 1 and self.c.context_gathered and m.head_bytes:
                own = self.gathered_bytes(m)
                size += own * lay.cp + 4 * (m.width + 3 * own / 2)
            needed.append(size)
        return max(needed)

    def varying(self):
        return bool(self.k.natural) and self.lay.ep > 1

    def fragmentation(self):
        return self.c.varying_fragmentation if self.varying() else self.c.fragmentation

    def activations(self):
        n, lay = self.n, self.lay
        held = self.fragmentation() * self.local
        stage, start, working = self.stage_kept() * held, self.first_kept() * held, self.working() * held
        sharded = lay.sharding in (Sharding.FULLY_SHARDED, Sharding.ZERO_2)
        at_once = self.c.sharded_logit_bytes if sharded else self.c.logit_bytes
        at_once += self.c.split_logit_bytes if self.lay.tp > 1 else 0
        logits = (at_once + self.c.kept_logit_bytes * n.mtp_layers) * n.vocab * self.local
        logits *= self.fragmentation() if self.varying() else 1
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
        ending = max(working, logits)
        if self.alone:
            return dict.fromkeys(("first", "inner", "last"), stage * min(first, m) + ending)
        return {
            "first": start * min(first, m) + (ending if lay.schedule is Schedule.DUALPIPE else working),
            "inner": stage * min(first, m) + working,
            "last": stage * min(last, m) + ending,
        }

    def states(self, place):
        n, lay = self.n, self.lay
        dense, experts, copies = self.parameters(place)
        gradients = self.c.gradient_bytes
        held, split = dense + experts, dense / (lay.dp * lay.cp) + experts / copies
        if lay.sharding is Sharding.FULLY_SHARDED:
            one = (held - self.tables) / math.ceil(n.layers / lay.pp)
            root = self.c.root_unit * self.tables
            weights, gradients_held = (held, held) if lay.pp > 1 else (2 * one + root, one)
            waiting = 0 if lay.pp > 1 else 2 * root
            static = 2 * (split + weights) + gradients * (split + gradients_held) + waiting + 12 * split
        elif lay.sharding is Sharding.ZERO_2:
            twice = 2 if lay.schedule is Schedule.DUALPIPE else 1
            one = (held - self.tables) / math.ceil(n.layers / lay.pp)
            static = 2 * held + (gradients * (split + one) + 2 * self.c.root_unit * self.tables) / twice + 12 * split
        else:
            updated = held if lay.sharding is Sharding.NONE else split
            static = (2 + gradients + self.c.gradient_copy_bytes) * held
            static += (12 + self.c.gradient_shard_bytes) * updated
        return static * (2 if lay.schedule is Schedule.DUALPIPE else 1)

    def reserve(self):
        lay, c = self.lay, self.c
        ranks = lay.dp * lay.cp * lay.tp
        groups = [lay.tp, lay.cp, lay.dp * lay.cp, lay.pp, lay.ep, lay.etp]
        groups += [ranks / (lay.ep * lay.etp)] if lay.ep * lay.etp > 1 else []
        near = max(1.0, min(self.k.domain / lay.etp, lay.ep))  # ranks of one exchange in a domain
        used = (sum(size > 1 for size in groups) + c.pipeline_groups * (lay.pp > 1)) * c.communicator_bytes
        return c.context_bytes + used + c.exchange_peer_bytes * min(near - 1, 7)

    def memory(self):
        n, lay = self.n, self.lay
        sent = max(f.expert_hidden * f.top_k * f.routed * self.peak(f) for _, _, f in self.parts())
        buffers = 4 * sent * self.local if lay.ep > 1 else 0.0
        buffers += 8 * n.message_width * self.local if lay.pp > 1 else 0.0
        buffers += 4 * n.hidden * self.local * lay.tp if lay.tp > 1 else 0.0
        fullest = max(self.states(place) + moving for place, moving in self.activations().items())
        return fullest + self.fragmentation() * buffers + self.reserve()


POWERS = st.sampled_from([1, 2, 4, 8])


@st.composite
def shapes(draw):
    moe, latent = draw(st.booleans()), draw(st.booleans())
    layers = draw(st.integers(1, 96))
    dense = draw(st.integers(0, layers - 1)) if moe else layers
    heads = draw(st.sampled_from([8, 16, 32, 128]))
    experts = draw(st.sampled_from([8, 64, 256]))
    ranks = MlaRanks(q_rank=draw(st.sampled_from([None, 1536])), kv_rank=512, nope_dim=128, rope_dim=64, v_dim=128)
    return shape_of_flags(
        key="x",
        name="X",
        layers=layers,
        hidden=draw(st.sampled_from([1024, 4096, 7168, 16_384])),
        heads=heads,
        kv_heads=draw(st.sampled_from([4, 8])),
        head_dim=draw(st.sampled_from([64, 80, 128, 150])),
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
    recompute = draw(st.sampled_from([*Recompute, *map(Recompute, SETS)]))
    plain = schedule in {Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED}
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
        sharding=draw(st.sampled_from(list(Sharding) if plain else [Sharding.ZERO_1, Sharding.ZERO_2, Sharding.NONE])),
        recompute_share=draw(st.sampled_from([0.5, 1.0])) if recompute is Recompute.FULL else 1.0,
        sequence_parallel=draw(st.booleans()),
    )


MIXED = ("nemotron-3-super", "qwen3-next-80b-a3b", "longcat-flash", "deepseek-v4-flash", "kimi-k3", "gemma-4-26b-a4b",
         "glm-5.2", "mimo-v2-flash", "minimax-text-01", "jamba-1.5-mini")  # fmt: skip


def recipes():
    switch = st.sampled_from([None, True, False])
    return st.builds(
        Recipe,
        name=st.sampled_from(list(RecipeName)),
        dispatcher=st.sampled_from([None, *Dispatcher]),
        cuda_graphs=switch,
        all_to_all_overlap=switch,
        fused_kernels=switch,
        grouped_experts=switch,
        expandable_segments=switch,
        fused_cross_entropy=switch,
        host=st.sampled_from([None, *Host]),
        fabric=st.sampled_from([None, *Fabric]),
    )


@st.composite
def problems(draw):
    shape = draw(st.one_of(shapes(), st.sampled_from(MIXED).map(shape_preset)))
    device = draw(accelerators())
    layout = draw(layouts(shape))
    run = TrainingRun(
        shape=shape,
        tokens=1e12,
        seq_len=draw(st.sampled_from([2048, 4096, 32_768])),
        global_batch=layout.dp * layout.micro_batch * draw(st.integers(1, 64)),
        precision=draw(st.sampled_from(list(TrainingPrecision)[:1] + list(TrainingPrecision)[2:])),
        routing=draw(st.sampled_from(list(Routing))),
        stack_release=draw(st.sampled_from([None, "arXiv 2104", "HAI-LLM", "TorchTitan"])),
        communication_overlap=draw(st.booleans()),
        fused_elementwise=draw(st.booleans()),
        recipe=draw(recipes()),
        overload=draw(st.sampled_from([None, 1.3])),
        overload_peak=draw(st.sampled_from([None, 2.0])),
    )
    return pool_of(device, devices=layout.tp * layout.pp * layout.cp * layout.dp), run, layout


@settings.get_profile("many")
@given(problems())
def test_the_arrays_agree_with_the_scalar_reference(problem):
    pool, run, layout = problem
    case = replace(case_of(pool, run, load_calibration()), states=MEGATRONS_STATES)  # the reference knows no others
    reference = Reference(case, layout, run.shape)
    arrays = arrays_of([layout])
    times, parts = step_times.step_times(case, arrays), memory.memory_parts(case, arrays)
    assert float(times.step_s[0]) == pytest.approx(reference.step(), rel=1e-9)
    assert float(parts.total_bytes[0]) == pytest.approx(reference.memory(), rel=1e-9)


@given(problems())
def test_every_part_of_a_step_and_of_memory_is_finite_and_not_negative(problem):
    pool, run, layout = problem
    case, arrays = case_of(pool, run, load_calibration()), arrays_of([layout, layout])
    for parts in (step_times.step_times(case, arrays), memory.memory_parts(case, arrays)):
        for name in parts.__struct_fields__:
            values = getattr(parts, name)
            assert values.shape == (2,)
            assert np.isfinite(values).all()
            assert (values >= 0).all(), name
