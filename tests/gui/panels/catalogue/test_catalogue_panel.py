import re
from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gui.document import edits
from gui.look import formats
from gui.panels.catalogue import site_rules
from gui.panels.catalogue.catalogue import CataloguePanel
from gui.panels.catalogue.catalogue_columns import COLUMNS
from planner.catalogue.accelerator import Evidence, Precision
from planner.catalogue.estimates import EstimateEffect, with_estimates
from planner.catalogue.export_rules import allowed_at
from planner.catalogue.figures import printed_of
from planner.catalogue.offers import Acquisition, ExchangeRates, Money
from planner.plan import Availability, AvailabilityKind, Site
from planner.workload.training_run import TrainingPrecision


@pytest.fixture
def panel(qtbot, ling_plus, catalogue, themes):
    made = CataloguePanel()
    qtbot.addWidget(made)
    made.resize(330, 760)
    made.show_plan(ling_plus, catalogue)
    return made


def test_the_accelerators_of_the_plan_stand_first(panel, ling_plus):
    own = [group.accelerator for group in ling_plus.cluster.groups]
    assert panel.shown()[: len(own)] == own


def test_typing_narrows_and_clearing_brings_all_back(panel, qtbot, catalogue):
    panel.chip("at this site").click()
    assert len(panel.shown()) == len(catalogue.accelerators)
    qtbot.keyClicks(panel.search, "mi300x")
    assert "MI300X" in panel.shown()
    assert len(panel.shown()) < 5
    assert panel.subtitle.text() == f"{len(panel.shown())} of {len(catalogue.accelerators)} accelerators"
    panel.search.clear()
    assert len(panel.shown()) == len(catalogue.accelerators)


def test_a_chip_narrows_at_once(panel, catalogue):
    panel.chip("Huawei").click()
    assert panel.shown()
    assert all(catalogue.accelerator(key).supplier == "Huawei" for key in panel.shown())


@pytest.mark.sample(4)
@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_sorting_is_by_value_and_unknown_stands_below(panel, column, catalogue):
    panel.chip("at this site").click()
    panel.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    shown = panel.shown()
    assert len(shown) == len(catalogue.accelerators)
    if COLUMNS[column].key == "memory_bytes":
        sizes = [printed_of(with_estimates(catalogue.accelerator(key)), "memory_bytes") for key in shown]
        known = [size for size in sizes if size is not None]
        assert known == sorted(known, reverse=True)
        assert sizes[: len(known)] == known


def test_enter_in_the_table_adds_the_accelerator(panel, qtbot, ling_plus):
    panel.select("H20-SXM")
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    text, plan = blocker.args[0].text, blocker.args[0].plan
    assert text.startswith("Add H20")
    assert len(plan.cluster.groups) == len(ling_plus.cluster.groups) + 1
    assert plan.cluster.groups[-1].accelerator == "H20-SXM"


def test_enter_adds_what_the_words_found_and_down_goes_into_the_table(panel, qtbot):
    panel.show()
    panel.activateWindow()
    panel.search.setFocus()
    qtbot.waitUntil(panel.search.hasFocus)
    qtbot.keyClicks(panel.search, "h20")
    found, second = panel.shown()[:2]
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert blocker.args[0].plan.cluster.groups[-1].accelerator == found
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.table.hasFocus()
    assert panel.selected().key == second
    panel.search.clear()
    panel.search.setFocus()
    with qtbot.assertNotEmitted(panel.edit_requested):
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.table.hasFocus()


def test_the_card_tells_figures_prices_and_rules(panel):
    panel.select("H800-SXM")
    assert "989" in panel.card.text_of("Peak rates")
    assert panel.card.text_of("Memory").startswith("80 GB")
    assert "CNY/h" in panel.card.text_of("Rent")
    assert "TPP" in panel.card.text_of("Rules")
    assert panel.card.text_of("Evidence")


