"""What the charts say is what the planner said."""

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gui.charts.base.canvas import text_width
from gui.charts.base.part_labels import part_colours, part_label, part_ramp, tone
from gui.charts.base.table_columns import columns_of
from gui.charts.base.ticks import axis_ticks, nice_step, nice_ticks, tick_texts
from gui.charts.cost import CostChart, term_colours
from gui.charts.cost_tables import _dates
from gui.charts.evidence.evidence import EvidenceChart, assumptions_of, grades_of, shown_value, site_factor_reasons
from gui.charts.memory import MemoryChart
from gui.charts.step_time import StepTimeChart, anchored_parts_s, anchored_step_s
from gui.charts.suppliers import SuppliersChart, name_colours, pieces_of, worst_layers
from gui.look.pool_labels import layout_in_full, short_layout
from gui.look.theme import load_theme
from planner.catalogue.offers import Money
from planner.cost import COST_KINDS, CostKind, CostLine, CostRole
from planner.dependence import DependenceBasis
from planner.performance.training import memory as memory_model
from planner.performance.training import step_times
from planner.performance.training.layout import WAITING
from planner.plan_result import RentOrBuy


def shown(chart, qtbot, state):
    qtbot.addWidget(chart)
    chart.show_state(state)
    return chart


def test_the_cost_terms_sum_to_the_price_of_a_trillion_tokens(qtbot, planned):
    frame = shown(CostChart(), qtbot, planned).table()
    own = frame[frame["plan"] == planned.plan.name]
    assert own["cost_per_trillion_tokens"].sum() == pytest.approx(planned.result.cost.unit_cost.amount)
    assert own["run_cost"].sum() == pytest.approx(planned.result.cost.total.amount)
    assert own["share"].sum() == pytest.approx(1.0)
    baseline = frame[frame["term"] == "baseline"]
    assert baseline["cost_per_trillion_tokens"].tolist() == [6.35e6]


def test_a_loss_is_not_called_a_saving(qtbot, planned):
    chart = shown(CostChart(), qtbot, planned)
    assert planned.result.saving < 0
    assert "% more than" in chart.summary
    chart.show_state(replace(planned, result=replace(planned.result, saving=0.118)))
    assert "% less than" in chart.summary


def test_rent_wears_its_suppliers_colour(planned):
    theme = load_theme("light")
    colours = term_colours(planned.result, theme)
    assert colours["rent", "Ascend-910B2"].upper() == "#0072B2"
    assert colours["rent", "A800-80-SXM"].upper() == "#009E73"
    assert colours["rent", "H800-SXM"] == tone("#009E73", 1)
    assert len(set(colours.values())) == len(colours)


def test_a_planted_term_is_painted_in_the_ramp_of_its_kind(qtbot, planned, monkeypatch):
    kind = CostKind(code="planted", words="Moving the data", role=CostRole.NEUTRAL, hourly=False)
    monkeypatch.setitem(COST_KINDS, kind.code, kind)
    cost = planned.result.cost
    line = CostLine(kind=kind.code, pool="", name=kind.name(), amount=1e5)
    result = replace(planned.result, cost=replace(cost, lines=(*cost.lines, line)))
    theme = load_theme("light")
    assert term_colours(result, theme)["planted", ""] in theme.parts["neutral"]
    picture = shown(CostChart(theme), qtbot, replace(planned, result=result)).svg().decode().lower()
    assert theme.parts["neutral"][0].lower() in picture


def test_the_baseline_wears_the_colour_of_its_accelerators_pool(qtbot, planned):
    theme = load_theme("light")
    pool = next(one.pool for one in planned.result.pools if one.accelerator == planned.plan.baseline.accelerator)
    own = term_colours(planned.result, theme)["rent", pool]
    chart = shown(CostChart(theme), qtbot, planned)
    without = shown(CostChart(theme), qtbot, replace(planned, result=replace(planned.result, baseline=None)))
    assert chart.svg().decode().count(own) > without.svg().decode().count(own)


def test_every_row_of_rent_or_buy_is_in_the_picture(qtbot, planned):
    priced = tuple(
        RentOrBuy(
            accelerator=pool.accelerator,
            rent_per_hour=Money(amount=7.0, currency="CNY"),
            rent_source="",
            owned_per_hour=Money(amount=8.0, currency="CNY"),
            purchase_source="",
            utilisation=0.85,
            break_even_utilisation=None,
        )
        for pool in planned.result.pools
    )
    chart = CostChart()
    chart.resize(680, 10)
    chart.grab()
    shown(chart, qtbot, replace(planned, result=replace(planned.result, rent_or_buy=priced)))
    lowest = max(float(y) for y in re.findall(r'<text[^>]* y="([-0-9.]+)"', chart.svg().decode()))
    assert lowest < chart.picture_size().height()


def test_the_step_sums_to_its_parts(qtbot, planned):
    frame = shown(StepTimeChart(), qtbot, planned).table()
    for pool in planned.result.pools:
        own = frame[frame["pool"] == pool.name]
        assert own["time_s"].sum() == pytest.approx(pool.estimate.step_s / pool.site_factor)
        assert own["share"].sum() == pytest.approx(1.0)


