import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.errors import UserError
from planner.examples import example_plan
from planner.mixing.strategies import CHOICES
from planner.plan import Plan
from planner.planfile.bounds import complaints
from planner.planfile.plan_inputs import ELSEWHERE, plan_inputs, with_input
from planner.sentences import sentence

PLAN = example_plan("ling-plus")
INPUTS = {one.path: one for one in plan_inputs(PLAN)}


def test_every_field_of_a_plan_has_a_door_or_a_stated_reason():
    for name in Plan.__struct_fields__:
        doors = [path for path in INPUTS if path == name or path.startswith((f"{name}.", f"{name}["))]
        assert doors or name in ELSEWHERE, name


def test_every_reason_names_a_field_that_is_there():
    for path in ELSEWHERE:
        value = PLAN
        for name in path.split("."):
            assert isinstance(value, Struct)
            assert name in set(value.__struct_fields__), path
            value = getattr(value, name)


NOTHING_YET = sorted(path for path, one in INPUTS.items() if one.whole and not one.value)


@pytest.mark.parametrize("path", NOTHING_YET)
def test_what_is_written_as_json_shows_a_pattern_that_only_has_to_be_filled_in(path):
    complaint = ""
    try:
        with_input(PLAN, path, INPUTS[path].may_be)
    except UserError as error:
        complaint = str(error)
    assert "expected" not in complaint  # a zero may have to be a number above it, but the form is right


def test_the_patterns_name_what_has_to_be_said():
    assert {"outlooks", "porting", "scenarios", "limits.budget", "cluster.pair_links"} <= set(NOTHING_YET)
    assert INPUTS["outlooks"].may_be == '[{"supplier":"","disruption":0.0,"note":""}]'
    assert INPUTS["porting"].may_be == '{"fte_months":19.0,"monthly_cost":{"amount":0.0,"currency":""}}'


def test_a_note_that_is_a_sentence_is_listed_and_kept_as_text():
    group = PLAN.cluster.groups[0]
    offer = replace(group.offer, note=sentence("estimated, not published: {}", "a ratio"))
    plan = replace(PLAN, cluster=replace(PLAN.cluster, groups=(replace(group, offer=offer),)))
    shown = {one.path: one.text for one in plan_inputs(plan)}
    assert offer.note in shown[f"cluster.groups[{group.key}].offer.note"]
    assert with_input(plan, "limits.deadline_days", "90").cluster == plan.cluster


def test_a_price_and_a_number_of_nodes_that_are_entered_are_the_users_own():
    first = PLAN.cluster.groups[0]
    guessed = replace(first, nodes_evidence=Evidence.ESTIMATE)
    plan = replace(PLAN, cluster=replace(PLAN.cluster, groups=(guessed, *PLAN.cluster.groups[1:])))
    way = f"cluster.groups[{first.key}]"
    changed = with_input(with_input(plan, f"{way}.offer.price.amount", "1.9"), "energy.price_per_kwh.amount", "0.5")
    offer = changed.cluster.groups[0].offer
    assert (offer.price.amount, offer.evidence, offer.source) == (1.9, Evidence.MEASURED, "entered in this plan")
    assert (offer.acquisition, offer.standing, offer.price_low) == (first.offer.acquisition, None, None)
    assert changed.energy.price_evidence is Evidence.MEASURED
    assert changed.cluster.groups[1:] == plan.cluster.groups[1:]
    assert changed.cluster.groups[0].nodes_evidence is Evidence.ESTIMATE
    assert with_input(plan, f"{way}.nodes", "7").cluster.groups[0].nodes_evidence is Evidence.MEASURED


def test_a_group_found_by_its_key_can_be_given_another():
    changed = with_input(PLAN, f"cluster.groups[{PLAN.cluster.groups[0].key}].key", "ours")
    assert changed.cluster.groups[0] == replace(PLAN.cluster.groups[0], key="ours")


@given(path=st.sampled_from(sorted(INPUTS)))
def test_what_is_shown_can_be_entered_again_and_changes_nothing(path):
    assert with_input(PLAN, path, INPUTS[path].text) == PLAN


