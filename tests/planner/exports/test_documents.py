import json
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.dependence import LAYERS
from planner.examples import example_plan
from planner.exploration.exploration import Exploration
from planner.exports.documents import plan_document
from planner.exports.exploration_document import exploration_document
from planner.exports.plain_values import document_text, plain
from planner.exports.pool_documents import layouts_document
from planner.mixing.strategy import MixingChoice
from planner.performance.training.layout import LayoutSearch
from planner.plan import DependenceMeasure, Plan
from planner.plan_result import PlanResult
from planner.planning import plan_results

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)


@given(anything)
def test_any_document_is_strict_json_without_nan_or_infinity(value: Any):
    text = document_text({"value": value})
    assert json.loads(text, parse_constant=pytest.fail)["value"] == plain(value)


def test_what_is_not_json_becomes_it():
    class Colour(StrEnum):
        RED = "red"

    assert plain({Colour.RED: (Colour.RED, np.float64("nan"), np.int64(3), float("inf"))}) == {
        "red": ["red", None, 3, None]
    }


def test_the_plan_document_keeps_the_contract(plan: Plan, result: PlanResult):
    document = json.loads(document_text(plan_document(plan, result, file_format=1)))
    assert document["plan"] == {"name": plan.name, "file_format": 1}
    assert set(document["workload"]) == {
        "kind",
        "shape",
        "total_params",
        "active_params",
        "recipe",
        "flop_per_token",
        "tokens",
        "total_tokens",
        "seq_len",
        "global_batch",
        "precision",
        "states",
        "stops",
    }
    assert document["workload"]["states"]["optimiser"] == "adamw"
    assert document["workload"]["stops"] == {
        "mtbf_hours": None,
        "mtbf_hours_of": {},
        "rack_mtbf_hours": None,
        "interval_s": None,
        "restart_s": 600.0,
        "checkpoint_s": None,
        "kept_checkpoints": 2,
    }
    assert document["pools"][0]["stops"]["checkpoint_bytes"] == pytest.approx(14 * 290.6e9, rel=1e-3)
    found = document["result"]
    assert {"tokens_per_s", "days", "goodput", "mfu", "cost", "cost_per_trillion_tokens", "baseline", "saving"} <= set(
        found
    )
    assert found["cost"]["currency"] == "CNY"
    assert found["baseline"]["cost_per_trillion_tokens"]["amount"] == pytest.approx(6.35e6, rel=1e-12)
    assert {"tokens_per_s", "cost", "saving"} <= set(found["bands"])
    assert all(len(band) == 3 for band in found["bands"].values())
    layer = document["dependence"]["layers"]["supplier"]
    assert document["dependence"]["basis"] == "compute"
    assert {"shares", "hhi", "effective", "largest", "retention"} <= set(layer)
    assert list(document["dependence"]["layers"]) == list(LAYERS)
    assert layer["readings"] == {
        "hhi": "high",
        "effective": "dual",
        "largest": "dominant",
        "retention": None,  # pools in turn: no speeds add
    }
    assert {"retention_time", "days_without", "days_share"} <= set(layer)
    assert document["trains"] == {"what": "one-model", "models": 1}
    assert all(item["largest"] == 1.0 and item["cost"]["amount"] > 0 for item in document["references"])
    pool = document["pools"][0]
    assert set(pool["layout"]) >= {"tp", "pp", "vpp", "ep", "etp", "cp", "dp", "micro_batch", "recompute", "schedule"}
    assert {"accelerator", "count", "nodes", "tokens_per_s_per_device", "mfu", "memory_gib", "evidence"} <= set(pool)
    offers = {group.key: group.offer.evidence for group in plan.cluster.groups if group.key in pool["price_evidence"]}
    assert pool["price_evidence"] == offers != {}
    assert pool["step_s"] == pytest.approx(sum(pool["step_parts_s"].values()))
    assert pool["memory_gib"] == pytest.approx(sum(pool["memory_parts_gib"].values()))
    mixing = document["mixing"]
    assert (mixing["strategy"], mixing["efficiency"], mixing["statistical_efficiency"]) == ("in-turn", None, None)
    assert set(mixing["alone"]) == {"cheapest", "fastest"}
    assert {spell["kind"] for spell in mixing["timetable"]} <= {"work", "stop", "wait"}
    assert sum(mixing["shares"].values()) == pytest.approx(1.0)
    assert document["warnings"] == [one["words"] for one in document["remarks"]]
    assert all(one["cause"]["code"] for one in document["remarks"])


