"""How far the plan depends on one name, by layer: shares, HHI, and how the run ends when a name is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QRectF

from gui import late
from gui.charts.base.canvas import RIGHT, Canvas, text_width
from gui.charts.base.painted_chart import PaintedChart, canvas_message, why_empty
from gui.charts.base.part_labels import tone
from gui.charts.loss_columns import losses_px, paint_losses
from gui.look import formats
from gui.look.loss_words import days_words, or_never
from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.dependence import LAYER_TITLES, UNKNOWN, DependenceBasis, known_layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from gui.charts.base.chart import ChartState
    from gui.look.theme import Theme
    from planner.dependence import DependenceResult, LayerDependence
    from planner.plan_result import PlanResult, PoolResult

_LABEL_PX: Final = 168.0  # at least; a layer called most concentrated may need more
_LABEL_GAP_PX: Final = 8.0
_RIGHT_PX: Final = 132.0
_LEAST_ROW_PX: Final = 46.0
_MOST_ROW_PX: Final = 60.0
_BAR_PX: Final = 20.0
_NAME_PX: Final = 18.0
_TABLE_COLUMNS: Final = ("layer", "name", "share", "hhi", "effective", "retention_without", "without_days")
_SHARES_AGREE: Final = 1e-3
_TIE_HHI: Final = 1.0  # points: layers closer than this are alike
_BASIS_WORDS: Final = {DependenceBasis.COMPUTE: mark("delivered compute"), DependenceBasis.SPEND: mark("spend")}


class Piece(Struct, frozen=True, kw_only=True):
    """The part of one name's share that one pool brings."""

    pool: str
    supplier: str
    share: float
    colour: str


class SuppliersChart(PaintedChart):
    """Shares by supplier and by every layer below it, each name in its own colour, a tone of it for each pool."""

    key = "suppliers"
    title = mark("Suppliers")

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the shares of each layer, then what a loss leaves."""
        result = state.result
        if result is None or result.dependence is None:
            return canvas_message(canvas, area, why_empty(result, tr("The shares follow once every pool has a rate.")))
        y = area.top()
        spare = area.height() - losses_px(result.dependence)
        row_px = min(_MOST_ROW_PX, max(_LEAST_ROW_PX, spare / len(result.dependence.layers)))
        worst = worst_layers(result.dependence)
        label_px = _label_px(worst)
        for layer, dependence in result.dependence.layers.items():
            row = QRectF(area.left(), y, area.width(), row_px)
            estimates = result.estimated.get(f"{layer}.shares")
            _paint_label(canvas, row, layer, dependence, worst=layer in worst, estimates=estimates)
            bars = row.adjusted(label_px, 0, -_RIGHT_PX, 0)
            weakest = _paint_weakest(canvas, row, dependence, result.estimated.get(f"{layer}.days_without"))
            names_end = row.right() - weakest - _LABEL_GAP_PX
            _paint_shares(canvas, bars, layer, pieces_of(result, layer, self.theme), names_end=names_end)
            y += row_px
        return paint_losses(canvas, QRectF(area.left(), y + 6, area.width(), 0), result, self.theme)

    def summarise(self, state: ChartState) -> str:
        """Return what the shares are taken over and which layer is the worst."""
        dependence = state.result.dependence if state.result else None
        if dependence is None:
            return ""
        worst = tr(" and ").join(said(LAYER_TITLES[layer]) for layer in worst_layers(dependence))
        words = tr("shares of {basis}", basis=tr(_BASIS_WORDS[dependence.basis]))
        return tr("{words} · most concentrated by {worst}", words=words, worst=worst) if worst else words

    def table(self) -> pd.DataFrame:
        """Return one row a layer and name: its share, the layer's indices, the rate and the days without the name."""
        dependence = self.state.result.dependence if self.state and self.state.result else None
        rows = [
            (
                layer,
                name,
                share,
                found.hhi,
                found.effective,
                found.retention_without[name],
                found.days_without.get(name),
            )
            for layer, found in (dependence.layers.items() if dependence else ())
            for name, share in found.shares.items()
        ]
        return late.pandas.DataFrame(rows, columns=list(_TABLE_COLUMNS))


def worst_layers(dependence: DependenceResult) -> tuple[str, ...]:
    """Return the layers that depend on the fewest names; none where all known layers are alike."""
    layers = known_layers(dependence.layers)
    highest = max(layer.hhi for layer in layers.values())
    worst = tuple(name for name, layer in layers.items() if highest - layer.hhi <= _TIE_HHI)
    return worst if len(worst) < len(layers) else ()


def pieces_of(result: PlanResult, layer: str, theme: Theme) -> dict[str, list[Piece]]:
    """Return, for each name of a layer, the pools its share is made of; none where it works no token.

    Where the pools do not add up to the planner's shares the name is one neutral piece: shares are the planner's.
    """
    dependence = result.dependence
    if dependence is None:
        return {}
    shares = dependence.layers[layer].shares
    colours = name_colours(shares, theme)
    pieces = _pool_pieces(result, dependence.basis, layer, colours)
    for name, share in shares.items():
        if abs(sum(piece.share for piece in pieces.get(name, [])) - share) > _SHARES_AGREE:
            pieces[name] = [Piece(pool=name, supplier=name, share=share, colour=colours[name])]
    return {name: pieces.get(name, []) for name in shares}