def test_the_card_shows_sources_and_observations_below_its_lines_on_request(panel, qtbot, catalogue):
    panel.select("H800-SXM")
    assert panel.card.sources_of("Memory") == ""
    panel.card.sources.toggle()
    figure = catalogue.accelerator("H800-SXM").figures["memory_bytes"]
    assert figure.source in panel.card.sources_of("Memory")
    assert "CNY/h" in panel.card.sources_of("Rent")
    panel.select("H20-SXM")  # they stay for the next one
    assert catalogue.accelerator("H20-SXM").figures["memory_bytes"].source in panel.card.sources_of("Memory")
    panel.card.sources.toggle()
    assert panel.card.sources_of("Memory") == ""


def test_a_card_of_unknowns_says_so_instead_of_zero(panel):
    panel.chip("at this site").click()
    panel.search.setText("Biren 166M")
    texts = [panel.card.text_of(name) for name in ("Peak rates", "Memory", "NIC", "Rent")]
    assert "unknown" in texts or "no price known" in texts
    assert not any(text.startswith("0 ") for text in texts)


def test_a_price_without_an_exchange_rate_is_unknown(panel, ling_plus, catalogue):
    first = ling_plus.cluster.groups[0]
    plan = edits.change_group(
        ling_plus, first.key, offer=edits.entered_offer(first, Acquisition.RENT, Money(amount=4.0, currency="XXX"))
    )
    panel.show_plan(plan, catalogue)
    price = [column.key for column in COLUMNS].index("price")
    assert panel.table.model().index(panel.shown().index(first.accelerator), price).data() == formats.UNKNOWN


def test_another_currency_shows_other_prices(panel, qtbot, ling_plus, catalogue):
    index = panel.table.model().index(0, 3)
    before = index.data()
    show_in_turns(panel, qtbot, replace(ling_plus, currency="USD"), catalogue)
    assert panel.table.model().index(0, 3).data() != before
    assert panel.table.model().headerData(3, Qt.Orientation.Horizontal) == "USD/h"


def test_the_chosen_accelerator_stays_chosen_when_the_plan_changes(panel, ling_plus, catalogue):
    panel.select("H20-SXM")
    panel.show_plan(replace(ling_plus, name="x"), catalogue)
    assert panel.selected().key == "H20-SXM"


def test_what_is_unknown_stands_last_whichever_way_is_sorted(panel, catalogue):
    panel.chip("at this site").click()
    number = next(number for number, column in enumerate(COLUMNS) if column.key == "price")
    for order in Qt.SortOrder:
        panel.table.sortByColumn(number, order)
        prices = [panel.table.model().index(row, number).data() for row in range(panel.table.model().rowCount())]
        known = [price for price in prices if price != "–"]
        assert known
        assert prices[: len(known)] == known


