import pytest
from msgspec.structs import replace

from planner.workload.counting import parameter_count
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape_entry import (
    BlockRow,
    blocks_from,
    entry_of,
    rows_of,
    shape_from_entry,
    shipped_or_own,
)
from planner.workload.size_fields import EntryError


@pytest.mark.parametrize("key", shape_keys())
def test_every_shipped_shape_comes_back_from_the_form(key):
    shape = shape_preset(key)
    made = shape_from_entry(entry_of(shape))
    assert (made.blocks, made.mtp, parameter_count(made, mtp=True)) == (
        shape.blocks,
        shape.mtp,
        parameter_count(shape, mtp=True),
    )
    assert shipped_or_own(made) == shape


def test_rows_that_are_joined_repeat_together():
    rows = (
        BlockRow(count=3, mixer="a", channels=("d",)),
        BlockRow(count=1, mixer="a", channels=("m",), repeat=4),
        BlockRow(count=2, mixer="b", channels=("m", "d"), joined=True),
    )
    blocks = blocks_from(rows)
    assert blocks[1].repeat == 4
    assert [block.count for block in blocks[1].blocks] == [1, 2]
    assert blocks[1].blocks[1].channels == ("m", "d")
    assert [row.joined for row in rows_of(blocks)] == [False, False, True]


def test_a_changed_shape_is_the_users_own():
    entry = entry_of(shape_preset("deepseek-v3"))
    made = shape_from_entry(replace(entry, name="Our V3", whole=replace(entry.whole, vocab=64_000)))
    assert (made.key, made.name, made.source) == ("own:our-v3", "Our V3", "entered in this plan")
    assert shipped_or_own(made) is made


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": "  "}, "name", "no name"),
        ({"rows": ()}, "blocks", "no layers"),
        ({"rows": (BlockRow(count=0, mixer="mla", channels=("moe",)),)}, "blocks", "0 layers"),
        ({"rows": (BlockRow(count=1, mixer=None, channels=()),)}, "blocks", "neither"),
        ({"rows": (BlockRow(count=1, mixer="gone", channels=("moe",)),)}, "blocks", "'gone'"),
        ({"hidden": 0}, "hidden", "hidden is 0"),
        ({"vocab": 10**9}, "vocab", "vocab is 1,000,000,000"),
    ],
)
def test_what_is_no_shape_is_said_where_it_stands(changes, field, words):
    entry = entry_of(shape_preset("deepseek-v3"))
    sizes = {name: changes.pop(name) for name in ("hidden", "vocab") if name in changes}
    with pytest.raises(EntryError, match=words) as refused:
        shape_from_entry(replace(entry, whole=replace(entry.whole, **sizes), **changes))
    assert refused.value.field == field
