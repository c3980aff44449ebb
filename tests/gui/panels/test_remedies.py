"""What stops a plan is marked where it stands, and is offered to be mended in one step."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.commands.shape_commands import ShapeCommands
from gui.panels.catalogue.accelerator_editor import AcceleratorEditor
from gui.panels.cluster.cluster_columns import column_number
from gui.panels.remedies import Remedy, RemedyKind, remedies_of, stopped_groups
from planner.catalogue.offers import ExchangeRates
from planner.causes import (
    ExchangeRateMissing,
    FigureMissing,
    FormatNotTrained,
    FormatWithoutUnits,
    LinkWithoutBandwidth,
    NoBaseline,
    NoNumberOfNodes,
    NoPriceEntered,
    SpendUnknown,
)
from planner.cluster import Cluster
from planner.dependence import DependenceBasis
from planner.english import words
from planner.plan_result import Blocked, BlockedPart, SetNodes
from planner.planning import plan_results
from planner.sentences import sentence


def with_groups(plan, *groups, **changes):
    return replace(plan, cluster=replace(plan.cluster, groups=groups), **changes)


def unbound(plan):
    """The plan with no cap and no deadline, so that one reason alone stops it."""
    return replace(plan, mixing=replace(plan.mixing, caps=()), limits=replace(plan.limits, deadline_days=None))


def too_small(plan):
    first, *others = plan.cluster.groups
    return with_groups(plan, replace(first, nodes=5), *others)


def blocks_of(plan):
    return plan_results(plan).blocked


@pytest.fixture
def first(ling_plus):
    return ling_plus.cluster.groups[0]


def test_a_pool_too_small_is_offered_nodes_that_do_fit(ling_plus, catalogue, first):
    plan = too_small(unbound(ling_plus))
    (block,) = blocks_of(plan)
    offer, other = remedies_of(block, plan)
    assert (offer.kind, offer.group) == (RemedyKind.SET_NODES, first.key)
    assert other == Remedy(kind=RemedyKind.NODES, group=first.key)
    mended = with_groups(plan, replace(first, nodes=offer.nodes), *plan.cluster.groups[1:])
    assert blocks_of(mended) == ()


def test_each_thing_that_is_missing_is_offered_where_it_is_entered(ling_plus, catalogue, first):
    free = with_groups(unbound(ling_plus), replace(first, offer=None))
    kinds = {remedy.kind for block in blocks_of(free) for remedy in remedies_of(block, free)}
    assert RemedyKind.PRICE in kinds
    alone = replace(ling_plus, baseline=None)
    assert [remedy.kind for block in blocks_of(alone) for remedy in remedies_of(block, alone)] == [RemedyKind.BASELINE]
    poor = replace(free, basis=DependenceBasis.SPEND)
    assert RemedyKind.BASIS in {remedy.kind for block in blocks_of(poor) for remedy in remedies_of(block, poor)}


def test_an_exchange_rate_that_is_missing_is_offered_to_be_entered(ling_plus, catalogue):
    plan = replace(ling_plus, currency="JPY", rates=ExchangeRates(base="CNY", base_per_unit={}, date="", source=""))
    offered = {remedy.kind for block in blocks_of(plan) for remedy in remedies_of(block, plan)}
    assert RemedyKind.RATES in offered


def test_a_figure_that_is_missing_is_entered_in_the_catalogue(ling_plus, catalogue, first):
    name = catalogue.accelerator(first.accelerator).name
    missing = FigureMissing(accelerator=first.accelerator, name=name, figure="NIC rate per device")
    block = Blocked(subject=name, reason=words(missing), groups=(first.key,))
    assert remedies_of(block, ling_plus) == (Remedy(kind=RemedyKind.FIGURES, group=first.key),)


def test_what_nobody_can_mend_in_one_step_is_offered_nothing(ling_plus, catalogue):
    assert remedies_of(Blocked(subject="Measured run A", reason="it has no rate."), ling_plus) == ()


def test_only_groups_at_work_are_marked(ling_plus, catalogue, first):
    plan = too_small(unbound(ling_plus))
    assert set(stopped_groups(blocks_of(plan), plan)) == {first.key}
    idle = with_groups(plan, *(replace(group, nodes=0) for group in plan.cluster.groups))
    assert stopped_groups(blocks_of(plan), idle) == {}


def test_the_sign_and_the_button_stand_in_the_window_and_one_press_mends(session, qtbot, patience_ms):
    window, plan = session.window, session.document.plan
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        session.document.edit("make it too small", too_small(unbound(plan)))
    cell = window.cluster_panel.model.index(0, column_number("design"))
    assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "does not fit" in cell.data(Qt.ItemDataRole.ToolTipRole)
    button = window.result_panel.remedy_buttons[0]
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.live.result.blocked == ()
    assert window.result_panel.remedy_buttons == []
    assert cell.data(Qt.ItemDataRole.DecorationRole) is None
    assert session.document.undo_words.startswith("Set ")


def test_the_other_offers_lead_to_where_the_figure_is_entered(session, qtbot, patience_ms):
    window, plan = session.window, session.document.plan
    first = plan.cluster.groups[0]
    window.result_panel.remedy_requested.emit(Remedy(kind=RemedyKind.PRICE, group=first.key))
    assert window.cluster_panel.table.isPersistentEditorOpen(window.cluster_panel.table.currentIndex()) is False
    assert window.cluster_panel.table.currentIndex().column() == column_number("terms")
    window.result_panel.remedy_requested.emit(Remedy(kind=RemedyKind.FIGURES, group=first.key))
    (editor,) = window.findChildren(AcceleratorEditor)
    assert editor.texts["name"].text() == window.catalogue.accelerator(first.accelerator).name
    editor.close()
    window.result_panel.remedy_requested.emit(Remedy(kind=RemedyKind.INTER_POOL_LINK))
    assert window.cluster_panel.inter_pool_link.form.isVisible()
    window.cluster_panel.inter_pool_link.form.hide()


def test_an_empty_plan_says_one_thing_and_offers_three(session, qtbot, patience_ms, monkeypatch):
    window = session.window
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        session.document.edit("empty it", replace(session.document.plan, cluster=Cluster(), baseline=None))
    assert window.result_panel.notes.count("\n") == 0
    assert "cluster is empty" in window.result_panel.notes
    choose, example, bring = window.result_panel.remedy_buttons
    window.show()
    choose.click()
    assert window.focusWidget() is window.catalogue_panel.search
    example.click()
    assert window.menus.examples.isVisible()
    QApplication.activePopupWidget().close()
    asked = []
    monkeypatch.setattr(ShapeCommands, "_ask_file", lambda _: asked.append("file"))
    bring.click()
    assert asked == ["file"]


@pytest.mark.parametrize(
    ("part", "cause", "kind"),
    [
        (BlockedPart.PRICE, NoPriceEntered(name="A"), RemedyKind.PRICE),
        (BlockedPart.PRICE, ExchangeRateMissing(currency="JPY", base="CNY"), RemedyKind.RATES),
        (BlockedPart.POOL, FigureMissing(accelerator="a", name="A", figure="memory"), RemedyKind.FIGURES),
        (BlockedPart.POOL, NoNumberOfNodes(name="A"), RemedyKind.NODES),
        (BlockedPart.MIXING, LinkWithoutBandwidth(), RemedyKind.INTER_POOL_LINK),
        (BlockedPart.DEPENDENCE, SpendUnknown(), RemedyKind.BASIS),
        (BlockedPart.SAVING, NoBaseline(), RemedyKind.BASELINE),
    ],
    ids=lambda value: value.value if isinstance(value, BlockedPart) else "",
)
def test_another_wording_takes_no_button_away(ling_plus, first, part, cause, kind):
    for reason in (words(cause), sentence("It is said in other words.", cause=cause)):
        block = Blocked(part=part, subject="A", reason=reason, groups=(first.key,))
        assert [remedy.kind for remedy in remedies_of(block, ling_plus)] == [kind]


def test_nodes_are_set_in_the_group_that_they_were_found_for_and_only_where_that_changes_them(ling_plus, first):
    small = replace(first, key="small", nodes=5, site="elsewhere")
    plan = with_groups(ling_plus, *ling_plus.cluster.groups, small)
    block = Blocked(
        subject="A", reason=words(NoNumberOfNodes(name="A")), groups=("small",), mend=SetNodes(group="small", nodes=14)
    )
    change = Remedy(kind=RemedyKind.NODES, group="small")
    assert remedies_of(block, plan) == (Remedy(kind=RemedyKind.SET_NODES, group="small", nodes=14), change)
    assert remedies_of(block, with_groups(plan, replace(small, nodes=14))) == (change,)
    assert remedies_of(block, ling_plus) == ()


@pytest.mark.parametrize(
    "cause",
    [
        FormatWithoutUnits(accelerator="a", name="A", precision="fp8", instead="bf16"),
        FormatNotTrained(accelerator="a", name="A", precision="mxfp8", instead="fp8", recipe="blockwise"),
    ],
)
def test_a_pool_that_does_not_train_in_the_plans_format_is_offered_the_nearest_one(ling_plus, first, cause):
    block = Blocked(subject="A", reason=words(cause), groups=(first.key,))
    assert remedies_of(block, ling_plus) == (
        Remedy(kind=RemedyKind.PRECISION, group=first.key, precision=cause.instead),
    )
    nothing = Blocked(subject="A", reason=words(replace(cause, instead="")), groups=(first.key,))
    assert remedies_of(nothing, ling_plus) == ()


@pytest.mark.parametrize(("days", "said"), [(1, "Set the deadline to 1 day"), (1158, "Set the deadline to 1,158 days")])
def test_a_deadline_is_offered_in_the_singular_where_it_is_one_day_promise(days, said):
    assert Remedy(kind=RemedyKind.DEADLINE, days=days).words == said
