import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from planner.cluster import NodeGroup
from planner.dependence import LAYERS
from planner.examples import example_names, example_plan
from planner.mixing.strategy import ShareCap
from planner.plan import Plan
from planner.planfile.bounds import complaints
from planner.planfile.limits import LIMITS, LONGEST_TEXT, MOST_OF
from planner.workload.blocks import Block, Repeat
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape import TransformerShape

PLAN = example_plan("ling-plus")
SHAPE = PLAN.training.shape
HUGE = 10**400


def _classes(kind: Any) -> set[type]:
    """Return the value classes that a field's type mentions, and those of their fields."""
    found: set[type] = set()
    pending = [kind]
    while pending:
        one = pending.pop()
        pending += [part for part in typing.get_args(one) if part is not one]
        if (hasattr(one, "__struct_fields__") or one is Repeat) and one not in found:
            found.add(one)
            pending += list(typing.get_type_hints(one).values())
    return found


def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(kind.__dataclass_fields__) if kind is Repeat else kind.__struct_fields__


def _with_accelerator(**changes: object) -> Plan:
    key = PLAN.cluster.groups[0].accelerator
    entries = {**PLAN.catalogue.accelerators, key: replace(PLAN.catalogue.accelerator(key), **changes)}
    return replace(PLAN, catalogue=replace(PLAN.catalogue, accelerators=entries))


def _with_group(**changes: object) -> Plan:
    return replace(PLAN, cluster=replace(PLAN.cluster, groups=(replace(PLAN.cluster.groups[0], **changes),)))


def _with_shape(**changes: object) -> Plan:
    return replace(PLAN, workload=replace(PLAN.training, shape=replace(PLAN.training.shape, **changes)))


def _with_mixer(**sizes: int) -> Plan:
    return _with_shape(mixers={"attention": msgspec.structs.replace(SHAPE.softmax, **sizes)})


def _with_experts(experts: int, **changes: Any) -> Plan:
    return _with_shape(channel_mixers={"moe": msgspec.structs.replace(SHAPE.routed, experts=experts)}, **changes)


def _groups(count: int) -> Plan:
    group = PLAN.cluster.groups[0]
    groups = tuple(replace(group, key=str(number), site=f"site {number}") for number in range(count))
    return replace(PLAN, cluster=replace(PLAN.cluster, groups=groups))


def test_every_limit_is_of_a_field_that_a_plan_has():
    known = {(kind.__name__, name) for kind in _classes(Plan) for name in _field_names(kind)}
    assert (set(LIMITS) | set(MOST_OF)) - known == set()
    assert ("NodeGroup", "nodes") in known
    assert NodeGroup in _classes(Plan)
    assert not issubclass(Mapping, Enum)


@pytest.mark.parametrize("name", example_names())
def test_what_is_shipped_holds(name: str):
    assert list(complaints(example_plan(name))) == []


def test_every_shipped_shape_holds():
    for key in shape_keys():
        assert list(complaints(replace(PLAN, workload=replace(PLAN.training, shape=shape_preset(key))))) == []


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (_with_group(nodes=HUGE), "cluster.groups[0].nodes is a count of more than 1,000,000,000,000,000"),
        (_with_group(nodes=-HUGE), "cluster.groups[0].nodes is a count of more than"),
        (replace(PLAN, validated_elsewhere=5e-324), "4.94066e\N{MINUS SIGN}324, which is closer to 0 than"),
        (_with_group(nodes=-1), "cluster.groups[0].nodes is \N{MINUS SIGN}1, not from 0 to 1e+06"),
        (_with_group(site="\ud800"), "cluster.groups[0].site has half a character in it"),
        (_with_accelerator(memory_bytes=0), "memory_bytes is 0, not from 1 to"),
        (_with_accelerator(memory_bytes_per_s=0.0), "memory_bytes_per_s is 0, not from 1 to"),
        (_with_accelerator(peak_flop_per_s={"bf16": 0.0}), "peak_flop_per_s[bf16] is 0, not from 1 to"),
        (_with_accelerator(nic_bytes_per_s=5e-324), "nic_bytes_per_s is 4.94066e\N{MINUS SIGN}324, not 0 or from 1 to"),
        (_groups(1000), "cluster.groups has 1,000 entries, more than 256"),
        (_with_shape(hidden=1_000_001), "workload.shape.hidden is 1e+06, not from 1 to 1e+06"),
        (_with_mixer(heads=10**6, kv_heads=1), "workload.shape.mixers[attention].heads is 1e+06, not from 1 to 100000"),
        (_with_mixer(head_dim=10**8), "workload.shape.mixers[attention].head_dim is 1e+08, not from 1 to 1e+07"),
        (_with_experts(2 * 10**6), "workload.shape.channel_mixers[moe].experts is 2e+06, not from 1 to 1e+06"),
        (
            _with_experts(1_000_000, blocks=(Block(10_000, "attention", "moe"),)),
            "workload.shape has 10,000,000,000 experts over all its layers, more than 10,000,000",
        ),
        (
            _with_shape(mixers=dict.fromkeys(map(str, range(300)), SHAPE.softmax) | SHAPE.mixers),
            "workload.shape.mixers has 301 entries, more than 256",
        ),
    ],
)
def test_what_planning_could_not_compute_is_named_with_its_limit(plan: Plan, words: str):
    found = next(complaints(plan))
    assert words in found
    assert len(found) < 200


