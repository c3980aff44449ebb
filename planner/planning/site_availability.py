"""What keeps an accelerator from the site, the user's marks before the export rules; and where a plan breaks it."""

from collections.abc import Iterator, Sequence
from typing import Final

from planner import causes as c
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.export_rules import Effect, ExportFinding, strongest_finding
from planner.english import barred_words
from planner.english import mark_words as allowed_words
from planner.plan import AvailabilityKind, Plan
from planner.plan_result import PoolResult

_GRAVEST_FIRST: Final = (Effect.DENIAL, Effect.LICENCE, Effect.UNKNOWN, Effect.CAUTION)


def device_limits(plan: Plan, catalogue: Catalogue | None = None) -> dict[str, int]:
    """Return the most devices of each accelerator that may stand at the site; 0 where it is not to be had.

    A mark of the user's wins over the export rules, which count as far as the plan obeys them.
    """
    entries = (plan.catalogue if catalogue is None else catalogue).accelerators
    keys = dict.fromkeys(group.accelerator for group in plan.cluster.groups)
    unmarked = (key for key in keys if key in entries and key not in plan.site_marks)
    return {key: 0 for key in unmarked if is_barred(plan, entries[key])} | _marked_limits(plan)


def _marked_limits(plan: Plan) -> dict[str, int]:
    limits = {key: mark.device_limit for key, mark in plan.site_marks.items()}
    return {key: most for key, most in limits.items() if most is not None}


def is_barred(plan: Plan, accelerator: Accelerator) -> bool:
    """Return whether the export rules, where the plan obeys them, put a device under a presumption of denial."""
    finding = plan_finding(plan, accelerator) if plan.obeys_export_rules else None
    return finding is not None and finding.effect is Effect.DENIAL


def plan_finding(plan: Plan, accelerator: Accelerator) -> ExportFinding | None:
    """Return the gravest finding of the export rules at the plan's site, for its headquarters; None: not covered."""
    return strongest_finding(accelerator, plan.site.code, headquarters=plan.headquarters)


def mark_words(plan: Plan, key: str, entry: Accelerator | None) -> str:
    """Say what keeps an accelerator from the site, as the reason why a fleet is left out."""
    name = entry.name if entry is not None else key
    mark = plan.site_marks.get(key)
    if mark is None and entry is not None:
        return barred_words(name, plan.site.name)
    if mark is None or mark.kind is AvailabilityKind.BARRED:
        return allowed_words(name, 0)
    return allowed_words(name, mark.device_limit or 0)


def broken_marks(plan: Plan, pools: Sequence[PoolResult]) -> list[c.SiteMarkBroken]:
    """Return a cause for each mark of the user's that the composed plan breaks."""
    found = []
    for key, most in _marked_limits(plan).items():
        ours = [pool for pool in pools if pool.accelerator == key]
        devices = sum(pool.devices for pool in ours)
        if devices > most:
            found.append(c.SiteMarkBroken(name=ours[0].name, allowed_devices=most, devices=devices))
    return found


def export_control(plan: Plan, pools: Sequence[PoolResult], catalogue: Catalogue) -> Iterator[c.Cause]:
    """Yield what is barred from the site, then one cause on all devices of the plan, the gravest effect first."""
    keys = dict.fromkeys(pool.accelerator for pool in pools)
    by_effect: dict[str, list[str]] = {effect: [] for effect in (*_GRAVEST_FIRST, "", Effect.CLEAR)}
    barred: list[tuple[str, ExportFinding]] = []
    for entry in (catalogue.accelerators[key] for key in keys if key in catalogue.accelerators):
        finding = plan_finding(plan, entry)
        by_effect["" if finding is None else finding.effect].append(entry.name)
        if finding is not None and finding.effect is Effect.DENIAL and entry.key not in plan.site_marks:
            barred.append((entry.name, finding))
    if barred:
        rule, names = barred[0][1], tuple(name for name, _ in barred)
        yield c.BarredDevicesPlanned(
            names=names, site=plan.site.name, rule=rule.rule, date=rule.date, source=rule.source
        )
    found = tuple((str(effect), tuple(names)) for effect, names in by_effect.items() if names)
    if any(effect != Effect.CLEAR for effect, _ in found):
        yield c.ExportControl(site=plan.site.name, findings=found)
