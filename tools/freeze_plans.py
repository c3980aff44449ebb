"""Writes plan files of today's format for the tests of every later version, once: what is there is never written again.

Run as ``python tools/freeze_plans.py [FOLDER]`` before the first release of a format; without a folder the files go to
``tests/plans/format-N``, with their checksums in ``SHA256SUMS`` beside them. A format that has a folder is refused.
"""

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from planner.anchoring import MeasuredRun
from planner.catalogue.accelerator import Evidence, Figure
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Acquisition, Money, Offer, PriceObservation
from planner.catalogue.reader import load_catalogue
from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.examples import example_names, example_plan
from planner.exploration.explore import explore
from planner.exploration.explored_plan import ExploredPlan
from planner.plan import Plan
from planner.planfile.formats import FORMATS
from planner.planfile.plan_inputs import PlanInput, plan_inputs, with_input
from planner.planfile.store import save_plan
from planner.planning import plan_results
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape import TransformerShape
from planner.workload.shape_entry import entry_of, shape_from_entry
from planner.workload.size_fields import entered_values, size_fields

_PLANS: Final = Path(__file__).resolve().parent.parent / "tests" / "plans"
SUMS: Final = "SHA256SUMS"
_EXPLORED_ON: Final = "2026-11-29"

# Plans that are an example with other inputs: file name -> the example, and values by path as ``--set`` takes them.
_CHANGED: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "programme": (
        "ling-plus",
        {
            "trains": "programme",
            "programme": '{"models": [{"name": "large", "tokens": 9e12}, {"name": "small", "tokens": 2e12}, '
            '{"name": "on H20", "tokens": 1e12, "pool": "H20-SXM@Site 5"}], "aim": "cheapest"}',
            "limits.deadline_days": "300",
        },
    ),
    "timetable-with-terms": (
        "ling-plus",
        {
            "cluster.groups[A].terms": '{"tenure": "reserved", "waiting": "held", "until_day": 120}',
            "cluster.groups[E].terms": '{"tenure": "owned", "waiting": "lent", "lent_share": 0.25, "from_day": 30, '
            '"upkeep_per_hour": {"amount": 1.5, "currency": "CNY"}}',
            "cluster.groups[C].site": "second site",
            "cluster.groups[D].offer.rent_terms": '{"discount": 0.1, "storage_per_hour": 0.2, "support_uplift": 0.03}',
            "cluster.pair_links": '[{"first": ["Ascend-910B2", "Site 1"], "second": ["H20-SXM", "Site 5"], '
            '"link": {"kind": "wide-area", "bytes_per_s": 5e10, "latency_s": 0.001}}]',
            "mixing.division": "best",
            "mixing.caps": '[{"layer": "supplier", "share": 0.7}, {"layer": "foundry", "share": 0.8}]',
            "mixing.migration_restart_s": "43200",
            "mixing.may_wait": "on",
            "limits.deadline_days": "220",
            "limits.budget": '{"amount": 9e7, "currency": "CNY"}',
            "outlooks": '[{"supplier": "Nvidia", "disruption": 0.2, "note": "export rules"}]',
            "validated_elsewhere": "0.3",
            "porting": '{"fte_months": 24, "monthly_cost": {"amount": 60000, "currency": "CNY"}}',
            "recourse": '{"replan_days": 9, "replacement_wait_days": 45, '
            '"delay_cost_per_day": {"amount": 2e5, "currency": "CNY"}}',
            "scenarios": '[{"key": "own-delay", "name": "our own delay", "kind": "delay", "probability": 0.1, '
            '"target": "Huawei", "size": 60, "day": 10}]',
            "site_marks": '{"H800-SXM": {"kind": "limited", "most_devices": 4096, "note": "stock"}}',
            "workload.stops": '{"device_mtbf_hours": 60000, "interval_s": 1800, '
            '"mtbf_of": [{"accelerator": "H20-SXM", "hours": 90000}]}',
            "energy.grid_kg_co2e_per_kwh": "0.55",
            "purchase.life_years": "5",
        },
    ),
    "chinese-names": (
        "ling-plus",
        {
            "name": "灵犀·混合集群",
            "notes": "第一行:国产与进口芯片混用。\n第二行:数字均为假设。",
            "site.name": "中国·上海",
            "cluster.groups[A].key": "昇腾组",
            "cluster.groups[C].site": "乌兰察布",
            "cluster.groups[D].offer.label": "年租合同价",
            "baseline.name": "全部高端芯片",
            "outlooks": '[{"supplier": "Nvidia", "disruption": 0.15, "note": "出口管制"}]',
        },
    ),
}


