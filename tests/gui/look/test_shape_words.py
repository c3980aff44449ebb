import pytest

from gui.look.recipe_words import FACTS, NAMES
from gui.look.shape_words import CHOICES, KINDS, has_words, kind_name, size_caption, size_tip
from planner.workload.channel_mixers.registry import CHANNEL_MIXERS
from planner.workload.mixers.registry import MIXERS
from planner.workload.prediction import Prediction
from planner.workload.recipe import Recipe, RecipeName
from planner.workload.residual import Residual
from planner.workload.shape_entry import WholeSizes
from planner.workload.size_fields import size_fields

PARTS = (*MIXERS.values(), *CHANNEL_MIXERS.values(), Residual, Prediction, WholeSizes)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_size_of_every_part_has_a_caption_and_says_what_it_does(part):
    for field in size_fields(part):
        assert has_words(field.name), field.name
        assert size_caption(field.name)
        assert size_tip(field.name)
        assert all(choice in CHOICES for choice in field.choices), field.choices


def test_every_kind_of_the_registries_has_a_name():
    assert set(KINDS) == set(MIXERS) | set(CHANNEL_MIXERS)
    assert kind_name("mla") == "MLA attention"


def test_every_fact_and_every_named_recipe_has_words():
    assert set(FACTS) == {name for name in Recipe.__struct_fields__ if name != "name"}
    assert list(NAMES) == list(RecipeName)
