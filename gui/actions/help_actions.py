"""The actions that explain: a figure, the program, the window."""

from typing import Final

from gui.actions.action import ActionSpec, Menu
from gui.look.words import mark

HELP_ACTIONS: Final = (
    ActionSpec(
        name="explain",
        menu=Menu.HELP,
        text=mark("&Explain this figure"),
        shortcut="F1",
        icon="info",
        tip=mark("Say how the figure in focus was computed, with its formula and inputs; elsewhere, open the help."),
    ),
    ActionSpec(
        name="help",
        menu=Menu.HELP,
        text=mark("&Help"),
        shortcut="Shift+F1",
        tip=mark("Open the help on what has the keyboard; nothing is fetched from a network."),
    ),
    ActionSpec(
        name="help_actions",
        menu=Menu.HELP,
        text=mark("Actions and &shortcuts"),
        shortcut="Ctrl+Shift+F1",
        tip=mark("List every action with its keys."),
    ),
    ActionSpec(
        name="tour",
        menu=Menu.HELP,
        text=mark("&Tour of the window"),
        shortcut="Alt+F1",
        tip=mark("Show the parts of the window one after another."),
    ),
    ActionSpec(
        name="about",
        menu=Menu.HELP,
        text=mark("&About Chipfolio"),
        shortcut="Ctrl+F1",
        tip=mark("Versions, catalogue date, calibration and licence."),
        opens_group=True,
    ),
)
