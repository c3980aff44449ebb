"""``layouts``: the best parallel layouts of one pool."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import without_estimates
from planner.catalogue.figures import KINDS
from planner.catalogue.node import NodeDesign
from planner.catalogue.reader import load_catalogue
from planner.cluster import Pool, pool_of
from planner.command_line.plan_command import layout_text
from planner.command_line.text_table import number, percent, section, text_table
from planner.errors import MissingFigureError, UserError
from planner.performance.layout import LayoutSearch
from planner.units import TRILLION_TOKENS, gib_from_bytes
from planner.workload.shape import TransformerShape
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

_LARGEST_CONFIG_BYTES = 2**20


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("layouts", help="search the best parallel layouts of one pool")
    parser.add_argument("--shape", required=True, metavar="NAME|CONFIG.JSON", help="a shipped shape or a config.json")
    parser.add_argument("--accelerator", required=True, metavar="KEY", help="a key of the catalogue")
    parser.add_argument("--node", metavar="KEY", help="a node design of the catalogue")
    parser.add_argument("--count", required=True, type=_positive, metavar="N", help="devices of the pool")
    parser.add_argument("--seq-len", required=True, type=_positive, metavar="S", help="tokens of a sequence")
    parser.add_argument("--global-batch", required=True, type=_positive, metavar="B", help="sequences of a step")
    parser.add_argument(
        "--precision", required=True, choices=[precision.value for precision in TrainingPrecision], help="number format"
    )
    parser.add_argument(
        "--routing", choices=[routing.value for routing in Routing], default=Routing.NATURAL.value, help="expert load"
    )
    parser.add_argument("--top", type=_positive, default=5, metavar="K", help="how many layouts to show (5)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Search the layouts of one pool."""
    from planner.performance.search import search_layouts  # noqa: PLC0415 - the planner proper, slower to start

    training = TrainingRun(
        shape=_shape(arguments.shape),
        tokens=TRILLION_TOKENS,  # a layout's speed does not depend on how long the run is
        seq_len=arguments.seq_len,
        global_batch=arguments.global_batch,
        precision=TrainingPrecision(arguments.precision),
        routing=Routing(arguments.routing),
    )
    pool = _pool(load_catalogue(), arguments)
    search = search_layouts(pool, training, top=arguments.top)
    if arguments.json:
        from planner.exports.documents import document_text, layouts_document  # noqa: PLC0415 - the same

        return document_text(layouts_document(search, _estimated(pool)))
    title = f"{training.shape.name} on {pool.packages:,} {pool.accelerator.name}"
    if pool.software_devices > 1:
        title += f", {pool.devices:,} devices to their software"
    return layouts_text(search, title, _estimated(pool))


def _estimated(pool: Pool) -> tuple[str, ...]:
    """Return the words for the figures that the pool has from stated estimates."""
    figures = pool.accelerator.figures
    return tuple(KINDS[name].words for name, figure in figures.items() if figure.low is not None and name != "tdp_w")


def _positive(word: str) -> int:
    try:
        value = int(word)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is not a whole number of 1 or more")
    return value


def _shape(word: str) -> TransformerShape:
    from planner.workload.huggingface import shape_from_config  # noqa: PLC0415 - only this command reads shapes
    from planner.workload.presets import shape_preset  # noqa: PLC0415 - the same

    if not word.endswith(".json"):
        return shape_preset(word)
    path = Path(word)
    try:
        if path.stat().st_size > _LARGEST_CONFIG_BYTES:
            raise UserError(f"{path} is larger than any config.json (1 MiB at most); choose another file.")
        text = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error
    return shape_from_config(text, path.parent.name if path.stem == "config" and path.parent.name else path.stem)


def _pool(catalogue: Catalogue, arguments: argparse.Namespace) -> Pool:
    accelerator = catalogue.accelerator(arguments.accelerator)
    if arguments.node:
        return pool_of(accelerator, devices=arguments.count, design=_design(catalogue, accelerator, arguments.node))
    return stated_pool(accelerator, catalogue.nodes_for(accelerator.key), arguments.count)


def stated_pool(accelerator: Accelerator, designs: Sequence[NodeDesign], devices: int) -> Pool:
    """Return a pool on stated figures: the accelerator's own, else with a node design's; estimates only if need be.

    Raises MissingFigureError where not even estimates are stated.
    """
    stated = without_estimates(accelerator)
    for design in (None, *designs):
        try:
            return pool_of(stated, devices=devices, design=design)
        except MissingFigureError:
            continue
    return pool_of(accelerator, devices=devices)


def _design(catalogue: Catalogue, accelerator: Accelerator, key: str) -> NodeDesign:
    design = catalogue.nodes.get(key)
    if design is None or design.accelerator != accelerator.key:
        there = ", ".join(node.key for node in catalogue.nodes_for(accelerator.key)) or "none"
        raise UserError(f"No node design {key!r} is built from {accelerator.key}; there are: {there}.")
    return design


def layouts_text(search: LayoutSearch, title: str, estimates: Sequence[str] = ()) -> str:
    """Return a layout search for a terminal; estimated figures are named, for nothing of them is published."""
    rows = [
        (
            layout_text(estimate.layout),
            f"{estimate.step_s:.3f}",
            number(estimate.tokens_per_s_per_device, 4),
            percent(estimate.mfu),
            f"{gib_from_bytes(estimate.memory_bytes):.1f}/{gib_from_bytes(estimate.memory_capacity_bytes):.0f}",
        )
        for estimate in search.best
    ]
    columns = ("LAYOUT", "STEP S", "TOKENS/S/DEVICE", "MFU", "GIB")
    head = f"{title}: {search.considered:,} layouts, {search.fitting:,} fit, {search.seconds:.2f} s\n\n"
    if estimates:
        head += f"On estimates, not on published figures: {', '.join(estimates)}.\n\n"
    blocked = "\n".join(f"  {count:,} {reason}" for reason, count in search.blocked.items())
    return head + text_table(columns, rows, numbers=(1, 2, 3, 4)) + "\n" + section("Fell out", blocked)
