"""A programme on one of its days: which models are done or go on, and how the others are assigned anew."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.causes import Cause, ModelsEndLater, PoolPlace
from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.mixing.programmes.programme import ProgrammePlan, best_programme
from planner.mixing.programmes.programme_terms import Programme, ProgrammeModel
from planner.mixing.strategy import pool_id
from planner.mixing.timetables.timetable_problem import Objective, PaidGroup
from planner.planning.members import Member, stack_of
from planner.planning.mixed_run import porting_per_stack, start_stack
from planner.planning.programme import PlannedProgramme, paid_groups, programme_ways
from planner.planning.setting import setting_of

_SAME = 1e-9  # relative: days this close are the same


class OpenModel(Struct, frozen=True, kw_only=True):
    """A model that has to be placed anew: its position in the programme, the tokens it still needs, a fixed pool."""

    position: int
    tokens: float
    pool: str = ""


class Reassigned(Struct, frozen=True, kw_only=True):
    """Open models on other pools; ``placed`` has them in the order given, ``pool_of`` the pool behind each way."""

    open: tuple[OpenModel, ...]
    placed: ProgrammePlan
    pool_of: Mapping[str, Member]
    groups: tuple[PaidGroup, ...]

    @property
    def stacks(self) -> frozenset[str]:
        """The software stacks that take part."""
        return frozenset(stack_of(self.pool_of[one.way]) for one in self.placed.placements)

    @property
    def tokens(self) -> dict[PoolPlace, float]:
        """Tokens worked anew by each pool."""
        found: dict[PoolPlace, float] = {}
        for one, model in zip(self.placed.placements, self.open, strict=True):
            place = self.pool_of[one.way].planned.place
            found[place] = found.get(place, 0.0) + model.tokens
        return found


class Asked(Struct, frozen=True, kw_only=True):
    """How open models are placed: from which day on, on pools that are busy until a day, and what counts first."""

    from_day: float
    busy_until: Mapping[str, float]
    objective: Objective = Objective.DAYS
    deadline_days: float | None = None


def reassigned(
    run: PlannedProgramme, groups: Iterable[NodeGroup], models: Sequence[OpenModel], asked: Asked
) -> Reassigned | None:
    """Return open models on the pools of some groups; None where they cannot be placed there."""
    plan = replace(run.plan, cluster=replace(run.plan.cluster, groups=tuple(groups)))
    try:
        setting = setting_of(plan, run.grounds)
    except UserError:
        return None
    ways, pool_of = programme_ways(setting)
    opened = [
        replace(way, from_day=max(way.from_day, asked.from_day, *(asked.busy_until.get(one, 0.0) for one in way.pools)))
        for way in ways
    ]
    free = tuple(way for way in opened if way.from_day < way.until_day)
    open_pools = {pool_id(pool_of[way.key].planned.place) for way in free}
    if not free or not models:
        return None
    programme = Programme(
        models=tuple(
            ProgrammeModel(
                key=run.programme.models[one.position].key,
                tokens=one.tokens,
                pool=one.pool if one.pool in open_pools else None,
            )
            for one in models
        ),
        ways=free,
        groups=paid_groups(setting),
        objective=asked.objective,
        deadline_days=asked.deadline_days,
        porting_per_stack=porting_per_stack(plan),
        start_stack=start_stack(plan, setting.grounds.catalogue),
    )
    placed = best_programme(programme)
    if not isinstance(placed, ProgrammePlan):
        return None
    return Reassigned(open=tuple(models), placed=placed, pool_of=pool_of, groups=programme.groups)


def without_place(
    run: PlannedProgramme, groups: Iterable[NodeGroup], models: Sequence[OpenModel], asked: Asked
) -> tuple[str, ...]:
    """Return the names of the models that find no place, the longest given up first until the rest has one."""
    kept, lost = sorted(models, key=lambda one: one.tokens), []
    standing = tuple(groups)
    while kept and reassigned(run, standing, kept, asked) is None:
        lost.append(kept.pop())
    return tuple(run.programme.models[one.position].key for one in sorted(lost, key=lambda one: one.position))


def models_later(models: Iterable[tuple[str, float, float]]) -> tuple[Cause, ...]:
    """Return the models that end later than planned, as a cause; each is its name, its end and its planned end."""
    later = tuple(one for one in models if one[1] > one[2] * (1.0 + _SAME))
    return (ModelsEndLater(models=later),) if later else ()


def new_stacks_cost(run: PlannedProgramme, found: Reassigned) -> float:
    """Return what porting to stacks costs that the programme itself does not use."""
    in_use: set[str | None] = {stack_of(run.pool_of[one.way]) for one in run.placed.placements}
    in_use |= {run.programme.start_stack}
    return porting_per_stack(run.plan) * len(found.stacks - in_use)
