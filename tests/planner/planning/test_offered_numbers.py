"""A number that a refusal offers is accepted as it stands in the sentence, and as it stands in the data."""

import re

import pytest
from msgspec.structs import replace

from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Limits
from planner.planning import plan_results

LARGEST, HHI = CapMeasure.LARGEST, CapMeasure.HHI
# cap, its measure, deadline, tokens
REFUSED = [
    (0.6, LARGEST, 40.0, 1.0e12),
    (0.53, LARGEST, 137.0, 0.97e12),
    (0.51, LARGEST, 150.0, 1.013e12),
    (0.52, HHI, 91.0, 1.007e12),
    (0.501, HHI, 152.0, 1.021e12),
    (0.45, LARGEST, None, 1e12),
    (0.45, HHI, None, 1e12),
    (None, None, 33.0, 1.017e12),
]
OFFERED = {
    "deadline": re.compile(r"earliest end is day ~?([\d,.]+\d)"),
    "cap": re.compile(r"smallest cap that can be kept .*?is ~?([\d.]+)\s%"),
    "points": re.compile(r"smallest HHI that can be kept .*?is ~?([\d,]+) points"),
}


def numbers(pattern, reason):
    return [float(found.replace(",", "")) for found in pattern.findall(reason)]


@pytest.mark.parametrize("refused", REFUSED)
def test_every_number_that_a_refusal_offers_is_accepted(small_plan, small_catalogue, one_line_model, refused):
    cap, measure, deadline, tokens = refused

    def planned(cap, deadline):
        caps = () if cap is None else (ShareCap(share=cap, measure=measure),)
        plan = replace(
            small_plan,
            workload=replace(small_plan.workload, tokens=tokens),
            limits=Limits(deadline_days=deadline),
            mixing=MixingChoice(division=Division.BEST, caps=caps),
        )
        return plan_results(plan, small_catalogue, model=one_line_model)

    (block,) = (one for one in planned(cap, deadline).blocked if one.groups == ())
    offers = {name: numbers(pattern, block.reason) for name, pattern in OFFERED.items()}
    caps = [share / 100 for share in offers["cap"]] + [points / 1e4 for points in offers["points"]]
    days, data = offers["deadline"], block.cause.data()
    if data.get("smallest_cap") is not None:
        caps.append(data["smallest_cap"] / (1e4 if measure is HHI else 1.0))
    if data["smallest_deadline_days"] is not None:
        days.append(data["smallest_deadline_days"])
    assert len(caps) + len(days) >= 2  # in the sentence and in the data
    assert all(planned(one, deadline).days is not None for one in caps)
    assert all(planned(cap, one).days is not None for one in days)
