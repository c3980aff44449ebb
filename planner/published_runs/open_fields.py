"""What a published row leaves open of its layout and batch, and every way to fill it that frameworks can start."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.errors import UserError
from planner.performance.training.launch_rules import most_stages, tensor_size_is_legal
from planner.performance.training.layout import Layout
from planner.published_runs.layouts import layout_of, nearest_batch, stated_batch
from planner.published_runs.table import PublishedRow
from planner.sentences import sentence
from planner.workload.shape import TransformerShape

# what teams choose from, where a source is silent
_TENSOR_SIZES: Final = (1, 2, 4, 8)
_STAGES: Final = (1, 2, 4, 8, 16, 32)
_VIRTUAL_STAGES: Final = (2, 4, 8)
_MICRO_BATCHES: Final = (1, 2, 4, 8)
_MICRO_BATCHES_A_STEP: Final = (8, 32, 128)
_SEQUENCES: Final = (2048, 4096, 8192)
_EXPERT_SIZES: Final = (1, 2, 4, 8, 16, 32, 64)
_WORDS: Final = {
    "seq_len": "sequence length",
    "tp": "tensor-parallel size",
    "pp": "pipeline-parallel size",
    "ep": "expert-parallel size",
    "micro_batch": "micro-batch",
    "global_batch": "global batch",
    "n_accelerators": "number of accelerators",
}
VIRTUAL: Final = "number of virtual stages"


class Alternative(Struct, frozen=True, kw_only=True):
    """One way to fill what is open: tokens of a sequence, sequences of a step, the layout."""

    seq_len: int
    global_batch: int
    layout: Layout
    recompute_stated: bool


def open_fields(
    row: PublishedRow, *, is_moe: bool, stands_alone: bool, batch_in_words: bool, is_known: bool
) -> tuple[str, ...]:
    """Return the columns that a row leaves open; sharded data parallelism ``stands_alone`` unless sizes are stated.

    The expert-parallel size follows from the tensor-parallel one by default: it is open with it. Virtual stages that a
    row does not state are none by default in known software. A row on other software (``is_known`` False) that leaves
    other sizes open leaves these open too.
    """
    found = [name for name in _WORDS if not row.text(name)]
    given = {"tp", "pp"} if stands_alone else set()
    given |= {"global_batch"} if batch_in_words else set()
    given |= set() if is_moe and "tp" in found and "tp" not in given else {"ep"}
    open_ = tuple(name for name in found if name not in given)
    piped = "pp" in open_ or (row.whole("pp") or 1) > 1
    return (*open_, "vpp") if open_ and not is_known and piped and not row.text("vpp") else open_


def words_of(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return open columns in words."""
    return tuple(_WORDS.get(name, VIRTUAL) for name in fields)


def filled(row: PublishedRow, values: Mapping[str, int]) -> PublishedRow:
    """Return a row whose open cells hold these numbers."""
    return replace(row, cells={**row.cells, **{name: str(value) for name, value in values.items()}})


def alternatives(
    row: PublishedRow, shape: TransformerShape, domain: int, devices: int, fields: tuple[str, ...]
) -> tuple[Alternative, ...]:
    """Return every way to fill the open ``fields`` of a row on so many devices that its other cells allow.

    A stated global batch is rounded for open parallel sizes that do not divide it, and where stated ones leave no other
    way; ways with the batch as stated come first. Raises UserError with the cause where there is no way.
    """
    refusals: set[str] = set()
    ways = list(_ways(row, shape, domain, _fillings(row, shape, domain, devices, fields), refusals))
    if not ways and len(refusals) == 1:  # whatever is filled in: the row's other cells are the cause
        raise UserError(*refusals)
    if not ways:
        raise UserError(
            sentence("no way to fill what it leaves open ({}) divides {} devices", ", ".join(words_of(fields)), devices)
        )
    stated = stated_batch(row)
    exact = [way for way in ways if way.global_batch == stated]
    if exact and not {"tp", "pp"} & set(fields):
        return tuple(exact)
    return tuple(sorted(ways, key=lambda way: way.global_batch != stated))


def _ways(
    row: PublishedRow, shape: TransformerShape, domain: int, fillings: Iterable[Mapping[str, int]], refusals: set[str]
) -> Iterator[Alternative]:
    """Yield the ways that a layout stands for; why the others are none is added to ``refusals``."""
    for values in fillings:
        candidate = filled(row, values)
        try:
            laid_out = layout_of(candidate, shape, domain, [], [])
        except UserError as error:
            refusals.add(str(error))
            continue
        yield Alternative(
            seq_len=candidate.whole("seq_len") or 0,
            global_batch=laid_out.global_batch,
            layout=laid_out.layout,
            recompute_stated=laid_out.recompute_stated,
        )


def _fillings(
    row: PublishedRow, shape: TransformerShape, domain: int, devices: int, fields: tuple[str, ...]
) -> Iterator[dict[str, int]]:
    sizes = [size for size in _TENSOR_SIZES if size <= max(domain, 1) and tensor_size_is_legal(shape, size)]
    stages = [size for size in _STAGES if size <= most_stages(shape)]
    cp = row.whole("cp") or 1
    for seq_len, tp, pp, ep, micro_batch in product(
        _choices(row, "seq_len", fields, _SEQUENCES),
        _choices(row, "tp", fields, sizes),
        _choices(row, "pp", fields, stages),
        _choices(row, "ep", fields, _EXPERT_SIZES),
        _choices(row, "micro_batch", fields, _MICRO_BATCHES),
    ):
        if devices % (tp * pp * cp):
            continue
        dp = devices // (tp * pp * cp)
        chosen = {"seq_len": seq_len, "tp": tp, "pp": pp, "ep": ep, "micro_batch": micro_batch}
        known = {name: value for name, value in chosen.items() if name in fields}
        for batch in _batches(row, dp * micro_batch):
            yield {**known, "global_batch": batch}
            if "vpp" in fields and pp > 1 and batch % (dp * micro_batch * pp) == 0:
                most = most_stages(shape) // pp
                virtual = (vpp for vpp in _VIRTUAL_STAGES if vpp <= most)
                yield from ({**known, "global_batch": batch, "vpp": vpp} for vpp in virtual)


def _batches(row: PublishedRow, step: int) -> list[int]:
    """Return the batches to try that are whole numbers of ``step`` sequences: usual ones where none is stated.

    A stated one that they do not divide is rounded: the run was done, so what its source states was.
    """
    stated = stated_batch(row)
    if stated is None:
        return [step * many for many in _MICRO_BATCHES_A_STEP]
    nearest = nearest_batch(stated, step)
    return [] if nearest is None else [nearest]


def _choices(row: PublishedRow, field: str, fields: tuple[str, ...], offered: Iterable[int]) -> list[int]:
    return list(offered) if field in fields else [row.whole(field) or 1]
