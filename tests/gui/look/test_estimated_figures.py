"""The window and the report mark what rests on estimates, and nothing else."""

from datetime import date

import pytest
from msgspec.structs import replace

from gui.look.result_figures import FIGURES
from gui.report.words import report_words
from planner.catalogue.estimates import EstimatedInput
from planner.examples import example_plan
from planner.planning import plan_results
from planner.summary import losses_halfway, summarise

INPUT = (EstimatedInput(subject="A800", figure="memory_bytes_per_s"),)


@pytest.fixture(scope="module")
def planned():
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    return plan, plan_results(plan)


def test_a_tile_wears_the_mark_of_its_own_figure_and_its_explanation_names_the_estimate(planned):
    plan, result = planned
    marked = replace(result, estimated={"days": INPUT, "step_s": INPUT, "co2e": INPUT})
    shown = {figure.key: figure.shown(plan, marked) for figure in FIGURES}
    assert {key for key, text in shown.items() if text.value.startswith("~")} == {"days", "co2e"}
    assert shown["steps"].note.startswith("~")
    reasons = {figure.key: figure.explanation(marked) for figure in FIGURES}
    assert reasons["days"].endswith("~ rests on estimates that nobody published: A800: memory bandwidth")
    assert "estimates" not in reasons["cost"]
    assert not any("~" in figure.shown(plan, result).value for figure in FIGURES)


def test_the_report_marks_cards_and_says_on_its_first_page_what_they_rest_on(planned):
    plan, result = planned
    plain = report_words(summarise(plan, result), date(2026, 11, 29))
    marked = replace(result, estimated={"days": INPUT, "saving": INPUT})
    words = report_words(summarise(plan, marked), date(2026, 11, 29))
    assert [card["value"].lstrip("−").startswith("~") for card in words["cards"]] == [  # behind its sign
        card["label"] in {"Saving against the baseline", "Days"} for card in words["cards"]
    ]
    assert words["cards_note"].endswith("A800: memory bandwidth")
    assert "~" not in plain["cards_note"] + "".join(card["value"] for card in plain["cards"])


def test_losses_wear_the_mark_of_what_they_rest_on(planned):
    plan, result = planned
    marked = replace(result, estimated={"days": INPUT})
    rows = report_words(summarise(plan, marked, losses=losses_halfway(plan, result)), date(2026, 11, 29))["losses"]
    ending = [row for row in rows if row["days"] != "never ends"]
    assert ending
    assert all(row["days"].startswith("~") and not row["cost"].startswith("~") for row in ending)


def test_what_is_unknown_has_no_note_on_what_it_would_be_of_promise(ling_plus):
    emptied = tuple(replace(group, nodes=0) for group in ling_plus.cluster.groups)
    plan = replace(ling_plus, cluster=replace(ling_plus.cluster, groups=emptied))
    result = plan_results(plan)
    shown = {figure.key: figure.shown(plan, result) for figure in FIGURES}
    assert {key: shown[key].note for key in ("co2e", "energy", "goodput", "mfu")} == dict.fromkeys(
        ("co2e", "energy", "goodput", "mfu"), ""
    )
