"""Alpha-beta times of collectives over two link tiers: inside a scale-up domain, and between domains.

Sizes are the whole vector of one rank; rates are one direction of one device and already hold their efficiency.
Source: SimuMax (github.com/MooreThreads/SimuMax), Calculon (github.com/calculon-ai/calculon). All work on arrays.
"""

from math import ceil

import numpy as np
from msgspec import Struct

from planner.arrays import Number, some
from planner.performance.device.figures import DeviceFigures, RoutedExperts

_NIC_OF_MESSAGES = 5e10  # bytes/s of the NICs that dispatch_message_s is stated for; more NICs send more messages


class Links(Struct, frozen=True, kw_only=True):
    """Effective rates (bytes/s) and latencies (s) of the two tiers.

    ``one_ring`` is 1 where a gathering goes hop after hop through all ranks, 0 where domains go round theirs at once.
    """

    inner_bytes_per_s: Number
    outer_bytes_per_s: Number
    inner_latency_s: Number
    outer_latency_s: Number
    one_ring: Number = 0.0


def links_of(device: DeviceFigures) -> Links:
    """Return the effective links of a device."""
    c = device.coefficients
    return Links(
        inner_bytes_per_s=device.scaleup_bytes_per_s * c.scaleup_efficiency,
        outer_bytes_per_s=device.nic_bytes_per_s * c.nic_efficiency,
        inner_latency_s=c.scaleup_latency_s,
        outer_latency_s=c.nic_latency_s,
        one_ring=c.one_ring,
    )


def inner_ranks(stride: Number, size: Number, domain: Number) -> Number:
    """Return how many of a group's ranks (neighbours ``stride`` apart) share a domain: 1 to ``size``."""
    return np.minimum(np.maximum(domain / stride, 1.0), size)


def gather_s(links: Links, size_bytes: Number, inner: Number, outer: Number, calls: Number = 1.0) -> Number:
    """Return the time of an all-gather or reduce-scatter over ``inner`` x ``outer`` ranks, in so many ``calls``.

    Inside: (g-1)/g of the vector; between: (N-1)/N of a rank's g-th of it. It goes round a ring, hop after hop: NCCL
    has trees for all-reduce alone, so the latency of every call grows with the ranks.
    """
    inside = (inner - 1) / inner * size_bytes / links.inner_bytes_per_s
    between = (outer - 1) / outer * size_bytes / inner / links.outer_bytes_per_s
    rounds = 1.0 + links.one_ring * (outer - 1)
    hops = rounds * (inner - 1) * links.inner_latency_s + (outer - 1) * links.outer_latency_s
    return inside + between + calls * hops


def all_reduce_s(links: Links, size_bytes: Number, inner: Number, outer: Number) -> Number:
    """Return the time of an all-reduce: a reduce-scatter and an all-gather.

    >>> flat = Links(inner_bytes_per_s=1.0, outer_bytes_per_s=40e9, inner_latency_s=0.0, outer_latency_s=0.0)
    >>> round(float(all_reduce_s(flat, 1e9, 1.0, 64.0)) * 1e3, 2)
    49.22
    """
    return 2 * gather_s(links, size_bytes, inner, outer)


def point_to_point_s(links: Links, size_bytes: Number, *, inside: Number) -> Number:
    """Return the time of one message; ``inside`` is true where both ends share a domain."""
    between = size_bytes / links.outer_bytes_per_s + links.outer_latency_s
    return np.where(inside, size_bytes / links.inner_bytes_per_s + links.inner_latency_s, between)


def remote_domains(experts: Number, top_k: Number, domains: Number) -> Number:
    """Return the mean number of other domains one token is sent to, copies to one domain sent once.

    (N-1) * (1 - C(E-E/N, k) / C(E, k)) for k of E experts spread evenly over N domains.

    >>> round(float(remote_domains(256.0, 8.0, 8.0)), 3)
    4.633
    """
    if np.ndim(experts) == np.ndim(top_k) == 0 and np.ndim(domains) == 1:  # many layouts share few numbers of domains
        few, place = np.unique(domains, return_inverse=True)
        return _remote_domains(experts, top_k, few)[place]
    return _remote_domains(experts, top_k, domains)


