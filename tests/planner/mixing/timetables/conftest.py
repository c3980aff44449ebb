import pytest

from planner.mixing.timetables.timetable_problem import PaidGroup, Problem, Way, WayKind, cut_intervals, equal_stops

# One model of 9 T tokens on each pool alone: days, and millions a trillion tokens.
LING_TOKENS = 9.0
LING_POOLS = {"910B2": (112.9, 4.315), "A800": (169.0, 4.616), "H800": (157.0, 5.893), "H20": (241.1, 3.713)}


def supplier(name):
    return {"supplier": {"Huawei" if name == "910B2" else "Nvidia": 1.0}}


def ling_rate(name):
    return LING_TOKENS / LING_POOLS[name][0]


def ling_group(name, **terms):
    days, per_trillion = LING_POOLS[name]
    return PaidGroup(key=name, per_day=per_trillion * LING_TOKENS / days, names=supplier(name), **terms)


def ling_way(name, interval=0):
    return Way(
        key=name,
        interval=interval,
        tokens_per_day=ling_rate(name),
        groups=(name,),
        compute_shares=supplier(name),
        stacks=frozenset({"CANN" if name == "910B2" else "CUDA"}),
    )


@pytest.fixture
def make_ling():
    def make(*names, terms=None, **changes):
        groups = tuple(ling_group(name, **(terms or {})) for name in names or LING_POOLS)
        ways = tuple(ling_way(group.key) for group in groups)
        values = {"tokens": LING_TOKENS, "intervals": cut_intervals(groups), "groups": groups, "ways": ways}
        return Problem(**{**values, **changes})

    return make


@pytest.fixture
def make_windowed():
    """H20 from day 0, 910B2 from day 60, joined at 85 % of the sum of their rates, half a day a stop."""

    def make(*, terms=None, old_days=0.0, **changes):
        groups = (ling_group("H20", **(terms or {})), ling_group("910B2", from_day=60.0, **(terms or {})))
        both = ling_rate("H20") + ling_rate("910B2")
        shares = {"supplier": {"Nvidia": ling_rate("H20") / both, "Huawei": ling_rate("910B2") / both}}
        joined = Way(
            key="joined",
            interval=1,
            tokens_per_day=0.85 * both,
            groups=("H20", "910B2"),
            compute_shares=shares,
            stacks=frozenset({"CANN", "CUDA"}),
            kind=WayKind.JOINED,
        )
        values = {
            "tokens": LING_TOKENS,
            "intervals": cut_intervals(groups),
            "groups": groups,
            "ways": (ling_way("H20"), ling_way("H20", 1), ling_way("910B2", 1), joined),
            "stop": equal_stops(days=0.5, old_days=old_days),
        }
        return Problem(**{**values, **changes})

    return make


@pytest.fixture
def make_pools():
    """Pools of rate and price each, all present from day 0; one name and one stack each."""

    def make(pools, **changes):
        groups = tuple(
            PaidGroup(key=key, per_day=price, names={"supplier": {key: 1.0}}) for key, (_, price) in pools.items()
        )
        ways = tuple(
            Way(
                key=key,
                interval=0,
                tokens_per_day=rate,
                groups=(key,),
                compute_shares={"supplier": {key: 1.0}},
                stacks=frozenset({key}),
            )
            for key, (rate, _) in pools.items()
        )
        values = {"tokens": 100.0, "intervals": cut_intervals(groups), "groups": groups, "ways": ways}
        return Problem(**{**values, **changes})

    return make
