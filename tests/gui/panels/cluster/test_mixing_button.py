import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from gui.document.mixing_edits import pools_of
from gui.look.mix_sentence import sentence_of
from gui.panels.cluster.mixing_button import MixingButton
from planner.catalogue.offers import Money
from planner.mixing.strategies import CHOICES
from planner.mixing.strategy import Division, MixingChoice
from planner.plan import Limits, Trains
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
    assert [mixing.form.strategy.itemData(number) for number in range(mixing.form.strategy.count())] == list(CHOICES)
    for key in CHOICES[1:]:
        assert chosen(mixing, qtbot, mixing.form.strategy, key).mixing.strategy == key


def test_shares_of_ones_own_begin_equal_and_are_typed_by_pool(mixing, qtbot, ling_plus):
    plan = chosen(mixing, qtbot, mixing.form.division, Division.BY_USER)
    pools = pools_of(ling_plus)
    assert plan.mixing.token_shares == {pool: pytest.approx(1 / len(pools)) for pool in pools}
    mixing.show_plan(plan)
    assert list(mixing.form.share_fields) == list(pools)
    first = next(iter(pools))
    changed = typed(mixing, qtbot, mixing.form.share_fields[first], "55 %")
    assert changed.mixing.token_shares[first] == pytest.approx(0.55)
    mixing.show_plan(ling_plus)
    assert not mixing.form.share_fields


def test_the_other_inputs_have_a_field_each(mixing, qtbot, ling_plus):
    assert chosen(mixing, qtbot, mixing.form.may_wait, True).mixing.may_wait
    stack = mixing.form.first_stack.itemData(1)
    assert chosen(mixing, qtbot, mixing.form.first_stack, stack).mixing.first_stack == stack
    assert typed(mixing, qtbot, mixing.form.stop, "12 hours").mixing.migration_restart_s == 12 * 3600.0
    assert typed(mixing, qtbot, mixing.form.porting, "2 M").mixing.porting_cost == Money(amount=2e6, currency="CNY")
    assert typed(mixing, qtbot, mixing.form.overlap, "50").mixing.overlap == 0.5
    assert typed(mixing, qtbot, mixing.form.inner_steps, "200").mixing.local.inner_steps == 200
    assert chosen(mixing, qtbot, mixing.form.outer_bytes, 0.5).mixing.local.outer_bytes == 0.5
    assert typed(mixing, qtbot, mixing.form.local_overlap, "90").mixing.local.overlap == 0.9
    assert typed(mixing, qtbot, mixing.form.statistical, "97").mixing.local.statistical_efficiency == 0.97


def test_the_button_says_what_auto_came_out_with(mixing, ling_plus):
    result = plan_results(ling_plus)
    mixing.show_result(result)
    assert mixing.text() == "In turn (auto)"
    assert sentence_of(result) in mixing.toolTip()


def test_the_button_says_alone_of_one_pool_and_leaves_auto_out_of_typed_shares_promise(mixing, ling_plus):
    groups = tuple(
        replace(one, nodes=one.nodes if not number else 0) for number, one in enumerate(ling_plus.cluster.groups)
    )
    cluster = replace(ling_plus.cluster, groups=groups)
    single = replace(ling_plus, cluster=cluster, mixing=MixingChoice(), limits=Limits())
    mixing.show_plan(single)
    mixing.show_result(plan_results(single))
    assert mixing.text() == "Alone (auto)"
    shares = dict.fromkeys(pools_of(ling_plus), 0.25)
    typed_shares = replace(ling_plus.mixing, division=Division.BY_USER, token_shares=shares)
    own = replace(ling_plus, mixing=typed_shares)
    mixing.show_plan(own)
    mixing.show_result(plan_results(own))
    assert mixing.text() == "In turn"


def test_a_programme_mixes_nothing(mixing, ling_plus):
    mixing.show_plan(replace(ling_plus, trains=Trains.PROGRAMME))
    assert not mixing.isEnabled()
    assert mixing.text() == "Programme"


def test_the_way_to_the_limits_leads_there(mixing, qtbot):
    mixing.show()
    mixing.click()
    with qtbot.waitSignal(mixing.limits_wanted):
        mixing.form.to_limits.click()
    assert not mixing.form.isVisible()


def test_the_form_says_where_a_division_decides_instead_of_the_way_promise(mixing, qtbot, ling_plus):
    form = mixing.form
    pools = pools_of(ling_plus)
    shares = {pool: 0.9 / len(pools) for pool in pools}
    typed_shares = replace(ling_plus.mixing, division=Division.BY_USER, token_shares=shares)
    mixing.show_plan(replace(ling_plus, mixing=typed_shares))
    form = mixing.form
    assert not form.strategy.isEnabled()
    assert "decides nothing" in form.hint.text()
    for strategy, words in (("pipeline", "may give it no token"), ("in-turn", "in turn"), ("auto", "every way")):
        best = replace(ling_plus.mixing, division=Division.BEST, strategy=strategy)
        mixing.show_plan(replace(ling_plus, mixing=best))
        form = mixing.form
        assert form.strategy.isEnabled()
        assert words in form.hint.text()
    mixing.show_plan(replace(ling_plus, mixing=replace(ling_plus.mixing, division=Division.AUTO)))
    assert not mixing.form.hint.text()


def test_the_form_says_what_typed_shares_add_up_to_promise(mixing, ling_plus):
    pools = pools_of(ling_plus)
    for total, words in ((0.9, "90\u202f%, taken in proportion"), (1.0, "100\u202f%")):
        shares = {pool: total / len(pools) for pool in pools}
        typed_shares = replace(ling_plus.mixing, division=Division.BY_USER, token_shares=shares)
        mixing.show_plan(replace(ling_plus, mixing=typed_shares))
        assert mixing.form.together.text() == words
    mixing.show_plan(ling_plus)
    assert mixing.form.together is None
