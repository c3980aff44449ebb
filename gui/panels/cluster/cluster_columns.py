"""The columns of the cluster table as data: what each shows, and the edit that a typed value makes."""

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt

from gui.document import edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.terms_words import is_prefilled, terms_words
from gui.look.words import mark, named, tr
from gui.panels.cluster.cluster_totals import design_of, group_totals
from gui.widgets.frame_model import LEFT, RIGHT
from planner.catalogue.accelerator import Accelerator, Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import is_estimated
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer
from planner.catalogue.price_offers import label_of
from planner.cluster import NodeGroup
from planner.plan import Plan
from planner.planfile.limits import limit_of
from planner.units import BITS_PER_BYTE, GIGA

MOST_NODES: Final = int(limit_of("NodeGroup", "nodes").most)
_RANGE: Final = re.compile(  # the counts between its words are read as every number is
    r"\s*(\d.*?)\s*(?:–|-|to|\.\.)\s*(\d.*?)(?:\s*(?:step|by|/|[^\W\x00-\x7f]+)\s*(\d.*?))?\s*", re.IGNORECASE
)
_PREFILLED: Final = mark(
    "The price of other use is filled in: what such devices rent for, by contract over a year where that is known. "
    "Type your own, such as “owned 1.20”, or “owned 0” where they would stand idle."
)


class GroupRow(Struct, frozen=True, kw_only=True):
    """One node group with what the catalogue knows of it."""

    group: NodeGroup
    accelerator: Accelerator
    design: NodeDesign | None
    devices: int | None


class ClusterColumn(Struct, frozen=True, kw_only=True):
    """One column: heading, words, what an editor starts with, and the edit that a value makes (None: read only).

    ``typed`` says what may be typed, where ``tip`` does not.
    """

    key: str
    title: str
    tip: str
    typed: str = ""
    show: Callable[[GroupRow], str]
    alignment: Qt.AlignmentFlag = LEFT
    value: Callable[[GroupRow], object] = lambda _row: None
    edit: Callable[[Plan, GroupRow, object, Catalogue], Edit | None] | None = None
    choices: Callable[[GroupRow, Catalogue], list[tuple[str, object]]] | None = None


def _link(row: GroupRow) -> str:
    of_design = row.design.nic_bytes_per_s if row.design else None
    rate = of_design or row.accelerator.nic_bytes_per_s
    if not rate:
        return formats.UNKNOWN
    of_device = is_estimated(row.accelerator, "nic_bytes_per_s")
    guessed = row.design.evidence is Evidence.ESTIMATE if row.design and of_design else of_device
    return formats.estimated(f"{formats.whole(rate * BITS_PER_BYTE / GIGA)} Gbit/s", guessed)


def explore_text(group: NodeGroup) -> str:
    """Return the range that exploring may vary, as it is typed: ``0 – 192 by 8``."""
    between = f"{group.explore_min_nodes} – {group.explore_max_nodes}"
    step = group.explore_step_nodes
    return tr("{range} by {step}", range=between, step=step) if step > 1 else between


