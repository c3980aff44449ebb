"""The actions on the user's own accelerators, marks and measured runs."""

from typing import Final

from gui.actions.action import ActionSpec, Menu, When
from gui.look.words import mark

DATA_ACTIONS: Final = (
    ActionSpec(
        name="own_data",
        menu=Menu.FILE,
        text=mark("Your o&wn data…"),
        shortcut="Ctrl+Alt+D",
        icon="table",
        tip=mark("Take accelerators, prices, runs, scenarios or the shape out as CSV or TOML, and in again."),
    ),
)
RUN_ACTIONS: Final = (
    ActionSpec(
        name="enter_run",
        menu=Menu.FILE,
        text=mark("&Add a run or lines of a log…"),
        shortcut="Ctrl+Alt+R",
        icon="add",
        tip=mark("Enter a run that you measured, or paste lines of its log; the predictions follow it."),
        submenu=mark("&Measured runs"),
    ),
    ActionSpec(
        name="import_runs",
        menu=Menu.FILE,
        text=mark("Import &measured runs…"),
        shortcut="Ctrl+Shift+I",
        icon="import",
        tip=mark("Take runs that you measured from a table; the predictions follow them and their bands narrow."),
        submenu=mark("&Measured runs"),
    ),
    ActionSpec(
        name="runs_template",
        menu=Menu.FILE,
        text=mark("Save a &template…"),
        shortcut="Ctrl+Shift+T",
        icon="table",
        tip=mark("Write an empty table with the columns that are read."),
        submenu=mark("&Measured runs"),
    ),
    ActionSpec(
        name="remove_runs",
        menu=Menu.FILE,
        text=mark("&Remove the imported runs"),
        shortcut="Ctrl+Shift+Backspace",
        icon="remove",
        tip=mark("Take every imported run out of the plan."),
        when=(When.HAS_IMPORTED_RUNS,),
        submenu=mark("&Measured runs"),
    ),
)
CATALOGUE_ACTIONS: Final = (
    ActionSpec(
        name="import_catalogue",
        menu=Menu.FILE,
        text=mark("Import &catalogue update…"),
        shortcut="Ctrl+Alt+I",
        icon="import",
        tip=mark("Read a newer catalogue of accelerators and prices; what it changes is shown before it is taken."),
    ),
)
ACCELERATOR_ACTIONS: Final = (
    ActionSpec(
        name="edit_accelerator",
        menu=Menu.PLAN,
        text=mark("E&dit accelerator…"),
        shortcut="Ctrl+Shift+D",
        icon="edit",
        tip=mark("Change figures of the accelerator selected in the catalogue, with their source."),
        when=(When.ACCELERATOR_SELECTED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="duplicate_accelerator",
        menu=Menu.PLAN,
        text=mark("D&uplicate as a new accelerator…"),
        shortcut="Ctrl+Shift+U",
        icon="duplicate",
        tip=mark("Begin a new accelerator with the figures of the one selected."),
        when=(When.ACCELERATOR_SELECTED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="new_accelerator",
        menu=Menu.PLAN,
        text=mark("&New accelerator…"),
        shortcut="Ctrl+Shift+A",
        icon="new",
        tip=mark("Enter an accelerator that the catalogue does not have."),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="reset_accelerator",
        menu=Menu.PLAN,
        text=mark("&Take the shipped figures"),
        shortcut="Ctrl+Shift+R",
        icon="undo",
        tip=mark("Forget your own figures of the accelerator selected."),
        when=(When.ACCELERATOR_EDITED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="compare_accelerators",
        menu=Menu.PLAN,
        text=mark("&Compare accelerators"),
        shortcut="Ctrl+Shift+M",
        icon="compare",
        tip=mark("Show two to four accelerators selected in the catalogue side by side."),
        when=(When.ACCELERATOR_SELECTED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="mark_available",
        menu=Menu.PLAN,
        text=mark("Mark as &available"),
        shortcut="Alt+Shift+A",
        tip=mark("Say that the accelerator selected can be had at the site, whatever the rules' arithmetic says."),
        when=(When.ACCELERATOR_SELECTED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="mark_limited",
        menu=Menu.PLAN,
        text=mark("Mark as &limited…"),
        shortcut="Alt+Shift+L",
        tip=mark("Say how many devices of the accelerator selected can be had at the site."),
        when=(When.ACCELERATOR_SELECTED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="mark_barred",
        menu=Menu.PLAN,
        text=mark("Mark as not a&vailable"),
        shortcut="Alt+Shift+X",
        tip=mark("Say that the accelerator selected cannot be had at the site; exploring leaves it out."),
        when=(When.ACCELERATOR_SELECTED,),
        submenu=mark("Acce&lerator"),
    ),
    ActionSpec(
        name="mark_none",
        menu=Menu.PLAN,
        text=mark("&Remove the mark"),
        shortcut="Alt+Shift+C",
        tip=mark("Take the mark of the accelerator selected away."),
        when=(When.ACCELERATOR_MARKED,),
        submenu=mark("Acce&lerator"),
    ),
)