@given(factor=st.floats(0.05, 5.0))
def test_the_sites_factor_stretches_the_step_and_no_part_is_negative(result, factor):
    pool = replace(result.pools[0], site_factor=factor)
    parts = anchored_parts_s(pool)
    assert sum(parts.values()) == pytest.approx(anchored_step_s(pool))
    assert all(seconds >= 0 for seconds in parts.values())


def test_memory_parts_sum_to_the_fullest_device(qtbot, planned):
    frame = shown(MemoryChart(), qtbot, planned).table()
    for pool in planned.result.pools:
        own = frame[frame["pool"] == pool.name]
        assert own["memory_bytes"].sum() == pytest.approx(pool.estimate.memory_bytes)
        assert set(own["capacity_bytes"]) == {pool.estimate.memory_capacity_bytes}


def test_every_part_the_planner_names_has_a_ramp_and_words():
    ramps = {name: part_ramp(name) for name in step_times.PARTS}
    assert ramps["compute"] == ramps["recompute"] == "work"
    assert {ramps[name] for name in step_times.PARTS if name.startswith("exposed")} == {"waiting"}
    assert ramps["bubble"] == "waiting"
    assert ramps["overhead"] == "neutral"
    assert all("_" not in part_label(name) for name in (*step_times.PARTS, *memory_model.PARTS))


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("parts", [(*step_times.PARTS, WAITING), memory_model.PARTS])
def test_no_two_parts_of_one_bar_wear_one_colour(look, parts):
    colours = part_colours(parts, load_theme(look))
    assert len(set(colours.values())) == len(parts)


@pytest.mark.parametrize(
    ("rent", "purchase", "said"),
    [
        ("2026-07-15", "2024-03", "rent of 2026-07-15, purchase of 2024-03"),
        ("2026-07-15", "", "rent of 2026-07-15, purchase as entered"),
        ("", "2024-03", "rent as entered, purchase of 2024-03"),
        ("", "", "rent and purchase as entered"),
    ],
)
def test_a_price_without_a_date_is_said_to_be_entered_promise(rent, purchase, said):
    money = Money(amount=7.0, currency="CNY")
    one = RentOrBuy(
        accelerator="H800",
        rent_per_hour=money,
        rent_source="",
        rent_date=rent,
        owned_per_hour=money,
        purchase_source="",
        purchase_date=purchase,
        utilisation=0.85,
        break_even_utilisation=None,
    )
    assert _dates(one) == said


def test_supplier_shares_are_the_planners(qtbot, planned):
    frame = shown(SuppliersChart(), qtbot, planned).table()
    for layer, found in planned.result.dependence.layers.items():
        own = frame[frame["layer"] == layer]
        assert dict(zip(own["name"], own["share"], strict=True)) == pytest.approx(dict(found.shares))
        assert own["share"].sum() == pytest.approx(1.0)
        assert own["retention_without"].min() == pytest.approx(found.retention)


@pytest.mark.parametrize("layer", ["supplier", "jurisdiction", "foundry"])
def test_pieces_of_a_name_sum_to_its_share(planned, layer):
    pieces = pieces_of(planned.result, layer, load_theme("light"))
    shares = planned.result.dependence.layers[layer].shares
    assert {name: sum(piece.share for piece in own) for name, own in pieces.items()} == pytest.approx(dict(shares))
    assert len({piece.colour for own in pieces.values() for piece in own}) == len(planned.result.pools)


def test_where_pools_and_shares_disagree_the_planner_is_right(planned):
    spend = replace(planned.result.dependence, basis=DependenceBasis.SPEND)
    result = replace(planned.result, dependence=spend)
    pieces = pieces_of(result, "supplier", load_theme("light"))
    assert {name: own[0].share for name, own in pieces.items()} == dict(spend.layers["supplier"].shares)
    assert all(len(own) == 1 for own in pieces.values())


def test_a_pool_without_a_token_has_no_piece_no_name_and_no_tone_promise(qtbot, planned, monkeypatch):
    first, *others = planned.result.pools
    layers = {
        layer: replace(found, shares={name: 0.0 if name == getattr(first, layer) else 1.0 for name in found.shares})
        for layer, found in planned.result.dependence.layers.items()
    }
    worked = {pool.pool: replace(pool, token_share=1.0 / len(others)) for pool in others}
    pools = tuple(worked.get(pool.pool, replace(pool, token_share=0.0)) for pool in planned.result.pools)
    result = replace(planned.result, pools=pools, dependence=replace(planned.result.dependence, layers=layers))
    assert pieces_of(result, "supplier", load_theme("light"))[first.supplier] == []
    named = []
    monkeypatch.setattr("gui.charts.suppliers._paint_name", lambda _canvas, _place, name, *_: named.append(name))
    shown(SuppliersChart(), qtbot, replace(planned, result=result)).grab()
    assert named
    assert first.supplier not in named


