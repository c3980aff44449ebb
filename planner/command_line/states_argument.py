"""``--states`` and ``--stops``: how a run keeps weights and optimiser states, and what is known of its failures."""

import argparse

from planner.workload.run_facts import FACTS, values_from, with_values
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


def with_states(run: TrainingRun, arguments: argparse.Namespace) -> TrainingRun:
    """Return a run with what the arguments say, the rest as it was; raises UserError."""
    said = values_from(arguments.states, stops=False) | values_from(arguments.stops, stops=True)
    return with_values(run, said) if said else run


def _keys(*, stops: bool) -> str:
    return ", ".join(fact.key for fact in FACTS if fact.is_stop is stops)
