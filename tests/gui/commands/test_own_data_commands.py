"""The user's own data in the window: out, in after a look, undone; what is wrong is said with its place."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from gui.background.live_planning import LivePlanning
from gui.background.planning_job import JobRunner
from gui.commands.desk import Desk
from gui.commands.own_data_commands import OwnDataCommands
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.panels.own_data.own_data import KIND_WORDS, ImportWindow, OwnDataForm
from gui.widgets.notice_bar import NoticeBar
from planner.own_data.kinds import KINDS
from planner.risk.scenarios import Scenario, ScenarioKind

STOP = Scenario(key="stop", name="Exports <b>stop</b>", kind=ScenarioKind.STOP_SHIP, probability=0.1, target="Nvidia")


@pytest.fixture
def window(qtbot, themes):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def document(ling_plus):
    made = PlanDocument(replace(ling_plus, scenarios=(STOP,)))
    yield made
    made.close()


@pytest.fixture
def notices(qtbot):
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def commands(window, document, notices, catalogue, lent_pool, settings):  # noqa: PLR0917 - fixtures
    runner = JobRunner(lent_pool)
    live = LivePlanning(runner)
    desk = Desk(
        window=window,
        document=document,
        live=live,
        catalogue=PlanCatalogue(document, catalogue),
        runner=runner,
        notices=notices,
        settings=settings,
    )
    yield OwnDataCommands(desk)
    live.close()
    runner.close()


def reported(notices):
    notice = notices.notice("own data")
    return notice.text if notice is not None else ""


def test_every_kind_can_be_chosen(commands, window):
    assert list(KIND_WORDS) == list(KINDS)
    commands.ask()
    (form,) = window.findChildren(OwnDataForm)
    assert form.kind.count() == len(KINDS)
    form.close()


@pytest.mark.parametrize("ending", [".csv", ".toml"])
def test_scenarios_go_out_are_changed_seen_taken_in_and_undone(  # noqa: PLR0917 - fixtures
    commands, window, document, notices, qtbot, tmp_path, patience_ms, ending
):
    path, before = tmp_path / f"scenarios{ending}", document.plan
    commands.export_to("scenarios", path)
    qtbot.waitUntil(lambda: "1 entry is written" in reported(notices), timeout=patience_ms)
    path.write_text(path.read_text(encoding="utf-8").replace("0.1", "0.25"), encoding="utf-8")
    commands.import_from("scenarios", path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportWindow)), timeout=patience_ms)
    (shown,) = window.findChildren(ImportWindow)
    assert [shown.model.index(0, column).data() for column in range(5)] == [
        "stop", "changed", "probability", "0.1", "0.25",
    ]  # fmt: skip
    assert document.plan is before
    shown.accept()
    assert document.plan.scenarios == (replace(STOP, probability=0.25),)
    document.undo_stack.undo()
    assert document.plan == before


def test_shipped_offers_that_are_the_same_change_nothing(commands, document, notices, qtbot, tmp_path, patience_ms):  # noqa: PLR0917 - fixtures
    path, before = tmp_path / "offers.csv", document.plan
    commands.export_to("offers", path)
    qtbot.waitUntil(lambda: "entries are written" in reported(notices), timeout=patience_ms)
    commands.import_from("offers", path)
    qtbot.waitUntil(lambda: "there already" in reported(notices), timeout=patience_ms)
    assert document.plan is before


def test_a_wrong_cell_is_said_with_its_place(commands, document, notices, qtbot, tmp_path, patience_ms):  # noqa: PLR0917 - fixtures
    path, before = tmp_path / "mine.csv", document.plan
    path.write_text("key,name,kind,probability\na,A,price,often\n", encoding="utf-8")
    commands.import_from("scenarios", path)
    qtbot.waitUntil(lambda: "line 2, column probability" in reported(notices), timeout=patience_ms)
    assert document.plan is before