def name_colours(names: Iterable[str], theme: Theme) -> dict[str, str]:
    """Return each name's colour: a supplier's own in every layer, a grey for who is none:.

    A memory maker in the colour of the accelerators that it is soldered to would read as their supplier.
    """
    greys = theme.parts["neutral"]
    others = [name for name in names if name not in theme.suppliers]
    turn = {name: greys[number % len(greys)] for number, name in enumerate(others)}
    return {name: turn.get(name) or theme.supplier_style(name).colour for name in names}


def _pool_pieces(
    result: PlanResult, basis: DependenceBasis, layer: str, colours: Mapping[str, str]
) -> dict[str, list[Piece]]:
    amounts = [_amount(pool, basis) for pool in result.pools]
    total = sum(amounts) or 1.0
    pieces: dict[str, list[Piece]] = {}
    met: dict[str, int] = {}
    for pool, amount in zip(result.pools, amounts, strict=True):
        if amount == 0.0:
            continue  # it would take a tone from those that are seen
        name = getattr(pool, layer) or UNKNOWN
        colour = tone(colours.get(name, ""), met.get(name, 0))
        met[name] = met.get(name, 0) + 1
        pieces.setdefault(name, []).append(
            Piece(pool=pool.name, supplier=pool.supplier, share=amount / total, colour=colour)
        )
    return pieces


def _amount(pool: PoolResult, basis: DependenceBasis) -> float:
    if basis is DependenceBasis.COMPUTE:
        return pool.token_share
    return pool.price_per_hour.amount if pool.price_per_hour else 0.0


def _layer_label(layer: str) -> str:
    title = said(LAYER_TITLES[layer])
    return title[:1].upper() + title[1:]


def _label_px(worst: tuple[str, ...]) -> float:
    """Return what the labels need: bars begin where the longest mark of a worst layer has ended."""
    marked = [text_width(_layer_label(layer), bold=True) for layer in worst]
    needed = max(marked, default=0.0) + text_width(tr("most concentrated")) + 2 * _LABEL_GAP_PX
    return max(_LABEL_PX, needed if worst else 0.0)


def _paint_label(
    canvas: Canvas, row: QRectF, layer: str, found: LayerDependence, *, worst: bool, estimates: object
) -> None:
    label = _layer_label(layer)
    place = QRectF(row.left(), row.top() + _NAME_PX - 4, text_width(label, bold=True) + 1, 16)
    canvas.text(place, label, bold=True)
    if worst:
        words = tr("most concentrated")
        canvas.text(
            QRectF(place.right() + _LABEL_GAP_PX, place.top(), text_width(words) + 1, 16), words, role="warning"
        )
    words = tr(
        "HHI {hhi} · effective {effective}",
        hhi=formats.estimated(formats.whole(found.hhi), estimates),
        effective=formats.estimated(formats.fixed(found.effective, 2), estimates),
    )
    canvas.text(QRectF(row.left(), row.top() + _NAME_PX + 11, _LABEL_PX, 16), words, role="muted")


def _paint_weakest(canvas: Canvas, row: QRectF, found: LayerDependence, estimates: object) -> float:
    """Say how long the run takes without the name whose loss costs most days; return the width of its first line."""
    right = QRectF(row.right() - _RIGHT_PX, row.top() + _NAME_PX - 4, _RIGHT_PX, 16)
    weakest = max(found.days_without, key=lambda name: or_never(found.days_without[name]))
    days = days_words(found.days_without[weakest], estimates)
    canvas.text(right, days, bold=True, align=RIGHT)
    canvas.text(right.translated(0, 15), tr("without {name}", name=said(weakest)), role="muted", align=RIGHT)
    return text_width(days, bold=True)


def _paint_shares(
    canvas: Canvas, place: QRectF, layer: str, pieces: Mapping[str, list[Piece]], *, names_end: float
) -> None:
    """Paint a bar of its names' shares; what the last one is called may reach beyond it.

    Who has no share is not named at a bar that another fills: the days without it stand below.
    """
    pieces = {name: parts for name, parts in pieces.items() if parts}
    gap = 3.0
    width = place.width() - gap * max(0, len(pieces) - 1)
    x = place.left()
    for name, parts in pieces.items():
        start = x
        for piece in parts:
            w = piece.share * width
            shape = QRectF(x, place.top() + _NAME_PX, max(0.0, w - (1 if piece is not parts[-1] else 0)), _BAR_PX)
            canvas.fill(shape, piece.colour)
            canvas.spot(shape, f"{said(name)}\n{piece.pool} ({piece.supplier}): {formats.percent(piece.share)}")
            x += w
        share = formats.percent(sum(piece.share for piece in parts))
        supplier = name if layer == "supplier" else None
        end = max(x, names_end) if name == list(pieces)[-1] else x
        _paint_name(canvas, QRectF(start, place.top(), end - start, _NAME_PX), said(name), share, supplier)
        x += gap


def _paint_name(canvas: Canvas, place: QRectF, name: str, share: str, supplier: str | None) -> None:
    left = place.left()
    indent = 14 if supplier else 0
    if supplier and place.width() > indent:
        canvas.symbol(canvas.theme.supplier_style(supplier), left + 5, place.center().y(), 8)
    for words in (f"{name} {share}", name, share):
        if text_width(words) + indent <= place.width():
            canvas.text(QRectF(left + indent, place.top(), place.width(), place.height()), words)
            return
