"""Published figures beside predicted ones: they belong to one fleet and one run, and change nothing."""

from contextlib import suppress
from functools import reduce
from operator import getitem

import msgspec
import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money, RentTerms
from planner.cluster import GroupTerms, InterPoolLink, LinkKind, Tenure, Waiting
from planner.errors import UserError
from planner.examples import example_plan
from planner.kept_sentences import plain_words
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import (
    Availability,
    DependenceMeasure,
    Limits,
    Plan,
    Programme,
    ProgrammeModel,
    PublishedFigure,
    Trains,
    fleet_digest,
)
from planner.planning import plan_results
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind
from planner.workload.training_run import Routing, TrainingPrecision


@pytest.fixture
def plan(small_plan):
    figure = PublishedFigure(
        name="report", quantity="saving", value=0.2, unit="fraction", source="s", of_fleet=fleet_digest(small_plan)
    )
    return replace(small_plan, published=(figure,))


@pytest.fixture
def compared(small_catalogue, one_line_model):
    return lambda plan: plan_results(plan, small_catalogue, model=one_line_model).comparisons


def of_group(plan, **changes):
    first, *rest = plan.cluster.groups
    return replace(plan, cluster=replace(plan.cluster, groups=(replace(first, **changes), *rest)))


def of_run(plan, **changes):
    return replace(plan, workload=replace(plan.training, **changes))


def of_offer(plan, **changes):
    return of_group(plan, offer=replace(plan.cluster.groups[0].offer, **changes))


EDITS = {
    "nodes": lambda plan: of_group(plan, nodes=9),
    "site": lambda plan: of_group(plan, site="elsewhere"),
    "node design": lambda plan: of_group(plan, node_design="another"),
    "price": lambda plan: of_group(
        plan, offer=replace(plan.cluster.groups[0].offer, price=Money(amount=21.0, currency="CNY"))
    ),
    "discount": lambda plan: of_offer(plan, rent_terms=RentTerms(discount=0.5)),
    "evidence of a price": lambda plan: of_offer(plan, evidence=Evidence.ESTIMATE),
    "discount of the baseline": lambda plan: replace(
        plan, baseline=replace(plan.baseline, offer=replace(plan.baseline.offer, rent_terms=RentTerms(discount=0.25)))
    ),
    "exchange rate": lambda plan: replace(plan, rates=replace(plan.rates, base_per_unit={"USD": 8.0})),
    "deadline": lambda plan: replace(plan, limits=Limits(deadline_days=400.0)),
    "tenure": lambda plan: of_group(plan, terms=GroupTerms(tenure=Tenure.RESERVED)),
    "waiting": lambda plan: of_group(plan, terms=GroupTerms(waiting=Waiting.HELD)),
    "window": lambda plan: of_group(plan, terms=GroupTerms(from_day=5.0)),
    "precision of a pool": lambda plan: of_group(plan, precision=TrainingPrecision.FP16),
    "one group less": lambda plan: replace(plan, cluster=replace(plan.cluster, groups=plan.cluster.groups[:1])),
    "link": lambda plan: replace(
        plan, cluster=replace(plan.cluster, inter_pool_link=InterPoolLink(kind=LinkKind.DEVICE_DIRECT))
    ),
    "tokens": lambda plan: of_run(plan, tokens=2e12),
    "sequence": lambda plan: of_run(plan, seq_len=8192),
    "batch": lambda plan: of_run(plan, global_batch=512),
    "precision": lambda plan: of_run(plan, precision=TrainingPrecision.FP16),
    "routing": lambda plan: of_run(plan, routing=Routing.BALANCED),
    "software": lambda plan: of_run(plan, stack_release="another"),
    "strategy": lambda plan: replace(plan, mixing=MixingChoice(strategy="in-turn")),
    "cap": lambda plan: replace(plan, mixing=MixingChoice(division=Division.BEST, caps=(ShareCap(share=0.6),))),
    "shares": lambda plan: replace(
        plan, mixing=MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 0.4, "H1@H1": 0.6})
    ),
    "programme": lambda plan: replace(
        plan, trains=Trains.PROGRAMME, programme=Programme(models=(ProgrammeModel(name="M", tokens=1e12),))
    ),
}


def test_a_published_figure_stands_beside_the_prediction_with_its_band(plan, compared):
    (comparison,) = compared(plan)
    assert (comparison.name, comparison.published) == ("report", 0.2)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_of_fleet_terms_or_run_takes_it_away(plan, compared, edit):
    assert fleet_digest(edit(plan)) != fleet_digest(plan)
    assert compared(edit(plan)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "renamed"},
        {"notes": "noted"},
        {"limits": Limits(budget=Money(amount=1.0, currency="CNY"), power_w=1.0, required_suppliers=("Huawei",))},
        {"measure": DependenceMeasure.LOSS},
        {"recourse": Recourse(delay_cost_per_day=Money(amount=1e5, currency="CNY"))},
        {"scenarios": (Scenario(key="s", name="s", kind=next(iter(ScenarioKind)), probability=0.5),)},
    ],
    ids=str,
)
def test_what_no_figure_rests_on_leaves_it_and_changes_none(plan, compared, changes):
    assert compared(replace(plan, **changes)) == compared(plan) != ()


def _numbers(value, path=()):
    """Give the path of every number and switch in JSON."""
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, dict | list):
            yield from _numbers(part, (*path, step))
        elif isinstance(part, int | float):
            yield (*path, step), part


def _with_value(plan, path, value):
    document = _document(plan)
    *way, last = path
    reduce(getitem, way, document)[last] = value
    return msgspec.convert(document, Plan)


def _document(plan):
    return msgspec.json.decode(msgspec.json.encode(plan, enc_hook=plain_words))


def test_every_number_and_switch_of_a_plan_counts_without_being_listed():
    plan = replace(example_plan("ling-plus-baseline"), site_marks={"X": Availability(most_devices=8)})
    digest, document = fleet_digest(plan), _document(plan)
    kinds = {}  # one of each field, whatever entry of a list or table it stands in
    for path, value in _numbers(document):
        kinds.setdefault((path[:2], path[-1]), (path, value))
    missed = set()
    for path, value in kinds.values():
        other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else value / 2 or 0.5
        with suppress(ValueError, UserError):  # of a value that none can have
            missed |= {path[-1]} if fleet_digest(_with_value(plan, path, other)) == digest else set()
    assert len(kinds) > 100
    explored, published = {"explore_min_nodes", "explore_max_nodes", "explore_step_nodes"}, {"value"}
    assert missed <= explored | published | {*Recourse.__struct_fields__}


def test_a_figure_of_another_fleet_or_of_none_is_not_shown(plan, compared):
    (figure,) = plan.published
    for of_fleet in ("", "another fleet's digest"):
        assert compared(replace(plan, published=(replace(figure, of_fleet=of_fleet),))) == ()


@pytest.mark.parametrize("name", ["ling-plus-local-sgd", "ling-plus-baseline", "ling-plus-lower-spec"])
def test_the_examples_figures_stand_beside_their_own_plans_and_not_beside_edited_ones(name, example_results):
    plan = example_plan(name)
    assert {one.quantity for one in example_results(name).comparisons} == {one.quantity for one in plan.published}
    assert plan_results(replace(plan, workload=replace(plan.training, tokens=8e12))).comparisons == ()
