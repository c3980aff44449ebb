"""Links of single pairs: each strategy is limited by the slowest of those it crosses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cluster import Cluster, InterPoolLink, LinkKind, PairLink
from planner.mixing.crossings import longest_latency_s, slowest_bytes_per_s, thin_link
from planner.mixing.inter_pool_links import inter_pool_links_of, link_terms
from planner.mixing.strategies import STRATEGIES

relaxed = settings.get_profile("steady")
LIMITED = ("data-parallel", "local-sgd", "attention-expert-disaggregation")


def test_a_pair_has_its_own_link_in_either_order_and_the_others_the_default():
    slow = InterPoolLink(bytes_per_s=1e9)
    pair = PairLink(first=("B", "y"), second=("A", "x"), link=slow)
    cluster = Cluster(pair_links=(pair,))
    assert cluster.link_between(("A", "x"), ("B", "y")) == slow
    assert cluster.link_between(("A", "x"), ("B", "z")) == cluster.inter_pool_link
    links = inter_pool_links_of(cluster)
    assert links.between(("A", "x"), ("B", "y")).bytes_per_s == 1e9
    assert links.between(("B", "y"), ("A", "x")).bytes_per_s == 1e9
    assert links.between(("A", "x"), ("C", "")).bytes_per_s == cluster.inter_pool_link.bytes_per_s


def test_only_the_links_between_pools_that_take_part_limit(make_pool, make_run, make_crossing):
    pairs = {(("A", ""), ("C", "")): make_crossing(bytes_per_s=7.0, latency_s=3.0)}
    run = make_run(pairs=pairs)
    pools = [make_pool(name="A"), make_pool(name="B"), make_pool(name="C", rate=[0.0, 1.0])]
    assert slowest_bytes_per_s(pools, run).tolist() == [1e12, 7.0]
    assert longest_latency_s(pools, run).tolist() == [0.0, 3.0]


def rate(strategy, pools, run):
    return float(STRATEGIES[strategy].rate(pools, run))


@pytest.mark.parametrize("strategy", LIMITED)
def test_a_slower_pair_makes_a_strategy_slower(make_pool, make_run, make_crossing, strategy):
    pools = [make_pool(name=name, expert_share=share) for name, share in (("A", 0.8), ("B", 0.5), ("C", 0.2))]

    def over(bytes_per_s):
        pairs = {(("A", ""), ("C", "")): make_crossing(bytes_per_s=bytes_per_s)}
        return rate(strategy, pools, make_run(pairs=pairs, expert_bytes_per_token=1.0, parameters=1e9))

    assert 0.0 < over(1e2) < over(1e12)


@relaxed
@given(st.floats(1e3, 1e12), st.sampled_from(LIMITED))
def test_a_pair_set_to_the_default_changes_nothing(make_pool, make_run, make_crossing, bytes_per_s, strategy):
    pools = [make_pool(name="A", expert_share=0.8), make_pool(name="B", expert_share=0.3)]
    plain = make_run(link_bytes_per_s=bytes_per_s, expert_bytes_per_token=1.0)
    pairs = {(("A", ""), ("B", "")): make_crossing(bytes_per_s=bytes_per_s)}
    paired = make_run(link_bytes_per_s=bytes_per_s, expert_bytes_per_token=1.0, pairs=pairs)
    assert rate(strategy, pools, plain) == pytest.approx(rate(strategy, pools, paired), rel=1e-12)


def test_a_link_is_thin_for_the_devices_of_its_smaller_pool(make_pool, make_run):
    run = make_run(link_bytes_per_s=10 * 1.25e9)  # enough for ten devices of the smaller pool
    large = [make_pool(name="A", devices=64.0), make_pool(name="B", devices=64.0)]
    small = make_pool(name="C", devices=8.0)
    thin, least = thin_link(large, run, 1.25e9)
    assert (bool(thin), least) == (True, 10 * 1.25e9 / 64)
    assert not bool(thin_link([large[0], small], run, 1.25e9)[0])


@pytest.mark.parametrize("kind", list(LinkKind))
def test_every_kind_of_link_has_figures_with_evidence_and_source(kind):
    terms = link_terms(kind)
    assert terms.link.kind is kind
    assert terms.link.source
    assert terms.kept_source
