import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSpinBox

from gui.document import edits
from gui.look import formats
from gui.panels.catalogue.catalogue_model import MIME_TYPE
from gui.panels.cluster.cluster import ClusterPanel
from gui.panels.cluster.cluster_columns import MOST_NODES, column_number, explore_text, parse_explore
from gui.panels.cluster.cluster_delegate import fitting, price_px
from gui.panels.cluster.cluster_model import PARTS_ROLE
from gui.panels.cluster.cluster_totals import cluster_totals
from gui.panels.cluster.group_table import EMPTY
from planner.catalogue.offers import Money
from planner.cluster import Cluster, NodeGroup


@pytest.fixture
def panel(qtbot, ling_plus, catalogue, themes):
    made = ClusterPanel()
    qtbot.addWidget(made)
    made.resize(780, 260)
    made.show_plan(ling_plus, catalogue)
    made.show()
    return made


def cell(panel, row, column):
    return panel.model.index(row, column_number(column))


def test_totals_add_what_the_groups_have(ling_plus, catalogue):
    totals = cluster_totals(ling_plus, catalogue)
    by_hand = sum(8 * group.nodes for group in ling_plus.cluster.groups if group.accelerator != "PPU-810E")
    assert totals.devices == by_hand
    rents = {group.accelerator: 8 * group.nodes * group.offer.price.amount for group in ling_plus.cluster.groups}
    assert totals.price_per_hour == Money(amount=pytest.approx(sum(rents.values())), currency="CNY")
    assert totals.incomplete == frozenset()


def test_a_group_without_a_price_is_left_out_and_named(ling_plus, catalogue):
    first, *others = ling_plus.cluster.groups
    without = replace(ling_plus, cluster=Cluster(groups=(replace(first, offer=None), *others)))
    totals = cluster_totals(without, catalogue)
    assert "price_per_hour" in totals.incomplete
    assert totals.price_per_hour.amount < cluster_totals(ling_plus, catalogue).price_per_hour.amount


def test_spinning_nodes_asks_for_edits_that_merge(panel, qtbot, ling_plus):
    panel.edit_cell(0, "nodes")
    spin = panel.table.findChild(QSpinBox)
    asked = []
    panel.edit_requested.connect(asked.append)
    spin.stepUp()
    spin.stepUp()
    nodes = ling_plus.cluster.groups[0].nodes
    assert [edit.plan.cluster.groups[0].nodes for edit in asked] == [nodes + 1, nodes + 2]
    assert len({edit.merge_key for edit in asked}) == 1
    assert asked[-1].text.endswith("nodes")


@pytest.mark.parametrize("text", ["96.5", "1e9", "-3", "about 2", "h100"])
@pytest.mark.parametrize("column", ["nodes", "accelerator"])
def test_what_is_no_number_of_nodes_is_refused_in_a_sentence_and_never_made_one(panel, qtbot, text, column):
    said, asked = [], []
    panel.refused.connect(said.append)
    panel.edit_requested.connect(asked.append)
    panel.table.setCurrentIndex(cell(panel, 0, column))
    qtbot.keyClick(panel.table, text[0])
    spin = panel.table.findChild(QSpinBox)
    qtbot.keyClicks(spin, text[1:])
    before = panel.model.row(0).group.nodes
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    most = formats.whole(MOST_NODES)
    assert said == [f"“{text}” is not understood here. Type a whole number of nodes, from 0 to {most}."]
    assert (asked, spin.value()) == ([], before)


def test_nodes_are_read_as_every_number_is(panel, qtbot):
    panel.edit_cell(0, "nodes")
    spin = panel.table.findChild(QSpinBox)
    spin.selectAll()
    with qtbot.waitSignal(panel.edit_requested) as asked:
        qtbot.keyClicks(spin, "1,024")
        qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert asked.args[0].plan.cluster.groups[0].nodes == 1024


def test_what_is_typed_right_after_a_click_on_the_chosen_cell_is_its_number(panel, qtbot):
    panel.activateWindow()
    place = panel.table.visualRect(cell(panel, 0, "nodes")).center()
    for _ in range(2):  # the second one is on the cell that is chosen already
        qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.edit_requested) as asked:
        qtbot.keyClick(panel.table, "7")
        editor = panel.table.findChild(QSpinBox)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert asked.args[0].plan.cluster.groups[0].nodes == 7


