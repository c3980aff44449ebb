"""``loss PLAN``: what losing a supplier in the middle of the run costs in days and money."""

import argparse
from typing import Any

from planner.command_line.plan_sources import read_plan
from planner.command_line.text_table import number, percent, scaled, section, text_table
from planner.dependence.loss import LossKind, LossResult, LossTerms

_STATED = LossTerms()


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("loss", help="say what losing a supplier in mid-run costs in days and money")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    parser.add_argument("--supplier", required=True, metavar="NAME", help="a supplier of the plan")
    parser.add_argument("--day", required=True, type=_amount, metavar="DAY", help="the day of the run it is lost on")
    parser.add_argument(
        "--kind", choices=[kind.value for kind in LossKind], default=LossKind.LOSS_OF_USE.value, help="what is lost"
    )
    parser.add_argument(
        "--replan-days", type=_amount, default=_STATED.replan_days, metavar="DAYS", help="until the others train again"
    )
    parser.add_argument(
        "--lost-hours", type=_amount, default=_STATED.lost_hours, metavar="HOURS", help="work since the last checkpoint"
    )
    parser.add_argument(
        "--failure-share",
        type=_amount,
        default=_STATED.annual_failure_share,
        metavar="FRACTION",
        help="devices that fail in a year (stop-ship)",
    )
    parser.add_argument(
        "--price-rise", type=_amount, default=_STATED.price_rise, metavar="FRACTION", help="of the rent (price-shock)"
    )
    parser.add_argument(
        "--replacement-days", type=_amount, metavar="DAYS", help="until as many devices are delivered again (never)"
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


def run(arguments: argparse.Namespace) -> str:
    """Plan the rest of a run anew after a loss."""
    from planner.planning.loss import loss_in_mid_run  # noqa: PLC0415 - the planner proper; others start without it

    plan = read_plan(arguments.plan)
    terms = LossTerms(
        replan_days=arguments.replan_days,
        lost_hours=arguments.lost_hours,
        annual_failure_share=arguments.failure_share,
        replacement_days=arguments.replacement_days,
        price_rise=arguments.price_rise,
    )
    result = loss_in_mid_run(plan, arguments.supplier, arguments.day, LossKind(arguments.kind), terms=terms)
    if arguments.json:
        from planner.exports.documents import document_text  # noqa: PLC0415 - the same
        from planner.exports.loss_document import loss_document  # noqa: PLC0415 - the same

        return document_text(loss_document(plan, result))
    return loss_text(plan.name, result)


def loss_text(plan_name: str, result: LossResult) -> str:
    """Return a loss for a terminal."""
    planned, cost, extra = result.planned_cost, result.cost_to_finish, result.extra_cost
    currency = planned.currency if planned else ""
    rows = [
        ("Days to finish", number(result.planned_days), number(result.days_to_finish), number(result.extra_days)),
        (
            f"Cost to finish, {currency}",
            scaled(planned.amount if planned else None),
            scaled(cost.amount if cost else None),
            scaled(extra.amount if extra else None),
        ),
    ]
    money = [(name, scaled(amount), percent(amount / cost.amount)) for name, amount in result.terms.items() if cost]
    stated = result.stated
    wait = "never" if stated.replacement_days is None else f"after {number(stated.replacement_days)} days"
    inputs = (
        f"  planning anew {number(stated.replan_days)} days, work lost {number(stated.lost_hours)} hours, failures "
        f"{percent(stated.annual_failure_share)} a year, price rise {percent(stated.price_rise, 0)}, replacement "
        f"{wait}"
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
