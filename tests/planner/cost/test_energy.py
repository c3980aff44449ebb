import pytest

from planner.cost import EnergyTerms, co2e_kg, energy_kwh, load_grid_intensities
from planner.errors import UserError


def test_energy_is_power_by_load_by_pue_by_hours():
    assert energy_kwh(10_200.0, 24.0, EnergyTerms(pue=1.1)) == pytest.approx(10.2 * 0.75 * 1.1 * 24.0)


def test_every_grid_has_a_year_and_a_source_and_emits_less_than_coal_alone():
    grids = load_grid_intensities()
    assert {"CN", "US", "DE", "FR", "SG"} <= set(grids)
    for grid in grids.values():
        assert grid.date.isdigit()
        assert grid.source
        assert 0.0 < grid.kg_co2e_per_kwh < 1.1
    assert co2e_kg(1_000.0, grids["CN"].kg_co2e_per_kwh) == pytest.approx(585.82)


@pytest.mark.parametrize(("field", "value"), [("pue", 0.9), ("load", 1.5)])
def test_terms_that_cannot_be_are_refused_in_a_sentence(field, value):
    with pytest.raises(UserError, match="enter"):
        EnergyTerms(**{field: value})
