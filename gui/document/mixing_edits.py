"""Edits of how the pools train, and of what is trained: one model, or a programme of several."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from gui.document import edits
from planner.catalogue.pool_names import pool_names
from planner.mixing.strategy import Division, ShareCap, pool_id
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Plan, Programme, ProgrammeModel, Trains

FIRST_MODELS: Final = 2  # a new programme's: the fewest that are one


def pools_of(plan: Plan) -> dict[str, str]:
    """Return the pools of a plan that have nodes, as id and name, which no other has."""
    places = (group.place for group in plan.cluster.groups if group.nodes > 0)
    return {pool_id(place): name for place, name in pool_names(places, plan.catalogue.accelerators).items()}


def stacks_of(plan: Plan) -> tuple[str, ...]:
    """Return the software stacks of a plan's accelerators, each once."""
    entries = plan.catalogue.accelerators
    keys = [group.accelerator for group in plan.cluster.groups if group.accelerator in entries]
    if plan.baseline is not None and plan.baseline.accelerator in entries:
        keys.append(plan.baseline.accelerator)
    return tuple(dict.fromkeys(entries[key].ported_stack for key in keys))


def with_division(plan: Plan, division: Division) -> Plan:
    """Let the tokens be divided otherwise; shares of the user's own begin equal where none are stated."""
    shares = plan.mixing.token_shares
    if division is Division.BY_USER and not shares:
        pools = pools_of(plan)
        shares = {pool: 1.0 / len(pools) for pool in pools}
    return edits.with_mixing(plan, division=division, token_shares=shares)


def with_token_share(plan: Plan, pool: str, share: float) -> Plan:
    """Give a pool a share of the tokens; the planner takes shares against their sum."""
    known = {key: one for key, one in plan.mixing.token_shares.items() if key in pools_of(plan)}
    return edits.with_mixing(plan, token_shares={**known, pool: share}, division=Division.BY_USER)


def with_cap(plan: Plan, layer: str, share: float | None, measure: CapMeasure = CapMeasure.LARGEST) -> Plan:
    """Set the most that one name of a layer may have, or its HHI (1 is 10,000 points); None takes the cap away."""
    others = tuple(cap for cap in plan.mixing.caps if (cap.layer, cap.measure) != (layer, measure))
    own = () if share is None else (ShareCap(layer=layer, share=share, measure=measure),)
    return edits.with_mixing(plan, caps=(*others, *own))


def cap_of(plan: Plan, layer: str, measure: CapMeasure = CapMeasure.LARGEST) -> float | None:
    """Return the smallest cap on a layer; None where it has none."""
    caps = [cap.share for cap in plan.mixing.caps if (cap.layer, cap.measure) == (layer, measure)]
    return min(caps, default=None)


def with_local(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - fields of LocalTerms
    """Change the inputs of local SGD."""
    return edits.with_mixing(plan, local=replace(plan.mixing.local, **changes))


def with_trains(plan: Plan, trains: Trains, name: str) -> Plan:
    """Train one model or a programme; a new programme begins with models of the run's tokens, ``name`` numbered."""
    programme = plan.programme
    if trains is Trains.PROGRAMME and not programme.models:
        models = tuple(
            ProgrammeModel(name=f"{name} {number + 1}", tokens=plan.training.tokens) for number in range(FIRST_MODELS)
        )
        programme = replace(programme, models=models)
    return replace(plan, trains=trains, programme=programme)


def with_programme(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - fields of Programme
    """Change the programme."""
    programme: Programme = replace(plan.programme, **changes)
    return replace(plan, programme=programme)


def with_model(plan: Plan, number: int, changes: Mapping[str, Any]) -> Plan:
    """Change fields of one model of the programme; a name that another model has is not taken."""
    models = list(plan.programme.models)
    taken = {model.name for place, model in enumerate(models) if place != number}
    if not str(changes.get("name", models[number].name)).strip() or changes.get("name") in taken:
        return plan
    models[number] = replace(models[number], **changes)
    return with_programme(plan, models=tuple(models))


def with_another_model(plan: Plan, name: str) -> Plan:
    """Add a model of the run's tokens, named by the first free number."""
    taken = {model.name for model in plan.programme.models}
    count = len(taken) + 1
    free = next(f"{name} {number}" for number in range(count, 2 * count + 1) if f"{name} {number}" not in taken)
    model = ProgrammeModel(name=free, tokens=plan.training.tokens)
    return with_programme(plan, models=(*plan.programme.models, model))


def without_model(plan: Plan, number: int) -> Plan:
    """Take a model out of the programme."""
    models = plan.programme.models
    return with_programme(plan, models=(*models[:number], *models[number + 1 :]))


def without_own_pools(plan: Plan) -> Plan:
    """Let nothing of the mixing or the programme name a pool: for a plan that loses its cluster."""
    models = tuple(replace(model, pool="") for model in plan.programme.models)
    mixing = replace(plan.mixing, token_shares={}, first_stack=None, division=Division.AUTO)
    return replace(plan, mixing=mixing, programme=replace(plan.programme, models=models))