def parse_explore(text: str) -> tuple[int, int, int] | None:
    """Return fewest, most and step of a typed range; None where it is none."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    low, high, step = (formats.parse_whole(part or "1") for part in match.groups())
    if low is None or high is None or step is None:
        return None
    return (low, high, step) if low <= high <= MOST_NODES and step >= 1 else None


def _edit_nodes(plan: Plan, row: GroupRow, value: object, _catalogue: Catalogue) -> Edit | None:
    nodes = value if isinstance(value, int) else formats.parse_whole(str(value))
    if nodes is None or not 0 <= nodes <= MOST_NODES:
        return None
    key = row.group.key
    text = tr("Set {name} to {nodes} nodes", name=row.accelerator.name, nodes=formats.whole(nodes))
    return Edit(text=text, plan=edits.change_group(plan, key, nodes=nodes), merge_key=("nodes", key))


def _edit_design(plan: Plan, row: GroupRow, value: object, _catalogue: Catalogue) -> Edit | None:
    changed = edits.change_group(plan, row.group.key, node_design=value)
    return Edit(text=tr("Change node design of {name}", name=row.accelerator.name), plan=changed)


def _edit_explore(plan: Plan, row: GroupRow, value: object, _catalogue: Catalogue) -> Edit | None:
    bounds = parse_explore(str(value))
    if bounds is None:
        return None
    low, high, step = bounds
    changed = edits.change_group(
        plan, row.group.key, explore_min_nodes=low, explore_max_nodes=high, explore_step_nodes=step
    )
    return Edit(
        text=tr("Explore {name} between {low} and {high} nodes", name=row.accelerator.name, low=low, high=high),
        plan=changed,
    )


def _design_choices(row: GroupRow, catalogue: Catalogue) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = [(node.name, node.key) for node in catalogue.nodes_for(row.group.accelerator)]
    return [*found, (tr("the accelerator’s own figures"), None)]


COLUMNS: Final = (
    ClusterColumn(
        key="accelerator",
        title=mark("Accelerator"),
        tip=mark("Supplier's symbol and name"),
        show=lambda row: formats.short_name(row.accelerator.name),
    ),
    ClusterColumn(
        key="design",
        title=mark("Node"),
        tip=mark("Node design: devices, scale-up domain, NICs and power of one node"),
        show=lambda row: (
            formats.short_name(row.design.name).removesuffix(" server") if row.design else tr("its own figures")
        ),
        value=lambda row: row.group.node_design,
        edit=_edit_design,
        choices=_design_choices,
    ),
    ClusterColumn(
        key="nodes",
        title=mark("Nodes"),
        tip=mark("Nodes of this group"),
        typed=mark("Type a whole number of nodes, from 0 to {most}"),
        show=lambda row: formats.whole(row.group.nodes),
        alignment=RIGHT,
        value=lambda row: row.group.nodes,
        edit=_edit_nodes,
    ),
    ClusterColumn(
        key="devices",
        title=mark("Devices"),
        tip=mark("Accelerators of this group"),
        show=lambda row: formats.whole(row.devices),
        alignment=RIGHT,
    ),
    ClusterColumn(
        key="terms",
        title=mark("Terms"),
        tip=mark("How the devices are had, at what price, and who pays while they wait; Enter opens the terms"),
        show=lambda row: terms_words(row.group),
    ),
    ClusterColumn(key="link", title=mark("NIC"), tip=mark("Scale-out rate of one device, one direction"), show=_link),
    ClusterColumn(
        key="explore",
        title=mark("Explore between"),
        tip=mark("Fewest and most nodes that Explore mixes may give this group, and the step: 0 – 192 by 8"),
        show=lambda row: explore_text(row.group),
        value=lambda row: explore_text(row.group),
        edit=_edit_explore,
    ),
)


def column_number(key: str) -> int:
    """Return where a column stands."""
    return next(number for number, column in enumerate(COLUMNS) if column.key == key)


def group_row(group: NodeGroup, plan: Plan, catalogue: Catalogue) -> GroupRow:
    """Return the row of a node group: what the catalogue knows of it."""
    return GroupRow(
        group=group,
        accelerator=catalogue.accelerator(group.accelerator),
        design=design_of(group, catalogue),
        devices=group_totals(group, plan, catalogue).devices,
    )


def cell_tip(row: GroupRow, column: ClusterColumn) -> str:
    """Return what a cell says on hover: where its figure comes from, else what the column is."""
    offer = row.group.offer
    if column.key == "terms":
        filled = (tr(_PREFILLED),) if is_prefilled(row.group) else ()
        lines = (terms_words(row.group), *filled, *(_offer_lines(offer) if offer is not None else ()))
        return "\n".join(part for part in lines if part)
    if column.key == "nodes":  # a narrow table has no room for the devices
        return "\n".join((tr(column.tip), named(tr("Devices"), formats.whole(row.devices))))
    if column.key in {"design", "link"} and row.design is not None:
        named_first = (row.design.name,) if column.key == "design" else ()  # a narrow table cuts it
        told = (*named_first, row.design.scaleup_topology, row.design.nic_note, row.design.source)
        return "\n".join(part for part in told if part)
    return tr(column.tip)


def _offer_lines(offer: Offer) -> tuple[str, ...]:
    return f"{said(label_of(offer))} {offer.date}".strip(), said(offer.source), offer.note
