import pytest

from gui.document.catalogue_edits import ENTERED, free_key, is_users
from gui.panels.catalogue.accelerator_comparison import AcceleratorComparison
from gui.panels.catalogue.accelerator_editor import AcceleratorEditor, new_accelerator
from gui.panels.catalogue.catalogue_columns import CatalogueRow
from planner.catalogue.accelerator import Evidence, Precision
from planner.catalogue.figures import printed_of
from planner.catalogue.offers import Acquisition, Money
from planner.catalogue.readiness import readiness


@pytest.fixture
def editor(qtbot, catalogue, themes):
    made = AcceleratorEditor(catalogue.accelerator("H20-SXM"), ("CNY", "USD"), title="Edit", may_keep=True, parent=None)
    qtbot.addWidget(made)
    return made


def enter(editor, **texts):
    for name, text in texts.items():
        line = editor.numbers.get(name.replace("__", ".")) or editor.texts.get(name)
        line.setText(text)


def test_a_changed_figure_bears_the_users_source_and_the_others_keep_theirs(editor, qtbot, catalogue):
    before = catalogue.accelerator("H20-SXM")
    enter(editor, memory_bytes="141")
    editor.source.setText("data sheet of 2026-11")
    editor.evidence.setCurrentIndex(editor.evidence.findData("published"))
    with qtbot.waitSignal(editor.saved) as saved:
        editor.accept()
    after, offers, keep = saved.args
    assert (
        after.memory_bytes == printed_of(after, "memory_bytes") == 141 * 2**30
    )  # what was read of the old one is gone
    assert after.figures["memory_bytes"].source == "data sheet of 2026-11"
    assert after.figures["memory_bytes"].evidence is Evidence.PUBLISHED
    assert after.figures["memory_bytes"].note == ENTERED
    assert is_users(after)
    assert not is_users(before)
    assert after.peak_flop_per_s == before.peak_flop_per_s
    assert {name: figure for name, figure in after.figures.items() if name != "memory_bytes"} == {
        name: figure for name, figure in before.figures.items() if name != "memory_bytes"
    }
    assert offers == ()
    assert not keep


def test_nothing_entered_is_unknown_and_never_zero(editor, qtbot):
    enter(editor, peak_flop_per_s__fp8="", tdp_w="")
    editor.source.setText("nobody knows")
    with qtbot.waitSignal(editor.saved) as saved:
        editor.accept()
    after = saved.args[0]
    assert Precision.FP8 not in after.peak_flop_per_s
    assert after.tdp_w is None
    assert "tdp_w" not in after.figures


@pytest.mark.parametrize(
    ("entered", "word"),
    [
        ({"memory_bytes": "much"}, "Memory"),
        ({"tdp_w": "0"}, "Power"),
        ({"devices_per_node": "8.5"}, "is a count"),
        ({"memory_bytes": "80000"}, "between 1 and 10000 GB"),
        ({"supplier": " "}, "Supplier"),
        ({}, "source"),
    ],
)
def test_what_does_not_hold_is_said_in_a_sentence_and_nothing_is_saved(editor, qtbot, entered, word):
    enter(editor, **entered)
    if entered:
        editor.source.setText("a source")
    with qtbot.assertNotEmitted(editor.saved):
        editor.accept()
    assert word in editor.problem.text()
    assert editor.result() == 0


def test_a_price_becomes_an_offer_with_date_and_source(editor, qtbot):
    editor.price.setText("6.5")
    editor.currency.setCurrentText("USD")
    editor.source.setText("quotation 17")
    editor.keep.setChecked(True)
    with qtbot.waitSignal(editor.saved) as saved:
        editor.accept()
    accelerator, (offer,), keep = saved.args
    assert offer.accelerator == accelerator.key
    assert offer.acquisition is Acquisition.RENT
    assert offer.price == Money(amount=6.5, currency="USD")
    assert offer.date
    assert offer.source == "quotation 17"
    assert keep


def test_a_new_accelerator_has_a_key_of_its_own(catalogue):
    assert free_key("H20-SXM", catalogue) == "H20-SXM-2"
    assert free_key("Nova N 1", catalogue) == "Nova-N-1"
    copy = new_accelerator("X", catalogue.accelerator("H20-SXM"), "H20 (copy)")
    assert copy.memory_bytes == catalogue.accelerator("H20-SXM").memory_bytes


def test_two_accelerators_stand_side_by_side_with_ratios(qtbot, catalogue, themes):
    rows = [
        CatalogueRow(
            accelerator=catalogue.accelerator(key),
            stated=catalogue.accelerator(key),
            offer=None,
            price_per_hour=price,
            precision=Precision.BF16,
            readiness=readiness(catalogue, key, Precision.BF16),
        )
        for key, price in (("H20-SXM", 5.0), ("H800-SXM", 27.5))
    ]
    made = AcceleratorComparison(rows, "CNY")
    qtbot.addWidget(made)
    frame = made.frame.set_index(made.frame.columns[0])
    assert frame.loc["BF16 peak rate, TFLOP/s"].iloc[1].endswith("×)")
    assert frame.loc["Price, CNY/h"].tolist() == ["5", "27.5  (5.50×)"]
    made.copy()


def test_the_editor_opens_at_the_missing_figure_else_with_the_name_selected(qtbot, catalogue, themes):
    for begin_at in ("tdp_w", ""):
        made = AcceleratorEditor(
            catalogue.accelerator("H20-SXM"), ("CNY",), title="Edit", may_keep=False, begin_at=begin_at
        )
        qtbot.addWidget(made)
        line = made.numbers["tdp_w"] if begin_at else made.texts["name"]
        assert made.focusWidget() is line
        assert line.selectedText() == line.text()


def test_a_supplier_in_other_capitals_is_the_same_supplier(qtbot, catalogue, themes):
    made = AcceleratorEditor(
        catalogue.accelerator("H20-SXM"), ("CNY",), title="Edit", may_keep=False, spellings=("Nvidia", "SK hynix")
    )
    qtbot.addWidget(made)
    enter(made, supplier="NVIDIA", hbm_supplier="sk Hynix", foundry="Some Fab", name="nvidia")
    after = made.entered()
    assert (after.supplier, after.hbm_supplier, after.foundry, after.name) == (
        "Nvidia", "SK hynix", "Some Fab", "nvidia",
    )  # fmt: skip
