"""A plan made with another catalogue or calibration: what is said, what is shown, and that nothing changes unasked."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gui.background.live_planning import LivePlanning
from gui.background.planning_job import JobRunner
from gui.commands.desk import Desk
from gui.commands.file_remarks import FileRemarks, moved_figures
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.widgets.notice_bar import NoticeBar, Offer
from gui.widgets.notice_room import NoticeRoom
from planner.planfile.remarks import LostFields, NewerCalibration, OlderCalibration, PhasesInTurn

sys.path.insert(0, str(Path(__file__).parent.parent / "pictures"))
from frozen import thaw


@pytest.fixture(scope="module")
def planned():
    """A plan and its figures, computed once and stored."""
    stored = thaw()
    return stored.plan, stored.result


@pytest.fixture
def desk(qtbot, ling_plus, catalogue, lent_pool, settings):
    window, document, runner, notices = QWidget(), PlanDocument(ling_plus), JobRunner(lent_pool), NoticeBar()
    qtbot.addWidget(window)
    qtbot.addWidget(notices)
    live = LivePlanning(runner)
    yield Desk(
        window=window,
        document=document,
        live=live,
        catalogue=PlanCatalogue(document, catalogue),
        runner=runner,
        notices=notices,
        settings=settings,
    )
    live.close()
    runner.close()
    document.close()


@pytest.fixture
def remarks(desk):
    return FileRemarks(desk)


def _opened(desk, remarks, plan, *found, headlines=None):
    """Make a plan the document, as if it was read from a file with remarks and stored figures."""
    desk.document.replace(plan, None)
    remarks.tell("a.chipfolio", found, headlines or {})


def _made_with(plan, date, **figures):
    """Return the plan with a catalogue of a date in which its first accelerator has other figures."""
    key = plan.cluster.groups[0].accelerator
    entry = replace(plan.catalogue.accelerators[key], **figures)
    return replace(
        plan, catalogue=replace(plan.catalogue, date=date, accelerators={**plan.catalogue.accelerators, key: entry})
    )


def _planned(desk, plan, result):
    """Let the figures of a plan be there."""
    desk.live.follow(plan)
    desk.live._on_planned(plan, result)


@pytest.mark.parametrize(("date", "which"), [("2020-01-01", "older"), ("2099-01-01", "newer")])
def test_the_figures_of_another_catalogue_are_shown_and_stay_until_others_are_taken(
    desk, remarks, ling_plus, date, which
):
    held = _made_with(ling_plus, date, tdp_w=321.0)
    key = held.cluster.groups[0].accelerator
    _opened(desk, remarks, held)
    notice = desk.notices.notice("catalogue of the file")
    assert f"catalogue of {date}, {which} than the program's of {desk.catalogue.program.date}" in notice.text
    assert "Figures that differ: 1." in notice.text
    notice.buttons[0].click()
    assert remarks.shown.frame.iloc[0, 2].startswith("321 W")
    assert list(remarks.shown.frame.columns[2:]) == [
        f"In the plan (catalogue of {date})",
        f"In the program (catalogue of {desk.catalogue.program.date})",
    ]
    remarks.shown.reject()
    assert (desk.document.plan, desk.document.dirty) == (held, False)
    remarks._show_figures()
    remarks.shown.accept()
    taken = desk.document.plan
    assert taken.catalogue.accelerators[key] == desk.catalogue.program.accelerators[key]
    assert (taken.catalogue.date, desk.document.dirty) == (desk.catalogue.program.date, True)
    desk.document.undo_stack.undo()
    assert (desk.document.plan, desk.document.dirty) == (held, False)


def test_a_catalogue_that_says_the_same_of_the_plans_rows_is_no_matter(desk, remarks, ling_plus):
    _opened(desk, remarks, _made_with(ling_plus, "2020-01-01"))
    assert not desk.notices.any_open


def test_the_next_document_takes_the_notices_away(desk, remarks, ling_plus):
    _opened(desk, remarks, _made_with(ling_plus, "2020-01-01", tdp_w=321.0), LostFields(fields=("x",)))
    assert desk.notices.notice("catalogue of the file") is not None
    assert "does not know x" in desk.notices.notice("about file").text
    desk.document.replace(ling_plus, None)
    assert not desk.notices.any_open


def test_figures_of_another_calibration_stand_beside_the_new_ones(desk, remarks, planned):
    plan, result = planned
    older = OlderCalibration(file="2020.1", own="2026.11")
    headlines = {"days": result.days * 1.5, "cost": result.cost.total.amount}
    _opened(desk, remarks, plan, older, headlines=headlines)
    assert not desk.notices.any_open, "there is nothing to compare with yet"
    _planned(desk, plan, result)
    said = desk.notices.notice("calibration of the file").text
    assert "“a.chipfolio” was planned with calibration 2020.1, older than the program's 2026.11." in said
    assert f"Days {result.days * 1.5:.3g} → {result.days:.3g}" in said
    assert "Cost" not in said
    assert not desk.document.dirty


def test_a_plan_that_is_read_otherwise_does_not_lay_it_to_the_calibration_alone(desk, remarks, planned):
    plan, result = planned
    found = (PhasesInTurn(pools=2, days_at_once=1.0, days_in_turn=2.0), OlderCalibration(file="2020.1", own="2026.11"))
    _opened(desk, remarks, plan, *found, headlines={"days": 1.0})
    _planned(desk, plan, result)
    assert "predicted now, read as said above: Days" in desk.notices.notice("calibration of the file").text


def test_the_days_that_a_file_does_not_hold_are_told_once_they_are_planned(desk, remarks, planned):
    plan, result = planned
    _opened(desk, remarks, plan, PhasesInTurn(pools=2, days_at_once=None, days_in_turn=None))
    assert "(the file holds no days of either)" in desk.notices.notice("about file").text
    _planned(desk, plan, result)
    assert f"as predicted now {result.days:,.1f} days instead of " in desk.notices.notice("about file").text
    assert not desk.document.dirty


def test_several_long_notices_have_the_room_that_their_words_take(qtbot):
    bar, under = NoticeBar(), QWidget()
    NoticeRoom(bar, under, QVBoxLayout(under), 6)
    qtbot.addWidget(under)
    under.resize(600, 500)
    under.show()
    shown = [bar.show_notice(topic, "many words " * 30, Offer("Do", list)) for topic in ("one", "two", "three")]
    QApplication.processEvents()
    for notice in shown:
        assert notice.height() >= notice.heightForWidth(notice.width())


def test_where_there_is_nothing_to_compare_it_is_said(desk, remarks, planned):
    plan, result = planned
    newer = NewerCalibration(file="2099.1", own="2026.11")
    _opened(desk, remarks, plan, newer)
    _planned(desk, plan, result)
    said = desk.notices.notice("calibration of the file").text
    assert "newer than the program's" in said
    assert "It holds no figures to compare these with." in said
    desk.live.forget()
    _opened(desk, remarks, plan, newer, headlines={"days": 1.0})
    edited = replace(plan, notes="edited before its figures were there")
    _planned(desk, edited, result)
    assert "may differ from those it was saved with" in desk.notices.notice("calibration of the file").text


def test_a_figure_that_is_written_the_same_has_not_moved(planned):
    _, result = planned
    kept = {"days": result.days * (1 + 1e-9), "tokens_per_s": result.tokens_per_s * 2, "of tomorrow": 1.0}
    assert [(one.key, new) for one, _, new in moved_figures(kept, result)] == [("tokens_per_s", result.tokens_per_s)]
