"""Planning and exploring by name, as quick or as slow as a test needs."""

import time

from planner.errors import Cancelled, UserError


def plan_name(watch, plan):
    if plan.name == "refused":
        raise UserError("No.")
    return plan.name


def explore_name(watch, plan):
    for done in range(400 if plan.name.startswith("slow") else 1):
        if watch.cancelled():
            raise Cancelled("called off")
        watch.advance(done, 400)
        time.sleep(0.01)
    return f"explored {plan.name}"


def explore_for_ever(watch, plan):
    done = 0
    while not watch.cancelled():
        watch.advance(done, 1_000_000)
        done += 1
        time.sleep(0.005)
    raise Cancelled("called off")


def uncertainty_name(watch, plan, axes):
    if plan.name == "refused":
        raise UserError("No uncertainty.")
    return f"uncertainty of {plan.name} over {axes[0]}"


def plan_in_two_parts(watch, plan):
    """Tell figures, and come to an end unless the plan is slow: then only once it is called off."""
    watch.tell(f"figures of {plan.name}")
    while plan.name == "slow" and not watch.cancelled():
        time.sleep(0.005)
    return plan.name
