"""Which of many ways of working are weighed against each other: programmes of some hundred ways take minutes.

Ways with stops, porting or visits of their own make a mixed-integer programme whose size grows with the square of their
number. Beyond ``MOST_WAYS`` those are kept that a best division is made of most: of each name of the capped layers in
turn the cheapest a token, then the fastest, then the next.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.mixing.shares.solution_method import Method, method_of
from planner.mixing.timetables.timetable_problem import Problem, Way

MOST_WAYS: Final = 60  # of all intervals together: of so many random ones a programme took 0.7 to 1.4 s of one core


class FewWays(Struct, frozen=True, kw_only=True):
    """A problem of no more ways than can be weighed, and how many keys of ways it keeps of how many."""

    problem: Problem
    kept: int
    all: int


def few_ways(problem: Problem) -> FewWays:
    """Return the problem with the ways that are weighed; all of them where there are few, or no programme is needed."""
    keys = tuple(dict.fromkeys(way.key for way in problem.ways))
    whole = FewWays(problem=problem, kept=len(keys), all=len(keys))
    if len(problem.ways) <= MOST_WAYS or method_of(problem) is not Method.MIXED_INTEGER:
        return whole
    ways: dict[str, list[Way]] = {key: [way for way in problem.ways if way.key == key] for key in keys}
    kept: set[str] = set()
    many = 0
    for key in _in_turn(problem, ways):
        if many + len(ways[key]) > MOST_WAYS:
            break
        kept.add(key)
        many += len(ways[key])
    fewer = replace(problem, ways=tuple(way for way in problem.ways if way.key in kept))
    return FewWays(problem=fewer, kept=len(kept), all=len(keys))


def _in_turn(problem: Problem, ways: dict[str, list[Way]]) -> Iterator[str]:
    """Give every key once: of each name the cheapest, of each the fastest, of each the next cheapest, and so on."""
    paid = {group.key: group.per_worked_day for group in problem.groups}
    days = {key: (min(1.0 / way.tokens_per_day for way in own), 0.0, key) for key, own in ways.items()}
    cost = {
        key: (min(sum(paid[group] for group in way.groups) / way.tokens_per_day for way in own), days[key][0], key)
        for key, own in ways.items()
    }
    named: dict[str, list[str]] = {}
    for key, (first, *_) in ways.items():
        named.setdefault(_names(problem, first), []).append(key)
    by_each = []
    for rank in (cost, days):
        lists = [sorted(keys, key=rank.__getitem__) for keys in named.values()]
        by_each += [keys for _, keys in sorted((rank[keys[0]], keys) for keys in lists)]
    yield from _round_robin(by_each)


def _round_robin(lists: Sequence[list[str]]) -> Iterator[str]:
    given: set[str] = set()
    for place in range(max(map(len, lists))):
        for keys in lists:
            if place < len(keys) and keys[place] not in given:
                given.add(keys[place])
                yield keys[place]


def _names(problem: Problem, way: Way) -> str:
    """Return what tells ways of different names in the capped layers apart."""
    return repr([sorted(way.compute_shares.get(cap.layer, {}).items()) for cap in problem.caps])
