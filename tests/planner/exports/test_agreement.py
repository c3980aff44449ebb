"""One label, one figure: the result, the JSON document, the tables and the terminal say the same to the digit."""

import csv
import io

import pytest

from planner.command_line.plan_text import plan_text
from planner.command_line.text_table import days_number, number, percent, scaled
from planner.examples import example_names, example_plan
from planner.exports.documents import plan_document
from planner.exports.plain_values import plain
from planner.exports.table_files import csv_text
from planner.exports.tables import result_tables
from planner.headlines import HEADLINES


@pytest.fixture(scope="module", params=example_names())
def shown(request, example_results):
    """One example's result, document, tables by name (rows of cells) and text."""
    plan = example_plan(request.param)
    result = example_results(request.param)
    rows = {table.name: list(csv.DictReader(io.StringIO(csv_text(table)))) for table in result_tables(plan, result)}
    return result, plain(plan_document(plan, result)), rows, plan_text(plan, result)


def cells_of(text, label):
    """The cells of a line of the terminal's text that begins with a label."""
    line = next(line.strip() for line in text.splitlines() if line.strip().startswith(label))
    return line.removeprefix(label).split("  ")


def test_headline_figures_agree(shown):
    result, document, rows, text = shown
    said = document["result"]
    headline = {row["quantity"]: row for row in rows["result"]}
    expected = {
        "tokens_per_s": (result.tokens_per_s, said["tokens_per_s"], "Tokens per second", scaled),
        "days": (result.days, said["days"], "Days", number),
        "cost": (result.cost.total.amount, said["cost"]["amount"], "Cost, ", scaled),
        "cash": (result.cost.paid.amount, said["cost"]["cash"], None, scaled),
        "cost_per_trillion_tokens": (
            result.cost.unit_cost.amount,
            said["cost_per_trillion_tokens"]["amount"],
            "Cost per trillion tokens, ",
            scaled,
        ),
        "saving": (result.saving, said["saving"], "Saving against the baseline", percent),
        "goodput": (result.goodput, said["goodput"], "Goodput", percent),
        "mfu": (result.mfu, said["mfu"], "Model FLOP utilisation, healthy", percent),
        "energy": (result.energy.energy_kwh, document["energy"]["energy_kwh"], "Energy, kWh", scaled),
        "co2e": (result.energy.co2e_kg, document["energy"]["co2e_kg"], "CO2-equivalent, kg", scaled),
    }
    for quantity, (value, documented, label, words) in expected.items():
        assert documented == value
        assert float(headline[quantity]["value"]) == value
        if label is not None:
            assert words(value) in " ".join(cells_of(text, label))
    assert set(said["headline"]) == set(headline) == {figure.key for figure in HEADLINES}
    for figure in HEADLINES:
        assert said["headline"][figure.key] == figure.value(result)
        assert figure.label in text or (figure.key == "cash" and result.cost.cash is None)
    for quantity, band in said["bands"].items():
        assert tuple(band) == result.bands[quantity]
        assert tuple(float(headline[quantity][name]) for name in ("p10", "p50", "p90")) == result.bands[quantity]


def test_pools_agree(shown):
    result, document, rows, text = shown
    for pool, documented, row in zip(result.pools, document["pools"], rows["pools"], strict=True):
        assert documented["pool"] == row["pool"] == pool.pool
        assert documented["count"] == int(row["devices"]) == pool.devices
        for key, value in (("token_share", pool.token_share), ("goodput", pool.goodput), ("mfu", pool.mfu)):
            assert documented[key] == float(row[key]) == value
        assert documented["tokens_per_s_per_device"] == float(row["healthy_tokens_per_s_per_device"])
        delivered = documented["delivered_tokens_per_s_per_device"]
        assert delivered == float(row["delivered_tokens_per_s_per_device"]) == pool.delivered_tokens_per_s_per_device
        assert documented["delivered_tokens_per_s"] == float(row["delivered_tokens_per_s"])
        assert documented["healthy_step_s"] == float(row["healthy_step_s"]) == pool.healthy_step_s
        assert documented["energy_kwh"] == float(row["energy_kwh"]) == pool.energy_kwh
        assert number(pool.healthy_tokens_per_s_per_device, 4) in text
        assert f"{pool.healthy_step_s:.2f}" in text
        assert documented["memory_gib"] == float(row["memory_gib"])
        assert percent(pool.token_share) in text
    assert sum(documented["energy_kwh"] for documented in document["pools"]) == pytest.approx(
        document["energy"]["energy_kwh"]
    )


