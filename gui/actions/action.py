"""Actions: what one is, and the actions of a window as Qt knows them; the table itself is in ``action_specs.py``."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from gui.look.words import mark, plain, tr

ALSO: Final = "also"  # the property of an action with words that find it in any language, English ones first


class Menu(StrEnum):
    """The menus of the window, in their order; each is translated when it is shown."""

    FILE = mark("&File")
    EDIT = mark("&Edit")
    PLAN = mark("&Plan")
    VIEW = mark("&View")
    WINDOW = mark("&Window")
    HELP = mark("&Help")


class When(StrEnum):
    """What an action needs in order to apply."""

    CAN_UNDO = "can undo"
    CAN_REDO = "can redo"
    GROUP_SELECTED = "a node group is selected"
    ACCELERATOR_SELECTED = "an accelerator is selected"
    ACCELERATOR_EDITED = "the accelerator selected has figures of the user's"
    ACCELERATOR_MARKED = "the accelerator selected is marked at the site"
    HAS_IMPORTED_RUNS = "the plan has imported runs"
    HAS_GROUPS = "the cluster has node groups"
    HAS_INTER_POOL_LINK = "the cluster has pools with a link between them"
    HAS_RESULT = "the plan is planned"
    HAS_FRONTIER = "the plan is explored"
    EXPLORING = "an exploration runs"
    NOT_EXPLORING = "no exploration runs"


class ActionSpec(Struct, frozen=True, kw_only=True):
    """One action. ``text`` is its menu entry, ``short`` its button, ``tip`` one sentence on what it does."""

    name: str
    menu: Menu
    text: str
    tip: str
    shortcut: str = ""
    short: str = ""
    icon: str = ""
    when: tuple[When, ...] = ()
    opens_group: bool = False
    submenu: str = ""


class ActionTable:
    """The actions of one window as QActions, by name."""

    def __init__(
        self, specs: tuple[ActionSpec, ...], owner: QObject, handlers: Mapping[str, Callable[[], object]]
    ) -> None:
        self._specs = specs
        self._actions = {spec.name: self._make(spec, owner, handlers[spec.name]) for spec in specs}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[QAction, ...]:
        """Return every action."""
        return tuple(self._actions.values())

    def enable(self, holds: frozenset[When]) -> None:
        """Enable exactly the actions whose needs hold."""
        for spec in self._specs:
            self._actions[spec.name].setEnabled(holds.issuperset(spec.when))

    @staticmethod
    def _make(spec: ActionSpec, owner: QObject, handler: Callable[[], object]) -> QAction:
        action = QAction(tr(spec.text), owner)
        action.setObjectName(f"action_{spec.name}")
        action.setShortcut(QKeySequence(spec.shortcut))
        action.setIconText(tr(spec.short) or plain(tr(spec.text)).rstrip("…"))
        tip = tr(spec.tip)
        action.setStatusTip(tip)
        action.setProperty(ALSO, plain(spec.text))
        keys = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.triggered.connect(lambda _checked=False: handler())
        return action