def test_pools_that_work_in_every_step_have_an_efficiency_and_a_reading_of_what_is_kept(example_results):
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    document = plan_document(plan, example_results("mixtral-8x22b-b200-mi325x"))
    assert document["mixing"]["efficiency"] < 1.0
    assert document["dependence"]["layers"]["supplier"]["readings"]["retention"] in {"weak", "acceptable", "robust"}


def test_a_blocked_part_carries_its_cause_and_what_trains_nothing_its_cost(plan: Plan, example_results):
    refused = replace(plan, mixing=MixingChoice(strategy="attention-expert-disaggregation"))
    document = plan_document(refused, plan_results(refused))
    (block,) = document["blocked"]
    assert block["cause"]["code"] == "several-stacks"
    assert block["cause"]["stacks"]
    whole = example_plan("ling-plus")
    result = example_results("ling-plus")
    idle = [group for pool in result.pools if pool.token_share == 0.0 for group in pool.groups]
    assert idle
    left_out = plan_document(whole, result)["left_out"]
    assert [(one["group"], one["cost"]["amount"]) for one in left_out] == [(group, 0.0) for group in sorted(idle)]


def test_unknown_results_are_null(plan: Plan, result: PlanResult):
    blank = replace(
        result, tokens_per_s=None, days=float("nan"), cost=None, baseline=None, dependence=None, mixing=None
    )
    document = json.loads(document_text(plan_document(plan, blank)))
    assert document["result"]["tokens_per_s"] is None
    assert document["result"]["days"] is None
    assert document["result"]["cost"] is None
    assert document["result"]["baseline"] is None
    assert document["dependence"] is None
    assert document["mixing"] is None


def test_the_exploration_document_keeps_the_contract(exploration: Exploration):
    document = json.loads(document_text(exploration_document(exploration)))
    assert document["candidates"] == 9
    assert document["feasible"] == exploration.feasible < len(exploration.fleets)  # some again, at their best shares
    assert document["axes"] == {"x": "largest", "y": "saving"}
    assert len(document["frontier"]) == len(exploration.frontier)
    row = document["frontier"][0]
    assert {"cluster", "cost_per_trillion_tokens", "saving", "largest", "hhi", "retention", "days"} <= set(row)
    assert set(row["cluster"]) <= {"Ascend-910B2", "A800-80-SXM"}
    assert document["today"]["cluster"] == {"Ascend-910B2": 256, "A800-80-SXM": 128}
    by_hhi = replace(exploration, measure=DependenceMeasure.HHI)
    assert exploration_document(by_hhi)["axes"]["x"] == "hhi"


def test_every_candidate_of_an_exploration_is_feasible_or_blocked_once(exploration: Exploration):
    document = exploration_document(exploration)
    assert sum(document["blocked"].values()) + document["feasible"] == document["candidates"]


def test_the_layouts_document_keeps_the_contract(result: PlanResult):
    estimate = result.pools[0].estimate
    search = LayoutSearch(best=(estimate,), considered=7, fitting=3, seconds=0.5, blocked={"memory": 4})
    document = layouts_document(search)
    assert (document["considered"], document["fitting"], document["blocked"]) == (7, 3, {"memory": 4})
    assert {"tp", "dp", "step_s", "tokens_per_s_per_device", "mfu", "memory_gib", "step_parts_s"} <= set(
        document["layouts"][0]
    )