# What the plan of every input holds where no other value of its kind would do.
_GIVEN: Final[Mapping[str, str]] = {
    "limits.required_suppliers": '["Huawei"]',
    "limits.excluded_suppliers": '["AMD"]',
    "mixing.token_shares": '{"Ascend-910B2@Site 1": 0.6, "H20-SXM@Site 5": 0.4}',
    "mixing.porting_cost": '{"amount": 2e6, "currency": "CNY"}',
    "mixing.first_stack": "CANN",
    "mixing.strategy": "in-turn",
    "mixing.division": "by user",
    "mixing.may_wait": "on",
    "programme": '{"models": [{"name": "large", "tokens": 9e12, "pool": "Ascend-910B2@Site 1"}, '
    '{"name": "small", "tokens": 2e12, "pool": "H20-SXM@Site 5"}]}',
    "notes": "own words",
    "workload.stack_release": "Megatron-Core 0.13",
    "rates.base_per_unit": '{"USD": 7.5, "EUR": 8.25}',
    "workload.states.offload.node_memory_bytes": "2e12",
    "workload.states.offload.link_bytes_per_s": "5e10",
    "workload.states.offload.host_bytes_per_s": "2e11",
    "workload.states.lora": '{"rank": 8, "modules": ["attention"]}',
    "cluster.groups[C].precision": "fp16",
    "cluster.inter_pool_link.evidence": "published",
}


def every_input() -> Plan:
    """Return a plan in which no input stands as a new plan has it, with a measured run for each kind of layer.

    Its values are any that hold: no fleet would train by them.
    """
    plan = _changed("timetable-with-terms")
    for path, text in _GIVEN.items():
        plan = with_input(plan, path, text)
    for one in tuple(plan_inputs(plan)):
        for text in () if one.whole or one.path in _GIVEN else _others(one):
            with suppress(UserError):  # the next one may hold
                plan = with_input(plan, one.path, text)
                break
    runs = [
        MeasuredRun(
            name=shape.name, accelerator="H800-SXM", devices=4096, shape=shape, seq_len=4096, global_batch=4096,
            precision=plan.training.precision, tokens_per_s_per_device=100.0, source="a run that was never made",
        )
        for shape in _every_kind_of_layer()
    ]  # fmt: skip
    return replace(plan, measured_runs=(*plan.measured_runs, *runs))


def _others(one: PlanInput) -> Iterator[str]:
    """Yield other values of an input, as they are entered; none for a name, which may stand for something else."""
    if one.choices:
        yield from (choice for choice in one.choices if choice != one.text)
    elif one.limits is not None:
        value = one.value or 0.0
        yield from (f"{number:g}" for number in (0.9 * value, 1.1 * value, value + 1, 0.5, 2.0) if number != value)
    elif not one.text and one.value is not None:
        yield "own words"


def _every_kind_of_layer() -> Iterator[TransformerShape]:
    """Yield shipped shapes until every kind of mixer, and every field of one that any of them uses, was among them."""
    met: set[tuple[str, str]] = set()
    for shape in map(shape_preset, shape_keys()):
        mtp = () if shape.mtp is None else (shape.mtp,)
        parts = (shape.residual, *mtp, *shape.mixers.values(), *shape.channel_mixers.values())
        used = {named for part in parts for named in _sizes_used(part)}
        if not used <= met:
            met |= used
            yield shape


