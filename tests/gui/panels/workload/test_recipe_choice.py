"""Whose software trains: the named recipes first, the facts behind the pencil, and the routing overload."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui.panels.workload.recipe_choice import RecipeChoice
from planner.workload.recipe import MOST_TEAMS, Dispatcher, Fabric, Host, Recipe, RecipeName


@pytest.fixture
def plan(ling_plus):
    run = replace(ling_plus.training, recipe=MOST_TEAMS, stack_release=None, overload=None, overload_peak=None)
    return replace(ling_plus, workload=run)


@pytest.fixture
def choice(qtbot, plan, themes):
    made = RecipeChoice()
    qtbot.addWidget(made)
    made.show_plan(plan)
    made.show()
    return made


def asked(qtbot, choice, act):
    with qtbot.waitSignal(choice.edit_requested) as blocker:
        act()
    assert blocker.args[0].text
    return blocker.args[0].plan.training


def pick(box, value):
    number = box.findData(value)
    assert number >= 0
    box.setCurrentIndex(number)
    box.activated.emit(number)


def test_the_three_named_recipes_stand_first_and_most_teams_is_chosen(choice):
    assert [choice.name.itemText(number) for number in range(3)] == [
        "as most teams run it",
        "tuned",
        "supplier's benchmark",
    ]
    assert choice.name.count() == 3
    assert choice.name.currentData() == RecipeName.MOST_TEAMS


def test_a_named_recipe_keeps_the_facts_that_are_stated(choice, qtbot, plan):
    stated = replace(plan, workload=replace(plan.training, recipe=Recipe(dispatcher=Dispatcher.DEEPEP)))
    choice.show_plan(stated)
    assert "DeepEP" in choice.name.toolTip()
    run = asked(qtbot, choice, lambda: pick(choice.name, RecipeName.TUNED))
    assert run.recipe == Recipe(name=RecipeName.TUNED, dispatcher=Dispatcher.DEEPEP)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("dispatcher", Dispatcher.HYBRIDEP),
        ("cuda_graphs", True),
        ("all_to_all_overlap", True),
        ("fused_kernels", False),
        ("precision_aware_optimiser", True),
        ("expandable_segments", False),
        ("host", Host.GRACE),
        ("fabric", Fabric.EFA),
    ],
)
def test_a_fact_is_stated_and_taken_back(choice, qtbot, plan, fact, value):
    details = choice.details
    run = asked(qtbot, choice, lambda: pick(details.form.facts[fact], value))
    assert getattr(run.recipe, fact) is value
    choice.show_plan(replace(plan, workload=run))
    run = asked(qtbot, choice, lambda: pick(details.form.facts[fact], None))
    assert run.recipe == MOST_TEAMS


def test_what_is_not_stated_reads_as_the_recipe_has_it(choice, plan):
    details = choice.details
    assert details.form.facts["dispatcher"].itemText(0) == "as the recipe: NCCL"
    assert details.form.facts["cuda_graphs"].itemText(0) == "as the recipe: off"
    choice.show_plan(replace(plan, workload=replace(plan.training, recipe=Recipe(name=RecipeName.SUPPLIER))))
    assert details.form.facts["dispatcher"].itemText(0) == "the release's own"


def test_a_chosen_release_is_what_the_run_names(choice, qtbot):
    run = asked(qtbot, choice, lambda: pick(choice.details.form.release, "NeMo 26.04"))
    assert run.stack_release == "NeMo 26.04"


def test_a_release_that_only_the_plan_names_is_shown_as_not_calibrated(choice, plan):
    choice.show_plan(replace(plan, workload=replace(plan.training, stack_release="OurStack 7")))
    release = choice.details.form.release
    assert release.currentText() == "OurStack 7"
    assert "no calibrated release" in release.toolTip()
    choice.show_plan(plan)
    assert choice.details.form.release.currentIndex() == 0
    assert release.findData("OurStack 7") == -1


def test_the_overload_is_typed_mean_and_peak(choice, qtbot):
    details = choice.details
    details.open_form()
    for field, name, text in (
        (details.form.overload, "overload", "1.2"),
        (details.form.overload_peak, "overload_peak", "1.6"),
    ):
        field.setFocus()
        qtbot.keyClicks(field, text)
        run = asked(qtbot, choice, lambda field=field: qtbot.keyClick(field, Qt.Key.Key_Return))
        assert getattr(run, name) == float(text)
    field = details.form.overload
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.8")
    with qtbot.assertNotEmitted(choice.edit_requested):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    details.form.hide()


def test_pasted_loads_become_mean_and_peak_in_one_step(choice, qtbot):
    details = choice.details
    details.open_form()
    QGuiApplication.clipboard().setText("100\t150\t50\n100\t125\t75\n")
    run = asked(qtbot, choice, lambda: qtbot.mouseClick(details.form.paste, Qt.MouseButton.LeftButton))
    assert (run.overload, run.overload_peak) == (1.375, 1.5)
    QGuiApplication.clipboard().setText("ten percent")
    with qtbot.assertNotEmitted(choice.edit_requested):
        qtbot.mouseClick(details.form.paste, Qt.MouseButton.LeftButton)
    assert "Line 1" in details.form.problem.text()
    details.form.hide()


def test_the_form_fits_a_small_screen(choice):
    choice.details.open_form()
    assert choice.details.form.height() <= 640
    assert choice.details.form.width() <= 900
    choice.details.form.hide()


def test_every_named_recipe_is_read_whole_in_the_smallest_window(session):
    window = session.window
    window.resize(1280, 720)
    box = window.workload_panel.recipe.name
    for number in range(box.count()):
        box.setCurrentIndex(number)
        assert box.words_shown() == box.currentText()
