"""One plan of many is spared the search for joined ways only where it would take none of them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.cluster import GroupTerms
from planner.errors import UserError
from planner.mixing.strategy import Division, ShareCap
from planner.plan import Limits
from planner.planning.admitted_strategies import strategies_asked
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.money import fleet_cost
from planner.planning.needed_ways import none_needed
from planner.planning.setting import setting_of
from planner.planning.weighing import Weighing

SAME = 1e-9
relaxed = settings.get_profile("fleets")


@pytest.fixture(scope="module")
def asked(plan):
    """A plan of the Ling fleet's 910B2 and A800, so many nodes of each, its grounds beside it."""

    def ask(nodes, division=Division.BEST, bytes_per_s=None, until_day=None, **changes):
        first, second = plan.cluster.groups
        terms = replace(first.terms or GroupTerms(), until_day=until_day)
        groups = (replace(first, nodes=nodes[0], terms=terms), replace(second, nodes=nodes[1]))
        link = plan.cluster.inter_pool_link
        link = link if bytes_per_s is None else replace(link, bytes_per_s=bytes_per_s)
        mixing = replace(plan.mixing, division=division, caps=changes.pop("caps", ()))
        cluster = replace(plan.cluster, groups=groups, inter_pool_link=link)
        made = replace(plan, cluster=cluster, mixing=mixing, limits=Limits(), **changes)
        return made, grounds_of(made)

    return ask


def outcome(plan, grounds, weighing):
    try:
        run = run_of(plan, grounds, weighing=weighing)
    except UserError as error:
        return str(error)
    cost = fleet_cost(run)
    return {"days": run.days, "cost": cost.total.amount} | {f"{place}": tokens for place, tokens in run.tokens.items()}


@pytest.mark.hypothesis
@relaxed
@given(
    nodes=st.tuples(st.sampled_from([16, 32, 64]), st.sampled_from([16, 32, 48])),
    division=st.sampled_from([Division.BEST, Division.AUTO]),
    bytes_per_s=st.sampled_from([1e9, 5e10, 1e12]),
    until_day=st.sampled_from([None, 60.0]),
    cap=st.sampled_from([None, 0.55]),
)
@example(nodes=(64, 32), division=Division.BEST, bytes_per_s=1e12, until_day=None, cap=0.55)
def test_it_comes_to_what_it_comes_to_with_every_way_weighed(  # noqa: PLR0917 - what is drawn
    asked, nodes, division, bytes_per_s, until_day, cap
):
    caps = () if cap is None else (ShareCap(layer="supplier", share=cap),)
    plan, grounds = asked(nodes, division, bytes_per_s, until_day, caps=caps)
    quick, whole = (outcome(plan, grounds, weighing) for weighing in (Weighing.OF_MANY, Weighing.TAKEN))
    assert quick == (whole if isinstance(whole, str) else pytest.approx(whole, rel=SAME))


def test_over_a_slow_link_no_joined_way_is_searched_for(asked):
    plan, grounds = asked((64, 32), bytes_per_s=1e8)
    setting = setting_of(plan, grounds)
    assert none_needed(setting, strategies_asked(plan), best=True) is not None
