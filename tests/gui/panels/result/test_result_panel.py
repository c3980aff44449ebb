from itertools import pairwise

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from gui.document.edits import with_deadline
from gui.look import formats
from gui.look.mix_sentence import how_sentence, sentence_of
from gui.look.result_figures import FIGURES
from gui.look.theme import active_theme
from gui.panels.remedies import Remedy, RemedyKind
from gui.panels.result.result import ResultPanel
from planner.catalogue.offers import Money
from planner.causes import Remark
from planner.mixing.strategy import Division, ShareCap
from planner.plan_result import Blocked, BlockedPart, Deadline, LeftOutResult, ModelResult
from planner.planning import plan_results
from planner.planning.stated_limits import unmet_limits
from planner.planning.verdict import verdict


@pytest.fixture(scope="module")
def result(ling_plus):
    return plan_results(ling_plus)


@pytest.fixture
def panel(qtbot, ling_plus, result, themes):
    made = ResultPanel()
    qtbot.addWidget(made)
    made.show_result(ling_plus, result)
    made.show()
    return made


def test_every_figure_is_known_and_explained(panel, result):
    for figure in FIGURES:
        assert panel.tiles[figure.key].isHidden() is not figure.applies(result)
        if not figure.applies(result):
            continue
        assert panel.tiles[figure.key].value.text() != "–", figure.key
        assert panel.tiles[figure.key].toolTip(), figure.key


def test_power_is_written_as_the_cluster_s_totals_write_it_promise(panel, ling_plus, result):
    for power_w, words in ((161_400.0, "161\u202fkW"), (1.594e6, "1.59\u202fMW")):
        panel.show_result(ling_plus, replace(result, power_w=power_w))
        assert panel.tiles["energy"].note.text() == f"peak {words}".replace(" kW", "\u202fkW").replace(
            " MW", "\u202fMW"
        )


def test_figures_carry_their_bands(panel):
    for key in ("saving", "cost_per_trillion_tokens", "cost", "days", "tokens_per_s"):
        assert " – " in panel.tiles[key].note.text()


def test_boxes_that_come_and_go_never_leave_figures_squashed(panel, ling_plus, result):
    """A frame may be painted at once; the boxes above the figures find their height in several passes."""
    panel.resize(330, 400)
    many = tuple(Blocked(subject=name, reason="no price is entered; enter one.") for name in ("H20", "H100", "B200"))
    for show in (lambda: panel.show_result(ling_plus, replace(result, blocked=many)), panel.clear):
        show()
        shown = [tile for tile in panel.tiles.values() if tile.isVisible()]
        assert shown
        assert all(tile.height() >= tile.layout().minimumSize().height() for tile in shown)


@pytest.mark.usefixtures("dressed")
def test_a_frame_painted_right_after_an_edit_is_that_of_a_panel_laid_out_anew(qtbot, ling_plus, result):
    def shown_as(*results):
        made = ResultPanel()
        qtbot.addWidget(made)
        made.resize(330, 700)
        made.show()
        for one in results:
            made.show_result(ling_plus, one)
        return made

    def settled(made):
        for _ in range(20):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.sendPostedEvents()
        return made._area.grab().toImage()

    reason = "no price is entered; enter one."
    many = tuple(Blocked(subject=name, reason=f"{reason} " * 4) for name in ("H20", "H100", "B200"))
    bare = replace(result, bands={}, bands_pending=True, pools=result.pools[:-1], comparisons=())
    edits = (result, replace(result, blocked=many), replace(bare, blocked=many[:1]), result)
    panel = shown_as(result)
    settled(panel)
    for before, after in pairwise(edits):
        panel.show_result(ling_plus, after)
        at_once = panel._area.grab().toImage()
        assert at_once == settled(shown_as(after)), (before.blocked, after.blocked)
        assert at_once == settled(panel)


