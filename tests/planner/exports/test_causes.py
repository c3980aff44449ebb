"""What gives no number says why to programs too: every block of a document has a cause with a code, never null."""

import pytest
from msgspec.structs import replace

from planner.cluster import GroupTerms, Tenure
from planner.exports.documents import plan_document
from planner.exports.plain_values import plain
from planner.mixing.strategy import MixingChoice
from planner.plan import Limits, Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results

HELD = GroupTerms(tenure=Tenure.RESERVED)


def causes_of(part):
    if isinstance(part, dict):
        own = [part["cause"]] if "cause" in part else []
        return [*own, *(one for entry in part.values() for one in causes_of(entry))]
    return [one for entry in part for one in causes_of(entry)] if isinstance(part, list) else []


def variants(plan, make_group):
    """Plans of which a part gives no number, or none does."""

    def on(*groups):
        return replace(plan, cluster=replace(plan.cluster, groups=groups))

    programme = Programme(models=(ProgrammeModel(name="A", tokens=1e12),), aim=ProgrammeAim.FIXED)
    return {
        "no nodes": on(make_group("N1", 0)),
        "no group": on(),
        "no baseline": replace(plan, baseline=None),
        "too small": on(make_group("N1", 8), make_group("H1", 1, terms=HELD)),
        "all too small": on(make_group("N1", 1)),
        "no price": on(make_group("N1", 8), make_group("H1", 16, offer=None)),
        "unknown device": on(make_group("N1", 8), make_group("H1", 16, accelerator="nothing", terms=HELD)),
        "comes too late": on(make_group("N1", 8), make_group("H1", 16, terms=replace(HELD, from_day=1e6))),
        "late": replace(plan, limits=Limits(deadline_days=1.0)),
        "refused": replace(plan, mixing=MixingChoice(strategy="attention-expert-disaggregation")),
        "no models": replace(plan, trains=Trains.PROGRAMME),
        "model without a pool": replace(plan, trains=Trains.PROGRAMME, programme=programme),
    }


@pytest.mark.parametrize(
    "name",
    [
        "no nodes",
        "no group",
        "no baseline",
        "too small",
        "all too small",
        "no price",
        "unknown device",
        "comes too late",
        "late",
        "refused",
        "no models",
        "model without a pool",
    ],
)
def test_no_cause_of_a_blocked_plan_is_null(small_plan, small_catalogue, one_line_model, make_group, name):
    plan = variants(small_plan, make_group)[name]
    document = plain(plan_document(plan, plan_results(plan, small_catalogue, model=one_line_model)))
    causes = causes_of(document)
    assert causes
    assert all(cause and cause["code"] for cause in causes)
    for block in document["blocked"]:
        assert block["cause"].get("words", block["reason"]) == block["reason"]  # words alone are the reason itself
