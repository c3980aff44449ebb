import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from gui.document.mixing_edits import pools_of
from gui.look import formats
from gui.look.mix_sentence import sentence_of
from gui.panels.cluster.mixing_button import MixingButton
from planner.catalogue.offers import Money
from planner.mixing.strategies import CHOICES
from planner.mixing.strategy import Division, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Trains
from planner.planning import plan_results


@pytest.fixture
def mixing(qtbot, ling_plus, themes):
    made = MixingButton()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    return made


def chosen(mixing, qtbot, box, data):
    with qtbot.waitSignal(mixing.edit_requested) as blocker:
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
    return blocker.args[0].plan


def typed(mixing, qtbot, field, text):
    with qtbot.waitSignal(mixing.edit_requested) as blocker:
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    return blocker.args[0].plan


def test_every_way_of_working_can_be_chosen(mixing, qtbot):
    assert [mixing.strategy.itemData(number) for number in range(mixing.strategy.count())] == list(CHOICES)
    for key in CHOICES[1:]:
        assert chosen(mixing, qtbot, mixing.strategy, key).mixing.strategy == key


def test_shares_of_ones_own_begin_equal_and_are_typed_by_pool(mixing, qtbot, ling_plus):
    plan = chosen(mixing, qtbot, mixing.division, Division.BY_USER)
    pools = pools_of(ling_plus)
    assert plan.mixing.token_shares == {pool: pytest.approx(1 / len(pools)) for pool in pools}
    mixing.show_plan(plan)
    assert list(mixing.share_fields) == list(pools)
    first = next(iter(pools))
    changed = typed(mixing, qtbot, mixing.share_fields[first], "55 %")
    assert changed.mixing.token_shares[first] == pytest.approx(0.55)
    mixing.show_plan(ling_plus)
    assert not mixing.share_fields


def test_caps_are_set_on_several_layers_and_taken_away(mixing, qtbot, ling_plus):
    mixing.show_plan(replace(ling_plus, mixing=replace(ling_plus.mixing, caps=())))
    plan = typed(mixing, qtbot, mixing.caps["supplier"], "65")
    assert plan.mixing.caps == (ShareCap(layer="supplier", share=0.65),)
    mixing.show_plan(plan)
    plan = typed(mixing, qtbot, mixing.caps["foundry"], "80")
    assert {(cap.layer, cap.share) for cap in plan.mixing.caps} == {("supplier", 0.65), ("foundry", 0.8)}
    mixing.show_plan(plan)
    with qtbot.waitSignal(mixing.edit_requested) as blocker:
        mixing.caps["supplier"].selectAll()
        qtbot.keyClick(mixing.caps["supplier"], Qt.Key.Key_Delete)
        qtbot.keyClick(mixing.caps["supplier"], Qt.Key.Key_Return)
    assert [cap.layer for cap in blocker.args[0].plan.mixing.caps] == ["foundry"]


def test_the_other_inputs_have_a_field_each(mixing, qtbot, ling_plus):
    assert chosen(mixing, qtbot, mixing.may_wait, True).mixing.may_wait
    stack = mixing.first_stack.itemData(1)
    assert chosen(mixing, qtbot, mixing.first_stack, stack).mixing.first_stack == stack
    assert typed(mixing, qtbot, mixing.stop, "12 hours").mixing.migration_restart_s == 12 * 3600.0
    assert typed(mixing, qtbot, mixing.porting, "2 M").mixing.porting_cost == Money(amount=2e6, currency="CNY")
    assert typed(mixing, qtbot, mixing.overlap, "50").mixing.overlap == 0.5
    assert typed(mixing, qtbot, mixing.inner_steps, "200").mixing.local.inner_steps == 200
    assert chosen(mixing, qtbot, mixing.outer_bytes, 0.5).mixing.local.outer_bytes == 0.5
    assert typed(mixing, qtbot, mixing.local_overlap, "90").mixing.local.overlap == 0.9
    assert typed(mixing, qtbot, mixing.statistical, "97").mixing.local.statistical_efficiency == 0.97


def test_the_button_says_what_auto_came_out_with(mixing, ling_plus):
    result = plan_results(ling_plus)
    mixing.show_result(result)
    assert mixing.text() == "In turn (auto)"
    assert sentence_of(result) in mixing.toolTip()


def test_a_programme_mixes_nothing(mixing, ling_plus):
    mixing.show_plan(replace(ling_plus, trains=Trains.PROGRAMME))
    assert not mixing.isEnabled()
    assert mixing.text() == "Programme"


def test_the_suppliers_hhi_is_limited_in_points_beside_a_cap_of_the_largest_share(mixing, qtbot, ling_plus):
    largest = ShareCap(layer="supplier", share=0.65)
    mixing.show_plan(replace(ling_plus, mixing=replace(ling_plus.mixing, caps=(largest,))))
    plan = typed(mixing, qtbot, mixing.hhi, "5,400 points")
    hhi = ShareCap(layer="supplier", share=0.54, measure=CapMeasure.HHI)
    assert plan.mixing.caps == (largest, hhi)
    mixing.show_plan(plan)
    assert mixing.hhi.text() == f"{formats.whole(5400)} points"
    with qtbot.waitSignal(mixing.edit_requested) as blocker:
        mixing.hhi.selectAll()
        qtbot.keyClick(mixing.hhi, Qt.Key.Key_Delete)
        qtbot.keyClick(mixing.hhi, Qt.Key.Key_Return)
    assert blocker.args[0].plan.mixing.caps == (largest,)
