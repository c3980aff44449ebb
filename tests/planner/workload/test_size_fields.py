from typing import Annotated

import msgspec
import pytest
from msgspec.structs import replace

from planner.planfile.limits import range_of
from planner.workload.channel_mixers.registry import CHANNEL_MIXERS
from planner.workload.channel_mixers.routed import Routed
from planner.workload.mixers.compressed import CompressedAttention
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.registry import MIXERS
from planner.workload.prediction import Prediction
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.residual import Residual
from planner.workload.shape_entry import WholeSizes
from planner.workload.shape_sizes import too_large
from planner.workload.size_fields import EntryError, SizeKind, entered_values, part_from, size_fields
from planner.workload.sizes import SizeLimits, size_limits

PARTS = (*MIXERS.values(), *CHANNEL_MIXERS.values(), Residual, Prediction, WholeSizes)


@pytest.mark.parametrize("key", shape_keys())
def test_every_part_of_a_shipped_shape_comes_back_from_its_sizes(key):
    shape = shape_preset(key)
    for part in (*shape.mixers.values(), *shape.channel_mixers.values(), shape.residual):
        assert part_from(type(part), entered_values(part)) == part
    if shape.mtp is not None:
        blocks = {"blocks": [[block.count, block.mixer, block.channel] for block in shape.mtp.blocks]}
        assert part_from(Prediction, entered_values(shape.mtp), **blocks) == shape.mtp


def test_an_inner_part_of_which_nothing_is_entered_is_left_out():
    sizes = {"heads": 8, "kv_rank": 64, "nope_dim": 32, "rope_dim": 16, "v_dim": 32, "indexer.heads": None}
    assert part_from(LatentAttention, sizes).indexer is None
    assert "indexer.top_k" in {field.name for field in size_fields(LatentAttention)}


def test_a_field_says_what_may_stand_in_it():
    by_name = {field.name: field for field in size_fields(Routed)}
    assert by_name["experts"].kind is SizeKind.WHOLE
    assert by_name["experts"].default is None
    assert by_name["latent"].optional
    assert by_name["mean_real_top_k"].kind is SizeKind.NUMBER
    assert by_name["router"].choices == ("learned", "hash")
    assert by_name["gated"].default is True
    assert "blocks" not in {field.name for field in size_fields(Prediction)}
    assert {field.name for field in size_fields(Residual)} == {"kind", "streams", "snapshot_layers"}


@pytest.mark.parametrize(
    ("kind", "values", "field", "words"),
    [
        (GroupedAttention, {"heads": 0, "kv_heads": 2, "head_dim": 64}, "heads", "heads is 0"),
        (GroupedAttention, {"kv_heads": 2, "head_dim": 64}, "heads", "heads is missing"),
        (
            LatentAttention,
            {
                "heads": 8,
                "kv_rank": 64,
                "nope_dim": 32,
                "rope_dim": 16,
                "v_dim": 32,
                "indexer.heads": 0,
                "indexer.dim": 64,
                "indexer.top_k": 8,
            },
            "indexer.heads",
            "heads is 0",
        ),
        (Routed, {"experts": 4, "top_k": 8, "width": 64}, "", "top_k 8 of 4 experts"),
        (
            CompressedAttention,
            {"heads": 6, "head_dim": 5, "q_rank": 8, "o_groups": 4, "o_rank": 8, "rope_dim": 0, "window": 128},
            "",
            "6 heads do not divide",
        ),
    ],
)
def test_a_wrong_size_is_named(kind, values, field, words):
    with pytest.raises(EntryError, match=words) as refused:
        part_from(kind, values)
    assert refused.value.field == field


@pytest.mark.parametrize("kind", [*MIXERS.values(), *CHANNEL_MIXERS.values()], ids=[*MIXERS, *CHANNEL_MIXERS])
def test_every_kind_can_be_entered(kind):
    values = {field.name: 1 for field in size_fields(kind) if field.kind is SizeKind.WHOLE and not field.optional}
    values = {name: value for name, value in values.items() if "." not in name}
    assert isinstance(part_from(kind, values), kind)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_number_of_a_part_states_by_its_type_what_it_may_be(part):
    numbers = {field.name for field in size_fields(part) if field.kind in {SizeKind.WHOLE, SizeKind.NUMBER}}
    own = {name for name in numbers if "." not in name}
    assert own == set(size_limits(part))
    assert all("indexer" in name for name in numbers - own)


@pytest.mark.parametrize("part", PARTS[:-1], ids=lambda part: part.__name__)
def test_a_form_takes_what_a_plan_file_takes(part):
    for field in size_fields(part):
        if field.name in size_limits(part):
            limits = range_of(part, field.name)
            assert (field.most, limits.least) == (limits.most, 1)
            assert limits.or_zero == (size_limits(part)[field.name].least == 0)


def test_what_a_size_is_called_says_nothing():
    class Planted(msgspec.Struct, frozen=True, kw_only=True):
        window_heads: Annotated[int, SizeLimits(most=7)]
        chunk: Annotated[int, SizeLimits(most=9, least=0)] | None = None

    assert {field.name: field.most for field in size_fields(Planted)} == {"window_heads": 7, "chunk": 9}


def test_sizes_of_every_part_are_named_where_they_are_beyond_any_model():
    shape = shape_preset("deepseek-v3")
    (name, mixer) = next(iter(shape.mixers.items()))
    wide = msgspec.structs.replace(mixer, q_rank=10_000_001)
    assert too_large(shape) == ""
    assert (
        too_large(replace(shape, mixers={**shape.mixers, name: wide})) == "q_rank is 10,000,001, more than 10,000,000"
    )
    assert too_large(replace(shape, norms=101)) == "norms is 101, more than 100"
