"""The limits for exploring list the suppliers that take part or are named in a limit, in any language."""

import pytest
from msgspec.structs import replace

from gui.document import edits
from gui.look.language import LanguageChoice, LanguageController
from gui.panels.cluster.limits_button import LimitsButton


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
    limits.supplier_box("T-Head")
    limits.show_plan(without(ling_plus, "PPU-810E"), catalogue)
    with pytest.raises(KeyError):
        limits.supplier_box("T-Head")
    limits.show_plan(ling_plus, catalogue)
    assert limits.supplier_box("T-Head").isVisibleTo(limits.form)


def test_a_supplier_named_in_a_limit_stays(limits, ling_plus, catalogue):
    named = replace(ling_plus, limits=replace(ling_plus.limits, excluded_suppliers=("T-Head",)))
    limits.show_plan(without(named, "PPU-810E"), catalogue)
    assert limits.supplier_box("T-Head").currentData() == "must not take part"


@pytest.mark.usefixtures("chinese")
def test_a_wish_is_understood_in_chinese_too(qtbot, ling_plus, catalogue):
    button = LimitsButton()
    qtbot.addWidget(button)
    button.show_plan(ling_plus, catalogue)
    box = button.supplier_box("Nvidia")
    number = box.findData("must not take part")
    assert box.itemText(number) != box.itemData(number)
    box.setCurrentIndex(number)
    with qtbot.waitSignal(button.edit_requested) as asked:
        box.activated.emit(number)
    assert asked.args[0].plan.limits.excluded_suppliers == ("Nvidia",)
