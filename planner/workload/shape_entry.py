"""A shape as a form holds it: its stack as rows, the sizes of the whole model, its parts; and the shape they make."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from planner.sentences import sentence
from planner.workload.blocks import Block, Blocks, Repeat
from planner.workload.channel_mixers.registry import AnyChannelMixer
from planner.workload.importers.likeness import shipped_like
from planner.workload.mixers.registry import AnyMixer
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.shape import TransformerShape
from planner.workload.shape_sizes import too_large
from planner.workload.size_fields import EntryError
from planner.workload.sizes import Hidden, Norms, Vocabulary

ENTERED: Final = "entered in this plan"
_OWN_KEY: Final = "own:"
_WORDS: Final = re.compile(r"[a-z0-9]+")
_WHOLE: Final = re.compile(r"\b(hidden|vocab|norms) is ")


class BlockRow(Struct, frozen=True, kw_only=True):
    """One row of a stack: ``count`` layers alike, ``repeat`` times over.

    ``joined``: it repeats together with the row above, and as often. ``channels`` all take the same input.
    """

    count: int
    mixer: str | None
    channels: tuple[str, ...]
    repeat: int = 1
    joined: bool = False


class WholeSizes(Struct, frozen=True, kw_only=True):
    """Sizes of the model as a whole; ``norms`` a sublayer: 1, or 2 where its output is normed too."""

    hidden: Hidden
    vocab: Vocabulary
    norms: Norms = 1
    tied_embeddings: bool = False


class ShapeEntry(Struct, frozen=True, kw_only=True):
    """Everything that a form holds of one shape."""

    name: str
    whole: WholeSizes
    rows: tuple[BlockRow, ...]
    mixers: Mapping[str, AnyMixer]
    channel_mixers: Mapping[str, AnyChannelMixer]
    residual: Residual
    mtp: Prediction | None


def rows_of(blocks: Blocks) -> tuple[BlockRow, ...]:
    """Return the rows of a stack; ``blocks_from`` makes them the same stack again."""
    rows: list[BlockRow] = []
    for entry in blocks:
        inner, repeat = (entry.blocks, entry.repeat) if isinstance(entry, Repeat) else ((entry,), 1)
        rows += [
            BlockRow(count=block.count, mixer=block.mixer, channels=block.channels, repeat=repeat, joined=number > 0)
            for number, block in enumerate(inner)
        ]  # fmt: skip - one row
    return tuple(rows)


def blocks_from(rows: Sequence[BlockRow]) -> Blocks:
    """Return the stack of rows; raises EntryError for no row, or for one that is no layer."""
    groups: list[list[BlockRow]] = []
    for row in rows:
        if row.joined and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    if not groups:
        raise EntryError("The stack has no layers; add a row.", field="blocks")
    try:
        return tuple(_entry(group) for group in groups)
    except ValueError as error:
        raise EntryError(str(error), field="blocks") from error


def _entry(group: Sequence[BlockRow]) -> Block | Repeat:
    blocks = tuple(_block(row) for row in group)
    repeat = group[0].repeat
    return blocks[0] if repeat == 1 and len(blocks) == 1 else Repeat(repeat=repeat, blocks=blocks)


def _block(row: BlockRow) -> Block:
    channel = row.channels if len(row.channels) > 1 else next(iter(row.channels), None)
    return Block(row.count, row.mixer, channel)


def entry_of(shape: TransformerShape) -> ShapeEntry:
    """Return a shape as a form holds it."""
    return ShapeEntry(
        name=shape.name,
        whole=WholeSizes(
            hidden=shape.hidden, vocab=shape.vocab, norms=shape.norms, tied_embeddings=shape.tied_embeddings
        ),
        rows=rows_of(shape.blocks),
        mixers=dict(shape.mixers),
        channel_mixers=dict(shape.channel_mixers),
        residual=shape.residual,
        mtp=shape.mtp,
    )


def shape_from_entry(entry: ShapeEntry) -> TransformerShape:
    """Return the shape that was entered, under a key of the user's own.

    Raises EntryError, whose field is ``name``, ``hidden``, ``vocab``, ``norms``, ``mtp`` or ``blocks``.
    """
    name = entry.name.strip()
    if not name:
        raise EntryError("The shape has no name; give it one.", field="name")
    blocks, whole = blocks_from(entry.rows), entry.whole
    try:
        shape = TransformerShape(
            key=_OWN_KEY + "-".join(_WORDS.findall(name.lower())),
            name=name,
            hidden=whole.hidden,
            vocab=whole.vocab,
            norms=whole.norms,
            tied_embeddings=whole.tied_embeddings,
            mixers=dict(entry.mixers),
            channel_mixers=dict(entry.channel_mixers),
            blocks=blocks,
            mtp=entry.mtp,
            residual=entry.residual,
            source=ENTERED,
        )
    except ValueError as error:
        raise EntryError(str(error), field=_place(str(error))) from error
    beyond = too_large(shape)
    if beyond:
        raise EntryError(sentence("The shape is beyond what can be planned: {}.", beyond), field=_place(beyond))
    return shape


def shipped_or_own(shape: TransformerShape) -> TransformerShape:
    """Return the shipped shape where an entered one is the same under the same name, else the entered one."""
    like = shipped_like(shape, shape.name)
    return like.shape if like is not None and like.exactly and like.shape.name == shape.name else shape


def _place(words: str) -> str:
    whole = _WHOLE.search(words)
    if whole is not None:
        return whole[1]
    return "mtp" if "MTP" in words else "blocks"
