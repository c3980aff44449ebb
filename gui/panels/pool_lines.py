"""What each pool came out with: its utilisation and its layout on a line, the reasons on hover and on F1."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.look import formats
from gui.look.planner_words import said
from gui.look.pool_labels import layout_in_full, short_layout
from gui.look.theme import supplier_icon
from gui.look.words import tr
from gui.panels.figure_tile import Explained
from gui.widgets.labels import ElidedLabel, label
from planner.mixing.strategy import MixingResult
from planner.plan_result import PlanResult, PoolResult

POOL: Final = "pool:"  # before a pool's number: the key of its line
MIXING: Final = "mixing"
_SYMBOL_PX: Final = 13
_LINE_PX: Final = 17
_HEADING_PX: Final = 14
_GAP_PX: Final = 3
_NAME_PX, _MFU_PX = 86, 28


class PoolLine(Explained):
    """One pool: symbol, name, MFU, layout."""

    def __init__(self, key: str, pool: PoolResult, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        symbol = QLabel()
        symbol.setPixmap(supplier_icon(pool.supplier).pixmap(_SYMBOL_PX, _SYMBOL_PX))
        self.caption.setText(formats.short_name(pool.name))
        self.caption.fix_width(_NAME_PX)
        mfu = label(formats.percent(pool.estimate.mfu * pool.site_factor, 0), "caption")
        mfu.setFixedWidth(_MFU_PX)
        self.layout_words = ElidedLabel(short_layout(pool), "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        for part in (symbol, self.caption, mfu):
            row.addWidget(part)
        row.addWidget(self.layout_words, 1)
        self.setFixedHeight(_LINE_PX)
        self.explain_by(f"{pool.name}: MFU {mfu.text()}, {self.layout_words.text()}", pool_reason(pool))


class PoolHeading(QWidget):
    """What the columns of the lines below are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        for words, width in ((tr("Pool"), _SYMBOL_PX + _GAP_PX + _NAME_PX), (tr("MFU"), _MFU_PX)):
            heading = label(words, "hint")
            heading.setFixedWidth(width)
            row.addWidget(heading)
        row.addWidget(label(tr("Layout"), "hint"), 1)
        self.setFixedHeight(_HEADING_PX)


class MixingLine(Explained):
    """How the pools train together."""

    def __init__(self, mixing: MixingResult, strategy: str, parent: QWidget | None = None) -> None:
        super().__init__(MIXING, parent)
        self.caption.setText(strategy)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SYMBOL_PX + _GAP_PX, 0, 0, 0)
        row.addWidget(self.caption, 1)
        self.setFixedHeight(_LINE_PX)
        self.explain_by(strategy, mixing_reason(mixing))


def pool_reason(pool: PoolResult) -> str:
    """Return a pool's layout in full, its rate, and what both rest on."""
    rate = formats.whole(pool.estimate.tokens_per_s_per_device * pool.site_factor)
    lines = (
        layout_in_full(pool),
        tr("{rate} tokens/s a device: of all layouts that fit in memory, none is faster.", rate=rate),
        said(pool.site_factor_why),
        *(said(sentence) for sentence in pool.estimate.assumptions),
    )
    return "\n".join(line for line in lines if line)


def mixing_reason(mixing: MixingResult) -> str:
    """Return why the pools train together as they do, and why not otherwise."""
    refused = (f"{said(name.replace('-', ' '))}: {said(why)}" for name, why in mixing.refused.items())
    return "\n".join((said(mixing.why), *refused))


def reasons_of(result: PlanResult) -> dict[str, str]:
    """Return the explanations of pools and mixing by the keys of their lines."""
    pools = {f"{POOL}{number}": pool_reason(pool) for number, pool in enumerate(result.pools)}
    return pools | ({MIXING: mixing_reason(result.mixing)} if result.mixing is not None else {})
