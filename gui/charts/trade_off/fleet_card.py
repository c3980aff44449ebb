"""The card that says what one point of the trade-off is: its fleet, its figures, and how it differs from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gui.charts.trade_off.shares_words import bound_words, work_lines
from gui.look import formats
from gui.look.differences import difference, in_brackets, money_difference, with_points
from gui.look.myriads import currency_word
from gui.look.pool_labels import accelerator_name, accelerator_supplier
from gui.look.words import tr
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.charts.base.chart import ChartState
    from gui.look.theme import Theme
    from planner.exploration.exploration import Exploration, FleetColumns, FrontierPoint

_AWAY_PX: Final = 16  # between the point and the card
_SYMBOL_PX: Final = 16


class FleetFigures(Struct, frozen=True, kw_only=True):
    """One fleet's row, by name; NaN is unknown. ``point``: how it works, where it is of the frontier.

    ``estimated`` names the figures that rest on estimates; ``bound``: its own plan may find other days and cost.
    """

    nodes: tuple[tuple[str, int], ...]
    unit_cost: float
    saving: float
    days: float
    largest: float
    retention: float
    point: FrontierPoint | None = None
    estimated: frozenset[str] = frozenset()
    bound: bool = False


def figures_at(
    exploration: Exploration, fleets: FleetColumns, row: int, point: FrontierPoint | None = None
) -> FleetFigures:
    """Return one row of some columns; accelerators with no nodes are left out."""
    counts = zip(exploration.accelerators, fleets.nodes[row].tolist(), strict=True)
    return FleetFigures(
        nodes=tuple((key, count) for key, count in counts if count),
        unit_cost=float(fleets.unit_cost[row]),
        saving=float(fleets.saving[row]),
        days=float(fleets.days[row]),
        largest=float(fleets.largest[row]),
        retention=float(fleets.retention[row]),
        point=point,
        estimated=frozenset(exploration.estimated(fleets, row)),
        bound=bool(fleets.bound[row]),
    )


class FleetCard(QFrame):
    """A small card over the plot; it never takes the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("box", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 8, 12, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_fleet(
        self,
        state: ChartState,
        figures: FleetFigures,
        today: FleetFigures | None,
        theme: Theme,
        *,
        heading: str,
        beside: Sequence[str] = (),
    ) -> None:
        """Fill the card; differences to ``today`` stand in brackets, lines ``beside`` its figures. Not shown yet."""
        self.hide()  # what is added to a card in sight is shown later, and counts for nothing in its size until then
        self._clear()
        if heading:
            self._add_words(heading, role="strong")
        for key, count in figures.nodes:
            self._add_fleet_row(
                accelerator_name(state.plan, state.result, key),
                theme.supplier_icon(accelerator_supplier(state.plan, state.result, key)).pixmap(_SYMBOL_PX, _SYMBOL_PX),
                tr("{count} nodes", count=formats.whole(count)) if count > 1 else tr("1 node"),
            )
        for line in work_lines(state.plan, figures.point) if figures.point is not None else ():
            self._add_words(line, role="caption")
        if figures.bound:
            self._add_words(bound_words(), role="caption")
        currency = state.exploration.currency if state.exploration else state.plan.currency
        for line in (*_lines(figures, today, currency), *beside):
            self._add_words(line, role="caption")
        if figures is not today:
            self._add_words(tr("click compares · double-click takes it"), role="hint")
        self.adjustSize()

    def place_beside(self, point: QPoint, within: QRect) -> None:
        """Move beside a point, on the side where there is room."""
        size = self.sizeHint()
        x = point.x() + _AWAY_PX
        if x + size.width() > within.right():
            x = point.x() - _AWAY_PX - size.width()
        y = point.y() - size.height() // 2
        y = min(max(y, within.top()), within.bottom() - size.height())
        self.setGeometry(max(x, within.left()), max(y, within.top()), size.width(), size.height())
        self.show()
        self.raise_()

    def words(self) -> str:
        """Return all that the card says, for screen readers."""
        items = (self._grid.itemAt(index) for index in range(self._grid.count()))
        widgets = (item.widget() for item in items if item is not None)
        return " ".join(one.text() for one in widgets if isinstance(one, QLabel) and one.text())

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _add_words(self, text: str, *, role: str) -> None:
        self._grid.addWidget(label(text, role), self._grid.rowCount(), 0, 1, 3)

    def _add_fleet_row(self, name: str, symbol: object, count: str) -> None:
        row = self._grid.rowCount()
        picture = QLabel()
        picture.setPixmap(symbol)  # type: ignore[arg-type]  # a pixmap; typed as object to keep QtGui out of it
        self._grid.addWidget(picture, row, 0)
        self._grid.addWidget(label(name), row, 1)
        nodes = label(count)
        nodes.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(nodes, row, 2)


def _lines(figures: FleetFigures, today: FleetFigures | None, currency: str) -> list[str]:
    reference = today or figures
    lines = []

    def signed(key: str, text: str) -> str:
        return formats.estimated(text, key in figures.estimated)

    if figures.saving == figures.saving:
        saving = signed("saving", formats.percent(figures.saving))
        lines.append(with_points(tr("saving {saving}", saving=saving), figures.saving, reference.saving))
    cost = tr(
        "{value} {currency} per trillion tokens",
        value=signed("cost_per_trillion_tokens", formats.si(figures.unit_cost)),
        currency=currency_word(currency),
    )
    lines.append(in_brackets(cost, money_difference(figures.unit_cost, reference.unit_cost)))
    lines.append(
        with_points(
            tr("largest supplier {largest}", largest=signed("largest", formats.percent(figures.largest))),
            figures.largest,
            reference.largest,
        )
    )
    stays = with_points(
        tr("N-1 {retention} stays", retention=signed("retention", formats.percent(figures.retention))),
        figures.retention,
        reference.retention,
    )
    lines.append(stays)
    days = difference(figures.days, reference.days, percent=False)
    lines.append(in_brackets(signed("days", formats.duration(figures.days)), days))
    return lines
