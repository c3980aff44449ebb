"""A figure reads the same wherever it stands: window, PDF, JSON, tables and terminal, healthy and delivered by name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.look import formats
from gui.look.result_figures import FIGURES
from gui.look.states_words import set_up_words, stop_sentence
from gui.panels.result.pool_lines import PoolLine, pool_reason
from gui.report.words import report_words
from planner.catalogue.offers import Money
from planner.command_line import text_table
from planner.command_line.plan_text import plan_text
from planner.command_line.text_table import days_number, percent, scaled, significant
from planner.examples import example_plan
from planner.exports.documents import plan_document
from planner.exports.plain_values import plain
from planner.exports.tables import result_tables
from planner.headlines import HEADLINES
from planner.planning import plan_results
from planner.sentences import sentence
from planner.summary import summarise
from planner.workload.optimisers import Optimiser
from planner.workload.run_facts import with_values


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
        assert significant(healthy, 4) in line  # headed "HEALTHY"
        assert f"{formats.whole(healthy)} healthy tokens/s a device" in pool_reason(pool)
    assert "delivered" in words["heads"]["pools"][2]
    assert "HEALTHY TOKENS/S/DEVICE" in text


def test_every_mfu_is_of_healthy_steps_after_anchoring_and_agrees(shown, qtbot):
    plan, result, document, tables, words, text = shown
    for place, pool in enumerate(result.pools):
        mfu = document["pools"][place]["mfu"]
        assert tables["pools"][place]["mfu"] == mfu
        assert words["pools"][place]["mfu"] == formats.percent(mfu)
        line = PoolLine("pool")
        qtbot.addWidget(line)
        line.show_pool(pool, "")
        assert f"healthy MFU {formats.percent(mfu)}" in line.accessibleName()
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
    assert {figure.key for figure in HEADLINES} - {"step_s"} <= set(window)  # which stands in the note of the steps
    cards = {card["label"]: card["value"] for card in words["cards"]}
    expected = {
        "cost_per_trillion_tokens": (
            said["cost_per_trillion_tokens"]["amount"],
            "Cost per trillion tokens",
            formats.si,
        ),
        "cost": (said["cost"]["amount"], "Cost", formats.si),
        "saving": (said["saving"], "Saving against the baseline", formats.percent),
        "tokens_per_s": (said["tokens_per_s"], "Tokens per second", formats.si),
    }
    for key, (value, label, shown_as) in expected.items():
        assert rows[key] == value
        assert window[key].value == cards[label] == shown_as(value)
    assert rows["days"] == said["days"]
    assert window["days"].value == formats.duration(said["days"])
    assert days_number(said["days"]) in text
    assert scaled(said["cost"]["amount"]) in text
    energy = document["energy"]["energy_kwh"]
    assert rows["energy"] == energy
    assert window["energy"].value == f"{formats.whole(energy / 1e3)} MWh"


@given(value=st.floats(0.1, 9.9e6) | st.sampled_from([0.0, 47.0, 99.949, 99.951, 999.4, 999.6]))
def test_window_and_terminal_write_days_prices_and_measured_numbers_alike(value):
    groups = "," if "," in formats.whole(1000) else ""  # which is the locale's choice
    for terminal, window in (
        (text_table.days_number(value), formats.days_number(value)),
        (text_table.days_number(-value), formats.days_number(-value)),
        (sentence("{:days}", value), formats.days_number(value)),
        (text_table.significant(value), formats.significant(value)),
        (text_table.price(value), formats.price(Money(amount=value, currency="CNY"))),
    ):
        assert terminal.replace(",", groups) == window


def test_days_rents_and_break_even_of_the_tables_agree_with_the_terminals(shown):
    _, result, _, _, words, text = shown
    rows = [line.split() for line in text.splitlines()]
    ends = {tuple(row[-3:-1]) for row in rows if row[:1] == ["work"]}
    assert ends == {(spell["from_day"], spell["to_day"]) for spell in words["timetable"] if spell["tokens"]}
    for one in result.rent_or_buy:
        owned = formats.estimated(formats.price(one.owned_per_hour), one.owned_estimated)
        line = next(row for row in rows if owned in row)
        before, after = line[: line.index(owned)], line[line.index(owned) :]
        assert formats.price(one.rent_per_hour) in {cell.lstrip("~") for cell in before}
        assert one.rent_date.split()[0] in before and one.purchase_date.split()[0] in after  # noqa: PT018 - one row
        assert (line[-1] == "never") is (one.break_even_utilisation is None or one.break_even_utilisation > 1.0)


def test_checkpoints_and_stops_have_one_figure_in_report_window_and_document(shown, qtbot):
    _, result, document, _, words, _ = shown
    assert words["set_up"] == "Optimiser: AdamW"
    for place, pool in enumerate(result.pools):
        stops, cells = document["pools"][place]["stops"], words["stops"][place]
        assert cells["checkpoint"] == formats.si(stops["checkpoint_bytes"], "B")
        assert cells["kept"] == formats.si(stops["storage_bytes"], "B")
        assert cells["goodput"] == words["pools"][place]["goodput"]
        assert stop_sentence(pool) in pool_reason(pool)
        figures = [cells[key] for key in ("checkpoint", "kept", "write", "interval", "restart", "mtbf", "goodput")]
        assert all(figure in stop_sentence(pool) for figure in figures)


def test_what_is_said_of_states_and_failures_is_said_in_the_report(qtbot):
    run = with_values(
        example_plan("mixtral-8x22b-b200-mi325x").training,
        {"optimiser": Optimiser.MUON, "interval-s": 900.0, "mtbf-hours": 50_000.0},
    )
    words = set_up_words(run)
    assert words.startswith("Optimiser: Muon; ")
    assert "Checkpoint every: 900 s" in words
    assert "MTBF of a device: 50000 h" in words.replace("\u202f", "").replace(",", "")
