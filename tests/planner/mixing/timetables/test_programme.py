from itertools import permutations, product
from math import inf, isfinite

import numpy as np
import pytest
from msgspec.structs import replace

from planner.errors import BugError
from planner.mixing.programmes.programme import ProgrammeOutOfReach, best_programme, placed
from planner.mixing.programmes.programme_search import Placed
from planner.mixing.programmes.programme_terms import Programme, ProgrammeModel, ProgrammeWay
from planner.mixing.timetables.timetable_problem import Objective, PaidGroup, Waiting


@pytest.fixture
def ling_programme(make_ling):
    ling = make_ling()
    ways = tuple(
        ProgrammeWay(key=way.key, pools=frozenset({way.key}), groups=way.groups, tokens_per_day=way.tokens_per_day)
        for way in ling.ways
    )
    models = tuple(ProgrammeModel(key=f"model {number}", tokens=9.0) for number in range(1, 5))
    return Programme(models=models, ways=ways, groups=ling.groups)


def on(plan):
    return [place.way for place in plan.placements]


def test_four_models_one_a_pool(ling_programme):
    keys = [way.key for way in ling_programme.ways]
    fixed = tuple(replace(model, way=key) for model, key in zip(ling_programme.models, keys, strict=True))
    plan = best_programme(replace(ling_programme, models=fixed))
    assert sorted(round(place.days) for place in plan.placements) == [113, 157, 169, 241]
    assert round(plan.makespan_days) == 241
    assert plan.cost == pytest.approx(166.8, abs=0.05)
    assert plan.idle == ()


def test_the_shortest_makespan_queues_two_on_the_fastest_pool(ling_programme):
    plan = best_programme(ling_programme)
    assert round(plan.makespan_days) == 226
    assert plan.cost == pytest.approx(172.3, abs=0.05)
    assert on(plan).count("910B2") == 2
    assert plan.idle == ("H20",)


def test_the_cheapest_under_245_days(ling_programme):
    plan = best_programme(replace(ling_programme, objective=Objective.COST, deadline_days=245.0))
    assert plan.cost == pytest.approx(152.6, abs=0.05)
    assert sorted(on(plan)) == ["910B2", "910B2", "A800", "H20"]
    assert plan.makespan_days <= 245.0


def test_a_deadline_out_of_reach_comes_with_the_shortest_makespan(ling_programme):
    answer = best_programme(replace(ling_programme, objective=Objective.COST, deadline_days=200.0))
    assert answer == ProgrammeOutOfReach(deadline_days=200.0, shortest_makespan_days=pytest.approx(225.8))


def test_three_joined_ways_that_share_pools_take_three_days():
    groups = tuple(PaidGroup(key=key, per_day=1.0) for key in "ABC")
    ways = tuple(
        ProgrammeWay(key=key, pools=frozenset(key), groups=tuple(key), tokens_per_day=1.0) for key in ("AB", "BC", "CA")
    )
    models = tuple(ProgrammeModel(key=way.key, tokens=1.0, way=way.key) for way in ways)
    plan = best_programme(Programme(models=models, ways=ways, groups=groups))
    assert plan.makespan_days == pytest.approx(3.0)
    assert set(plan.work_days.values()) == {2.0}
    assert sorted(place.from_day for place in plan.placements) == pytest.approx([0.0, 1.0, 2.0])


def test_held_pools_are_paid_to_the_makespan(ling_programme):
    groups = tuple(replace(group, waiting=Waiting.HELD) for group in ling_programme.groups)
    plan = best_programme(replace(ling_programme, groups=groups))
    assert plan.cost == pytest.approx(225.8 * sum(group.per_day for group in groups))
    lent = tuple(replace(group, waiting=Waiting.LENT, lent_share=1.0) for group in ling_programme.groups)
    assert best_programme(replace(ling_programme, groups=lent)).cost == pytest.approx(
        best_programme(ling_programme).cost
    )


def test_alike_models_take_their_places_in_order(ling_programme):
    plan = best_programme(ling_programme)
    assert on(plan) == ["910B2", "910B2", "A800", "H800"]
    assert [place.from_day for place in plan.placements] == pytest.approx([0.0, 112.9, 0.0, 0.0])


def test_contradictions_are_ours(ling_programme):
    with pytest.raises(BugError):
        replace(ling_programme, models=(ProgrammeModel(key="a", tokens=1.0, way="unknown"),))
    late = tuple(replace(group, from_day=5.0) for group in ling_programme.groups)
    with pytest.raises(BugError):
        replace(ling_programme, groups=late)
    with pytest.raises(BugError):
        placed(ling_programme, [Placed(way="910B2", from_day=0.0)])


# Against enumeration: every way of every model in every order, each model as early as it can.


def schedules(programme):
    choices = [
        [way for way in programme.ways if (way.key == model.way if model.way else len(way.pools) == 1)]
        for model in programme.models
    ]
    for ways in product(*choices):
        for order in permutations(range(len(ways))):
            found = {}
            for model in order:
                way, days = ways[model], programme.models[model].tokens / ways[model].tokens_per_day
                busy = [end for other, _, end in found.values() if other.pools & way.pools]
                begin = max([way.from_day, *busy])
                found[model] = (way, begin, begin + days)
            if all(end <= way.until_day + 1e-9 for way, _, end in found.values()):
                yield [found[model] for model in range(len(ways))]


def cost_and_makespan(programme, schedule):
    makespan = max(end for _, _, end in schedule)
    cost = 0.0
    for group in programme.groups:
        busy = sum(end - begin for way, begin, end in schedule if group.key in way.groups)
        held = max(0.0, min(makespan, group.until_day) - group.from_day)
        lent = group.lent_share * (held - busy)
        cost += group.per_day * {"released": busy, "held": held, "lent": held - lent}[group.waiting.value]
    return cost, makespan


