"""``--recipe``: how the software is run, as words or as a file."""

import argparse
import tomllib
from pathlib import Path

from planner.errors import UserError
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
        if path.stat().st_size > _LARGEST_BYTES:
            raise UserError(f"{path} is larger than any recipe (64 KiB at most); choose another file.")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f'{path} is no TOML file ({error}); write name = "tuned" and one fact a line.') from error
    name = table.pop("name", MOST_TEAMS.name.value)
    return ",".join([str(name), *(f"{key}={_value(value)}" for key, value in table.items())])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
