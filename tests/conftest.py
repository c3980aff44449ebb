"""What all tests share: no test fails because the machine is slow, and how many examples a property is tried on.

An example that plans costs a hundred times one that multiplies, so properties choose by what theirs cost:
``settings.get_profile("plans")`` plans fleets or searches layouts, ``"fleets"`` plans every fleet of a grid, ``"many"``
costs next to nothing and has many kinds of examples; all others go by the default, ``"steady"``. The suite that
everybody runs tries few of each; ``make thorough`` sets THOROUGH and tries many. What is marked ``slow`` takes over
a second, and a quicker test keeps most of its promise: it runs in a thorough run alone.
"""

import os
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

_THOROUGH: Final = bool(os.environ.get("THOROUGH"))
# profile: examples of everyday, examples of a thorough run
_EXAMPLES: Final = {"steady": (15, 300), "plans": (4, 60), "fleets": (1, 12), "many": (40, 1000)}

for _name, (_few, _many) in _EXAMPLES.items():
    settings.register_profile(
        _name,
        deadline=None,
        max_examples=_many if _THOROUGH else _few,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is slow to a thorough run."""
    if _THOROUGH:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