def random_programme(seed):
    drawn = np.random.default_rng(seed)
    groups = tuple(
        PaidGroup(
            key=key,
            per_day=float(drawn.uniform(1.0, 9.0)),
            waiting=list(Waiting)[int(drawn.integers(3))],
            from_day=float(drawn.uniform(0.0, 20.0)) if key == "B" else 0.0,
            until_day=float(drawn.uniform(40.0, 90.0)) if key == "C" else inf,
        )
        for key in "ABC"
    )
    alone = tuple(
        ProgrammeWay(
            key=group.key,
            pools=frozenset({group.key}),
            groups=(group.key,),
            tokens_per_day=float(drawn.uniform(0.5, 2.0)),
            from_day=group.from_day,
            until_day=group.until_day,
        )
        for group in groups
    )
    joined = tuple(
        ProgrammeWay(
            key=f"{one.key}+{other.key}",
            pools=one.pools | other.pools,
            groups=one.groups + other.groups,
            tokens_per_day=0.9 * (one.tokens_per_day + other.tokens_per_day),
            from_day=max(one.from_day, other.from_day),
            until_day=min(one.until_day, other.until_day),
        )
        for one, other in ((alone[0], alone[1]), (alone[1], alone[2]))
    )
    fixed = (joined[0].key, joined[1].key) if seed % 2 else (None, None)
    models = tuple(
        ProgrammeModel(key=str(number), tokens=float(drawn.uniform(5.0, 40.0)), way=way)
        for number, way in enumerate((*fixed, None, None))
    )
    objective = Objective.COST if seed % 3 else Objective.DAYS
    deadline = float(drawn.uniform(30.0, 90.0)) if objective is Objective.COST else None
    return Programme(models=models, ways=(*alone, *joined), groups=groups, objective=objective, deadline_days=deadline)


@pytest.mark.sample(8)
@pytest.mark.parametrize("seed", range(20))
def test_the_best_programme_is_the_best_of_all_schedules(seed):
    programme = random_programme(seed)
    by_cost = programme.objective is Objective.COST
    latest = inf if programme.deadline_days is None else programme.deadline_days
    values = [cost_and_makespan(programme, schedule) for schedule in schedules(programme)]
    in_time = [(cost, days) if by_cost else (days, cost) for cost, days in values if days <= latest]
    plan = best_programme(programme)
    if not in_time:
        assert isinstance(plan, ProgrammeOutOfReach)
        expected = min((days for _, days in values), default=inf)
        assert (plan.shortest_makespan_days or inf) == (pytest.approx(expected) if isfinite(expected) else inf)
        return
    best = min(value for value, _ in in_time)
    second = min(other for value, other in in_time if value <= best * (1 + 1e-6))
    found = (plan.cost, plan.makespan_days) if by_cost else (plan.makespan_days, plan.cost)
    assert found == pytest.approx((best, second), rel=1e-5)


def test_the_shortest_of_alike_models_is_the_shortest_under_a_deadline_too(ling_programme):
    """HiGHS alone, which meets that the models are alike, once called 241 days the shortest."""
    plan = best_programme(replace(ling_programme, deadline_days=245.0))
    assert round(plan.makespan_days) == 226


def with_stacks(seed):
    """Alike models on pools of two stacks, of which a further one has to be ported."""
    drawn = np.random.default_rng(seed)
    groups = tuple(PaidGroup(key=key, per_day=float(drawn.uniform(1.0, 5.0))) for key in "ABCD")
    ways = tuple(
        ProgrammeWay(
            key=group.key,
            pools=frozenset(group.key),
            groups=(group.key,),
            tokens_per_day=float(drawn.uniform(0.5, 2.0)),
            stacks=frozenset({"one" if group.key in "AB" else "two"}),
        )
        for group in groups
    )
    models = tuple(ProgrammeModel(key=str(number), tokens=20.0) for number in range(4))
    return Programme(
        models=models,
        ways=ways,
        groups=groups,
        objective=Objective.COST if seed % 2 else Objective.DAYS,
        porting_per_stack=float(drawn.uniform(1.0, 60.0)),
        start_stack=("one", None)[seed // 2 % 2],
    )


@pytest.mark.parametrize("seed", range(4))
def test_porting_at_any_price_ends_no_search_promise(seed):
    programme = replace(with_stacks(seed), porting_per_stack=1e30)
    plan = best_programme(programme)
    assert plan.porting == {} or programme.objective is Objective.DAYS


@pytest.mark.parametrize("seed", range(8))
def test_porting_is_weighed_with_everything_else(seed):
    programme = with_stacks(seed)
    by_cost = programme.objective is Objective.COST
    goals = []
    for taken in product(programme.ways, repeat=4):
        loads = {way.key: taken.count(way) * 20.0 / way.tokens_per_day for way in taken}
        stacks = {stack for way in taken for stack in way.stacks}
        ported = len(stacks) - 1 if programme.start_stack is None else len(stacks - {programme.start_stack})
        cost = sum(group.per_day * loads.get(group.key, 0.0) for group in programme.groups)
        cost += ported * programme.porting_per_stack
        goals.append((cost, max(loads.values())) if by_cost else (max(loads.values()), cost))
    plan = best_programme(programme)
    found = (plan.cost, plan.makespan_days) if by_cost else (plan.makespan_days, plan.cost)
    assert found == pytest.approx(min(goals), rel=1e-5)
    assert sum(plan.porting.values()) == pytest.approx(len(plan.porting) * programme.porting_per_stack)