def test_a_remedy_that_was_pressed_leaves_the_panel_where_it_is_read(panel, qtbot, ling_plus, result):
    panel.resize(330, 400)
    stopped = Blocked(subject="saving", reason="no baseline is chosen; choose one.", part=BlockedPart.BASELINE)
    panel.show_result(ling_plus, replace(result, blocked=(stopped,)))
    panel.activateWindow()
    button = panel.remedy_buttons[0]
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    panel.show_looking(on=True)
    assert not button.isEnabled()
    assert panel.subtitle.text() == "looking for nodes…"
    panel.show_looking(on=False)
    button.setFocus()
    went = []
    QApplication.instance().focusChanged.connect(lambda _before, now: went.append(now))
    panel.show_result(ling_plus, result)
    QApplication.instance().focusChanged.disconnect()
    assert went == [panel._inside], "Qt scrolls to what it finds next, and next, while all is made anew"
    assert panel._area.verticalScrollBar().value() == 0


def test_the_line_that_has_the_keyboard_keeps_it_when_the_figures_are_renewed(panel, qtbot, ling_plus, result):
    panel.activateWindow()
    first = panel.pool_lines[0]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    panel.show_result(ling_plus, replace(result, pools=result.pools[:-1]))
    assert panel.pool_lines[0] is not first
    assert panel.pool_lines[0].hasFocus()


def test_lines_are_kept_where_the_same_pools_have_other_figures(panel, ling_plus, result):
    before = list(panel.pool_lines)
    slower = tuple(replace(pool, mfu=pool.mfu / 2.0) for pool in result.pools)
    panel.show_result(ling_plus, replace(result, pools=slower))
    assert panel.pool_lines == before
    assert before[0].mfu.text() == formats.percent(slower[0].mfu)


def test_a_plan_that_gives_no_days_keeps_its_deadline(panel, ling_plus, result):
    panel.show_result(ling_plus, replace(result, deadline=None, days=None))
    assert panel.tiles["deadline"].note.text() == "by day 158"
    panel.show_result(with_deadline(ling_plus, None), replace(result, deadline=None))
    assert panel.tiles["deadline"].note.text() == "no deadline"


def test_stale_figures_look_stale_until_the_new_ones_come(panel, ling_plus, result):
    panel.set_stale(stale=True)
    assert panel.tiles["saving"].value.property("stale")
    assert panel.subtitle.text() == "planning…"
    panel.set_stale(stale=False)
    assert not panel.tiles["saving"].value.property("stale")


def test_the_sentence_looks_as_old_as_the_figures_that_it_repeats_promise(panel, dressed):
    def ink(words):
        return words.palette().color(words.foregroundRole())

    sentence, left_out = panel._sentence_text, panel._left_out_text
    assert sentence.isVisible()
    current = ink(sentence)
    panel.set_stale(stale=True)
    assert ink(sentence) == ink(left_out) == active_theme().colour("muted") != current
    panel.set_stale(stale=False)
    assert ink(sentence) == current


def test_figures_whose_bands_are_to_come_say_so_and_show_no_older_ones(panel, ling_plus, result):
    panel.set_stale(stale=True)
    layers = {
        name: replace(layer, days_without={}, retention_without={}) for name, layer in result.dependence.layers.items()
    }
    unplanned = replace(result.dependence, layers=layers)
    panel.show_result(ling_plus, replace(result, bands={}, bands_pending=True, dependence=unplanned))
    days, without = panel.tiles["days"], panel.tiles["retention"]
    assert (days.value.property("stale"), days.note.text()) == (False, "…")
    assert without.value.text() == "…"
    assert panel.subtitle.text() == "bands follow…"
    panel.show_result(ling_plus, result)
    panel.set_stale(stale=False)
    assert days.note.text() not in {"", "…"}
    assert without.value.text() != "…"
    assert panel.subtitle.text() == ""


def test_what_blocks_is_said_in_words(panel, ling_plus, result):
    blocked = replace(
        result, saving=None, cost=None, blocked=(Blocked(subject="H20", reason="no price is entered; enter one."),)
    )
    panel.show_result(ling_plus, blocked)
    assert "H20: no price is entered; enter one." in panel.notes
    assert panel.tiles["saving"].value.text() == "–"


def test_published_figures_stand_beside_predictions(panel, result):
    assert result.comparisons
    assert "published 20.0" in panel.published
    assert "predicted" in panel.published


def test_a_click_explains_and_another_one_stops(panel, qtbot, result):
    qtbot.mouseClick(panel.tiles["saving"], Qt.MouseButton.LeftButton)
    assert panel.explanation == result.explanations["saving"]
    panel.tiles["saving"].setFocus()
    panel.explain_focused()
    assert panel.explanation == ""


