import pytest

from planner.workload.counting import parameter_count
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.published_counts import active_counted, published_counts

KNOWN = [key for key in shape_keys() if published_counts(key) is not None]

# Totals beyond 0.5 % of their publisher's, whose own classes store what is counted (published_counts.csv, "stored").
TOTALS_OFF = {
    "kimi-linear-48b-a3b",  # its report prints 48 B, its code allocates 49.12 B
    "kimi-k2.5",  # its report seems to count the dense first layer as routed: 1,043 B
    "minimax-m2.5",  # 1.21 B, about two tables, are not explained
    "ernie-4.5-21b-a3b",  # a name, cut and not rounded: 21.83 B
    "llama-4-scout",  # printed with its vision tower of 0.87 B
}
TOTALS_ROUNDED = {"qwen3.5-35b-a3b", "deepseek-v4-pro", "ling-2.5-1t", "jamba-1.5-mini", "granite-4.0-h-small"}
# Active parameters beyond 2 %: printed to a whole billion, within half of which the count is.
ACTIVE_ROUNDED = {
    "qwen3-next-80b-a3b",
    "qwen3.5-397b-a17b",
    "qwen3.5-122b-a10b",
    "qwen3.5-35b-a3b",
    "deepseek-v4-flash",
    "kimi-linear-48b-a3b",
    "granite-4.0-h-small",
    "ernie-4.5-21b-a3b",
}
ACTIVE_ABOUT = {"minimax-m3"}  # "~23B": 23.50 B are counted


def test_forty_shapes_less_two_have_published_counts_with_their_source():
    assert len(KNOWN) == 38
    assert all(published_counts(key).source for key in KNOWN)
    assert published_counts("no-such-shape") is None


def test_totals_are_within_half_a_percent_of_the_published_but_for_the_named():
    beyond = {key for key in KNOWN if _error(parameter_count(shape_preset(key)), published_counts(key).total) > 0.005}
    assert beyond == TOTALS_OFF | TOTALS_ROUNDED
    for key in TOTALS_ROUNDED:
        known = published_counts(key)
        assert abs(parameter_count(shape_preset(key)) - known.total) <= known.total_printed_to / 2


def test_active_parameters_are_within_two_percent_as_the_publisher_counts_them_but_for_the_rounded():
    found = {key: active_counted(shape_preset(key), published_counts(key).rule) for key in KNOWN}
    beyond = {key for key, active in found.items() if _error(active, published_counts(key).active) > 0.02}
    assert beyond == ACTIVE_ROUNDED | ACTIVE_ABOUT
    for key in ACTIVE_ROUNDED:
        known = published_counts(key)
        assert known.active_printed_to == 1e9
        assert abs(found[key] - known.active) <= known.active_printed_to / 2


def _error(counted: float, published: float) -> float:
    return abs(counted / published - 1)


@pytest.mark.parametrize(("key", "with_tables"), [("gpt-oss-120b", 5.71e9), ("nemotron-3-nano", 3.6e9)])
def test_what_a_publisher_says_it_leaves_out_is_left_out(key, with_tables):
    known = published_counts(key)
    assert known.rule_is_stated
    embedding = shape_preset(key).hidden * shape_preset(key).vocab
    assert active_counted(shape_preset(key), known.rule) + embedding == pytest.approx(with_tables, rel=0.01)