def test_cost_terms_timetable_and_cash_agree(shown):
    result, document, rows, text = shown
    assert document["result"]["cost_terms"] == {row["term"]: float(row["amount"]) for row in rows["cost"]}
    assert sum(document["result"]["cost_terms"].values()) == pytest.approx(result.cost.total.amount)
    for term, amount in result.cost.terms.items():
        assert scaled(amount) in " ".join(cells_of(text, term))
    months = [(one["month"], one["amount"]) for one in document["result"]["cash"]]
    assert months == [(int(row["month"]), float(row["amount"])) for row in rows["cash"]]
    assert sum(amount for _, amount in months) == pytest.approx(result.cost.paid.amount)
    spells = [(one["way"], one["from_day"], one["to_day"], one["tokens"]) for one in document["mixing"]["timetable"]]
    assert spells == [
        (row["way"], float(row["from_day"]), float(row["to_day"]), float(row["tokens"])) for row in rows["timetable"]
    ]
    assert spells[-1][2] == pytest.approx(result.days)


def test_dependence_agrees(shown):
    result, document, rows, text = shown
    table = {(row["layer"], row["name"]): row for row in rows["dependence"]}
    for name, layer in result.dependence.layers.items():
        documented = document["dependence"]["layers"][name]
        assert (documented["hhi"], documented["largest"]) == (layer.hhi, layer.largest)
        assert documented["days_without"] == layer.days_without
        for held, share in layer.shares.items():
            row = table[name, held]
            assert float(row["share"]) == documented["shares"][held] == share
            assert float(row["layer_hhi"]) == layer.hhi
    supplier = result.dependence.layers["supplier"]
    assert percent(supplier.largest) in " ".join(cells_of(text, "Largest supplier's share"))


def test_the_first_sentence_carries_the_figures_of_the_plan_and_of_the_best_pools_alone(shown):
    result, document, _, text = shown
    mixing = document["mixing"]
    assert mixing["why"] == result.mixing.why
    assert mixing["why"] in text
    if len(result.pools) == 1:
        assert mixing["alone"] == {"cheapest": None, "fastest": None}
        return
    cost, largest = result.cost.total, document["dependence"]["layers"]["supplier"]["largest"]
    assert f"This mix: {scaled(cost.amount)} {cost.currency}, {days_number(result.days)} days" in mixing["why"]
    assert f"largest share {100 * largest:.1f}\u202f%" in mixing["why"]
    assert "; alone, 100\u202f%: " in mixing["why"]
    for one in mixing["alone"].values():
        assert f"{scaled(one['cost']['amount'])} {cost.currency}, {days_number(one['days'])} days" in mixing["why"]


def causes_of(part):
    """Every value under the key ``cause`` of a document, however deep."""
    if isinstance(part, dict):
        own = [part["cause"]] if "cause" in part else []
        return [*own, *(one for entry in part.values() for one in causes_of(entry))]
    return [one for entry in part for one in causes_of(entry)] if isinstance(part, list) else []


def test_every_remark_refusal_and_block_carries_its_cause(shown):
    _, document, _, _ = shown
    causes = causes_of(document)
    assert all(cause and cause["code"] for cause in causes)
    assert len(document["mixing"]["refusals"]) == len(document["mixing"]["refused"])
    assert [one["words"] for one in document["remarks"]] == document["warnings"]


def test_comparisons_agree(shown):
    result, document, rows, text = shown
    for comparison, documented, row in zip(result.comparisons, document["published"], rows["published"], strict=True):
        assert documented["predicted"] == float(row["predicted"]) == comparison.predicted
        assert documented["published"] == float(row["published"]) == comparison.published
        words = percent if comparison.unit == "fraction" else scaled
        assert f"predicted {words(comparison.predicted)}" in text
