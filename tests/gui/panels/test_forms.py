import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.document.edits import with_deadline
from gui.document.inter_pool_link_edits import pool_pairs, with_link_of
from gui.panels.cluster.inter_pool_link_button import InterPoolLinkButton, link_text
from gui.panels.cluster.limits_button import LimitsButton, limit_count
from gui.panels.workload.trains_button import TrainsButton
from gui.widgets.form_button import Form
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.cluster import LinkKind
from planner.mixing.inter_pool_links import link_terms
from planner.plan import Limits, Trains


@pytest.fixture
def link(qtbot, ling_plus, themes):
    made = InterPoolLinkButton()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    return made


@pytest.fixture
def limits(qtbot, ling_plus, catalogue, themes):
    made = LimitsButton()
    qtbot.addWidget(made)
    made.show_plan(replace(ling_plus, limits=Limits(), mixing=replace(ling_plus.mixing, caps=())), catalogue)
    return made


def type_in(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_link_is_entered_in_the_units_of_its_fields(link, qtbot):
    with qtbot.waitSignal(link.edit_requested) as blocker:
        type_in(qtbot, link.form.rate, "400 Gbit/s")
    entered = blocker.args[0].plan.cluster.inter_pool_link
    assert entered.bytes_per_s == 50e9
    assert entered.evidence is Evidence.ESTIMATE
    assert entered.source == "entered in this plan"
    with qtbot.waitSignal(link.edit_requested) as blocker:
        type_in(qtbot, link.form.latency, "0.02 ms")
    assert blocker.args[0].plan.cluster.inter_pool_link.latency_s == pytest.approx(2e-5)


def test_the_way_of_the_traffic_can_be_chosen(link, qtbot):
    with qtbot.waitSignal(link.edit_requested) as blocker:
        link.form.kind.setCurrentIndex(link.form.kind.findData(LinkKind.DEVICE_DIRECT))
        link.form.kind.activated.emit(link.form.kind.currentIndex())
    assert blocker.args[0].plan.cluster.inter_pool_link.kind is LinkKind.DEVICE_DIRECT
    assert link_text(blocker.args[0].plan.cluster.inter_pool_link).startswith("device to device")


def test_the_same_link_typed_again_is_no_edit(link, qtbot):
    with qtbot.assertNotEmitted(link.edit_requested):
        link.form.kind.activated.emit(link.form.kind.currentIndex())


def choose(box, text_or_data):
    box.setCurrentIndex(max(box.findData(text_or_data), box.findText(text_or_data)))
    box.activated.emit(box.currentIndex())


def test_a_pair_of_pools_gets_a_link_of_its_own_and_loses_it_again(link, qtbot, ling_plus):
    pair = pool_pairs(ling_plus)[0]
    link.form.choose_pair(pair)
    assert link.form.kind.currentText() == "as between any two pools"
    with qtbot.waitSignal(link.edit_requested) as blocker:
        type_in(qtbot, link.form.rate, "400 Gbit/s")
    name, plan = blocker.args[0].text, blocker.args[0].plan
    assert name == "Change link between Ascend 910B2 and PPU 810E"
    assert plan.cluster.inter_pool_link == ling_plus.cluster.inter_pool_link
    assert plan.cluster.link_between(*pair).bytes_per_s == 50e9
    assert plan.cluster.link_between(*reversed(pair)).source == "entered in this plan"
    link.show_plan(plan)
    assert link.form.chosen_pair == pair  # the pair that is edited stays in sight
    assert link.form.rate.value == 400
    assert link.text() == "Inter-pool link, pairs: 1"
    with qtbot.waitSignal(link.edit_requested) as blocker:
        choose(link.form.kind, LinkKind.DEVICE_DIRECT)
    direct = blocker.args[0].plan.cluster.link_between(*pair)
    assert direct == link_terms(LinkKind.DEVICE_DIRECT).link
    link.show_plan(blocker.args[0].plan)
    with qtbot.waitSignal(link.edit_requested) as blocker:
        choose(link.form.kind, "as between any two pools")
    assert blocker.args[0].plan.cluster.pair_links == ()


def test_the_pairs_are_reached_with_the_keyboard(link, qtbot, ling_plus):
    link.show()
    link.click()
    assert link.form.focusWidget() is link.form.pair
    qtbot.keyClick(link.form.pair, Qt.Key.Key_Down)
    assert link.form.chosen_pair == pool_pairs(ling_plus)[0]
    qtbot.keyClick(link.form, Qt.Key.Key_Escape)


def test_a_link_of_pools_that_are_gone_is_shown_and_can_be_dropped(link, qtbot, ling_plus):
    gone = (("MI300X", "Site 9"), ("H20-SXM", "Site 5"))
    link.show_plan(with_link_of(ling_plus, gone, latency_s=0.5))
    link.form.choose_pair(gone)
    assert "not in the plan" in link.form.pair.currentText()
    with qtbot.waitSignal(link.edit_requested) as blocker:
        choose(link.form.kind, "as between any two pools")
    assert blocker.args[0].plan.cluster.pair_links == ()


def test_limits_are_entered_counted_and_emptied(limits, qtbot, ling_plus, catalogue):
    free = replace(ling_plus, limits=Limits(), mixing=replace(ling_plus.mixing, caps=()))
    limits.show_plan(free, catalogue)
    assert limits.text() == "Limits"
    limits.show_plan(with_deadline(free, 158.0), catalogue)
    assert limits.text() == "Limits: 1"
    assert "158 days" in limits.toolTip()
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        type_in(qtbot, limits.form.budget, "50 M")
    plan = blocker.args[0].plan
    assert plan.limits.budget == Money(amount=50e6, currency="CNY")
    limits.show_plan(plan, catalogue)
    assert limits.text() == "Limits: 2"
    assert "50.0" in limits.toolTip()
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        type_in(qtbot, limits.form.power, "3.5 MW")
    assert blocker.args[0].plan.limits.power_w == 3.5e6
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        limits.form.budget.selectAll()
        qtbot.keyClick(limits.form.budget, Qt.Key.Key_Delete)
        qtbot.keyClick(limits.form.budget, Qt.Key.Key_Return)
    assert blocker.args[0].plan.limits.budget is None


def test_a_supplier_is_required_or_excluded(limits, qtbot):
    box = limits.form.supplier_box("Nvidia")
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        box.setCurrentText("must not take part")
        box.activated.emit(box.currentIndex())
    assert blocker.args[0].plan.limits.excluded_suppliers == ("Nvidia",)
    assert limit_count(with_deadline(blocker.args[0].plan, None)) == 1


def test_a_form_opens_inside_the_screen_and_closes_on_escape(limits, qtbot):
    limits.show()
    limits.click()
    assert limits.form.isVisible()
    assert limits.screen().availableGeometry().contains(limits.form.geometry())
    qtbot.keyClick(limits.form, Qt.Key.Key_Escape)
    assert not limits.form.isVisible()


def test_a_form_that_an_edit_makes_wider_stays_inside_the_screen_promise(qtbot, ling_plus, themes):
    trains = TrainsButton()
    qtbot.addWidget(trains)
    screen = trains.screen().availableGeometry()
    trains.move(screen.right() - 120, screen.top())
    trains.show_plan(ling_plus)
    trains.edit_requested.connect(lambda edit: trains.show_plan(edit.plan))
    trains.show()
    trains.open_form()
    narrow = trains.form.width()
    with qtbot.waitSignal(trains.edit_requested):
        choose(trains.form.trains, Trains.PROGRAMME)
    qtbot.waitUntil(lambda: trains.form.width() > narrow)
    assert screen.contains(trains.form.geometry())
    trains.form.hide()


def test_a_form_that_nobody_opened_is_not_made(qtbot, ling_plus, catalogue, themes):
    button = LimitsButton()
    qtbot.addWidget(button)
    button.show_plan(ling_plus, catalogue)
    assert button.findChildren(QWidget) == []
    button.show()
    button.click()
    (form,) = button.findChildren(Form)
    button.show_plan(replace(ling_plus, limits=Limits(power_w=2e6)), catalogue)
    assert form.power.value == 2.0  # what is in sight follows each edit
    form.hide()


def test_a_form_opened_after_an_edit_shows_the_plan_as_it_is_now(limits, qtbot, ling_plus, catalogue):
    form = limits.form
    for power_w in (2e6, 3e6):
        limits.show_plan(replace(ling_plus, limits=Limits(power_w=power_w)), catalogue)
    limits.show()
    limits.click()
    assert limits.form is form
    assert form.power.value == 3.0
    with qtbot.waitSignal(limits.edit_requested) as blocker:
        type_in(qtbot, form.budget, "50 M")
    assert blocker.args[0].plan.limits.power_w == 3e6
    form.hide()


def test_the_same_amount_in_another_currency_is_shown_in_it(limits, ling_plus, catalogue):
    for currency in ("CNY", "USD"):
        budget = Money(amount=50e6, currency=currency)
        limits.show_plan(replace(ling_plus, limits=Limits(budget=budget)), catalogue)
        assert limits.form.budget.text().endswith(currency)
