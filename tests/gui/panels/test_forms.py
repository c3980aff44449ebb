from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from gui.document.border_edits import pool_pairs, with_border_of
from gui.panels.border_button import BorderButton, border_text
from gui.panels.limits_button import LimitsButton, limit_count
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.cluster import BorderKind
from planner.mixing.borders import border_terms
from planner.plan import Limits


@pytest.fixture
def border(qtbot, ling_plus, themes):
    made = BorderButton()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    return made


@pytest.fixture
def limits(qtbot, ling_plus, catalogue, themes):
    made = LimitsButton()
    qtbot.addWidget(made)
    made.show_plan(replace(ling_plus, limits=Limits()), catalogue)
    return made


def type_in(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_border_is_entered_in_the_units_of_its_fields(border, qtbot):
    with qtbot.waitSignal(border.edit_requested) as blocker:
        type_in(qtbot, border.rate, "400 Gbit/s")
    entered = blocker.args[0].plan.cluster.border
    assert entered.bytes_per_s == 50e9
    assert entered.evidence is Evidence.ESTIMATE
    assert entered.source == "entered in this plan"
    with qtbot.waitSignal(border.edit_requested) as blocker:
        type_in(qtbot, border.latency, "0.02 ms")
    assert blocker.args[0].plan.cluster.border.latency_s == pytest.approx(2e-5)


def test_the_way_of_the_traffic_can_be_chosen(border, qtbot):
    with qtbot.waitSignal(border.edit_requested) as blocker:
        border.kind.setCurrentIndex(border.kind.findData(BorderKind.DEVICE_DIRECT))
        border.kind.activated.emit(border.kind.currentIndex())
    assert blocker.args[0].plan.cluster.border.kind is BorderKind.DEVICE_DIRECT
    assert border_text(blocker.args[0].plan.cluster.border).startswith("device to device")


def test_the_same_border_typed_again_is_no_edit(border, qtbot):
    with qtbot.assertNotEmitted(border.edit_requested):
        border.kind.activated.emit(border.kind.currentIndex())


def choose(box, text_or_data):
    box.setCurrentIndex(max(box.findData(text_or_data), box.findText(text_or_data)))
    box.activated.emit(box.currentIndex())


def test_a_pair_of_pools_gets_a_border_of_its_own_and_loses_it_again(border, qtbot, ling_plus):
    pair = pool_pairs(ling_plus)[0]
    border.choose_pair(pair)
    assert border.kind.currentText() == "as between any two pools"
    with qtbot.waitSignal(border.edit_requested) as blocker:
        type_in(qtbot, border.rate, "400 Gbit/s")
    name, plan = blocker.args[0].text, blocker.args[0].plan
    assert name == "Change border between Ascend 910B2 and PPU 810E"
    assert plan.cluster.border == ling_plus.cluster.border
    assert plan.cluster.border_between(*pair).bytes_per_s == 50e9
    assert plan.cluster.border_between(*reversed(pair)).source == "entered in this plan"
    border.show_plan(plan)
    assert border.chosen_pair == pair  # the pair that is edited stays in sight
    assert border.rate.value == 400
    assert border.text() == "Border, pairs: 1"
    with qtbot.waitSignal(border.edit_requested) as blocker:
        choose(border.kind, BorderKind.DEVICE_DIRECT)
    direct = blocker.args[0].plan.cluster.border_between(*pair)
    assert direct == border_terms(BorderKind.DEVICE_DIRECT).border
    border.show_plan(blocker.args[0].plan)
    with qtbot.waitSignal(border.edit_requested) as blocker:
        choose(border.kind, "as between any two pools")
    assert blocker.args[0].plan.cluster.pair_borders == ()


def test_the_pairs_are_reached_with_the_keyboard(border, qtbot, ling_plus):
    border.show()
    border.click()
    assert border.form.focusWidget() is border.pair
    qtbot.keyClick(border.pair, Qt.Key.Key_Down)
    assert border.chosen_pair == pool_pairs(ling_plus)[0]
    qtbot.keyClick(border.form, Qt.Key.Key_Escape)


def test_a_border_of_pools_that_are_gone_is_shown_and_can_be_dropped(border, qtbot, ling_plus):
    gone = (("MI300X", "Site 9"), ("H20-SXM", "Site 5"))
    border.show_plan(with_border_of(ling_plus, gone, latency_s=0.5))
    border.choose_pair(gone)
    assert "not in the plan" in border.pair.currentText()
    with qtbot.waitSignal(border.edit_requested) as blocker:
        choose(border.kind, "as between any two pools")
    assert blocker.args[0].plan.cluster.pair_borders == ()


def test_limits_are_entered_counted_and_emptied(limits, qtbot, ling_plus, catalogue):
    assert limits.text() == "Limits"
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        type_in(qtbot, limits.budget, "50 M")
    plan = blocker.args[0].plan
    assert plan.limits.budget == Money(amount=50e6, currency="CNY")
    limits.show_plan(plan, catalogue)
    assert limits.text() == "Limits: 1"
    assert "50.0" in limits.toolTip()
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        type_in(qtbot, limits.power, "3.5 MW")
    assert blocker.args[0].plan.limits.power_w == 3.5e6
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        limits.budget.selectAll()
        qtbot.keyClick(limits.budget, Qt.Key.Key_Delete)
        qtbot.keyClick(limits.budget, Qt.Key.Key_Return)
    assert blocker.args[0].plan.limits.budget is None


def test_a_supplier_is_required_or_excluded(limits, qtbot):
    box = limits.supplier_box("Nvidia")
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        box.setCurrentText("must not take part")
        box.activated.emit(box.currentIndex())
    assert blocker.args[0].plan.limits.excluded_suppliers == ("Nvidia",)
    assert limit_count(blocker.args[0].plan) == 1


def test_a_form_opens_inside_the_screen_and_closes_on_escape(limits, qtbot):
    limits.show()
    limits.click()
    assert limits.form.isVisible()
    assert limits.screen().availableGeometry().contains(limits.form.geometry())
    qtbot.keyClick(limits.form, Qt.Key.Key_Escape)
    assert not limits.form.isVisible()
