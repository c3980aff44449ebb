import json
from pathlib import Path

import pytest

from planner.command_line.program import answer
from planner.examples import example_plan
from planner.plan import Plan
from planner.planfile.store import save_plan


@pytest.fixture(scope="module")
def ling(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("loss") / "ling.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    return str(path)


def test_the_loss_is_reported_in_days_and_money(ling: str):
    said = answer(["loss", ling, "--supplier", "Huawei", "--day", "30"])
    assert said.exit_code == 0, said.complaint
    for words in (
        "Huawei lost on day 30 (loss-of-use)",
        "Days to finish",
        "Cost to finish, CNY",
        "replacement after 90 days",
    ):
        assert words in said.output


@pytest.mark.parametrize("kind", ["stop-ship", "loss-of-use", "price-shock"])
def test_the_document_of_a_loss_keeps_its_keys(ling: str, kind: str):
    said = answer(["loss", ling, "--supplier", "Huawei", "--day", "30", "--kind", kind, "--lost-hours", "1", "--json"])
    document = json.loads(said.output, parse_constant=pytest.fail)
    assert (document["kind"], document["supplier"], document["day"]) == (kind, "Huawei", 30)
    assert document["extra_days"] == pytest.approx(document["days_to_finish"] - document["planned_days"])
    cost = document["cost_to_finish"]
    assert sum(document["terms"].values()) == pytest.approx(cost["amount"])
    assert document["extra_cost"]["amount"] == pytest.approx(cost["amount"] - document["planned_cost"]["amount"])
    assert document["stated"]["lost_hours"] == 1
    assert document["stated"]["replacement_wait_days"] == 90
    assert all("code" in cause for cause in document["causes"])


def test_what_is_stated_on_the_command_line_wins_over_the_plans_own(ling: str):
    words = ["loss", ling, "--supplier", "Huawei", "--day", "30", "--json"]
    never, soon = (
        json.loads(answer([*words, *more]).output)
        for more in (["--replacement-days", "never"], ["--replacement-days", "10", "--replan-days", "9"])
    )
    assert never["stated"]["replacement_wait_days"] is None
    assert "Rented in its place" not in never["terms"]
    assert (soon["stated"]["replacement_wait_days"], soon["stated"]["replan_days"]) == (10, 9)
    assert soon["cost_to_finish"] != never["cost_to_finish"]


def test_one_event_has_one_answer_whoever_asks(plan: Plan, tmp_path: Path):
    """The same event in `loss` and in the scenarios of `risk`, to the digit."""
    path = tmp_path / "two.chipfolio"
    save_plan(path, plan)
    risk = json.loads(answer(["risk", str(path), "--json", "--draws", "2"]).output)
    day = {scenario["key"]: scenario["day"] for scenario in risk["scenarios"]}
    outcomes = {outcome["scenario"]: outcome for outcome in risk["plan"]["outcomes"]}
    for kind in ("stop-ship", "loss-of-use"):
        key = f"{kind}:Nvidia"
        words = ["loss", str(path), "--supplier", "Nvidia", "--day", str(day[key]), "--kind", kind, "--json"]
        loss = json.loads(answer(words).output)
        assert (loss["extra_days"], loss["extra_cost"]["amount"]) == (
            outcomes[key]["extra_days"],
            outcomes[key]["overrun"],
        )
        assert (loss["why"], outcomes[key]["day"]) == (outcomes[key]["why"], loss["day"])


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--supplier", "AMD", "--day", "30"], "AMD takes no part in the plan"),
        (["--supplier", "Huawei", "--day", "soon"], "not a number of 0 or more"),
        (["--supplier", "Huawei"], "--day"),
    ],
)
def test_what_the_user_can_mend_is_one_line(ling: str, words: list[str], complaint: str):
    said = answer(["loss", ling, *words])
    assert (said.exit_code, said.output) == (2, "")
    assert complaint in said.complaint
    assert "\n" not in said.complaint


def test_the_catalogue_tells_the_rules_of_a_day():
    said = answer(["catalogue", "--site", "CN", "--as-of", "2023-01-01", "--json"])
    document = json.loads(said.output)
    entries = {entry["key"]: entry for entry in document["accelerators"]}
    assert [finding["rule_id"] for finding in entries["A100-80-SXM"]["export"]["findings"]] == ["us-3a090-2022"]
    assert all(measure["date"] <= "2023-01-01" for measure in document["measures"])
    assert answer(["catalogue", "--as-of", "January"]).exit_code == 2


def test_the_plan_is_reported_beside_each_supplier_alone_and_its_worst_layer(ling: str):
    said = answer(["plan", ling])
    assert "Huawei alone, 2,048 devices" in said.output
    assert "Worst layer: " in said.output
