"""What all tests share: no test fails because the machine is slow, and how many examples a property is tried on.

An example that plans costs a hundred times one that multiplies, so properties choose by what theirs cost:
``settings.get_profile("plans")`` plans fleets or searches layouts, ``"fleets"`` plans every fleet of a grid, ``"many"``
costs next to nothing and has many kinds of examples; all others go by the default, ``"steady"``. The suite that
everybody runs tries few of each; ``make thorough`` sets THOROUGH and tries many. What is marked ``slow`` takes over
a second, and a quicker test keeps most of its promise: it runs in a thorough run alone. Of the cases of a test that is
marked ``sample(n)``, n spread evenly from the first to the last run every day, and all in a thorough run.
"""

import builtins
import gc
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is there: processes that share the cores only wait

sys.path.insert(0, str(Path(__file__).parent))
from remembered_layouts import remember_layouts

_THOROUGH: Final = bool(os.environ.get("THOROUGH"))
# profile: examples of everyday, examples of a thorough run
_EXAMPLES: Final = {"steady": (10, 300), "plans": (3, 60), "fleets": (1, 12), "many": (25, 1000)}

for _name, (_few, _many) in _EXAMPLES.items():
    settings.register_profile(
        _name,
        deadline=None,
        max_examples=_many if _THOROUGH else _few,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to a thorough run what is slow, and the cases beyond a sample."""
    if _THOROUGH:
        return
    left = {item for item in items if item.get_closest_marker("slow")} | _beyond_samples(items)
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


def _beyond_samples(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return the cases of sampled tests that are not of the sample; cases marked slow count as none."""
    cases = defaultdict(list)
    for item in items:
        mark = item.get_closest_marker("sample")
        if mark and not item.get_closest_marker("slow"):
            cases[item.nodeid.partition("[")[0], mark.args[0]].append(item)
    return {one for (_, most), all_of in cases.items() for one in set(all_of) - set(_spread(all_of, most))}


def _spread(cases: list[pytest.Item], most: int) -> list[pytest.Item]:
    """Return at most so many of the cases, at even distances, the first and the last of them among them."""
    if most >= len(cases):
        return cases
    return [cases[round(at * (len(cases) - 1) / max(1, most - 1))] for at in range(most)]


def pytest_collection() -> None:
    """Look for no garbage while tests are collected: all that is made then stays.

    PySide looks at every import for ``from __feature__``, which nobody writes here; importing takes twice as long so.
    """
    gc.disable()
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def pytest_collection_finish() -> None:
    """Look for garbage only among what comes after: modules and tests stay, and going through them takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of the tests that all of its processes share."""
    if "TESTS_SHARE" in os.environ:
        return Path(os.environ["TESTS_SHARE"])
    here = tmp_path_factory.getbasetemp()
    return here.parent if "PYTEST_XDIST_WORKER" in os.environ else here


@pytest.fixture(scope="session")
def layouts_searched_once(whole_run: Path) -> Path:
    """Let no process search the layouts of a pool that another has searched; the folder of those that are known."""
    remember_layouts(None, whole_run / "layouts")
    return whole_run / "layouts"