def test_a_missed_deadline_is_shown(panel, ling_plus, result):
    late = replace(ling_plus, workload=replace(ling_plus.training, deadline_days=result.days / 2))
    panel.show_result(late, replace(result, unmet=unmet_limits(late, result), verdict=verdict(late, result)))
    assert panel.tiles["days"].note.text().startswith("deadline")
    assert panel.sentence.startswith("The run takes")
    assert panel.tiles["days"].note.property("role") == "warning"


def test_names_from_a_plan_file_are_no_markup(panel, ling_plus, result):
    panel.show_result(ling_plus, replace(result, remarks=(Remark(words="<img src='file:///etc/passwd'>"),)))
    assert "<img" in panel.notes
    assert panel._notes_text.textFormat() is Qt.TextFormat.PlainText


def test_every_pool_shows_its_layout_and_says_why(panel, qtbot, result):
    pools, mixing = panel.pool_lines[: len(result.pools)], panel.pool_lines[len(result.pools)]
    assert len(pools) == len(result.pools)
    for line, pool in zip(pools, result.pools, strict=True):
        assert f"DP{pool.estimate.layout.dp}" in line.accessibleName()
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
        assert "healthy tokens/s a device" in panel.explanation
        assert f"MFU {formats.percent(pool.mfu)}" in line.accessibleName()
        assert f"data {pool.estimate.layout.dp}" in panel.explanation
    panel.show()
    mixing.setFocus()
    assert panel.explain_focused()
    assert how_sentence(result.mixing, result.pools, result.estimated) in panel.explanation
    assert all(why in panel.explanation for why in result.mixing.refused.values())


def test_two_sites_of_one_accelerator_are_told_apart(panel, ling_plus, result):
    names = ("H20 96GB (HGX) (Site 1)", "H20 96GB (HGX) (Site 2)", *(pool.name for pool in result.pools[2:]))
    pools = tuple(replace(pool, name=name) for pool, name in zip(result.pools, names, strict=True))
    panel.show_result(ling_plus, replace(result, pools=pools))
    assert [line.caption.text() for line in panel.pool_lines[:2]] == ["H20 (Site 1)", "H20 (Site 2)"]


def test_the_first_sentence_says_what_mixing_costs_and_buys(panel, result):
    assert panel.sentence == sentence_of(result)
    assert "This mix: " in panel.sentence
    assert "alone, 100\u202f%: cheapest H20, " in panel.sentence


def test_a_pool_that_is_better_alone_is_named_first_and_once(panel, ling_plus, result):
    fastest = result.mixing.fastest_alone
    better = replace(fastest, cost=replace(fastest.cost, amount=0.5 * result.cost.total.amount))
    words = f"Ascend 910B2 alone is sooner and cheaper. {result.mixing.beside}"
    dominated = replace(result, mixing=replace(result.mixing, fastest_alone=better, beside=words))
    panel.show_result(ling_plus, dominated)
    assert panel.sentence.startswith("Ascend 910B2 alone is")
    assert "alone is" not in panel.notes


def test_the_best_pools_alone_stand_beside_the_mix(panel, qtbot, result):
    cheapest, fastest = panel.pool_lines[-2:]
    assert formats.duration(result.mixing.cheapest_alone.days) in cheapest.accessibleName()
    assert formats.si(result.mixing.fastest_alone.cost.amount) in fastest.accessibleName()
    qtbot.mouseClick(cheapest, Qt.MouseButton.LeftButton)
    assert result.mixing.cheapest_alone.name in panel.explanation


def test_a_pool_that_is_best_in_both_stands_once(panel, ling_plus, result):
    same = replace(result.mixing, cheapest_alone=result.mixing.fastest_alone)
    panel.show_result(ling_plus, replace(result, mixing=same))
    assert len(panel.pool_lines) == len(result.pools) + 2
    assert "best " in panel.pool_lines[-1].accessibleName()


