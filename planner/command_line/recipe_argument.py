"""``--recipe``: how the software is run, as words or as a file."""

import argparse
from pathlib import Path

from planner.errors import UserError
from planner.regular_file import read_regular
from planner.toml_text import toml_of
from planner.workload.recipe import MOST_TEAMS, Recipe, recipe_from

_LARGEST_BYTES = 2**16


def add_recipe_to(parser: argparse.ArgumentParser, default: str = MOST_TEAMS.name.value) -> None:
    """Add the argument; ``default`` says what holds without it."""
    parser.add_argument(
        "--recipe",
        metavar="NAME[,FACT=VALUE...]|FILE.toml",
        help=f"most-teams, tuned or supplier, with facts such as dispatcher=deepep,cuda-graphs=on ({default})",
    )


def read_recipe(argument: str | None) -> Recipe:
    """Return the recipe of an argument; a file has a ``name`` and one fact a line. Raises UserError."""
    if argument is None:
        return MOST_TEAMS
    return recipe_from(_words_of(Path(argument)) if argument.endswith(".toml") else argument)


def _words_of(path: Path) -> str:
    try:
        table = toml_of(read_regular(path, _LARGEST_BYTES).decode("utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error
    except ValueError as error:
        raise UserError(f'{path} is no TOML file ({error}); write name = "tuned" and one fact a line.') from error
    name = table.pop("name", MOST_TEAMS.name.value)
    return ",".join([str(name), *(f"{key}={_value(value)}" for key, value in table.items())])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
