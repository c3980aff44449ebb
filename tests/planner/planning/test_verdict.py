"""No limit that the user stated goes unsaid, whichever way a plan is made; the verdict says who is better in what."""

import re
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import BestSharesKeepCap, IdleNodes, IdleTrays, OverCap
from planner.english import words as words_of
from planner.examples import example_plan
from planner.exports.documents import plan_document
from planner.mixing.strategies import IN_TURN
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Availability, AvailabilityKind, Limits, Programme, ProgrammeModel, Trains
from planner.plan_result import VerdictKind
from planner.planning import plan_results, verdict_options

WAYS = {
    "auto": MixingChoice(),
    "in turn": MixingChoice(strategy="in-turn"),
    "joined": MixingChoice(strategy="data-parallel"),
    "own shares": MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 0.8, "H1@H1": 0.2}),
    "best": MixingChoice(division=Division.BEST),
}


@pytest.fixture(scope="module")
def planned(small_plan, small_catalogue, one_line_model):
    def plan(**changes):
        whole = replace(small_plan, **changes)
        return whole, plan_results(whole, small_catalogue, model=one_line_model)

    return plan


def lines(result, kind):
    return [line.words for line in result.verdict if line.kind is kind]


def broken(result):
    return [(one.limit, one.figure) for one in result.unmet]


@pytest.mark.parametrize("way", [*WAYS, "programme"])
def test_every_limit_that_is_not_kept_is_said_whichever_way_it_is_planned(way, planned, small_plan):
    changes = {"mixing": WAYS.get(way, MixingChoice())}
    if way == "programme":
        models = tuple(ProgrammeModel(name=name, tokens=small_plan.training.tokens / 2) for name in "AB")
        changes |= {"trains": Trains.PROGRAMME, "programme": Programme(models=models)}
    _, free = planned(**changes)
    layer = free.dependence.layers["supplier"]
    reach = Limits(
        deadline_days=free.days / 2,
        budget=Money(amount=free.cost.total.amount / 2, currency=free.cost.total.currency),
        power_w=free.power_w / 2 if free.power_w else None,
        excluded_suppliers=(layer.largest_name,),
    )
    tight = replace(
        changes["mixing"],
        caps=(
            ShareCap(share=layer.largest * 0.9),
            ShareCap(layer="foundry", share=free.dependence.layers["foundry"].hhi / 2e4, measure=CapMeasure.HHI),
        ),
    )
    plan, result = planned(**{**changes, "limits": reach, "mixing": tight})
    if way in {"best", "programme"}:  # nothing keeps them all: nothing is planned, and the limit out of reach is said
        assert result.days is None
        assert [limit for limit, _ in broken(result)] == ["cap" if way == "best" else "deadline"]
    else:
        power = [("power", "energy")] if free.power_w else []
        assert broken(result) == [
            *(("deadline", "days"), ("cap", "largest"), ("cap", "worst_layer"), ("budget", "cost")),
            *power,
            ("excluded-supplier", ""),
        ]
    said = [one["words"] for one in plan_document(plan, result)["unmet_limits"]]
    assert said == [one.remark.words for one in result.unmet]
    for words in said:
        assert any(line.startswith(words) for line in lines(result, VerdictKind.UNMET))


def test_limits_that_are_kept_are_named_and_a_plan_without_any_says_so(planned):
    plan, free = planned()
    assert (broken(free), lines(free, VerdictKind.KEPT)) == ([], [])
    assert lines(free, VerdictKind.TITLE) == ["No deadline, cap or budget is set for this plan."]
    _, kept = planned(
        limits=Limits(deadline_days=free.days * 3, budget=Money(amount=1e12, currency=plan.currency)),
        mixing=MixingChoice(caps=(ShareCap(share=free.dependence.layers["supplier"].largest),)),
    )
    assert lines(kept, VerdictKind.TITLE) == ["This plan keeps every limit that is set."]
    (said,) = lines(kept, VerdictKind.KEPT)
    assert all(words in said for words in ("deadline of", "cap of", "budget of"))


def test_a_deadline_that_most_draws_miss_is_no_clean_pass(planned):
    _, free = planned()
    _, close = planned(limits=Limits(deadline_days=free.days))
    assert close.deadline.chance < 0.5
    assert f"only {close.deadline.chance:.0%}".replace("%", "\u202f%") in lines(close, VerdictKind.TITLE)[0]
    assert any("in time enough?" in words for words in lines(close, VerdictKind.DECIDE))


