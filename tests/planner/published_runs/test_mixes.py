import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.published_runs.mixes import mix_checks, pipeline_rate


def test_every_mixed_run_is_predicted_or_has_a_reason():
    checks = mix_checks()
    assert len(checks) > 50
    assert all((check.predicted is None) == bool(check.reason) for check in checks)
    assert len({check.id for check in checks}) == len(checks)


@pytest.mark.parametrize(("id_", "predicted"), [("ZB-L8B-4", 528.7), ("ZB-Q7B", 528.5)])
def test_a_pipeline_over_two_suppliers_is_predicted_within_three_per_cent(id_, predicted):
    check = next(check for check in mix_checks() if check.id == id_)
    assert check.predicted == pytest.approx(predicted, abs=0.1)
    assert abs(check.error) < 0.03
    assert abs(check.best_layers[0] - check.layers[0]) <= 1


@pytest.mark.parametrize("id_", ["ZB-L8B-1", "ZB-L8B-2", "ZB-L8B-3"])
def test_a_slow_link_is_reproduced_by_its_stated_factor(id_):
    check = next(check for check in mix_checks() if check.id == id_)
    assert check.stated_factor is not None
    assert abs(check.error) < 0.03


@given(st.lists(st.floats(1.0, 1e3), min_size=2, max_size=4), st.data())
def test_a_pipeline_is_never_faster_than_its_pools_together(rates, data):
    layers = [data.draw(st.integers(1, 60)) for _ in rates]
    assert pipeline_rate(rates, layers, 0.0) <= sum(rates) / len(rates) * (1 + 1e-9)
