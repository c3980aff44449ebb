"""Menus and tool bar, made from the table of actions and from what a plan can choose among."""

from collections.abc import Callable, Iterable

from msgspec import Struct
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QPushButton, QSizePolicy, QToolBar, QToolButton, QWidget

from gui.actions.action import ALSO, ActionTable, Menu
from gui.actions.action_specs import ACTIONS
from gui.look.theme import icon
from gui.look.words import plain, tr
from gui.widgets.labels import tooltip

_TOOLS = (("new", "open", "save"), ("undo", "redo"))
_ICON_ONLY = frozenset({"undo", "redo"})


class Choice(Struct, frozen=True):
    """One entry of a menu of which one holds: its key, its words, its shortcut, other words that find it."""

    key: str
    text: str
    shortcut: str = ""
    also: str = ""


class ChoiceMenu(QObject):
    """A submenu of which exactly one entry is checked; choosing another one calls back."""

    def __init__(self, menu: QMenu, choose: Callable[[str], object]) -> None:
        super().__init__(menu)
        self.menu = menu
        self._choose = choose
        self._group = QActionGroup(self)
        self._entries: tuple[Choice, ...] = ()

    def show_choices(self, choices: Iterable[Choice], current: str | None) -> None:
        """Offer these entries; made anew only where they changed."""
        entries = tuple(choices)
        if entries != self._entries:
            self._entries = entries
            self.menu.clear()
            for choice in entries:
                self._add(choice)
        for action in self._group.actions():
            action.setChecked(action.data() == current)

    def actions(self) -> list[tuple[str, QAction]]:
        """Return the entries with words that stand alone: ``Theme: Dark``."""
        title = plain(self.menu.title())
        return [(f"{title}: {action.text()}", action) for action in self.menu.actions()]

    def _add(self, choice: Choice) -> None:
        action = self.menu.addAction(choice.text, lambda: self._choose(choice.key))
        action.setData(choice.key)
        action.setCheckable(True)
        action.setProperty(ALSO, f"{getattr(choice.text, 'source', '')} {choice.also}".strip())
        if choice.shortcut:
            action.setShortcut(QKeySequence(choice.shortcut))
        self._group.addAction(action)


class MenuBar:
    """The menus of a window; the submenus that depend on the plan are attributes."""

    def __init__(self, window: QMainWindow, table: ActionTable) -> None:
        self._menus = {menu: window.menuBar().addMenu(tr(menu.value)) for menu in Menu}
        self._fixed: dict[str, QMenu] = {}
        for spec in ACTIONS:
            menu = self._within(spec.menu, spec.submenu) if spec.submenu else self._menus[spec.menu]
            if spec.opens_group:
                menu.addSeparator()
            menu.addAction(table[spec.name])
        self.file = self._menus[Menu.FILE]
        self.window = self._menus[Menu.WINDOW]
        self.recent = self._sub(Menu.FILE, tr("Open &recent"), before=table["save"])
        self.examples = self._sub(Menu.FILE, tr("Open e&xample"), before=table["save"])
        self.site = self._sub(Menu.PLAN, tr("&Site"), before=table["plan_again"])
        self.currency = self._sub(Menu.PLAN, tr("C&urrency"), before=table["plan_again"])
        self.baseline = self._sub(Menu.PLAN, tr("Baseli&ne"), before=table["plan_again"])
        self.strategy = self._sub(Menu.PLAN, tr("&Mixing strategy"), before=table["plan_again"])
        self.objective = self._sub(Menu.PLAN, tr("&Objective"), before=table["plan_again"])
        self.measure = self._sub(Menu.PLAN, tr("&Dependence measure"), before=table["plan_again"])
        self.basis = self._sub(Menu.PLAN, tr("Dependence &basis"), before=table["plan_again"])
        self.charts = self._sub(Menu.VIEW, tr("Chart&s"), before=table["table"])
        self.language = self._sub(Menu.VIEW, tr("Langua&ge"), before=table["fullscreen"])
        self.theme = self._sub(Menu.VIEW, tr("Th&eme"), before=table["fullscreen"])

    def _within(self, under: Menu, title: str) -> QMenu:
        """Return a menu's submenu of fixed actions, made where its first action stands."""
        if title not in self._fixed:
            self._fixed[title] = self._menus[under].addMenu(tr(title))
        return self._fixed[title]

    def _sub(self, under: Menu, title: str, before: QAction) -> QMenu:
        """Put a submenu before an action, above the separator where one stands there."""
        menu = self._menus[under]
        entries = menu.actions()
        place = entries.index(before)
        if place and entries[place - 1].isSeparator():
            place -= 1
        sub = QMenu(title, menu)
        menu.insertMenu(entries[place], sub)
        return sub


class ToolBar(QToolBar):
    """The buttons of everyday: files, undo, site, currency, export, explore."""

    def __init__(self, table: ActionTable, site: QMenu, currency: QMenu, window: QMainWindow) -> None:
        super().__init__(tr("Tools"), window)
        self._of_plan: list[QAction] = []  # that show its buttons: in a tool bar a button cannot hide itself
        self.setMovable(False)
        self.setIconSize(QSize(16, 16))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for number, group in enumerate(_TOOLS):
            if number:
                self.addSeparator()
            for name in group:
                self._add_tool(table[name], icon_only=name in _ICON_ONLY)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.site = self._menu_button(
            tr("Site"), tr("Where the cluster stands; decides which export rules are shown"), site
        )
        self.currency = self._menu_button(tr("Currency"), tr("The currency that amounts are shown in"), currency)
        self._add_tool(table["export_pdf"], icon_only=False)
        self.explore = self._primary(table["explore"])

    @property
    def names_site(self) -> bool:
        """Whether the site and the currency of the plan are named."""
        return all(shown.isVisible() for shown in self._of_plan)

    def show_opening(self, *, on: bool) -> None:
        """Name no site and no currency while the plan that has them is being read, or the plan's again.

        What stands there until then is the program's own and would pass for the file's.
        """
        for shown in self._of_plan:
            shown.setVisible(not on)

    def restyle(self, table: ActionTable) -> None:
        """Draw icons in the look in use."""
        for spec in ACTIONS:
            if spec.icon:
                table[spec.name].setIcon(icon(spec.icon))
        self.explore.setIcon(icon("explore-on-accent"))

    def _add_tool(self, action: QAction, *, icon_only: bool) -> None:
        button = QToolButton()
        button.setDefaultAction(action)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if icon_only else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        button.setToolButtonStyle(style)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.iconText())
        self.addWidget(button)

    def _menu_button(self, name: str, tip: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tooltip(tip))
        button.setAccessibleName(name)
        button.setMenu(menu)
        self._of_plan.append(self.addWidget(button))
        return button

    def _primary(self, action: QAction) -> QPushButton:
        button = QPushButton(action.iconText())
        button.setProperty("primary", True)
        button.setToolTip(tooltip(action.toolTip()))
        button.setAccessibleName(action.iconText())
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self.addWidget(button)
        return button
