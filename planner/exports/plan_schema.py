"""The document of ``plan --json`` as a whole, and the JSON Schema that is shipped of its types (``plan_document``).

``resources/schemas/plan.schema.json`` is ``plan_schema_text()`` as it stands. Keys may be added; one that is there
keeps its meaning. Unknown is null. Names carry their units; shares, savings and chances are 0 to 1, days count from the
plan's start.
"""

import json
from typing import Any, Final, NotRequired, TypedDict

import msgspec

from planner.exports.plan_document.dependence import DependencePart, ReferenceDocument
from planner.exports.plan_document.inputs import PlanPart, TrainsPart, WorkloadPart
from planner.exports.plan_document.money import (
    CostTermDocument,
    PortingDocument,
    RentOrBuyDocument,
)
from planner.exports.plan_document.pools import MixingPart, PoolDocument
from planner.exports.plan_document.result import EnergyDocument, ModelDocument, PublishedDocument, ResultPart
from planner.exports.plan_document.words import (
    BlockDocument,
    LeftOutDocument,
    RemarkDocument,
    UnmetLimitDocument,
    VerdictLineDocument,
)

SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"


class PlanDocument(TypedDict):
    """The document of ``plan --json``. Numbers are plain, unknown is null, never NaN or Infinity."""

    plan: PlanPart
    workload: WorkloadPart
    trains: TrainsPart
    models: list[ModelDocument]
    result: ResultPart
    dependence: DependencePart | None
    references: list[ReferenceDocument]
    pools: list[PoolDocument]
    mixing: MixingPart | None
    published: list[PublishedDocument]
    cost_terms: list[CostTermDocument]
    rent_or_buy: list[RentOrBuyDocument]
    porting: PortingDocument | None
    energy: EnergyDocument | None
    unmet_limits: list[UnmetLimitDocument]
    verdict: list[VerdictLineDocument]
    warnings: list[str]
    remarks: list[RemarkDocument]
    blocked: list[BlockDocument]
    left_out: list[LeftOutDocument]
    exploration: NotRequired[dict[str, Any]]


def plan_schema_text() -> str:
    """Return the JSON Schema of the document as text with a final line end."""
    schema = {"$schema": SCHEMA_ID, "title": "chipfolio-cli plan --json", **msgspec.json.schema(PlanDocument)}
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
