import pytest

from planner.catalogue.accelerator import Evidence
from planner.risk.scenarios import MOST_SHIPPED, ScenarioKind, Subjects, shipped_scenarios


def made(suppliers, stacks=(), currencies=()):
    return shipped_scenarios(
        Subjects(suppliers=suppliers, new_stacks={key: key for key in stacks}, currencies=tuple(currencies))
    )


def test_every_kind_is_shipped_with_a_probability_and_a_source():
    rows = made({"Nvidia": True, "Huawei": False}, ["Ascend-910B2"], ["USD"])
    assert {row.kind for row in rows} == set(ScenarioKind)
    assert all(0.0 < row.probability < 1.0 and row.source and row.evidence is Evidence.ESTIMATE for row in rows)
    assert len({row.key for row in rows}) == len(rows)


def test_a_supplier_abroad_is_likelier_to_be_cut_off():
    rows = {row.key: row for row in made({"Nvidia": True, "Huawei": False})}
    assert rows["stop-ship:Nvidia"].probability > rows["stop-ship:Huawei"].probability
    assert rows["loss-of-use:Nvidia"].probability > rows["loss-of-use:Huawei"].probability


@pytest.mark.parametrize("count", [1, 3, 8])
def test_shipped_rows_always_leave_a_run_as_planned(count):
    rows = made({f"S{i}": True for i in range(count)}, [f"A{i}" for i in range(count)], ["USD", "EUR"])
    assert sum(row.probability for row in rows) <= MOST_SHIPPED + 1e-12
