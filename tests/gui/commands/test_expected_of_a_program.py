import sys

import pytest
from PySide6.QtGui import QDesktopServices

from gui.commands.new_window import new_window_command
from gui.commands.written_notice import tell_written
from gui.widgets.notice_bar import NoticeBar
from planner.examples import example_plan
from planner.planfile.store import save_plan

SUBJECTS = {
    "dask": "Compute servers",
    "deadline": "Go to workload",
    "headquarters": "Limits",
    "supplier cap": "Limits",
    "hhi": "Limits",
    "owned": "Terms of the node group",
    "carbon": "Purchase and energy",
    "example sgd": "Ling-Plus by local SGD",
}


def test_after_an_export_the_file_and_its_folder_can_be_opened(qtbot, tmp_path, monkeypatch, themes):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    bar = NoticeBar()
    qtbot.addWidget(bar)
    path = tmp_path / "plan.pdf"
    tell_written(bar, path).buttons[0].click()
    tell_written(bar, path).buttons[1].click()
    assert [url.toLocalFile() for url in opened] == [str(path), str(tmp_path)]


def test_another_window_is_the_program_once_more():
    assert new_window_command() == (sys.executable, ["-m", "gui"])


def test_a_double_click_on_a_charts_tab_gives_it_the_window_and_takes_it_back(kept_session):
    window = kept_session.window
    window.charts.tabs.tabBarDoubleClicked.emit(0)
    assert window.catalogue_panel.isHidden()
    assert window.cluster_panel.isHidden()
    assert not window.charts.isHidden()
    window.actions_table["maximise_chart"].trigger()
    assert not window.catalogue_panel.isHidden()
    assert not window.result_panel.isHidden()


@pytest.mark.usefixtures("kept_session")
def test_the_palette_finds_an_action_by_what_it_is_about(session):
    palette = session.window.palette_list
    palette.open()
    for subject, words in SUBJECTS.items():
        palette.field.setText(subject)
        assert any(words in palette.list.item(row).text() for row in range(palette.list.count())), subject


def test_a_plan_that_is_quick_to_explore_is_explored_when_it_is_opened(qtbot, session, tmp_path, patience_ms):
    path = tmp_path / "opened.chipfolio"
    save_plan(path, example_plan("ling-plus-lower-spec"))
    with qtbot.waitSignal(session.live.explored, timeout=patience_ms):
        session.window.files.open(path)
    assert session.live.exploration_is_current


def test_the_status_says_how_many_of_how_many_fleets_were_explored(kept_session):
    kept_session.window.status.say_explored(1_050_000, 62_781_816_969, 4.2)
    assert (
        kept_session.window.status.doing.text()
        == "Explored 1,050,000 of 62.8\N{NARROW NO-BREAK SPACE}B fleets in 4.2 s"
    )