def test_a_deadline_has_its_chance(panel, ling_plus, result):
    panel.show_result(ling_plus, replace(result, deadline=Deadline(days=270.0, chance=0.834)))
    assert panel.tiles["deadline"].value.text() == f"83{formats.THIN}%"
    assert panel.tiles["deadline"].note.text() == "by day 270"
    panel.show_result(ling_plus, replace(result, deadline=None))
    assert panel.tiles["deadline"].isHidden()


def test_a_loss_is_reported_in_days_and_each_supplier_on_f1(panel, result):
    without = result.dependence.layers["supplier"].days_without
    longest = max(without.values())
    assert panel.tiles["retention"].value.text() == formats.duration(longest)
    panel.explain("retention")
    for name, days in without.items():
        assert f"Without {name}: {formats.duration(days)}" in panel.explanation


def test_a_retention_is_read_only_where_speeds_add(panel, ling_plus, result):
    assert result.mixing.efficiency is None
    readings = ("weak", "acceptable", "robust")
    assert not any(word in panel.tiles["retention"].note.text() for word in readings)
    joined = replace(result.mixing, efficiency=0.9)
    panel.show_result(ling_plus, replace(result, mixing=joined))
    assert any(word in panel.tiles["retention"].note.text() for word in readings)


def test_cash_is_reported_where_it_is_not_the_cost(panel, ling_plus, result):
    assert panel.tiles["cash"].isHidden()
    paid = Money(amount=12.3e6, currency="CNY")
    panel.show_result(ling_plus, replace(result, cost=replace(result.cost, cash=paid)))
    assert not panel.tiles["cash"].isHidden()
    assert panel.tiles["cash"].value.text() == f"12.3{formats.THIN}M"


def test_groups_left_out_stand_right_below_the_large_figures_with_what_they_cost(panel, ling_plus, result):
    left = LeftOutResult(
        group="A",
        accelerator="H20-SXM",
        name="H20",
        why="It comes on day 900, after the run's end.",
        cost=Money(amount=2.5e6, currency="CNY"),
    )
    panel.show_result(ling_plus, replace(result, left_out=(left,)))
    assert "H20 trains no token and costs 2.50" in panel.left_out
    assert "after the run's end" in panel.left_out
    assert panel.tiles["saving"].y() < panel._left_out.y() < panel.tiles["mfu"].y()
    panel.show_result(ling_plus, result)  # here a pool trains nothing and costs nothing, which is said below
    assert panel.left_out == ""
    assert "stays in the fleet without a token." in panel.notes


def test_a_programme_is_reported_in_a_sentence_with_the_models_that_are_late(panel, ling_plus, result):
    models = (
        ModelResult(name="First", tokens=9e12, way="H20-SXM", from_day=0.0, to_day=100.0),
        ModelResult(name="Second", tokens=9e12, way="H20-SXM", from_day=100.0, to_day=200.0, late=True),
    )
    panel.show_result(ling_plus, replace(result, models=models))
    assert panel.sentence.startswith("2 models")
    assert "Second" in panel.sentence
    assert "First" not in panel.sentence
    assert panel.tiles["steps"].isHidden()


def test_shares_that_are_solved_are_marked_as_pending(panel, ling_plus):
    best = replace(ling_plus, mixing=replace(ling_plus.mixing, division=Division.BEST))
    panel.show_plan(best, ())
    panel.set_stale(stale=True)
    assert panel.subtitle.text() == "solving shares…"


def in_sight(panel, parts):
    panel.grab()
    seen = panel._area.viewport().rect()
    return [
        key
        for key, part in parts.items()
        if not seen.contains(part.mapTo(panel._area.viewport(), part.rect().bottomRight()))
    ]


@pytest.mark.usefixtures("dressed")
def test_every_figure_and_every_pool_is_in_sight_at_the_first_size(qtbot, ling_plus, result, themes):
    panel = ResultPanel()
    qtbot.addWidget(panel)
    panel.resize(294, 586)  # its share of a window of 1440 by 900
    panel.show_result(ling_plus, result)
    panel.show()
    lines = {line.key: line for line in panel.pool_lines[: len(result.pools)]}
    assert in_sight(panel, {key: tile for key, tile in panel.tiles.items() if tile.isVisible()} | lines) == []


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("times", [10.0, 1e4, 1e6])
def test_figures_of_a_very_long_run_keep_their_units(panel, ling_plus, result, times):
    panel.resize(294, 586)
    energy = result.energy
    longer = replace(
        result,
        estimated={},
        days=result.days * times,
        steps=round(result.steps * times),
        energy=replace(
            energy,
            energy_kwh=energy.energy_kwh * times,
            operation_kg_co2e=energy.operation_kg_co2e * times,
        ),
    )
    panel.show_result(ling_plus, longer)
    values = {key: panel.tiles[key].value for key in ("days", "steps", "energy", "co2e")}
    assert {key: value.shown(value.contentsRect()) for key, value in values.items()} == {
        key: value.text() for key, value in values.items()
    }


