"""The figures of a placed programme that differ from those of one model: who works what when, and at what rate."""

from itertools import pairwise
from math import fsum

from planner.english import remark
from planner.mixing.strategy import PROGRAMME, MixingResult, Spell, pool_id
from planner.plan_result import ModelResult
from planner.planning.idle_groups import idle_causes
from planner.planning.in_stages import at_work
from planner.planning.layer_names import names_of
from planner.planning.mixed_run import deadline_days
from planner.planning.programme import PlannedProgramme
from planner.sentences import listed, sentence
from planner.units import SECONDS_PER_DAY

_SAME = 1e-9  # relative


def programme_models(run: PlannedProgramme) -> tuple[ModelResult, ...]:
    """Return where and when every model is worked, and whether it ends by the deadline."""
    deadline, per_step = deadline_days(run.plan), run.plan.training.tokens_per_step
    return tuple(
        ModelResult(
            name=one.model,
            tokens=model.tokens,
            way=pool_id(run.pool_of[one.way].planned.place),
            from_day=one.from_day,
            to_day=one.to_day,
            late=deadline is not None and one.to_day > deadline * (1 + _SAME),
            steps=run.plan.training.steps_of(model.tokens),
            step_s=one.days * SECONDS_PER_DAY * per_step / model.tokens,
        )
        for one, model in run.placements()
    )


def programme_mixing(run: PlannedProgramme) -> MixingResult:
    """Return the programme as a timetable of models side by side, and what there is to say of it."""
    models = listed(
        ", ",
        (
            sentence(
                "{} on {} from day {:,.0f} to {:,.0f}", one.model, run.pool_name(one.way), one.from_day, one.to_day
            )
            for one, _ in run.placements()
        ),
    )
    return MixingResult(
        strategy=PROGRAMME,
        efficiency=None,
        why=sentence("{} models, each with weights of its own: {}.", len(run.placed.placements), models),
        tokens_per_s=programme_rate(run),
        timetable=tuple(_spells(run)),
        shares={pool_id(place): amount / run.trained_tokens for place, amount in run.tokens.items() if amount},
        remarks=tuple(remark(cause) for cause in idle_causes(run)),
    )


def _spells(run: PlannedProgramme) -> list[Spell]:
    per_step = run.plan.training.tokens_per_step
    found = []
    for one, model in run.placements():
        member = run.pool_of[one.way]
        pool = pool_id(member.planned.place)
        found.append(
            Spell(
                kind="work",
                way=one.model,
                pools=(pool,),
                shares={pool: 1.0},
                from_day=one.from_day,
                to_day=one.to_day,
                tokens=model.tokens,
                step_s=per_step / member.healthy_tokens_per_s,
                at_work={pool: at_work(member, ())},
            )
        )
    return found


def programme_rate(run: PlannedProgramme) -> float:
    """Return the delivered tokens a second of all models over the makespan."""
    return run.trained_tokens / (run.days * SECONDS_PER_DAY)


def programme_goodput(run: PlannedProgramme) -> float:
    """Return delivered over healthy tokens of all models."""
    return run.trained_tokens / fsum(model.tokens / run.pool_of[one.way].goodput for one, model in run.placements())


def programme_mfu(run: PlannedProgramme) -> float:
    """Return model FLOP over peak FLOP of the devices at work, in healthy steps."""
    done, peak = 0.0, 0.0
    for one, model in run.placements():
        member = run.pool_of[one.way]
        done += model.tokens / member.goodput * member.flop_per_token
        peak += member.peak_flop_per_s * member.planned.pool.devices * one.days * SECONDS_PER_DAY
    return done / peak


def programme_hanging(run: PlannedProgramme) -> dict[str, dict[str, float]]:
    """Return the share of the days on which one name does all the work there is, by layer and name."""
    cuts = sorted({day for one, _ in run.placements() for day in (one.from_day, one.to_day)})
    found: dict[str, dict[str, float]] = {}
    for begin, end in pairwise(cuts):
        working = [
            names_of(run.pool_of[one.way]) for one, _ in run.placements() if one.from_day <= begin and one.to_day >= end
        ]
        for layer in working[0] if working else ():
            names = {of[layer] for of in working}
            if len(names) == 1:
                of_layer = found.setdefault(layer, {})
                (name,) = names
                of_layer[name] = of_layer.get(name, 0.0) + (end - begin) / run.days
    return found