def test_pools_alone_stand_beside_with_what_they_do_better_and_what_they_break(planned):
    _, free = planned()
    cheapest, fastest = free.mixing.cheapest_alone, free.mixing.fastest_alone
    between = (free.days + max(cheapest.days, fastest.days)) / 2
    _, result = planned(limits=Limits(deadline_days=between), mixing=MixingChoice(caps=(ShareCap(share=0.95),)))
    beside = {words.partition(" alone")[0]: words for words in lines(result, VerdictKind.BESIDE)}
    for one in (cheapest, fastest):
        words = beside[one.name]
        assert ("later" if one.days > result.days else "earlier") in words
        assert ("cheaper" if one.cost.amount < result.cost.total.amount else "dearer") in words
        assert ("past the deadline" in words) == (one.days > between)
        assert "above the cap" in words


def test_what_is_offered_to_give_way_is_enough(planned):
    _, free = planned()
    limits = Limits(deadline_days=free.days / 2)
    _, late = planned(limits=limits)
    (offer,) = lines(late, VerdictKind.DECIDE)
    days = float(offer.partition("allow ")[2].partition(" days")[0].replace(",", ""))
    assert broken(planned(limits=Limits(deadline_days=days))[1]) == []


MOST = {"N1@N1": 0.8, "H1@H1": 0.2}

BREAKS = {
    "deadline": "past the deadline",
    "cap": "above the cap",
    "budget": "above the budget",
    "power": "above the power limit",
    "required-supplier": "which is required",
    "excluded-supplier": "which is excluded",
    "site-mark": "against a mark of the site",
}


def random_limits(free, rng):
    """Limits around what the plan reaches: none, some or all of them."""

    def some(chance, value, none=None):
        return value if rng.random() < chance else none

    amount, mark = free.cost.total, Availability(kind=AvailabilityKind.LIMITED, most_devices=8)
    limits = Limits(
        deadline_days=some(0.5, free.days * rng.uniform(0.5, 1.5)),
        budget=some(0.5, Money(amount=amount.amount * rng.uniform(0.6, 1.3), currency=amount.currency)),
        power_w=some(0.5, free.power_w * rng.uniform(0.5, 1.2)),
        required_suppliers=some(0.3, ("Huawei",), ()),
        excluded_suppliers=some(0.3, ("Nvidia",), ()),
    )
    mixing = MixingChoice(
        strategy=some(0.5, "auto", "in-turn"), caps=some(0.7, (ShareCap(share=rng.uniform(0.4, 0.9)),), ())
    )
    return {"limits": limits, "mixing": mixing, "site_marks": some(0.3, {"N1": mark}, {})}


def broken_words(result):
    return {BREAKS[one.limit] for one in result.unmet}


def named(offer):
    return {words for words in BREAKS.values() if words in offer}


@pytest.mark.slow
def test_whatever_is_offered_says_every_limit_that_it_breaks(planned, small_plan, make_group):
    """What the offered pool, or the offered division, comes to as a plan of its own is what the line says."""
    rng, alone, divided = np.random.default_rng(31), [], []
    for _ in range(60):
        groups = (make_group("N1", int(rng.integers(2, 13))), make_group("H1", int(rng.integers(2, 25))))
        cluster = replace(small_plan.cluster, groups=groups)
        stated = random_limits(planned(cluster=cluster)[1], rng)
        _, result = planned(cluster=cluster, **stated)
        offers = [one for line in lines(result, VerdictKind.DECIDE) for one in line.rstrip(".").split("; ")]
        for offer in (one for one in offers if "take " in one and " alone, " in one):
            own = tuple(group for group in groups if f"take {group.key} alone" in offer)
            _, as_plan = planned(cluster=replace(cluster, groups=own), **stated)
            alone.append((named(offer), broken_words(as_plan)))
        if any(one.limit == "cap" for one in result.unmet):
            offered = [named(one) for one in offers if "best shares" in one]
            best_mixing = replace(stated["mixing"], division=Division.BEST)
            _, best = planned(cluster=cluster, **{**stated, "mixing": best_mixing})
            divided.append((offered, [] if best.days is None else [broken_words(best)]))
    for pairs in (alone, divided):
        assert [said for said, _ in pairs] == [real for _, real in pairs]
        assert any(said for said, _ in pairs)
        assert not all(said for said, _ in pairs)


def test_what_is_offered_says_what_it_breaks(planned, small_plan, make_group):
    cluster = replace(small_plan.cluster, groups=(make_group("N1", 8), make_group("H1", 12)))
    cheap = planned(cluster=cluster)[1].mixing.cheapest_alone
    limits = Limits(deadline_days=cheap.days - 1.0, budget=cheap.cost)
    _, dear = planned(cluster=cluster, limits=limits, mixing=MixingChoice(caps=(ShareCap(share=0.7),)))
    (offer,) = (words for words in lines(dear, VerdictKind.DECIDE) if "budget" in words)
    taken = next(one for one in offer.split("; ") if f"take {cheap.name} alone" in one)
    assert named(taken) == {"past the deadline", "above the cap"}