def test_where_nothing_matches_there_is_a_way_back(panel, qtbot, catalogue):
    panel.show()
    panel.search.setText("no such accelerator")
    assert panel.shown() == []
    assert panel.table.nothing.isVisible()
    qtbot.mouseClick(panel.table.nothing.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert len(panel.shown()) == len(catalogue.accelerators)
    assert not panel.table.nothing.isVisible()


def test_filters_of_several_kinds_are_chosen_without_the_menu_closing(panel, qtbot, catalogue):
    panel.show()
    panel.chips.more.click()
    memory = next(entry.menu() for entry in panel.chips.menu.actions() if entry.text() == "Memory")
    evidence = next(entry.menu() for entry in panel.chips.menu.actions() if entry.text() == "Evidence")
    memory.popup(panel.mapToGlobal(panel.rect().center()))
    for step in range(2):
        memory.setActiveAction(memory.actions()[step])
        qtbot.keyClick(memory, Qt.Key.Key_Return)
    assert memory.isVisible()
    assert [entry.isChecked() for entry in memory.actions()] == [True, True, False, False]
    evidence.actions()[1].trigger()
    memory.close()
    panel.chips.menu.close()
    chosen = [with_estimates(catalogue.accelerator(key)) for key in panel.shown()]
    assert chosen
    assert all(printed_of(one, "memory_bytes") >= 64 * 2**30 and one.evidence is Evidence.PUBLISHED for one in chosen)


@pytest.mark.usefixtures("dressed")
def test_no_figure_of_a_column_shown_at_first_is_cut(panel):
    panel.chip("at this site").click()
    panel.search.setText("rg800")  # few and narrow
    panel.search.clear()
    panel.show()
    panel.grab()
    model, metrics = panel.table.model(), panel.table.fontMetrics()
    beside = 2 * 3 + 2 * 3  # the cells' padding in window.qss, and the margin that Qt leaves around a text
    for number, column in enumerate(COLUMNS):
        if column.at_first and column.key in {"tflop_per_s", "memory_bytes", "price"}:
            widest = max(metrics.horizontalAdvance(model.index(row, number).data()) for row in range(model.rowCount()))
            assert widest + beside <= panel.table.columnWidth(number), column.key


def test_a_symbol_keeps_its_colour_where_its_row_is_selected(panel):
    icon = panel.table.model().index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    plain, selected = (icon.pixmap(16, 16, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert plain == selected


def test_rows_are_copied_as_spreadsheets_take_them(panel, qtbot):
    panel.table.selectRow(1)
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heading, row = QApplication.clipboard().text().splitlines()
    assert heading.split("\t")[0] == "Accelerator"
    assert row.split("\t")[0] == panel.table.model().index(1, 0).data()


def show_in_turns(panel, qtbot, plan, catalogue):
    with qtbot.waitSignal(panel.filled):
        panel.show_plan(plan, catalogue)


def _column(key):
    return next(number for number, column in enumerate(COLUMNS) if column.key == key)


def _cell(panel, accelerator, key):
    panel.select(accelerator)
    return panel.table.model().index(panel.table.currentIndex().row(), _column(key)).data()


def test_what_is_called_as_typed_comes_first_and_is_selected(panel, qtbot, catalogue):
    panel.chip("at this site").click()
    qtbot.keyClicks(panel.search, "H100")
    assert panel.shown()[0] == "H100-SXM", "of those called so the ones that are ready come first"
    assert panel.selected().key == panel.shown()[0]
    assert "S5000" in panel.shown() or all("H100" in key for key in panel.shown())
    panel.search.setText("h100-sxm")
    assert panel.shown()[0] == "H100-SXM"


def test_the_rate_is_the_one_of_the_plans_number_format_and_its_heading_says_so(panel, qtbot, ling_plus, catalogue):
    number = _column("tflop_per_s")
    assert panel.table.model().headerData(number, Qt.Orientation.Horizontal) == "BF16\nTF/s"
    bf16 = _cell(panel, "H800-SXM", "tflop_per_s")
    run = replace(ling_plus.training, precision=TrainingPrecision.FP8)
    show_in_turns(panel, qtbot, replace(ling_plus, workload=run), catalogue)
    assert panel.table.model().headerData(number, Qt.Orientation.Horizontal) == "FP8\nTF/s"
    fp8 = _cell(panel, "H800-SXM", "tflop_per_s")
    assert bf16 != fp8
    rate = catalogue.accelerator("H800-SXM").peak_flop_per_s[Precision.FP8]
    assert fp8.replace(",", "") == f"{rate / 1e12:.0f}"


def test_what_is_estimated_wears_its_mark_and_without_estimates_it_is_unknown(panel, qtbot, ling_plus, catalogue):
    panel.chip("at this site").click()
    assert _cell(panel, "S5000", "tflop_per_s") == "~500"
    assert _cell(panel, "S5000", "readiness") == "~"
    assert panel.card.text_of("Planning").startswith("with estimates: BF16 peak rate")
    assert "~500" in panel.card.text_of("Peak rates")
    with qtbot.waitSignal(panel.edit_requested) as asked:
        panel.estimates.click()
    plan = asked.args[0].plan
    assert plan.estimates_allowed is False
    show_in_turns(panel, qtbot, plan, catalogue)
    assert _cell(panel, "S5000", "tflop_per_s") == "–"
    assert _cell(panel, "S5000", "readiness") == "!"
    assert panel.card.text_of("Planning").startswith("needs figures: BF16 peak rate")


def test_an_estimate_is_never_handed_on_as_a_figure_of_the_accelerator(panel, catalogue):
    panel.chip("at this site").click()
    panel.select("S5000")
    assert panel.selected() == catalogue.accelerator("S5000")


def test_sorting_by_use_puts_what_is_ready_first(panel, catalogue):
    panel.chip("at this site").click()
    panel.table.sortByColumn(_column("readiness"), Qt.SortOrder.AscendingOrder)
    model = panel.table.model()
    signs = [model.index(row, _column("readiness")).data() for row in range(model.rowCount())]
    assert signs == sorted(signs, key="✓~!".index)
    assert set(signs) == set("✓~!")


def test_a_filter_keeps_what_can_be_planned_on_stated_figures(panel):
    panel.chip("at this site").click()
    panel.chip("ready").click()
    model = panel.table.model()
    assert {model.index(row, _column("readiness")).data() for row in range(model.rowCount())} == {"✓"}


@pytest.mark.parametrize(("high", "rank"), [(1000.0, ""), (1100.0, "; rank it as could-be")])
def test_the_card_says_which_estimate_moves_the_plans_pool_most(panel, high, rank):
    effect = EstimateEffect(
        figure="scaleup_bytes_per_s", low=1e11, mid=2e11, high=3e11, rate_at_low=900.0, rate_at_high=high
    )
    pool = SimpleNamespace(accelerator="S5000", estimates=(effect,))
    panel.chip("at this site").click()
    panel.select("S5000")
    panel.show_result(SimpleNamespace(pools=(pool,)))
    assert panel.card.text_of("Estimates") == (
        f"scale-up link rate moves the rate most: {formats.percent(high / 900.0 - 1.0)}{rank}"
    )


def test_price_observations_name_term_region_date_and_age(panel):
    panel.select("H20-SXM")
    panel.card.sources.toggle()
    lines = panel.card.sources_of("Rent").splitlines()
    wanted = re.compile(r"(on demand|reserved|for 1 year) · .*20\d\d-\d\d.* · \d+ (days|months) old")
    assert [line for line in lines if wanted.search(line)], lines


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "USD"},
        {"rates": ExchangeRates(base="CNY", base_per_unit={"USD": 9.5}, date="2026-01-01", source="a test")},
        {"site": Site(code="US", name="United States")},
        {"site": Site(code="SG", name="Singapore"), "headquarters": "CN"},
        {"site_marks": {"H200-SXM": Availability(kind=AvailabilityKind.BARRED)}},
    ],
    ids="-".join,
)
def test_the_card_follows_all_that_it_rests_on_and_nothing_else(panel, qtbot, ling_plus, catalogue, change):
    select_anywhere(panel, "H200-SXM")
    before, changed = said_on(panel.card), replace(ling_plus, **change)
    panel.show_plan(changed, catalogue)
    qtbot.waitUntil(lambda: said_on(panel.card) != before)
    other = CataloguePanel()
    qtbot.addWidget(other)
    other.show_plan(changed, catalogue)
    select_anywhere(other, "H200-SXM")
    assert said_on(panel.card) == said_on(other.card)
    panel.card.show_rows = pytest.fail
    panel.show_plan(edits.change_group(changed, changed.cluster.groups[0].key, nodes=3), catalogue)
    panel.show_result(SimpleNamespace(pools=()))


