"""How the nodes of a job find each other: by numbers that keep their order, where each is given one.

torchrun's ``c10d`` numbers nodes as they arrive; its static rendezvous takes the number of each (``--node-rank``), so
that the ranks of one rack stay together (PyTorch 2.9, torch/distributed/run.py and elastic/rendezvous).
"""

from collections.abc import Iterator

from planner.launching.job import LaunchJob

NUMBER = 'NODE_RANK="${NODE_RANK:-${SLURM_NODEID:-}}"  # this node\'s number, 0 at HOST; without it no order is kept'
ADDRESS = '"${RENDEZVOUS[@]}"'


def rendezvous_lines() -> Iterator[str]:
    """Yield the lines of a script that choose the rendezvous, after HOST, PORT and NODE_RANK are set."""
    yield 'RENDEZVOUS=(--rdzv-backend c10d --rdzv-endpoint "$HOST:$PORT")'
    yield 'if [ -n "$NODE_RANK" ]; then'
    yield '  RENDEZVOUS=(--node-rank "$NODE_RANK" --master-addr "$HOST" --master-port "$PORT")'
    yield "fi"


def number_is_needed(job: LaunchJob) -> Iterator[str]:
    """Yield the line that stops a job of racks whose nodes have no numbers."""
    if job.rack_devices is not None:
        yield ': "${NODE_RANK:?Number the nodes rack by rack, from 0 at HOST}"'
