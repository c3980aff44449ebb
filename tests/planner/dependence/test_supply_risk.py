import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.dependence import eu_supply_risk, supply_risk, wgi_concentration
from planner.dependence.supply_risk import DOMESTIC, FOREIGN, LICENCE_CONTROLLED, SupplyPart


def test_the_worked_supply_risks_come_out():
    assert supply_risk([SupplyPart(share=1.0, disruption=0.5)]) == pytest.approx(0.5)
    mixed = [SupplyPart(share=0.6, disruption=0.5), SupplyPart(share=0.4, disruption=0.3)]
    assert supply_risk(mixed, 0.4) == pytest.approx(0.1368)


def test_a_trade_factor_raises_or_lowers_its_own_suppliers_part_alone():
    # 0.8 domestic, 1 foreign, 1.2 under licence
    factors = (DOMESTIC, FOREIGN, LICENCE_CONTROLLED)
    assert factors == (0.8, 1.0, 1.2)
    home = SupplyPart(share=0.7, disruption=0.4, trade_factor=DOMESTIC)
    licensed = SupplyPart(share=0.3, disruption=0.4, trade_factor=LICENCE_CONTROLLED)
    assert supply_risk([home, licensed]) == pytest.approx(0.49 * 0.4 * 0.8 + 0.09 * 0.4 * 1.2)


def test_the_worked_european_form_comes_out():
    # The Union sources by shares 0.8/0.2 of the first two countries; all of it is imported (IR 1).
    world = wgi_concentration((0.6, 0.3, 0.1), (4.5, 2.0, 1.0), (1.0, 1.0, 1.0))
    union = wgi_concentration((0.8, 0.2), (4.5, 2.0), (1.0, 1.0))
    assert world == pytest.approx(1.81)
    found = eu_supply_risk(world, union, import_reliance=1.0, recycling_rate=0.05, substitution=0.9)
    assert found == pytest.approx(2.0392, abs=5e-5)


parts = st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(0.0, 1.0)), min_size=1, max_size=6)


@given(parts, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_validated_elsewhere_is_never_riskier_and_the_risk_stays_a_fraction(drawn, one, other):
    total = sum(share for share, _ in drawn)
    supply = [SupplyPart(share=share / total, disruption=disruption) for share, disruption in drawn]
    low, high = supply_risk(supply, max(one, other)), supply_risk(supply, min(one, other))
    assert -1e-12 <= low <= high + 1e-12
    assert high <= 1.0 + 1e-9
