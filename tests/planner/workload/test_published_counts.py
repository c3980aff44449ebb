import pytest

from planner.workload.counting import parameter_count
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.published_counts import active_counted, published_counts

# its report is below what its own code allocates; printed as 21 B
_OFF = {"kimi-linear-48b-a3b": 0.03, "ernie-4.5-21b-a3b": 0.04}


def test_forty_shapes_less_two_have_published_counts_with_their_source():
    known = [key for key in shape_keys() if published_counts(key) is not None]
    assert len(known) == 38
    assert all(published_counts(key).source for key in known)
    assert published_counts("no-such-shape") is None


@pytest.mark.parametrize("key", [key for key in shape_keys() if published_counts(key) is not None])
def test_counted_and_published_totals_are_of_one_size(key):
    assert parameter_count(shape_preset(key)) == pytest.approx(published_counts(key).total, rel=_OFF.get(key, 0.02))


@pytest.mark.parametrize(
    ("key", "published"),
    [("deepseek-v3", 37e9), ("gpt-oss-120b", 5.13e9), ("glm-5", 40e9), ("nemotron-3-super", 12e9)],
)
def test_active_parameters_are_counted_as_the_publisher_does(key, published):
    known = published_counts(key)
    assert known.active == published
    assert active_counted(shape_preset(key), known.rule) == pytest.approx(published, rel=0.02)