def test_terms_open_from_their_cell_by_keys_by_typing_and_by_a_double_click(panel, qtbot):
    panel.table.setCurrentIndex(cell(panel, 1, "terms"))
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.terms.form.isVisible()
    assert panel.terms.key == panel.model.row(1).group.key
    assert panel.terms.form.price.selectedText() == "rent 4.50 CNY/h"
    panel.terms.form.hide()
    qtbot.keyClick(panel.table, "6")
    assert panel.terms.form.isVisible()
    assert panel.terms.form.price.text() == "6"
    panel.terms.form.hide()
    place = panel.table.visualRect(cell(panel, 2, "terms")).center()
    qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.terms.key == panel.model.row(2).group.key
    panel.terms.form.hide()


def test_terms_follow_the_row_selected(panel):
    panel.table.selectRow(3)
    assert panel.terms.key == panel.model.row(3).group.key


def test_no_digit_of_the_terms_is_ever_cut(panel, qapp):
    parts = ["owned, other use 27.50 CNY/h", "lent at 50 %", "from day 60", "until day 150"]
    metrics = panel.table.fontMetrics()
    whole = {", ".join(parts[: count + 1]) for count in range(len(parts))}
    for width in range(0, 600, 7):
        assert fitting(parts, metrics, width).removesuffix(" …") in whole
    assert fitting(parts, metrics, 10_000) == ", ".join(parts)
    whole_px = metrics.horizontalAdvance(f"{parts[0]} …")
    assert fitting(parts, metrics, whole_px, "owned, use 27.50 CNY/h") == f"{parts[0]} …"
    assert fitting(parts, metrics, whole_px - 1, "owned, use 27.50 CNY/h") == "owned, use 27.50 CNY/h"


@pytest.mark.parametrize("width", [700, 752, 1100])
def test_a_long_node_design_leaves_the_prices_whole_promise(panel, ling_plus, catalogue, width):
    first, *others = ling_plus.cluster.groups
    long = replace(first, key="long", accelerator="MI300X", node_design="MI300X-platform-8")
    plan = replace(ling_plus, cluster=Cluster(groups=(long, *others)))
    panel.resize(width, 260)
    panel.show_plan(plan, catalogue)
    room = panel.table.columnWidth(column_number("terms"))
    for row in range(panel.model.rowCount()):
        price = cell(panel, row, "terms").data(PARTS_ROLE)[0]
        assert price_px(price, panel.table.fontMetrics()) <= room
    assert catalogue.nodes["MI300X-platform-8"].name in cell(panel, 0, "design").data(Qt.ItemDataRole.ToolTipRole)


def test_a_long_node_design_leaves_the_wait_and_the_window_of_a_group_in_sight_promise(panel, ling_plus, catalogue):
    first, *others = ling_plus.cluster.groups
    long = replace(first, key="long", accelerator="MI300X", node_design="MI300X-platform-8")
    plan = replace(ling_plus, cluster=Cluster(groups=(long, *others)))
    panel.resize(752, 260)  # what a window of 1440 pixels leaves the cluster
    panel.show_plan(plan, catalogue)
    metrics, room = panel.table.fontMetrics(), panel.table.columnWidth(column_number("terms"))
    for row in range(panel.model.rowCount()):
        parts = cell(panel, row, "terms").data(PARTS_ROLE)
        assert len(parts) > 1
        assert fitting(parts, metrics, room) == ", ".join(parts)


def test_what_is_not_understood_is_said_and_changes_nothing(panel, qtbot):
    with qtbot.assertNotEmitted(panel.edit_requested), qtbot.waitSignal(panel.refused):
        panel.model.setData(cell(panel, 0, "explore"), "many")


def test_a_range_typed_in_sets_limits_and_step(panel, qtbot):
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.model.setData(cell(panel, 1, "explore"), "8 - 64 by 8")
    group = blocker.args[0].plan.cluster.groups[1]
    assert (group.explore_min_nodes, group.explore_max_nodes, group.explore_step_nodes) == (8, 64, 8)


