"""``loss PLAN``: what losing a supplier in the middle of the run costs in days and money."""

import argparse
from typing import Any, Final

from msgspec.structs import replace

from planner.command_line.plan_sources import add_changes_to, read_plan
from planner.command_line.text_table import (
    NEVER,
    days_number,
    days_or_never,
    marked,
    number,
    percent,
    scaled,
    section,
    text_table,
)
from planner.errors import UserError
from planner.plan import Plan
from planner.risk.supplier_loss import LossKind, LossResult
from planner.sentences import sentence

_STATED: Final = {  # option -> field of the plan's recourse, unit, what it is
    "--replan-days": ("replan_days", "DAYS", "until the others train again"),
    "--lost-hours": ("lost_hours", "HOURS", "work since the last checkpoint"),
    "--failure-share": ("annual_failure_share", "FRACTION", "devices that fail in a year (stop-ship)"),
    "--price-rise": ("price_rise", "FRACTION", "of the rent (price-shock)"),
    "--replacement-price-rise": (
        "replacement_price_rise",
        "FRACTION",
        "by which devices rented instead are more expensive",
    ),
}


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("loss", help="say what losing a supplier in mid-run costs in days and money")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    parser.add_argument("--supplier", required=True, metavar="NAME", help="a supplier of the plan")
    parser.add_argument("--day", required=True, type=_amount, metavar="DAY", help="the day of the run it is lost on")
    parser.add_argument(
        "--kind", choices=[kind.value for kind in LossKind], default=LossKind.LOSS_OF_USE.value, help="what is lost"
    )
    for option, (field, unit, words) in _STATED.items():
        parser.add_argument(option, dest=field, type=_amount, metavar=unit, help=f"{words} (default: the plan's)")
    parser.add_argument(
        "--replacement-days",
        dest="replacement_wait_days",
        type=_wait,
        metavar="DAYS",
        help="until devices of another supplier stand in its place, or 'never' (default: the plan's)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def _amount(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0.0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of 0 or more")
    return value


def _wait(word: str) -> float | str:
    return NEVER if word == NEVER else _amount(word)


def _with_stated(plan: Plan, arguments: argparse.Namespace) -> Plan:
    """Return the plan with the inputs stated on the command line over its own."""
    fields = [*(field for field, _, _ in _STATED.values()), "replacement_wait_days"]
    stated = {field: value for field in fields if (value := getattr(arguments, field)) is not None}
    if stated.get("replacement_wait_days") == NEVER:
        stated["replacement_wait_days"] = None
    from planner.planfile.bounds import complaints  # noqa: PLC0415 - other commands start without it

    changed = replace(plan, recourse=replace(plan.recourse, **stated))
    wrong = next(complaints(changed.recourse), None)
    if wrong is not None:
        raise UserError(sentence("{}; enter a value in its range.", wrong))
    return changed


def run(arguments: argparse.Namespace) -> str:
    """Plan the rest of a run anew after a loss."""
    from planner.uncertainty.loss_in_mid_run import loss_in_mid_run  # noqa: PLC0415 - the planner proper; others start without it

    plan = _with_stated(read_plan(arguments.plan, arguments.changes), arguments)
    result = loss_in_mid_run(plan, arguments.supplier, arguments.day, LossKind(arguments.kind))
    if arguments.json:
        from planner.exports.loss_document import loss_document  # noqa: PLC0415 - the same
        from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same

        return document_text(loss_document(plan, result))
    return loss_text(plan.name, result)


def loss_text(plan_name: str, result: LossResult) -> str:
    """Return a loss for a terminal."""
    planned, cost, extra = result.planned_cost, result.cost_to_finish, result.extra_cost
    currency = planned.currency if planned else ""
    rests = {key: key in result.estimated for key in ("days", "cost")}
    extra_days = "" if result.extra_days is None else days_number(result.extra_days)
    days = (days_number(result.planned_days), days_or_never(result.days_to_finish), extra_days)
    amounts = [scaled(one.amount if one else None) for one in (planned, cost, extra)]
    if result.days_to_finish is None:  # then it is never paid to the end, whatever its prices are
        amounts[1:] = [NEVER, ""]
    rows = [
        ("Days to finish", *(marked(one, rests["days"]) for one in days)),
        (f"Cost to finish, {currency}", *(marked(one, rests["cost"]) for one in amounts)),
    ]
    if result.delay_cost is not None:
        rows.append((f"Late days priced, {currency}", "", "", marked(scaled(result.delay_cost.amount), rests["days"])))
    money = [(name, scaled(amount), percent(amount / cost.amount)) for name, amount in result.terms.items() if cost]
    stated = result.stated
    rented = (
        NEVER
        if stated.replacement_wait_days is None
        else f"after {number(stated.replacement_wait_days)} days, "
        f"{percent(stated.replacement_price_rise, 0)} more expensive"
    )
    late = "not priced" if stated.delay_cost_per_day is None else scaled(stated.delay_cost_per_day.amount)
    inputs = (
        f"  planning anew {number(stated.replan_days)} days, work lost {number(stated.lost_hours)} hours, failures "
        f"{percent(stated.annual_failure_share)} a year, price rise {percent(stated.price_rise, 0)}, replacement "
        f"{rented}, a late day {late}"
    )
    return "".join(
        [
            f"{plan_name}: {result.supplier} lost on day {number(result.day)} ({result.kind.value})\n",
            section("Against the plan", text_table(("", "PLANNED", "AFTER", "EXTRA"), rows, numbers=(1, 2, 3))),
            section("Why", f"  {result.why}\n  Rate without {result.supplier}: {percent(result.kept)}"),
            section("Cost", text_table(("TERM", currency, "SHARE"), money, numbers=(1, 2)) if money else ""),
            section("Stated inputs", inputs),
        ]
    )