def select_anywhere(panel, accelerator):
    panel.chip("at this site").click()
    panel.select(accelerator)


def said_on(card):
    return [(line.text(), line.toolTip()) for line in card.findChildren(QLabel) if not line.isHidden()]


def test_an_edit_of_a_price_asks_the_export_rules_of_no_device_and_tells_of_its_own_row_alone_promise(
    panel, ling_plus, catalogue, qtbot, monkeypatch
):
    asked = []
    monkeypatch.setattr(site_rules, "allowed_at", lambda one, *_where, **_named: asked.append(one.key))
    group = ling_plus.cluster.groups[1]
    offer = replace(group.offer, price=replace(group.offer.price, amount=2 * group.offer.price.amount))
    dearer = edits.change_group(ling_plus, group.key, offer=offer)
    with qtbot.waitSignal(panel._model.dataChanged) as told:
        panel.show_plan(dearer, catalogue)
    row = panel._model.row_of(group.accelerator)
    assert [index.row() for index in told.args[:2]] == [row, row]
    assert not asked


def test_another_number_format_asks_the_export_rules_of_no_device_promise(
    panel, qtbot, ling_plus, catalogue, monkeypatch
):
    asked = []
    monkeypatch.setattr(site_rules, "allowed_at", lambda one, *_where, **_named: asked.append(one.key))
    before = panel.shown()
    run = replace(ling_plus.training, precision=TrainingPrecision.FP8)
    show_in_turns(panel, qtbot, replace(ling_plus, workload=run), catalogue)
    assert not asked
    assert panel.shown() == before
    assert "FP8" in panel._model.headerData(_column("tflop_per_s"), Qt.Orientation.Horizontal)


