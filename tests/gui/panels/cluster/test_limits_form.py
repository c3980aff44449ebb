"""The limits hold the caps, and list the suppliers that take part or are named in a limit, in any language."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from gui.document import edits
from gui.look import formats
from gui.look.language import LanguageChoice, LanguageController
from gui.panels.cluster.limits_button import LimitsButton
from planner.mixing.strategy import ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure


@pytest.fixture
def limits(qtbot, ling_plus, catalogue):
    button = LimitsButton()
    qtbot.addWidget(button)
    button.show_plan(ling_plus, catalogue)
    return button


@pytest.fixture
def chinese(qapp):
    languages = LanguageController(qapp, LanguageChoice.CHINESE)
    yield
    languages.set_choice(LanguageChoice.ENGLISH)
    languages.deleteLater()


def without(plan, accelerator):
    group = next(group for group in plan.cluster.groups if group.accelerator == accelerator)
    return edits.remove_group(plan, group.key)


def test_a_supplier_that_left_the_cluster_leaves_the_form(limits, ling_plus, catalogue):
    limits.form.supplier_box("T-Head")
    limits.show_plan(without(ling_plus, "PPU-810E"), catalogue)
    with pytest.raises(KeyError):
        limits.form.supplier_box("T-Head")
    limits.show_plan(ling_plus, catalogue)
    assert limits.form.supplier_box("T-Head").isVisibleTo(limits.form)


def test_a_supplier_named_in_a_limit_stays(limits, ling_plus, catalogue):
    named = replace(ling_plus, limits=replace(ling_plus.limits, excluded_suppliers=("T-Head",)))
    limits.show_plan(without(named, "PPU-810E"), catalogue)
    assert limits.form.supplier_box("T-Head").currentData() == "must not take part"


@pytest.mark.usefixtures("chinese")
def test_a_wish_is_understood_in_chinese_too(qtbot, ling_plus, catalogue):
    button = LimitsButton()
    qtbot.addWidget(button)
    button.show_plan(ling_plus, catalogue)
    box = button.form.supplier_box("Nvidia")
    number = box.findData("must not take part")
    assert box.itemText(number) != box.itemData(number)
    box.setCurrentIndex(number)
    with qtbot.waitSignal(button.edit_requested) as asked:
        box.activated.emit(number)
    assert asked.args[0].plan.limits.excluded_suppliers == ("Nvidia",)


def typed(limits, qtbot, field, text):
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    return blocker.args[0].plan


def test_caps_are_set_on_several_layers_and_taken_away(limits, qtbot, ling_plus, catalogue):
    limits.show_plan(replace(ling_plus, mixing=replace(ling_plus.mixing, caps=())), catalogue)
    plan = typed(limits, qtbot, limits.form.caps["supplier"], "65")
    assert plan.mixing.caps == (ShareCap(layer="supplier", share=0.65),)
    limits.show_plan(plan, catalogue)
    plan = typed(limits, qtbot, limits.form.caps["foundry"], "80")
    assert {(cap.layer, cap.share) for cap in plan.mixing.caps} == {("supplier", 0.65), ("foundry", 0.8)}
    limits.show_plan(plan, catalogue)
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        limits.form.caps["supplier"].selectAll()
        qtbot.keyClick(limits.form.caps["supplier"], Qt.Key.Key_Delete)
        qtbot.keyClick(limits.form.caps["supplier"], Qt.Key.Key_Return)
    assert [cap.layer for cap in blocker.args[0].plan.mixing.caps] == ["foundry"]


def test_the_suppliers_hhi_is_limited_in_points_beside_a_cap_of_the_largest_share(limits, qtbot, ling_plus, catalogue):
    largest = ShareCap(layer="supplier", share=0.65)
    limits.show_plan(replace(ling_plus, mixing=replace(ling_plus.mixing, caps=(largest,))), catalogue)
    plan = typed(limits, qtbot, limits.form.hhi, "5,400 points")
    hhi = ShareCap(layer="supplier", share=0.54, measure=CapMeasure.HHI)
    assert plan.mixing.caps == (largest, hhi)
    limits.show_plan(plan, catalogue)
    assert limits.form.hhi.text() == f"{formats.whole(5400)} points"
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        limits.form.hhi.selectAll()
        qtbot.keyClick(limits.form.hhi, Qt.Key.Key_Delete)
        qtbot.keyClick(limits.form.hhi, Qt.Key.Key_Return)
    assert blocker.args[0].plan.mixing.caps == (largest,)


def test_caps_are_counted_and_named_on_the_button(limits, ling_plus, catalogue):
    caps = (ShareCap(layer="supplier", share=0.65), ShareCap(layer="supplier", share=0.54, measure=CapMeasure.HHI))
    limits.show_plan(replace(ling_plus, mixing=replace(ling_plus.mixing, caps=caps)), catalogue)
    assert limits.text() == "Limits: 3"  # with the deadline
    assert f"Most on one supplier: 65{formats.THIN}%" in limits.toolTip()
    assert f"Most HHI of suppliers: {formats.whole(5400)} points" in limits.toolTip()