def _sizes_used(part: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - any part of a shape
    """Return the sizes of a part that are not as its kind has them, each with the kind's name."""
    kind: Any = type(part)
    values = entered_values(part)
    return {(kind.__name__, field.name) for field in size_fields(kind) if values[field.name] != field.default}


def frozen_plans() -> Iterator[tuple[str, Plan, ExploredPlan | None]]:
    """Yield every plan that is frozen under its file's name: whatever a plan file may hold is in one of them."""
    for name in example_names():
        yield name, example_plan(name), None
    for name in _CHANGED:
        yield name, _changed(name), None
    yield "every-input", every_input(), None
    yield "edited-shape-lora", _edited_shape(), None
    yield "own-catalogue", _own_entries(), None
    plan = example_plan("qwen3-235b-910c-h20")
    yield "explored", plan, ExploredPlan(plan=plan, exploration=explore(plan), explored_on=_EXPLORED_ON)


def _changed(name: str) -> Plan:
    example, inputs = _CHANGED[name]
    plan = example_plan(example)
    for path, text in inputs.items():
        plan = with_input(plan, path, text)
    return plan


def _edited_shape() -> Plan:
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    entry = entry_of(plan.training.shape)
    (row, *others) = entry.rows
    shape = shape_from_entry(replace(entry, name="Mixtral, deeper", rows=(replace(row, count=row.count + 8), *others)))
    plan = replace(plan, workload=replace(plan.training, shape=shape))
    plan = with_input(plan, "workload.states.lora", '{"rank": 64, "modules": ["attention", "experts"]}')
    return with_input(plan, "workload.states.weights", "fp8")


def _own_entries() -> Plan:
    """Return a plan on an accelerator, a node, a price and a measured run of the user's own."""
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    known = load_catalogue().accelerator("H100-SXM")
    source = "our own measurement"
    own = replace(
        known,
        key="Own-X1",
        name="Own X1",
        supplier="Own",
        tdp_w=650.0,
        figures={**known.figures, "tdp_w": Figure(evidence=Evidence.MEASURED, source=source, low=600.0, high=700.0)},
        notes={"tdp_w": "at the wall"},
    )
    node = NodeDesign(
        key="own-node", name="own node of 8", accelerator=own.key, devices_per_node=8, node_power_w=7e3, source=source
    )
    price = Money(amount=2.5, currency="USD")
    offer = Offer(
        key="own-offer", label="our contract", accelerator=own.key, acquisition=Acquisition.RENT, price=price,
        date="2026-10-01", source=source, evidence=Evidence.MEASURED, exact=True,
    )  # fmt: skip
    seen = PriceObservation(
        accelerator=own.key, kind="rent", amount=2.5, amount_high=3.0, currency="USD", unit="device-hour",
        normalised_amount=2.5, normalised_high=3.0, normalised_unit="USD/device-hour", date="2026-10", region="US",
        source=source, note="", evidence=Evidence.MEASURED, place="US",
    )  # fmt: skip
    run = MeasuredRun(
        name="our run", accelerator=own.key, devices=256, shape=plan.training.shape, seq_len=8192, global_batch=1024,
        precision=plan.training.precision, tokens_per_s_per_device=1500.0, source=source,
    )  # fmt: skip
    group = NodeGroup(key="own", accelerator=own.key, nodes=32, offer=offer, node_design=node.key)
    catalogue = Catalogue(
        accelerators={own.key: own}, nodes={node.key: node}, offers={offer.key: offer}, prices=(seen,)
    )
    return replace(
        plan,
        cluster=replace(plan.cluster, groups=(*plan.cluster.groups, group)),
        catalogue=plan.catalogue.with_entries(catalogue),
        measured_runs=(run,),
    )


def write(folder: Path) -> None:
    """Write every plan with its results, and the checksums of the files, into a folder that is not there yet."""
    found = [(name, plan, plan_results(plan), explored) for name, plan, explored in list(frozen_plans())]
    folder.mkdir(parents=True)
    lines = []
    for name, plan, result, explored in found:
        path = folder / f"{name}.chipfolio"
        save_plan(path, plan, result, explored=explored)
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (folder / SUMS).write_text("".join(sorted(lines, key=lambda line: line.split("  ")[1])), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Freeze today's format; return 0, or 2 with one line where it is frozen already."""
    plans = Path(arguments[0]) if arguments else _PLANS
    folder = plans / f"format-{FORMATS[-1].number}"
    if folder.exists():
        print(
            f"{folder} is there: files of a format are written once, and a new format has a new number.",
            file=sys.stderr,
        )
        return 2
    write(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