def test_another_number_format_fills_the_catalogue_after_the_edit_and_seeks_no_offer_again_promise(
    panel, qtbot, ling_plus, catalogue, monkeypatch
):
    sought = []
    monkeypatch.setattr(edits, "default_offer", lambda *asked, **_named: sought.append(asked))
    heading = lambda: panel._model.headerData(_column("tflop_per_s"), Qt.Orientation.Horizontal)  # noqa: E731 - short
    panel.select(panel.shown()[2])
    fp8, fp16 = (
        replace(ling_plus, workload=replace(ling_plus.training, precision=one))
        for one in (TrainingPrecision.FP8, TrainingPrecision.FP16)
    )
    with qtbot.waitSignal(panel.filled):
        panel.show_plan(fp8, catalogue)
        assert "BF16" in heading()
        panel.show_plan(fp16, catalogue)
        panel.select(panel.shown()[4])
    assert "FP16" in heading()
    assert panel.selected().key == panel.shown()[4]
    assert not sought


def test_an_edit_amid_a_fill_in_turns_is_shown_whole_promise(panel, qtbot, ling_plus, catalogue):
    run = replace(ling_plus.training, precision=TrainingPrecision.FP8)
    fp8 = replace(ling_plus, workload=run)
    with qtbot.waitSignal(panel._turn.timeout):
        panel.show_plan(fp8, catalogue)
    group = fp8.cluster.groups[0]
    offer = replace(group.offer, price=replace(group.offer.price, amount=123.0))
    panel.show_plan(edits.change_group(fp8, group.key, offer=offer), catalogue)
    assert "FP8" in panel._model.headerData(_column("tflop_per_s"), Qt.Orientation.Horizontal)
    assert _cell(panel, group.accelerator, "price") == "123.00"


def test_facts_of_a_device_that_change_ask_the_export_rules_again(panel, catalogue):
    passes = site_rules.SitePasses("CN")
    slow = next(one for one in catalogue.accelerators.values() if one.jurisdiction == "United States" and passes(one))
    fast = replace(slow, peak_flop_per_s=dict.fromkeys(slow.peak_flop_per_s, 1e16))
    assert passes(fast) is (allowed_at(fast, "CN") is not False)
    assert passes(slow)


def _column(key):
    return next(number for number, column in enumerate(COLUMNS) if column.key == key)