@pytest.mark.parametrize("share", [0.4, 0.55])
def test_best_shares_are_offered_where_they_give_figures(share, planned):
    _, over = planned(mixing=MixingChoice(caps=(ShareCap(share=share),), division=Division.BY_USER, token_shares=MOST))
    _, best = planned(mixing=MixingChoice(caps=(ShareCap(share=share),), division=Division.BEST))
    offers = [words.cause for words in lines(over, VerdictKind.DECIDE) if isinstance(words.cause, BestSharesKeepCap)]
    assert bool(offers) == (best.days is not None) == (share > 0.5)
    for offer in offers:
        assert not best.unmet
        assert (offer.days, offer.days_later) == pytest.approx((best.days, best.days - over.days))
        assert offer.extra_cost == pytest.approx(best.cost.total.amount - over.cost.total.amount)


def test_best_shares_are_planned_once_for_all_caps_and_after_the_figures(monkeypatch):
    plan = example_plan("ling-plus")
    caps = tuple(ShareCap(layer=layer, share=0.51) for layer in ("supplier", "foundry"))
    mixing = replace(plan.mixing, caps=caps, division=Division.AUTO, strategy=IN_TURN)
    asked, told = [], []
    monkeypatch.setattr(verdict_options, "best_shares_instead", lambda _plan, _run, result: asked.append(result))
    result = plan_results(replace(plan, mixing=mixing), on_figures=lambda figures: told.append((figures, len(asked))))
    ((figures, before),) = told
    assert (before, len(asked)) == (0, 1)
    assert [one.limit for one in figures.unmet] == [one.limit for one in result.unmet] == ["cap", "cap"]


def test_no_best_shares_are_offered_to_a_programme(planned, small_plan):
    models = tuple(ProgrammeModel(name=name, tokens=small_plan.training.tokens / 3) for name in "ABC")
    over = {"mixing": MixingChoice(caps=(ShareCap(share=0.6),)), "trains": Trains.PROGRAMME}
    _, result = planned(**over, programme=Programme(models=models))
    (offer,) = lines(result, VerdictKind.DECIDE)
    assert "best shares" not in offer


def test_a_cap_is_broken_at_the_share_that_it_is_broken_by(planned):
    _, free = planned()
    largest = free.dependence.layers["supplier"].largest
    found = [planned(mixing=MixingChoice(caps=(ShareCap(share=largest * part),)))[1] for part in (0.9, 1.0)]
    assert [len(one.unmet) for one in found] == [1, 0]
    assert isinstance(found[0].unmet[0].remark.cause, OverCap)
    assert found[0].unmet[0].reached == pytest.approx(largest)


def test_the_title_comes_first_and_lines_of_a_kind_stand_together(planned):
    _, result = planned(limits=Limits(deadline_days=1.0))
    kinds = [line.kind for line in result.verdict]
    assert kinds[0] is VerdictKind.TITLE
    order = list(VerdictKind)
    assert all(order.index(one) <= order.index(after) for one, after in pairwise(kinds))


def test_a_power_over_its_limit_is_never_written_as_the_limit_promise(planned):
    """161 kW are not 0.16 MW where the limit is 160 kW, and a limit is quoted as it was typed."""
    power = planned()[1].power_w
    for limit in (power - 1e3, power - 10.0):
        _, over = planned(limits=Limits(power_w=limit))
        (said,) = [words for words in over.warnings if "at once; the limit is" in words]
        drawn, allowed = re.findall(r"[\d.]+(?= MW)", said)
        assert drawn != allowed
        assert float(allowed) * 1e6 == pytest.approx(limit, abs=0.5)
    _, typed = planned(limits=Limits(power_w=1.234e6))
    assert any("power limit of 1.234 MW" in line for line in lines(typed, VerdictKind.KEPT))


def test_one_node_stays_idle_and_one_pool_keeps_costing_promise():
    one = words_of(IdleNodes(pool="N1", nodes=32, used_nodes=31))
    assert one.startswith("N1: 1 of 32 nodes stays idle and is paid for; 31 nodes train as fast")
    assert "2 of 32 nodes stay idle and are" in words_of(IdleNodes(pool="N1", nodes=32, used_nodes=30))
    tray = words_of(IdleTrays(pool="N1", node_devices=72, used_devices=71))
    assert tray.startswith("N1: 1 of the 72 devices of each node stays idle and is paid for;")
