"""What one process of the tests has searched, the others read: searching layouts is most of what a first plan takes."""

import os
import pickle
from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec.structs import replace


def remember_layouts(_watch: object, folder: Path) -> None:
    """Let planning in this process look into a folder that several share before it searches; a task of workers too.

    Tests of a search call it where it is defined, and search.
    """
    from planner.planning import model  # noqa: PLC0415 - workers import it when they plan

    folder.mkdir(exist_ok=True)
    model.best_layout = _remembering(model.best_layout, folder)
    model.stage_options = _remembering(model.stage_options, folder)
    model.best_by_nodes = _remembering_sizes(model.best_by_nodes, folder)


def _remembering(search: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    @wraps(search)
    def asked(pool: Any, run: Any) -> Any:
        place = _place(folder, search, pool, run)
        if not place.exists():
            _keep(place, search(pool, run))
        return _kept(place)

    return asked


def _remembering_sizes(search: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """Remember each number of nodes: what is known of others changes no answer, nor does the pool's own number."""

    @wraps(search)
    def asked(pool: Any, run: Any, nodes: Sequence[int], goodputs: Any, *, known: Any, **beginning: Any) -> Any:
        place = _place(folder, search, replace(pool, devices=pool.devices_per_node), run)
        kept = _kept(place) if place.exists() else {}
        if new := [count for count in nodes if count not in kept]:
            kept |= search(pool, run, new, goodputs, known={**kept, **known}, **beginning)
            _keep(place, kept)
        return {count: kept[count] for count in nodes}

    return asked


def _place(folder: Path, search: Callable[..., Any], pool: object, run: object) -> Path:
    return folder / sha256(pickle.dumps((search.__name__, pool, run))).hexdigest()


def _kept(place: Path) -> Any:
    return pickle.loads(place.read_bytes())  # noqa: S301 - written by this run of the tests


def _keep(place: Path, found: object) -> None:
    written = place.with_suffix(f".{os.getpid()}")
    written.write_bytes(pickle.dumps(found))
    written.replace(place)