@given(low=st.integers(0, 500), more=st.integers(0, 500), step=st.integers(1, 64))
def test_a_range_is_understood_as_it_is_shown(low, more, step):
    group = NodeGroup(
        key="k",
        accelerator="a",
        nodes=1,
        offer=None,
        explore_min_nodes=low,
        explore_max_nodes=low + more,
        explore_step_nodes=step,
    )  # fmt: skip - a list of fields
    assert parse_explore(explore_text(group)) == (low, low + more, step)


@pytest.mark.parametrize("text", ["", "8", "9 - 8", "-1 - 4", "1 - 2 by 0", "0 - 999999999", "0 - 9.5", "0 - 1’024"])
def test_no_range_is_guessed_from_nonsense(text):
    assert parse_explore(text) is None


def test_a_range_is_read_as_every_number_is():
    assert parse_explore("0 – 1,024 by 1 000") == (0, 1024, 1000)
    assert parse_explore("8 – 64 步长 8") == (8, 64, 8)


def test_a_dropped_accelerator_is_asked_for(panel, qtbot):
    data = QMimeData()
    data.setData(MIME_TYPE, b"H20-SXM")
    with qtbot.waitSignal(panel.accelerator_dropped) as blocker:
        panel.model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, QModelIndex())
    assert blocker.args == ["H20-SXM"]


def test_an_empty_cluster_says_what_to_do_first(panel, ling_plus, catalogue):
    panel.show_plan(replace(ling_plus, cluster=Cluster()), catalogue)
    assert panel.model.rowCount() == 0
    assert "catalogue" in EMPTY
    assert not panel.grab().isNull()


def test_the_selection_survives_an_edit(panel, ling_plus, catalogue):
    panel.table.selectRow(2)
    key = panel.selected_key()
    others = ling_plus.cluster.groups[1:]
    panel.show_plan(replace(ling_plus, cluster=Cluster(groups=others)), catalogue)
    assert panel.selected_key() == key


def test_a_number_typed_on_the_name_goes_to_the_nodes(panel, qtbot):
    panel.table.setCurrentIndex(cell(panel, 0, "accelerator"))
    qtbot.keyClick(panel.table, "7")
    spin = panel.table.findChild(QSpinBox)
    assert spin is not None
    assert panel.table.currentIndex().column() == column_number("nodes")


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_keys_open_the_editor_of_the_nodes_from_any_cell_without_one(panel, qtbot, key):
    panel.table.setCurrentIndex(cell(panel, 1, "devices"))
    qtbot.keyClick(panel.table, key)
    assert panel.table.findChild(QSpinBox) is not None


def test_delete_takes_the_row_out(panel, qtbot):
    duplicate, remove = QAction("Duplicate", panel), QAction("Remove", panel)
    panel.add_head_actions(duplicate, remove)
    panel.table.setCurrentIndex(cell(panel, 1, "accelerator"))
    with qtbot.waitSignal(remove.triggered):
        qtbot.keyClick(panel.table, Qt.Key.Key_Delete)


def test_a_row_has_a_menu_of_what_can_be_changed(panel, qtbot):
    panel.add_head_actions(QAction("Duplicate", panel), QAction("Remove", panel))
    place = panel.table.visualRect(cell(panel, 2, "accelerator")).center()
    panel.table.customContextMenuRequested.emit(place)
    menu = panel.table.findChild(QMenu)
    words = [entry.text() for entry in menu.actions() if not entry.isSeparator()]
    assert words[-2:] == ["Duplicate", "Remove"]
    menu.actions()[1].trigger()
    assert panel.table.currentIndex() == cell(panel, 2, "terms")
    assert panel.terms.form.isVisible()
    panel.terms.form.hide()
    menu.close()


def test_a_stopped_group_is_marked_in_words_sign_and_colour(panel, ling_plus):
    key = ling_plus.cluster.groups[1].key
    panel.model.show_stopped({key: "no price is entered; enter one."})
    name, design = cell(panel, 1, "accelerator"), cell(panel, 1, "design")
    assert "no price" in name.data(Qt.ItemDataRole.ToolTipRole)
    assert "no price" in name.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not design.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert cell(panel, 0, "design").data(Qt.ItemDataRole.DecorationRole) is None