@given(path=st.sampled_from(sorted(INPUTS)), text=st.text(max_size=12))
def test_whatever_is_entered_gives_a_plan_that_holds_or_one_sentence(path, text):
    complaint, changed = "", PLAN
    try:
        changed = with_input(PLAN, path, text)
    except UserError as error:
        complaint = str(error)
    assert len(complaint.splitlines()) <= 1
    assert changed.catalogue == PLAN.catalogue


@pytest.mark.parametrize(
    ("path", "text", "read"),
    [
        ("workload.tokens", "1e12", lambda plan: plan.training.tokens == 1e12),
        ("estimates_allowed", "off", lambda plan: plan.estimates_allowed is False),
        ("workload.recipe.cuda_graphs", "on", lambda plan: plan.training.recipe.cuda_graphs is True),
        ("cluster.groups[h800-sxm].nodes", "7", lambda plan: plan.cluster.groups[3].nodes == 7),
        ("cluster.groups[D].terms.until_day", "30", lambda plan: plan.cluster.groups[3].terms.until_day == 30.0),
        ("limits.deadline_days", "", lambda plan: plan.limits.deadline_days is None),
        ("baseline", "", lambda plan: plan.baseline is None),
        ("cluster.groups[0].offer", "", lambda plan: plan.cluster.groups[0].offer is None),
        ("mixing.token_shares", "", lambda plan: not plan.mixing.token_shares),
        ("rates.base_per_unit.USD", "7", lambda plan: plan.rates.base_per_unit["USD"] == 7.0),
        ("outlooks", '[{"supplier": "Nvidia", "disruption": 0.2}]', lambda plan: plan.outlooks[0].disruption == 0.2),
    ],
)
def test_an_input_is_changed_by_its_path(path, text, read):
    assert read(with_input(PLAN, path, text))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("nope", "1", "is not there"),
        ("recourse.replan_days", "1e9", "not from 0 to 100000"),
        ("limits.deadline_days", "nan", "takes a number, not 'nan'"),
        ("workload.precision", "fp7", "invalid enum value"),
        ("workload.shape", "x", "a shape is chosen"),
        ("scenarios", "{", "takes JSON"),
        ("mixing.strategy", "phases", "not one of auto"),
        (f"cluster.groups[{'9' * 5_000}].nodes", "1", "is not there"),
        ("estimates_allowed", "perhaps", "is on or off"),
    ],
)
def test_what_does_not_hold_is_refused_in_one_sentence(path, text, said):
    with pytest.raises(UserError, match=said):
        with_input(PLAN, path, text)


def test_a_way_that_is_none_is_answered_with_every_way_there_is_promise():
    for written in ("phases", "x" * 5_000):
        with pytest.raises(UserError) as refused:
            with_input(PLAN, "mixing.strategy", written)
        assert f"not one of {', '.join(CHOICES)}; enter another value." in str(refused.value)
        assert len(str(refused.value)) < 400
    odd = replace(PLAN, mixing=replace(PLAN.mixing, token_shares={"k" * 5_000: 2.0}))
    (said,) = complaints(odd)
    assert said.endswith("not from 0 to 1")
    assert len(said) < 200


@pytest.mark.parametrize("path", [*(path for path, one in INPUTS.items() if "groups[" not in path), "nowhere"])
def test_half_a_character_is_refused_in_words_at_every_input_promise(path):
    with pytest.raises(UserError, match="has half a character in it"):
        with_input(PLAN, path, "\udcff")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("mixing.caps", '[{"layr": "foundry", "share": 0.5}]', "mixing.caps.layr is no field"),
        ("cluster.inter_pool_link", '{"byte_per_s": 3}', "cluster.inter_pool_link.byte_per_s is no field"),
        ("workload.states.lora", '{"rank": 16, "alpha": 32}', "workload.states.lora.alpha is no field"),
    ],
)
def test_a_field_that_no_plan_has_is_named_and_not_read_past_promise(path, text, said):
    with pytest.raises(UserError, match=said):
        with_input(PLAN, path, text)


def test_a_share_of_a_pool_that_is_not_there_is_refused_with_those_there_are_promise():
    with pytest.raises(UserError, match=r"'H20-SXM@Site 55' is no pool of this plan; there are .*H20-SXM@Site 5"):
        with_input(PLAN, "mixing.token_shares", '{"Ascend-910B2@Site 1": 0.5, "H20-SXM@Site 55": 0.5}')
