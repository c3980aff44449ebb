"""Packs a folder of catalogue tables into the archive that ``chipfolio-cli catalogue --update`` reads.

Run as ``python tools/pack_catalogue.py ARCHIVE [FOLDER]``; without a folder the shipped catalogue is packed.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from planner.catalogue.catalogue_archive import pack_catalogue
from planner.errors import CatalogueError
from planner.resource_files import resource_path


def main(arguments: Sequence[str]) -> int:
    """Write the archive; return 0, or 2 with one line where a table is wrong or no archive is named."""
    if not arguments:
        print("Name the archive to write.", file=sys.stderr)
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else resource_path("catalogue")
    try:
        pack_catalogue(folder, Path(arguments[0]))
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