@pytest.mark.parametrize(
    ("at", "beyond"),
    [
        (replace(PLAN, notes="n" * LONGEST_TEXT), replace(PLAN, notes="n" * (LONGEST_TEXT + 1))),
        (_groups(MOST_OF["Cluster", "groups"]), _groups(MOST_OF["Cluster", "groups"] + 1)),
        (_with_group(nodes=10**6), _with_group(nodes=10**6 + 1)),
        (_with_accelerator(tdp_w=1e6), _with_accelerator(tdp_w=1e6 * (1 + 1e-9))),
        (_with_accelerator(peak_flop_per_s={"bf16": 1.0}), _with_accelerator(peak_flop_per_s={"bf16": 1.0 - 1e-9})),
        (
            replace(PLAN, measured_runs=PLAN.measured_runs[:1] * 200),
            replace(PLAN, measured_runs=PLAN.measured_runs[:1] * 201),
        ),
    ],
    ids=["text", "groups", "nodes", "most", "least", "runs"],
)
def test_a_value_at_its_limit_holds_and_the_next_one_does_not(at: Plan, beyond: Plan):
    assert list(complaints(at)) == []
    assert len(list(complaints(beyond))) == 1


def test_two_hundred_pools_and_links_of_nothing_hold():
    assert list(complaints(_groups(200))) == []
    assert list(complaints(_with_accelerator(nic_bytes_per_s=0.0, scaleup_bytes_per_s=0.0))) == []


def test_a_value_that_is_none_of_a_plans_is_named():
    assert list(complaints(replace(PLAN, notes={1}))) == ["notes is a set"]
    assert list(complaints(replace(PLAN, currency=float("inf")))) == ["currency is inf"]


def test_values_nested_without_end_are_not_followed():
    nested: Any = ()
    for _ in range(100):
        nested = (nested,)
    (complaint,) = complaints(replace(PLAN, notes=nested))
    assert complaint.endswith("lies more than 40 values deep")


def test_the_shape_of_a_measured_run_is_looked_at_too():
    wide = replace(
        PLAN.measured_runs[0], shape=_with_experts(9_000, blocks=(Block(9_000, "attention", "moe"),)).training.shape
    )
    assert isinstance(wide.shape, TransformerShape)
    assert next(complaints(replace(PLAN, measured_runs=(wide,)))).startswith("measured_runs[0].shape has 81,000,000")


def test_two_groups_of_one_key_are_refused_by_name_promise():
    groups = PLAN.cluster.groups
    twice = replace(PLAN, cluster=replace(PLAN.cluster, groups=(groups[0], *groups)))
    assert list(complaints(twice)) == [f"cluster.groups has the key {groups[0].key!r} more than once"]


def test_a_cap_on_a_layer_that_is_none_is_refused_with_those_there_are_promise():
    plan = example_plan("ling-plus")
    held = replace(plan, mixing=replace(plan.mixing, caps=(ShareCap(layer="suppliers", share=0.5),)))
    said = next(complaints(held))
    assert said.startswith("mixing.caps[0].layer is 'suppliers', not one of ")
    assert all(layer in said for layer in LAYERS)
