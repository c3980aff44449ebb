"""What the pools of a plan are called: no two alike, so that figures may be laid by name."""

from collections import Counter
from collections.abc import Iterable, Mapping

from planner.catalogue.accelerator import Accelerator
from planner.causes import PoolPlace


def pool_names(places: Iterable[PoolPlace], accelerators: Mapping[str, Accelerator]) -> dict[PoolPlace, str]:
    """Return each pool's name: its accelerator's, with its site where the accelerator stands at several.

    Entries of one's own may be called as others are: what then tells them apart is the accelerator's key.
    """
    pools = tuple(dict.fromkeys(places))
    called = {key: accelerators[key].name if key in accelerators else key for key, _ in pools}
    alike, sites = Counter(called.values()), Counter(key for key, _ in pools)
    found = {}
    for key, site in pools:
        name = called[key] if alike[called[key]] == 1 else f"{called[key]} [{key}]"
        found[key, site] = f"{name} ({site})" if sites[key] > 1 and site else name
    return found
