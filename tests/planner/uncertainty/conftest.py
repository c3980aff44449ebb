import pytest
from msgspec.structs import replace

from planner.cluster import GroupTerms, InterPoolLink, Tenure
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.risk.scenarios import Recourse, Scenario
from planner.uncertainty.circumstances import circumstances_of
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.scenario_outcomes import scenario_outcome

NEVER = Recourse(replacement_wait_days=None)


@pytest.fixture(scope="session")
def known(small_plan, small_catalogue, one_line_model):
    """Return the fleet, baseline and grounds of a variation of the small plan."""

    def make(plan=small_plan):
        grounds = grounds_of(plan, small_catalogue, one_line_model)
        return run_of(plan, grounds), plan_baseline(plan, grounds), grounds

    return make


@pytest.fixture
def event():
    """Return a scenario in one line."""

    def make(kind, target="", size=0.0, day=0.0, probability=0.1):
        return Scenario(key="s", name="s", kind=kind, probability=probability, target=target, size=size, day=day)

    return make


@pytest.fixture
def lasting(small_plan):
    """The small plan whose pools take over from each other in no time, where nothing lost is replaced.

    N1 works from day 0 to 100.5, H1 from then to 200.9, at one rate: 64 x 1000 and 128 x 500 tokens/s, times 0.9.
    """
    quick = replace(small_plan.cluster, inter_pool_link=InterPoolLink(bytes_per_s=1e20))
    mixing = replace(small_plan.mixing, migration_restart_s=0.0, strategy="in-turn")
    return replace(small_plan, cluster=quick, mixing=mixing, recourse=NEVER)


@pytest.fixture
def held(make_group):
    """Return a plan whose H1 is reserved, with these terms besides or instead."""

    def make(plan, **terms):
        held_terms = GroupTerms(**{"tenure": Tenure.RESERVED} | terms)
        groups = (make_group("N1", 8), make_group("H1", 16, terms=held_terms))
        return replace(plan, cluster=replace(plan.cluster, groups=groups))

    return make


@pytest.fixture
def outcome(known):
    """Return what an event does to a plan's fleet."""

    def run(scenario, plan):
        fleet, baseline, _ = known(plan)
        return scenario_outcome(fleet, scenario, circumstances_of(fleet, baseline))

    return run
