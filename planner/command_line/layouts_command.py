"""``layouts``: the best parallel layouts of one pool, or one that the user has."""

import argparse
import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import without_estimates
from planner.catalogue.figures import KINDS
from planner.catalogue.node import NodeDesign
from planner.catalogue.reader import load_catalogue
from planner.cluster import Pool, pool_of
from planner.command_line.fewer_devices import faster_on_fewer, fewer_text
from planner.command_line.pools_text import layout_text
from planner.command_line.recipe_argument import add_recipe_to, read_recipe
from planner.command_line.states_argument import add_states_to, with_states
from planner.command_line.text_table import number, percent, section, text_table
from planner.errors import MissingFigureError, NothingFitsError, UserError
from planner.launching.pasted_text import LARGEST_BYTES
from planner.performance.training.layout import LayoutSearch
from planner.regular_file import read_regular
from planner.units import TRILLION_TOKENS, gib_from_bytes
from planner.workload.shape import TransformerShape
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)  # words are typed or pasted, then
_MOST_DEVICES = 10_000_000
_MOST_TOKENS = 10**9  # of a sequence, and sequences of a step
_MOST_SHOWN = 1_000
_LONGEST_QUOTE = 20


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("layouts", help="search the best parallel layouts of one pool")
    parser.add_argument(
        "--shape",
        required=True,
        metavar="NAME|CONFIG.JSON|SHAPE.TOML",
        help="a shipped shape, a config.json or a shape of your own",
    )
    parser.add_argument("--accelerator", required=True, metavar="KEY", help="a key of the catalogue")
    parser.add_argument("--node", metavar="KEY", help="a node design of the catalogue")
    parser.add_argument("--count", type=_devices, metavar="N", help="devices of the pool")
    parser.add_argument("--seq-len", type=_tokens, metavar="S", help="tokens of a sequence")
    parser.add_argument("--global-batch", type=_tokens, metavar="B", help="sequences of a step")
    parser.add_argument(
        "--precision", choices=[precision.value for precision in TrainingPrecision], help="number format"
    )
    parser.add_argument(
        "--layout",
        "--arguments",
        metavar="SIZES|FILE|-",
        help="a layout of your own: typed (tp=2,pp=8,ep=16), or launch arguments, YAML or TOML in a file or on the "
        "standard input; what it says of devices, sequence, batch and number format need not be given",
    )
    parser.add_argument(
        "--routing", choices=[routing.value for routing in Routing], default=Routing.NATURAL.value, help="expert load"
    )
    parser.add_argument("--release", metavar="NAME", help="the software and its version or date (NeMo 26.04)")
    add_recipe_to(parser)
    add_states_to(parser)
    parser.add_argument("--top", type=_shown, default=5, metavar="K", help="how many layouts to show (5)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Search the layouts of one pool, or look at the user's own."""
    from planner.performance.training.search import search_layouts  # noqa: PLC0415 - the planner proper, slower to start

    shape, how_read = _shape(arguments.shape)
    if arguments.layout:
        return _own_layout(arguments, shape, how_read)
    training, pool = _training(arguments, shape), _pool(load_catalogue(), arguments, _stated(arguments, "count"))
    try:
        search = search_layouts(pool, training, top=arguments.top)
    except NothingFitsError as error:
        raise _with_fewest_nodes(error, pool, training) from error
    fewer = faster_on_fewer(pool, training, search.best[0])
    if arguments.json:
        from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same
        from planner.exports.pool_documents import layouts_document  # noqa: PLC0415 - the same

        return document_text(layouts_document(search, _estimated(pool), fewer))
    text = layouts_text(search, _title(pool, training), _estimated(pool))
    return _led(how_read, text if fewer is None else f"{text}\n{fewer_text(fewer, pool)}")


def _led(how_read: str, text: str) -> str:
    """Return a text, after what is to be said of how its shape was read."""
    return f"{how_read}\n\n{text}" if how_read else text


def _own_layout(arguments: argparse.Namespace, shape: TransformerShape, how_read: str) -> str:
    from planner.command_line.pinned_text import pinned_text  # noqa: PLC0415 - the same
    from planner.exports.pinned_document import pinned_document  # noqa: PLC0415 - the same
    from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same
    from planner.launching.written_layout import read_layout  # noqa: PLC0415 - the same
    from planner.performance.training.pinned_layout import pinned_layout  # noqa: PLC0415 - the same

    catalogue = load_catalogue()
    each = catalogue.accelerator(arguments.accelerator).software_devices  # a launcher counts what its software sees
    count = None if arguments.count is None else arguments.count * each
    written = read_layout(_own_text(arguments.layout), shape, count)
    arguments.seq_len = arguments.seq_len or written.seq_len
    arguments.global_batch = arguments.global_batch or written.global_batch
    arguments.precision = arguments.precision or written.precision
    arguments.release = arguments.release or written.software
    if written.devices % each:
        raise UserError(
            f"Each {arguments.accelerator} is {each} devices, and the layout has {written.devices}; mend it."
        )
    training, pool = _training(arguments, shape), _pool(catalogue, arguments, written.devices // each)
    if written.states is not None and not arguments.states:
        training = replace(training, states=written.states)
    pinned = pinned_layout(pool, training, written.layout)
    if arguments.json:
        return document_text(pinned_document(written, pinned, _estimated(pool)))
    return _led(how_read, pinned_text(_title(pool, training), written, pinned, _estimated(pool)))


def _own_text(word: str) -> str:
    """Return what the user's layout says: of a file, the standard input, or the word itself."""
    if word == "-":
        return sys.stdin.read(LARGEST_BYTES + 1)  # one more than is understood, so that it is said
    path = Path(word)
    try:
        return read_regular(path, LARGEST_BYTES).decode("utf-8", errors="replace")
    except OSError as error:
        if error.errno in _NO_FILE:
            return word
        raise UserError(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error


def _training(arguments: argparse.Namespace, shape: TransformerShape) -> TrainingRun:
    run = TrainingRun(
        shape=shape,
        tokens=TRILLION_TOKENS,  # a layout's speed does not depend on how long the run is
        seq_len=_stated(arguments, "seq_len"),
        global_batch=_stated(arguments, "global_batch"),
        precision=TrainingPrecision(_stated(arguments, "precision")),
        routing=Routing(arguments.routing),
        stack_release=arguments.release,
        recipe=read_recipe(arguments.recipe),
    )
    return with_states(run, arguments, (arguments.accelerator,))


def _stated(arguments: argparse.Namespace, name: str) -> Any:  # noqa: ANN401 - a number or a word
    value = getattr(arguments, name)
    if value is None:
        raise UserError(f"Neither the command nor the layout says --{name.replace('_', '-')}; add it.")
    return value


def _title(pool: Pool, training: TrainingRun) -> str:
    title = f"{training.shape.name} on {pool.packages:,} {pool.accelerator.name}"
    return title + (f", {pool.devices:,} devices to their software" if pool.software_devices > 1 else "")


def _with_fewest_nodes(error: NothingFitsError, pool: Pool, training: TrainingRun) -> NothingFitsError:
    """Return the error with the fewest whole nodes that hold the model, searched rather than scaled up."""
    from planner.performance.training.calibration import load_calibration  # noqa: PLC0415 - the planner proper
    from planner.performance.training.fewest_nodes import fewest_nodes  # noqa: PLC0415 - the same

    nodes = fewest_nodes(pool, training, load_calibration())
    if nodes is None:
        return error
    return NothingFitsError(
        f"{error} The fewest nodes that hold it are {nodes:,} ({nodes * pool.devices_per_node:,} devices)."
    )


def _estimated(pool: Pool) -> tuple[str, ...]:
    """Return the words for the figures that the pool has from stated estimates."""
    figures = pool.accelerator.figures
    return tuple(KINDS[name].words for name, figure in figures.items() if figure.low is not None and name != "tdp_w")


def _devices(word: str) -> int:
    return _whole(word, _MOST_DEVICES)


def _tokens(word: str) -> int:
    return _whole(word, _MOST_TOKENS)


def _shown(word: str) -> int:
    return _whole(word, _MOST_SHOWN)


def _whole(word: str, most: int) -> int:
    try:
        value = int(word)
    except ValueError:  # of more than some thousand digits too
        value = 0
    if not 1 <= value <= most:
        quoted = word if len(word) <= _LONGEST_QUOTE else f"{word[:_LONGEST_QUOTE]}…"
        raise argparse.ArgumentTypeError(f"{quoted!r} is not a whole number from 1 to {most:,}")
    return value


def _shape(word: str) -> tuple[TransformerShape, str]:
    """Return a shape, and what is to be said of how it was read (nothing of a shipped one)."""
    from planner.workload.importers.reading import read_config  # noqa: PLC0415 - only this command reads shapes
    from planner.workload.presets import shape_preset  # noqa: PLC0415 - the same
    from planner.workload.shape_files import shapes_from_toml  # noqa: PLC0415 - the same

    path = Path(word)
    if path.suffix == ".json":
        name = path.parent.name if path.stem == "config" and path.parent.name else path.stem
        reading = read_config(_bounded(path), name)
        return reading.shape, reading.words()
    if path.suffix == ".toml":
        first, *others = shapes_from_toml(_bounded(path).decode("utf-8", "replace"))
        if others:
            raise UserError(f"{path} has {len(others) + 1} shapes; give a file of the one to plan for.")
        return first, ""
    return shape_preset(word), ""


def _bounded(path: Path) -> bytes:
    from planner.workload.importers.reading import LARGEST_CONFIG_BYTES  # noqa: PLC0415 - only for files

    try:
        return read_regular(path, LARGEST_CONFIG_BYTES)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error


def _pool(catalogue: Catalogue, arguments: argparse.Namespace, count: int) -> Pool:
    accelerator = catalogue.accelerator(arguments.accelerator)
    if arguments.node:
        return pool_of(accelerator, devices=count, design=_design(catalogue, accelerator, arguments.node))
    return stated_pool(accelerator, catalogue.nodes_for(accelerator.key), count)


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
