"""Borders of single pairs: each strategy is limited by the slowest of those it crosses."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.cluster import Border, BorderKind, Cluster, PairBorder
from planner.mixing.admissible import border_refusals
from planner.mixing.borders import border_terms, borders_of
from planner.mixing.choose import columns_of
from planner.mixing.crossings import longest_latency_s, slowest_bytes_per_s
from planner.mixing.strategy import MixingChoice, MixingStrategy

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
IN_TURN = MixingChoice(parallel_phases=False)
LIMITED = (MixingStrategy.PHASES, MixingStrategy.DATA_PARALLEL, MixingStrategy.LOCAL_SGD, MixingStrategy.EXPERTS_APART)


def test_a_pair_has_its_own_border_in_either_order_and_the_others_the_default():
    slow = Border(bytes_per_s=1e9)
    pair = PairBorder(first=("B", "y"), second=("A", "x"), border=slow)
    cluster = Cluster(pair_borders=(pair,))
    assert cluster.border_between(("A", "x"), ("B", "y")) == slow
    assert cluster.border_between(("A", "x"), ("B", "z")) == cluster.border
    borders = borders_of(cluster)
    assert borders.between(("A", "x"), ("B", "y")).bytes_per_s == 1e9
    assert borders.between(("B", "y"), ("A", "x")).bytes_per_s == 1e9
    assert borders.between(("A", "x"), ("C", "")).bytes_per_s == cluster.border.bytes_per_s


def test_only_the_borders_between_pools_that_take_part_limit(make_pool, make_run, make_crossing):
    pairs = {(("A", ""), ("C", "")): make_crossing(bytes_per_s=7.0, latency_s=3.0)}
    run = make_run(pairs=pairs)
    pools = [make_pool(name="A"), make_pool(name="B"), make_pool(name="C", rate=[0.0, 1.0])]
    assert slowest_bytes_per_s(pools, run).tolist() == [1e12, 7.0]
    assert longest_latency_s(pools, run).tolist() == [0.0, 3.0]


@pytest.mark.parametrize("strategy", LIMITED)
def test_a_slower_pair_never_makes_a_strategy_faster(make_pool, make_run, make_crossing, strategy):
    shares_and_prices = (("A", 0.8, 30.0), ("B", 0.5, 10.0), ("C", 0.2, 20.0))  # A hands over to C
    pools = [make_pool(name=name, expert_share=share, price=price) for name, share, price in shares_and_prices]

    def wall(bytes_per_s):
        pairs = {(("A", ""), ("C", "")): make_crossing(bytes_per_s=bytes_per_s)}
        run = make_run(pairs=pairs, expert_bytes_per_token=1.0, parameters=1e9)
        return float(columns_of(strategy, pools, run, IN_TURN).wall_s)

    assert wall(1e2) > wall(1e12)


@relaxed
@given(st.floats(1e3, 1e12), st.sampled_from(LIMITED))
def test_a_pair_set_to_the_default_changes_nothing(make_pool, make_run, make_crossing, bytes_per_s, strategy):
    pools = [make_pool(name="A", expert_share=0.8), make_pool(name="B", expert_share=0.3)]
    plain = make_run(border_bytes_per_s=bytes_per_s, expert_bytes_per_token=1.0)
    pairs = {(("A", ""), ("B", "")): make_crossing(bytes_per_s=bytes_per_s)}
    paired = make_run(border_bytes_per_s=bytes_per_s, expert_bytes_per_token=1.0, pairs=pairs)
    one, other = (float(columns_of(strategy, pools, run, IN_TURN).wall_s) for run in (plain, paired))
    assert one == pytest.approx(other, rel=1e-12)


def test_one_pair_at_another_site_refuses_one_job_over_all(make_pool, make_run, make_crossing):
    pairs = {(("A", ""), ("C", "")): make_crossing(kind=BorderKind.WIDE_AREA)}
    pools = [make_pool(name="A"), make_pool(name="B"), make_pool(name="C", rate=[0.0, 1.0])]
    found = border_refusals(MixingStrategy.DATA_PARALLEL, pools, make_run(pairs=pairs))
    apart = next(mask for mask, words in found if "different sites" in words)
    assert apart.tolist() == [False, True]


def test_a_pipeline_is_refused_only_where_neighbours_in_every_order_stand_apart(make_pool, make_run, make_crossing):
    # A and C stand apart; with B between them the pipeline meets only borders of the default
    pairs = {(("A", ""), ("C", "")): make_crossing(kind=BorderKind.WIDE_AREA)}
    pools = [
        make_pool(name="A"),
        make_pool(name="B", rate=[1.0, 0.0], devices=[8.0, 0.0]),
        make_pool(name="C"),
    ]
    apart, thin = border_refusals(MixingStrategy.PIPELINE, pools, make_run(pairs=pairs))
    assert "different sites" in apart[1]
    assert apart[0].tolist() == [False, True]
    assert not thin[0].any()


def test_a_thin_border_refuses_a_pipeline_only_between_neighbours(make_pool, make_run):
    run = make_run(border_bytes_per_s=10 * 1.25e9)  # enough for ten devices of the smaller pool
    large = [make_pool(name="A", devices=64.0), make_pool(name="B", devices=64.0)]
    small = make_pool(name="C", devices=[0.0, 8.0])
    apart, thin = border_refusals(MixingStrategy.PIPELINE, [*large, small], run)
    assert not apart[0].any()
    assert thin[0].tolist() == [True, False]  # C stands between the two


@pytest.mark.parametrize("kind", list(BorderKind))
def test_every_kind_of_border_has_figures_with_evidence_and_source(kind):
    terms = border_terms(kind)
    assert terms.border.kind is kind
    assert terms.border.source
    assert terms.kept_source