def _remote_domains(experts: Number, top_k: Number, domains: Number) -> Number:
    missed: Number = 1.0
    elsewhere, varies = experts - experts / domains, np.ndim(top_k) > 0
    for draw in range(ceil(np.max(top_k))):
        left = np.maximum(elsewhere - draw, 0.0) / np.maximum(experts - draw, 1.0)
        missed = missed * (np.where(draw < top_k, left, 1.0) if varies else left)
    return (domains - 1) * (1 - missed)


def reached_domains(routing: RoutedExperts, domains: Number) -> Number:
    """Return the remote domains per token with node-limited routing where the experts have it."""
    free = remote_domains(routing.experts, routing.top_k, domains)
    limited = routing.routing_group_limit * (domains - 1) / domains
    return np.where(routing.routing_groups > 1, np.minimum(free, limited), free)


class SentCopies(Struct, frozen=True, kw_only=True):
    """How often a token is sent in one leg of an all-to-all: to other domains, ``once`` each of it, and inside one."""

    outer: Number
    once: Number
    local: Number


def sent_copies(device: DeviceFigures, routing: RoutedExperts, *, ranks: Number, inner: Number) -> SentCopies:
    """Return how often a token is sent to its experts on ``ranks`` ranks, ``inner`` of which share a domain.

    Where the software does so, a token travels once to each other domain and, inside one, once to each rank that has
    experts of it (DeepEP, csrc/kernels/layout.cu, get_dispatch_layout: is_token_in_rank), else once an expert.
    """
    domains, is_once = np.maximum(ranks / inner, 1.0), device.coefficients.dispatch_once
    copies = routing.top_k * (ranks - 1) / ranks
    remote = routing.top_k * (domains - 1) / domains
    if not some(is_once):
        return SentCopies(outer=remote, once=0.0, local=copies)
    once = is_once * np.minimum(reached_domains(routing, domains), remote)
    local = np.where(is_once > 0, remote_domains(routing.experts, routing.top_k, ranks), copies)
    return SentCopies(outer=once + (1 - is_once) * remote, once=once, local=local)


def all_to_all_s(
    device: DeviceFigures,
    links: Links,
    copies: SentCopies,
    tokens: Number,
    token_bytes: Number,
    *,
    ranks: Number,
    inner: Number,
    pace: Number = 1.0,
) -> Number:
    """Return the time of one all-to-all leg: ``tokens`` of a rank, each to its experts on ``ranks`` ranks.

    Both tiers work at once. A token that is sent by itself takes a message of its own, a collective one message a
    remote rank: what those take beyond their bytes decides where tokens are small or few.
    ``pace`` is a software's time to that of typical software; none is faster than the stated rates of the links.
    """
    c = device.coefficients
    outer, local = tokens * token_bytes * copies.outer, tokens * token_bytes * copies.local
    inside = inner > 1
    inner_s = np.where(inside, local / (links.inner_bytes_per_s * c.all_to_all_ratio), 0.0)
    outer_s = outer / (links.outer_bytes_per_s * c.nic_all_to_all_ratio)
    messages_s = c.dispatch_message_s * tokens * copies.once * (_NIC_OF_MESSAGES / device.nic_bytes_per_s)
    outer_s = outer_s + messages_s + c.dispatch_peer_s * (ranks - inner)
    latency = np.where(inside, links.inner_latency_s, 0.0) + np.where(ranks > inner, links.outer_latency_s, 0.0)
    paced = pace * (np.maximum(inner_s, outer_s) + latency)
    stated = np.maximum(np.where(inside, local / device.scaleup_bytes_per_s, 0.0), outer / device.nic_bytes_per_s)
    return np.where(ranks > 1, np.maximum(paced, stated), 0.0)
