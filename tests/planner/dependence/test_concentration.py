import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dependence import (
    ConcentrationReading,
    LargestReading,
    NumberReading,
    RetentionReading,
    concentration_reading,
    effective_number,
    hhi_points,
    largest_reading,
    number_reading,
    retention_reading,
    shannon_number,
)


@pytest.mark.parametrize(
    ("shares", "shannon"),
    [
        ((1.0,), 1.0),
        ((0.8, 0.2), 1.6494),
        ((0.7, 0.3), 1.842),
        ((0.6, 0.4), 1.9601),
        ((0.5, 0.5), 2.0),
        ((0.5, 0.3, 0.2), 2.8001),
        ((0.4, 0.3, 0.2, 0.1), 3.5961),
    ],
)
def test_published_shannon_numbers_come_out(shares, shannon):
    assert float(shannon_number(np.array(shares))) == pytest.approx(shannon, abs=5e-5)


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=12).filter(lambda parts: sum(parts) > 1e-3))
def test_both_effective_numbers_lie_between_one_name_and_all_and_shannon_is_the_larger(parts):
    shares = np.array(parts) / sum(parts)
    simpson, shannon = effective_number(float(hhi_points(shares))), float(shannon_number(shares))
    assert 1.0 - 1e-9 <= simpson <= shannon * (1 + 1e-9)
    assert shannon <= len(parts) * (1 + 1e-9)


@given(st.integers(1, 50))
def test_equal_shares_give_their_number(names):
    shares = np.full(names, 1.0 / names)
    assert effective_number(float(hhi_points(shares))) == pytest.approx(names)
    assert float(shannon_number(shares)) == pytest.approx(names)


@pytest.mark.parametrize(
    ("read", "value", "reading"),
    [
        (concentration_reading, 999.9, ConcentrationReading.LOW),
        (concentration_reading, 1_000.0, ConcentrationReading.MODERATE),
        (concentration_reading, 1_800.0, ConcentrationReading.MODERATE),
        (concentration_reading, 3_550.0, ConcentrationReading.HIGH),
        (number_reading, 1.0, NumberReading.SINGLE),
        (number_reading, 1.25, NumberReading.DOMINATED),
        (number_reading, 1.724, NumberReading.DOMINATED),
        (number_reading, 1.9231, NumberReading.DUAL),
        (number_reading, 2.5, NumberReading.DUAL),
        (number_reading, 2.817, NumberReading.DIVERSIFIED),
        (largest_reading, 0.8, LargestReading.CRITICAL),
        (largest_reading, 0.5, LargestReading.DOMINANT),
        (largest_reading, 0.45, LargestReading.BALANCED),
        (retention_reading, 0.0, RetentionReading.SINGLE_POINT_OF_FAILURE),
        (retention_reading, 0.4211, RetentionReading.WEAK),
        (retention_reading, 0.5, RetentionReading.ACCEPTABLE),
        (retention_reading, 0.7, RetentionReading.ROBUST),
    ],
)
def test_a_measure_is_read_by_its_band(read, value, reading):
    assert read(value) is reading
