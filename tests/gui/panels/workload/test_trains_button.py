import pytest
from PySide6.QtCore import Qt

from gui.document.mixing_edits import pools_of, without_own_pools
from gui.panels.workload.trains_button import TrainsButton
from planner.plan import ProgrammeAim, Trains


@pytest.fixture
def trains(qtbot, ling_plus, themes):
    made = TrainsButton()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    return made


def asked(trains, qtbot, do):
    """Return the plan asked for, shown as the window would show it."""
    with qtbot.waitSignal(trains.edit_requested) as blocker:
        do()
    plan = blocker.args[0].plan
    trains.show_plan(plan)
    return plan


def choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def programme(trains, qtbot):
    asked(trains, qtbot, lambda: choose(trains.form.trains, Trains.PROGRAMME))
    return trains


def test_a_programme_begins_with_two_models_of_the_run_s_tokens(trains, qtbot, ling_plus):
    assert trains.text() == "One model"
    assert trains.form.models.isHidden()
    plan = asked(trains, qtbot, lambda: choose(trains.form.trains, Trains.PROGRAMME))
    assert plan.trains is Trains.PROGRAMME
    assert [(model.name, model.tokens) for model in plan.programme.models] == [
        ("Model 1", ling_plus.training.tokens),
        ("Model 2", ling_plus.training.tokens),
    ]
    assert trains.text() == "2 models"
    back = asked(trains, qtbot, lambda: choose(trains.form.trains, Trains.ONE_MODEL))
    assert back.trains is Trains.ONE_MODEL
    assert back.programme == plan.programme  # kept for the next time


def test_each_model_has_name_tokens_and_pool(programme, qtbot, ling_plus):
    rows = programme.form.models

    def type_in(line, text):
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)

    plan = asked(programme, qtbot, lambda: type_in(rows.names[0], "Draft"))
    assert plan.programme.models[0].name == "Draft"
    plan = asked(programme, qtbot, lambda: type_in(rows.tokens[1], "3 T"))
    assert plan.programme.models[1].tokens == 3e12
    pool = next(iter(pools_of(ling_plus)))
    plan = asked(programme, qtbot, lambda: choose(rows.pools[0], pool))
    assert plan.programme.models[0].pool == pool
    assert without_own_pools(plan).programme.models[0].pool == ""


def test_models_are_added_and_removed_and_the_last_one_stays(programme, qtbot):
    plan = asked(programme, qtbot, programme.form.add.click)
    assert [model.name for model in plan.programme.models] == ["Model 1", "Model 2", "Model 3"]
    plan = asked(programme, qtbot, lambda: programme.form.models.removed.emit(0))
    assert [model.name for model in plan.programme.models] == ["Model 2", "Model 3"]
    plan = asked(programme, qtbot, programme.form.add.click)
    assert len({model.name for model in plan.programme.models}) == 3
    for _ in range(2):
        plan = asked(programme, qtbot, lambda: programme.form.models.removed.emit(0))
    assert len(plan.programme.models) == 1
    assert not programme.form.models._removers[0].isEnabled()


def test_a_name_that_another_model_has_is_not_taken(programme, qtbot):
    line = programme.form.models.names[1]
    with qtbot.assertNotEmitted(programme.edit_requested):
        line.selectAll()
        qtbot.keyClicks(line, "Model 1")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "Model 2"


def test_what_the_assignment_makes_least_is_chosen(programme, qtbot):
    for aim in (ProgrammeAim.CHEAPEST, ProgrammeAim.FIXED, ProgrammeAim.SHORTEST):
        assert asked(programme, qtbot, lambda aim=aim: choose(programme.form.aim, aim)).programme.aim is aim
