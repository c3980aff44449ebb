import pytest
from msgspec.structs import replace

from planner.errors import UserError
from planner.workload.own_shapes import forget_own_shape, keep_own_shape, read_own_shapes
from planner.workload.presets import shape_preset


@pytest.fixture
def own(tmp_path):
    return tmp_path / "data" / "shapes.toml"


def named(key, name):
    return replace(shape_preset("qwen3-next-80b-a3b"), key=key, name=name)


def test_kept_shapes_come_back_in_order_and_one_takes_the_place_of_its_key(own):
    assert read_own_shapes(own) == ()
    first, second = named("own:one", "One"), named("own:two", "Two")
    keep_own_shape(own, first)
    keep_own_shape(own, second)
    assert read_own_shapes(own) == (first, second)
    changed = replace(first, vocab=64_000)
    keep_own_shape(own, changed)
    assert read_own_shapes(own) == (second, changed)
    forget_own_shape(own, "own:two")
    forget_own_shape(own, "own:one")
    assert read_own_shapes(own) == ()


@pytest.mark.parametrize("content", [b"[a]\nname = 3\n", b"\xff\xfe", b"no toml"])
def test_a_broken_file_is_named_and_left_as_it_is(own, content):
    own.parent.mkdir()
    own.write_bytes(content)
    with pytest.raises(UserError, match="cannot be read as your shapes"):
        keep_own_shape(own, named("own:one", "One"))
    assert own.read_bytes() == content