def test_the_most_concentrated_layers_are_named_unless_all_are_alike(qtbot, planned):
    dependence = planned.result.dependence
    assert worst_layers(dependence) == ()
    supplier = replace(dependence.layers["supplier"], hhi=3000.0)
    layers = {**dependence.layers, "supplier": supplier}
    diverse = replace(dependence, layers=layers)
    assert worst_layers(diverse) == ("jurisdiction", "foundry")
    chart = shown(SuppliersChart(), qtbot, replace(planned, result=replace(planned.result, dependence=diverse)))
    assert "most concentrated by jurisdiction and foundry" in chart.summary


def test_the_mark_of_the_most_concentrated_layer_ends_before_the_bars(qtbot, planned):
    layers = dict(planned.result.dependence.layers)
    layers["jurisdiction"] = replace(layers["jurisdiction"], hhi=10_000.0)
    dependence = replace(planned.result.dependence, layers=layers)
    chart = shown(SuppliersChart(), qtbot, replace(planned, result=replace(planned.result, dependence=dependence)))
    chart.resize(680, 480)
    chart.grab()
    bars = min(spot.rect.left() for spot in chart._picture._spots if "): " in spot.tip)
    mark = text_width("Jurisdiction", bold=True) + text_width("most concentrated")
    assert "most concentrated" in chart.svg().decode()
    assert bars >= mark + 14  # the picture's margin


def test_evidence_counts_every_input(qtbot, planned):
    chart = shown(EvidenceChart(), qtbot, planned)
    grades = grades_of(planned.plan)
    assert str(len([grade for grade in grades if grade == "published"])) in chart.summary
    assert len(chart.table()) >= len(planned.plan.measured_runs) + len(planned.plan.cluster.groups)
    assert set(chart.table()["evidence"]) <= {"measured", "published", "press", "estimate"}


def test_a_reason_shared_by_pools_is_said_once(planned):
    reasons = site_factor_reasons(planned.result.pools)
    assert sorted(len(names) for names in reasons.values()) == [1, 3]
    assert len(assumptions_of(planned.result)) == 2


def test_published_figures_are_shown_in_their_unit():
    assert shown_value(0.2, "fraction") == "20.0\u202f%"
    assert shown_value(5.08e6, "CNY") == "5.08\u202fM\u202fCNY"


def test_layouts_are_named_in_the_fields_order(planned):
    pool = planned.result.pools[0]
    assert short_layout(pool) == "TP4 PP8 EP16 DP64"
    assert "interleaved 2" in layout_in_full(pool)
    assert "sharding ZeRO-1" in layout_in_full(pool)


@given(start=st.floats(-1e3, 1e3), span=st.floats(1e-6, 1e9), count=st.integers(1, 12))
def test_ticks_are_round_inside_and_about_as_many_as_asked(start, span, count):
    low, high = start * span, start * span + span
    ticks = nice_ticks(low, high, count)
    step = nice_step(high - low, count)
    slack = 1e-6 * step
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    assert len(ticks) <= count + 1
    assert count / 2.5 - 1e-3 <= (high - low) / step <= count + 1e-3
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - round_one) for round_one in (1, 2, 2.5, 5, 10)) < 1e-6


@given(start=st.floats(-1e3, 1e3), span=st.floats(1e-6, 1e9), size_px=st.floats(100.0, 2000.0))
def test_an_axis_has_about_a_tick_for_each_of_its_places(start, span, size_px):
    low, high = start * span, start * span + span
    step, ticks = axis_ticks(low, high, size_px, 90.0)
    places = max(2, int(size_px / 90.0))
    assert step in {nice_step(high - low, places), nice_step(high - low, 4)}
    assert 2 <= len(ticks) <= max(4, places) + 1
    assert all(low - 1e-6 * step <= tick <= high + 1e-6 * step for tick in ticks)


def test_ticks_take_the_decimals_of_their_step():
    assert tick_texts([0.0, 2.5, 5.0]) == ["0", "2.5", "5.0"]
    assert tick_texts([0.0, 2e6, 4e6], scaled=True) == ["0", "2\u202fM", "4\u202fM"]
    assert tick_texts([]) == []


def test_columns_know_their_units():
    frame = pd.DataFrame({"share": [0.25], "memory_bytes": [2.0**30], "time_s": [1.5], "pool": ["A"], "nodes": [3]})
    columns = columns_of(frame)
    assert [column.title for column in columns] == ["Share", "Memory, GiB", "Time, s", "Pool", "Nodes"]
    values = [column.show(frame.iloc[0, index]) for index, column in enumerate(columns)]
    assert values == ["25.0\u202f%", "1.00", "1.50", "A", "3"]


def test_a_name_of_another_layer_never_wears_a_suppliers_colour():
    theme = load_theme("light")
    colours = name_colours(("Samsung", "SK hynix", "AMD"), theme)
    assert colours["AMD"] == theme.supplier_style("AMD").colour
    listed = {style.colour for name, style in theme.suppliers.items() if name in {"AMD", "Nvidia", "Huawei"}}
    assert not {colours["Samsung"], colours["SK hynix"]} & listed
    assert colours["Samsung"] != colours["SK hynix"]
