"""A figure reads the same wherever it stands: window, PDF, JSON, tables and terminal, healthy and delivered by name."""

from datetime import date

import pytest

from gui.look import formats
from gui.look.result_figures import FIGURES
from gui.panels.pool_lines import PoolLine, pool_reason
from gui.report.words import report_words
from planner.command_line.plan_command import plan_text
from planner.command_line.text_table import number, percent, scaled
from planner.examples import example_plan
from planner.exports.documents import plain, plan_document
from planner.exports.tables import result_tables
from planner.planning import plan_results
from planner.summary import summarise


@pytest.fixture(scope="module")
def shown():
    """One plan of two pools: its result, document, tables by name, the report's words, and the terminal's lines."""
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    result = plan_results(plan)
    tables = {
        table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        for table in result_tables(plan, result)
    }
    words = report_words(summarise(plan, result), date(2026, 11, 23))
    return plan, result, plain(plan_document(plan, result)), tables, words, plan_text(plan, result)


def test_the_rates_of_a_pool_are_called_healthy_or_delivered_and_agree(shown, qtbot):
    _, result, document, tables, words, text = shown
    assert len(result.pools) == 2
    for place, pool in enumerate(result.pools):
        said, row, cells = document["pools"][place], tables["pools"][place], words["pools"][place]
        line = next(line for line in text.splitlines() if line.strip().startswith(pool.name))
        healthy, delivered = said["tokens_per_s_per_device"], said["delivered_tokens_per_s_per_device"]
        assert delivered == pytest.approx(healthy * said["goodput"])
        assert row["healthy_tokens_per_s_per_device"] == healthy
        assert row["delivered_tokens_per_s_per_device"] == delivered
        assert cells["rate"] == formats.significant(delivered)  # headed "delivered"
        assert number(healthy, 4) in line  # headed "HEALTHY"
        assert f"{formats.whole(healthy)} healthy tokens/s a device" in pool_reason(pool)
    assert "delivered" in words["heads"]["pools"][2]
    assert "HEALTHY TOKENS/S/DEVICE" in text


def test_every_mfu_is_of_healthy_steps_after_anchoring_and_agrees(shown, qtbot):
    plan, result, document, tables, words, text = shown
    for place, pool in enumerate(result.pools):
        mfu = document["pools"][place]["mfu"]
        assert tables["pools"][place]["mfu"] == mfu
        assert words["pools"][place]["mfu"] == formats.percent(mfu)
        line = PoolLine("pool", pool)
        qtbot.addWidget(line)
        assert f"healthy MFU {formats.percent(mfu, 0)}" in line.accessibleName()
        assert percent(mfu) in next(row for row in text.splitlines() if row.strip().startswith(pool.name))
    assert "healthy" in words["heads"]["pools"][3]
    whole = document["result"]["mfu"]
    figure = next(one for one in FIGURES if one.key == "mfu").write(plan, result)
    assert (figure.value, figure.note) == (formats.percent(whole), "of healthy steps")
    assert next(row["value"] for row in tables["result"] if row["quantity"] == "mfu") == whole
    assert percent(whole) in next(
        row for row in text.splitlines() if "MFU utilisation" in row or "FLOP utilisation, healthy" in row
    )


def test_steps_goodput_memory_and_shares_of_a_pool_agree(shown):
    _, _, document, tables, words, text = shown
    for said, row, cells in zip(document["pools"], tables["pools"], words["pools"], strict=True):
        assert row["healthy_step_s"] == said["healthy_step_s"]
        assert cells["step"] == formats.significant(said["healthy_step_s"])
        assert f"{said['healthy_step_s']:.2f}" in text
        assert row["goodput"] == said["goodput"]
        assert cells["goodput"] == formats.percent(said["goodput"])
        assert cells["share"] == formats.percent(said["token_share"])
        assert cells["memory"] == formats.percent(said["memory_gib"] / said["memory_capacity_gib"], 0)


def test_the_headline_agrees(shown):
    plan, result, document, tables, words, text = shown
    said, rows = document["result"], {row["quantity"]: row["value"] for row in tables["result"]}
    window = {figure.key: figure.write(plan, result) for figure in FIGURES}
    cards = {card["label"]: card["value"] for card in words["cards"]}
    expected = {
        "cost_per_trillion_tokens": (
            said["cost_per_trillion_tokens"]["amount"],
            "Cost per trillion tokens",
            formats.si,
        ),
        "cost": (said["cost"]["amount"], "Cost of the whole run", formats.si),
        "saving": (said["saving"], "Saving against the baseline", formats.percent),
        "tokens_per_s": (said["tokens_per_s"], "Throughput", formats.si),
    }
    for key, (value, label, shown_as) in expected.items():
        assert rows[key] == value
        assert window[key].value == cards[label] == shown_as(value)
    assert rows["days"] == said["days"]
    assert window["days"].value == formats.duration(said["days"])
    assert number(said["days"]) in text
    assert scaled(said["cost"]["amount"]) in text
    energy = document["energy"]["energy_kwh"]
    assert rows["energy"] == energy
    assert window["energy"].value == f"{formats.whole(energy / 1e3)} MWh"
