import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape_files import LARGEST_SHAPES_BYTES, shape_to_toml, shapes_from_toml

OWN = """
[my-shape]
name = "My shape"
hidden = 1024
vocab = 32000
blocks = [
    [1, "full", "dense"],
    { repeat = 2, blocks = [[3, "narrow", "moe"], [1, "full", "moe"]] },
]
mixers.full = { kind = "gqa", heads = 8, kv_heads = 2, head_dim = 128 }
mixers.narrow = { kind = "gqa", heads = 8, kv_heads = 2, head_dim = 128, window = 512 }
channel_mixers.dense = { kind = "dense", width = 4096 }
channel_mixers.moe = { kind = "moe", experts = 16, top_k = 2, width = 512 }
"""


def test_every_shipped_shape_comes_back_the_same():
    for key in shape_keys():
        shape = shape_preset(key)
        assert shapes_from_toml(shape_to_toml(shape)) == (shape,), key


def test_a_shape_written_by_hand_is_read():
    (shape,) = shapes_from_toml(OWN)
    assert (shape.key, shape.name, shape.layers, shape.moe_layers) == ("my-shape", "My shape", 9, 8)


def test_several_shapes_of_one_text_come_in_its_order():
    text = shape_to_toml(shape_preset("llama-3-8b")) + "\n" + shape_to_toml(shape_preset("qwen3-8b"))
    assert [shape.key for shape in shapes_from_toml(text)] == ["llama-3-8b", "qwen3-8b"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("hidden = 1024", "hidden = '1024'", 4, "hidden"),
        ("hidden = 1024", "hidden = -2", 4, "hidden"),
        ("hidden = 1024", "hidden = " + "9" * 400, 4, "hidden"),
        ("vocab = 32000", "vocab = true", 5, "vocab"),
        ("vocab = 32000", "vocabulary = 32000", 5, "vocabulary"),
        ("heads = 8, kv_heads = 2, head_dim = 128, window", "heads = 8, kv_heads = 3, head_dim = 128, window", 11, "8"),
        ("window = 512", "windows = 512", 11, "windows"),
        ("window = 512", "window = nan", 11, "window"),
        ('kind = "dense"', 'kind = "thick"', 12, "kind"),
        ("top_k = 2", "top_k = 17", 13, "top_k"),
        ("top_k = 2", 'top_k = "2"', 13, "top_k"),
        ('[1, "full", "dense"]', '[0, "full", "dense"]', 6, "0 layers"),
        ('[1, "full", "dense"]', '[1, "other", "dense"]', 2, "other"),
        ("repeat = 2", "repeat = 99_999", 6, "99999"),
        ('name = "My shape"\n', "", 2, "name"),
        ("[my-shape]\n", "", 2, "table"),
    ],
)
def test_an_error_names_its_line(old, new, line, words):
    assert old in OWN
    with pytest.raises(UserError, match=rf"^Line {line}: .*{re.escape(words)}"):
        shapes_from_toml(OWN.replace(old, new))


@pytest.mark.parametrize("text", ["", "[a", "= 1", "[" * 100_000, "a = 1\n" * LARGEST_SHAPES_BYTES, "\x00"])
def test_a_text_that_is_no_shape_is_refused_in_words(text):
    with pytest.raises(UserError):
        shapes_from_toml(text)


@pytest.mark.parametrize("text", ["a." * 100_000 + "b = 1", OWN + '\nnotes = """\na' + " " * 200_000 + 'b"""'])
def test_a_text_that_would_take_the_square_of_its_length_is_refused_at_once(text):
    begun_s = time.process_time()
    with pytest.raises(UserError):
        shapes_from_toml(text)
    assert time.process_time() - begun_s < 2.0


@given(cut=st.integers(0, len(OWN)), insert=st.text(max_size=12))
def test_any_edit_of_a_text_is_a_shape_or_a_refusal(cut, insert):
    with contextlib.suppress(UserError):
        assert shapes_from_toml(OWN[:cut] + insert + OWN[cut:])