@pytest.mark.usefixtures("dressed")
def test_every_large_figure_is_in_sight_in_the_smallest_window(qtbot, ling_plus, result, themes):
    panel = ResultPanel()
    qtbot.addWidget(panel)
    panel.resize(294, 394)  # its share of a window of 1280 by 720
    panel.show_result(ling_plus, result)
    panel.show()
    assert in_sight(panel, {figure.key: panel.tiles[figure.key] for figure in FIGURES if figure.large}) == []


@pytest.mark.usefixtures("dressed")
def test_every_large_figure_is_in_sight_however_many_limits_are_broken(qtbot, ling_plus, result, themes):
    workload = replace(ling_plus.training, deadline_days=result.days / 2)
    mixing = replace(ling_plus.mixing, caps=(ShareCap(layer="supplier", share=0.3),))
    broken = replace(ling_plus, workload=workload, mixing=mixing)
    unmet = unmet_limits(broken, result)
    assert len(unmet) == 2
    stopped = Blocked(subject="saving", reason="no baseline is chosen; choose one.", part=BlockedPart.BASELINE)
    panel = ResultPanel()
    qtbot.addWidget(panel)
    panel.resize(294, 394)  # its share of a window of 1280 by 720
    late = tuple(one.remark for one in unmet)
    over = replace(result, unmet=unmet, verdict=verdict(broken, result), remarks=late, blocked=(stopped,))
    panel.show_result(broken, over)
    panel.show()
    large = {figure.key: panel.tiles[figure.key] for figure in FIGURES if figure.large}
    assert in_sight(panel, large) == []
    assert {figure for figure, tile in large.items() if tile.note.property("role") == "warning"} == {"days", "largest"}
    panel.show_offer("Take 200 nodes more.", (Remedy(kind=RemedyKind.MORE_NODES),))
    assert in_sight(panel, large) == []


def test_what_is_unknown_has_no_currency_either(panel, ling_plus, result):
    assert panel.tiles["cost"].note.text()
    panel.show_result(ling_plus, replace(result, cost=None, bands={}))
    assert panel.tiles["cost"].note.text() == panel.tiles["cost_per_trillion_tokens"].note.text() == ""


def test_an_empty_cluster_is_reported_once(panel, ling_plus):
    from planner.cluster import Cluster  # noqa: PLC0415 - used once

    empty = replace(ling_plus, cluster=Cluster(), baseline=None)
    panel.show_result(empty, plan_results(empty))
    assert panel.notes == "The cluster is empty. Choose an accelerator in the catalogue and add it."
    assert [button.text() for button in panel.remedy_buttons] == [
        "Choose an accelerator", "Open an example", "Import config.json",
    ]  # fmt: skip
    box = panel.remedy_buttons[0].parentWidget().parentWidget()
    assert box.property("box") == "plain"
    QApplication.processEvents()
    assert box.y() < panel.tiles["saving"].y()  # there are no figures yet that it could push out of sight


@pytest.mark.usefixtures("dressed")
def test_a_pool_is_named_and_figured_in_full_with_the_keyboard_on_it_and_with_estimates_promise(panel, result):
    panel.resize(300, 700)
    panel.show()
    line = panel.pool_lines[0]
    line.show_pool(result.pools[0], "Ascend 910B2", "")
    line.mfu.setText(formats.estimated(formats.percent(0.888), estimates=True))
    for focused in (False, True):
        if focused:
            line.focusInEvent(QFocusEvent(QEvent.Type.FocusIn))
        for part in (line.caption, line.mfu):
            assert part.shown(part.contentsRect()) == part.text()
