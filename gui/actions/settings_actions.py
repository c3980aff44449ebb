"""The actions that open the plan's small forms, that show sources, take a chart out of the window, and sort a table."""

from typing import Final

from gui.actions.action import ActionSpec, Menu, When
from gui.look.words import mark

FORM_ACTIONS: Final = (
    ActionSpec(
        name="trains",
        menu=Menu.PLAN,
        text=mark("W&hat trains…"),
        shortcut="Ctrl+Shift+W",
        tip=mark("Train one model, or a programme of models with tokens of their own."),
    ),
    ActionSpec(
        name="terms",
        menu=Menu.PLAN,
        text=mark("&Terms of the node group…"),
        shortcut="Ctrl+Shift+H",
        tip=mark(
            "Say how the selected node group is had (rented, bought or owned), at what price, when, "
            "and who pays while it waits."
        ),
        when=(When.HAS_GROUPS,),
    ),
    ActionSpec(
        name="mixing",
        menu=Menu.PLAN,
        text=mark("How pools t&rain together…"),
        shortcut="Ctrl+M",
        tip=mark("Choose the way of working, who divides the tokens, and what a takeover costs."),
    ),
    ActionSpec(
        name="limits",
        menu=Menu.PLAN,
        text=mark("L&imits…"),
        shortcut="Ctrl+L",
        icon="filter",
        tip=mark(
            "Set deadline, budget and power, caps on the shares of suppliers and their HHI, export rules, headquarters "
            "and who must take part."
        ),
    ),
    ActionSpec(
        name="inter_pool_link",
        menu=Menu.PLAN,
        text=mark("Links bet&ween pools…"),
        shortcut="Ctrl+B",
        tip=mark("Say how traffic between pools travels, how fast and how late."),
        when=(When.HAS_INTER_POOL_LINK,),
    ),
    ActionSpec(
        name="purchase",
        menu=Menu.PLAN,
        text=mark("Purchase and ener&gy…"),
        shortcut="Ctrl+Shift+P",
        tip=mark("Set the terms of what is bought, the price and the carbon of energy and the porting effort."),
    ),
)

CHART_ACTIONS: Final = (
    ActionSpec(
        name="sources",
        menu=Menu.VIEW,
        text=mark("Sources of the &accelerator"),
        shortcut="Ctrl+Alt+O",
        icon="info",
        tip=mark("Show the sources and price observations of the accelerator selected in its card, or hide them."),
    ),
    ActionSpec(
        name="copy_chart",
        menu=Menu.VIEW,
        text=mark("Cop&y chart"),
        shortcut="Ctrl+Shift+C",
        icon="copy",
        tip=mark("Put the chart on the clipboard as a picture."),
    ),
    ActionSpec(
        name="copy_chart_table",
        menu=Menu.VIEW,
        text=mark("Copy chart's ta&ble"),
        shortcut="Ctrl+Alt+C",
        icon="copy",
        tip=mark("Put the numbers of the chart on the clipboard, as spreadsheets take them."),
    ),
    ActionSpec(
        name="save_chart",
        menu=Menu.VIEW,
        text=mark("Sa&ve chart…"),
        shortcut="Ctrl+Alt+S",
        icon="image",
        tip=mark("Write the chart as PNG or SVG, or its table as CSV."),
    ),
)

SORT_ACTIONS: Final = (
    ActionSpec(
        name="sort_table",
        menu=Menu.VIEW,
        text=mark("S&ort table by…"),
        shortcut="Ctrl+Shift+O",
        tip=mark("Sort the table in focus, else the catalogue, by a column; the same column again turns the order."),
    ),
)
