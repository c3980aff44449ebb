"""What one process of the tests has searched or solved, the others read: it is most of what a first plan takes."""

import os
import pickle
from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace


def remember_layouts(_watch: object, folder: Path) -> None:
    """Let planning in this process look into a folder that several share before it searches; a task of workers too.

    Tests of a search call it where it is defined, and search. Programmes are remembered beside the layouts, in a
    folder of their own: explorations under other limits plan many of the same fleets.
    """
    from planner.mixing.shares.mixed_integer import MixedInteger  # noqa: PLC0415 - workers import it when they plan
    from planner.planning import remembered_model as model  # noqa: PLC0415 - the same

    folder.mkdir(exist_ok=True)
    solved = folder.with_name("solved")
    solved.mkdir(exist_ok=True)
    MixedInteger.minimise = _solving_once(MixedInteger.minimise, solved)
    model.best_layout = _remembering(model.best_layout, folder)
    model.stage_options = _remembering(model.stage_options, folder)
    one_by_one = model.best_by_nodes = _remembering_sizes(model.best_by_nodes, folder)
    model.best_with_and_without_limit = _one_after_the_other(model.best_with_and_without_limit, one_by_one)


def _remembering(search: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    @wraps(search)
    def asked(pool: Any, run: Any, **shared: Any) -> Any:
        place = _place(folder, search, pool, run)
        if not place.exists():
            _keep(place, search(pool, run, **shared))
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


def _one_after_the_other(search: Callable[..., Any], one_by_one: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for both answers of one search by what is remembered of each: two searches find the same."""

    @wraps(search)
    def asked(pool: Any, run: Any, nodes: Sequence[int], goodputs: Any, *, free_like: Any, **beginning: Any) -> Any:
        free = one_by_one(
            replace(pool, memory_bound=False), run, nodes, goodputs, known={}, **(beginning | {"like": free_like})
        )
        return one_by_one(replace(pool, memory_bound=True), run, nodes, goodputs, known={}, **beginning), free

    return asked


def _solving_once(solve: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    known: dict[Any, Any] = {}

    @wraps(solve)
    def minimise(model: Any, goal: Any, *, relaxed: bool = False) -> Any:
        arrays = (goal, model.lower, model.upper, model.whole, *model.rows, np.array([model.least, model.most]))
        asked = (relaxed, *(array.tobytes() for array in arrays))
        if asked not in known:
            place = folder / sha256(pickle.dumps(asked)).hexdigest()
            if not place.exists():
                _keep(place, solve(model, goal, relaxed=relaxed))
            known[asked] = _kept(place)
        found = known[asked]
        return None if found is None else found.copy()

    return minimise


def _place(folder: Path, search: Callable[..., Any], pool: object, run: object) -> Path:
    return folder / sha256(pickle.dumps((search.__name__, pool, run))).hexdigest()


def _kept(place: Path) -> Any:
    return pickle.loads(place.read_bytes())  # noqa: S301 - written by this run of the tests


def _keep(place: Path, found: object) -> None:
    written = place.with_suffix(f".{os.getpid()}")
    written.write_bytes(pickle.dumps(found))
    written.replace(place)
