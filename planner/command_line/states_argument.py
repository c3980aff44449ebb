"""``--states`` and ``--stops``: how a run keeps weights and optimiser states, and what is known of its failures."""

import argparse
from collections.abc import Sequence

from planner.errors import UserError
from planner.sentences import listed, sentence
from planner.workload.run_facts import FACTS, OF_ONE, values_from, with_values
from planner.workload.training_run import TrainingRun


def add_states_to(parser: argparse.ArgumentParser) -> None:
    """Add both arguments."""
    parser.add_argument(
        "--states",
        metavar="FACT=VALUE[,...]",
        default="",
        help=f"optimiser, weights, gradients, sharding, the host's share, adapters: {_keys(stops=False)} "
        "(optimiser=muon,offload=0.5)",
    )
    parser.add_argument(
        "--stops",
        metavar="FACT=VALUE[,...]",
        default="",
        help=f"failures, checkpoints and restarts of your own: {_keys(stops=True)}; of one accelerator "
        "mtbf-hours:KEY=HOURS",
    )


def with_states(run: TrainingRun, arguments: argparse.Namespace, accelerators: Sequence[str]) -> TrainingRun:
    """Return a run with what the arguments say, the rest as it was; raises UserError.

    ``accelerators`` are the keys of those that take part: what is said of another one would change nothing, unseen.
    """
    said = values_from(arguments.states, stops=False) | values_from(arguments.stops, stops=True)
    named = [key.removeprefix(OF_ONE) for key, hours in said.items() if key.startswith(OF_ONE) and hours]
    strange = next((key for key in named if key not in accelerators), None)
    if strange is not None:
        raise UserError(
            sentence(
                "{!r} takes no part here; hours between its failures can be stated of {}.",
                strange,
                listed(", ", accelerators),
            )
        )
    return with_values(run, said) if said else run


def _keys(*, stops: bool) -> str:
    return ", ".join(fact.key for fact in FACTS if fact.is_stop is stops)