@pytest.mark.parametrize("nodes", [1, 1_280, 100_000])
def test_no_digit_of_nodes_devices_and_ranges_is_cut(panel, ling_plus, catalogue, nodes):
    first = ling_plus.cluster.groups[0].key
    plan = edits.change_group(ling_plus, first, nodes=nodes, explore_max_nodes=100_000, explore_step_nodes=1_000)
    panel.show_plan(plan, catalogue)
    for key in ("nodes", "devices", "explore"):
        number = column_number(key)
        assert panel.table.columnWidth(number) >= panel.table.sizeHintForColumn(number), key


def keys_after(blocker):
    return [group.key for group in blocker.args[0].plan.cluster.groups]


def test_a_row_is_moved_by_alt_and_an_arrow(panel, qtbot, ling_plus):
    keys = [group.key for group in ling_plus.cluster.groups]
    panel.table.selectRow(1)
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        qtbot.keyClick(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert keys_after(blocker) == [keys[1], keys[0], *keys[2:]]
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert keys_after(blocker) == [keys[0], keys[2], keys[1], *keys[3:]]


def test_a_row_at_the_end_goes_no_further(panel, qtbot):
    panel.table.selectRow(0)
    with qtbot.assertNotEmitted(panel.edit_requested):
        qtbot.keyClick(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize(("dropped_at", "order"), [(0, (3, 0, 1, 2, 4)), (2, (0, 1, 3, 2, 4)), (5, (0, 1, 2, 4, 3))])
def test_a_row_is_dragged_between_others(panel, qtbot, ling_plus, dropped_at, order):
    keys = [group.key for group in ling_plus.cluster.groups]
    data = panel.model.mimeData([panel.model.index(3, 0)])
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.model.dropMimeData(data, Qt.DropAction.CopyAction, dropped_at, 0, QModelIndex())
    assert keys_after(blocker) == [keys[number] for number in order]


def test_a_row_dropped_on_another_takes_its_place(panel, qtbot, ling_plus):
    keys = [group.key for group in ling_plus.cluster.groups]
    data = panel.model.mimeData([panel.model.index(0, 0)])
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, panel.model.index(2, 0))
    assert keys_after(blocker) == [keys[1], keys[2], keys[0], *keys[3:]]


def test_an_edit_of_one_group_draws_its_row_alone(panel, ling_plus, catalogue):
    told = []
    panel.model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    changed = edits.change_group(ling_plus, panel.model.row(1).group.key, nodes=3)
    panel.show_plan(changed, catalogue)
    assert told == [(1, 1)]
    assert cell(panel, 1, "nodes").data() == "3"
    panel.show_plan(replace(changed, name="Spring run"), catalogue)
    assert told == [(1, 1)]


@pytest.mark.usefixtures("dressed")
def test_the_sign_of_columns_left_out_stands_at_the_end_of_the_terms(panel, ling_plus, catalogue):
    panel.resize(600, 260)
    header, terms = panel.table.horizontalHeader(), column_number("terms")
    for groups in ((), ling_plus.cluster.groups[:2], ling_plus.cluster.groups):
        panel.show_plan(replace(ling_plus, cluster=replace(ling_plus.cluster, groups=groups)), catalogue)
        panel.grab()
        QApplication.sendPostedEvents()
        end = header.sectionViewportPosition(terms) + header.sectionSize(terms)
        assert panel.table.more.geometry().right() + 1 == end


def test_a_narrow_table_says_which_columns_it_leaves_out_and_shows_them_on_request(panel):
    table = panel.table
    assert not table.more.isVisible()
    panel.resize(600, 260)
    assert table.left_out() == ("NIC", "Devices")
    assert table.more.isVisible()
    assert table.more.toolTip() == "<qt>No room for: NIC, Devices</qt>"
    entry = next(one for one in table.more.menu().actions() if one.text() == "Devices")
    entry.trigger()
    assert table.left_out() == ("NIC",)
    entry.trigger()
    assert table.left_out() == ("NIC", "Devices")
    panel.resize(780, 260)
    assert table.left_out() == ()
