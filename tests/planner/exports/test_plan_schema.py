"""The shipped JSON Schema of ``plan --json`` is what documents keep: every key of theirs, and every key of its own."""

import json
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import Cluster, GroupTerms, Tenure, Waiting
from planner.dependence import DependenceBasis
from planner.examples import example_names, example_plan
from planner.exports.documents import plan_document
from planner.exports.plain_values import document_text
from planner.exports.plan_schema import PlanDocument, plan_schema_text
from planner.mixing.strategy import MixingChoice
from planner.plan import Limits, Plan, Programme, ProgrammeModel, Trains
from planner.plan_result import PlanResult
from planner.planning import plan_results
from planner.resource_files import resource_path

AGAIN = (
    "python -c 'from pathlib import Path; from planner.exports.plan_schema import plan_schema_text; "
    'Path("resources/schemas/plan.schema.json").write_text(plan_schema_text(), encoding="utf-8")\''
)


def document_of(plan: Plan, result: PlanResult) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(document_text(plan_document(plan, result, file_format=3)))
    return document


def known_part(value: Any) -> Any:
    """A document without the data of its causes, which each kind of cause has of its own."""
    if isinstance(value, dict):
        return {
            key: ({"code": entry["code"]} if key == "cause" and entry else known_part(entry))
            for key, entry in value.items()
        }
    return [known_part(entry) for entry in value] if isinstance(value, list | tuple) else value


def keeps_the_schema(plan: Plan, result: PlanResult | None = None) -> dict[str, Any]:
    document = document_of(plan, result or plan_results(plan))
    read = msgspec.to_builtins(msgspec.convert(document, PlanDocument, strict=True))
    assert known_part(read) == known_part(document)  # a key that the schema lacks would be lost on the way
    return document


def test_the_shipped_schema_is_that_of_the_types():
    shipped = resource_path("schemas", "plan.schema.json").read_text(encoding="utf-8")
    assert shipped == plan_schema_text(), f"write it again: {AGAIN}"


def test_every_reference_of_the_schema_leads_somewhere_and_every_part_is_described():
    schema = json.loads(plan_schema_text())
    text = json.dumps(schema)
    for name, part in schema["$defs"].items():
        assert f'"#/$defs/{name}"' in text
        assert part["description"]
        required = set(part["properties"]) - {"exploration"}
        assert set(part["required"]) == required  # every key is always there; unknown is null
    assert schema["$ref"] == "#/$defs/PlanDocument"


@pytest.mark.parametrize("name", example_names())
def test_every_example_keeps_it(name: str, example_results):
    keeps_the_schema(example_plan(name), example_results(name))


def test_a_programme_keeps_it():
    models = tuple(ProgrammeModel(name=name, tokens=9e12) for name in "AB")
    plan = replace(
        example_plan("ling-plus"), trains=Trains.PROGRAMME, programme=Programme(models=models), limits=Limits()
    )
    assert keeps_the_schema(plan)["models"][0]["name"] == "A"


def test_a_plan_without_any_answer_keeps_it():
    plan = replace(example_plan("ling-plus"), cluster=Cluster(), baseline=None)
    document = keeps_the_schema(plan)
    assert document["result"]["days"] is document["mixing"] is document["energy"] is None
    refused = replace(example_plan("ling-plus"), mixing=MixingChoice(strategy="attention-expert-disaggregation"))
    assert keeps_the_schema(refused)["blocked"][0]["cause"]["code"] == "several-stacks"


def test_terms_porting_and_shares_of_spend_keep_it():
    plan = example_plan("deepseek-v3-h100-mi300x")
    first, second = plan.cluster.groups
    owned = GroupTerms(tenure=Tenure.OWNED, upkeep_per_hour=Money(amount=0.2, currency="USD"))
    later = GroupTerms(waiting=Waiting.LENT, from_day=20.0)
    changed = replace(
        plan,
        cluster=replace(plan.cluster, groups=(replace(first, terms=owned), replace(second, terms=later))),
        mixing=replace(plan.mixing, porting_cost=Money(amount=1e6, currency="USD")),
        basis=DependenceBasis.SPEND,
    )
    document = keeps_the_schema(changed)
    assert document["porting"]["cost"]["amount"] == pytest.approx(1e6)
    assert document["result"]["cost"]["cash"] < document["result"]["cost"]["with_other_use"]
    unpriced = replace(plan, cluster=replace(plan.cluster, groups=(replace(first, offer=None), second)))
    assert keeps_the_schema(unpriced)["result"]["cost"] is None
