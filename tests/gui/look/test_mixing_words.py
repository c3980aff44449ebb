from gui.look.mixing_words import WAYS, strategy_words
from planner.mixing.strategies import CHOICES, strategy_title


def test_the_window_names_every_way_of_working_as_the_planner_does():
    assert {key: strategy_words(key) for key in WAYS} == {key: strategy_title(key) for key in CHOICES}
    assert tuple(WAYS) == CHOICES


def test_a_way_that_nobody_knows_is_named_by_its_key():
    assert strategy_words("of-a-later-version") == "of-a-later-version"
