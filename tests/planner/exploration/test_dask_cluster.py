"""An exploration on a Dask cluster: a real scheduler and two worker processes on loopback, one of them killed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the cluster extra is not installed")

# In a process of its own: the cluster's threads and sockets outlive a test, and its warnings are not ours.
_ON_A_CLUSTER = """
import json, os, signal, sys, threading
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from dask.distributed import Client, LocalCluster
from planner.cluster import BorderKind
from planner.command_line import explore_command
from planner.examples import example_plan
from planner.exploration import search
from planner.exploration.explore import explore
from planner.mixing.borders import border_terms
from planner.planfile.store import save_plan

def figures(found):
    return [found.fleets.cost.tolist(), found.fleets.retention.tolist(), found.frontier.tolist(), found.knee]

def by_command(plan, scheduler):
    # explore --json without its seconds, of pools on one fabric, where pipelines are weighed too
    fabric = replace(border_terms(BorderKind.DEVICE_DIRECT).border, bytes_per_s=1e13)
    save_plan(Path("fabric.chipfolio"), replace(plan, cluster=replace(plan.cluster, border=fabric)))
    asked = Namespace(plan="fabric.chipfolio", json=True, csv=None, workers=None, scheduler=scheduler)
    return {key: value for key, value in json.loads(explore_command.run(asked)).items() if key != "seconds"}

if __name__ == "__main__":
    plan = example_plan("ling-plus")
    here = explore(plan)
    search.POOL_ROWS_PER_BLOCK = 500
    alone = {"host": "127.0.0.1", "dashboard_address": None}
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **alone)
    with cluster, Client(cluster.scheduler_address) as client:
        pids = list(client.run(os.getpid).values())
        killed = threading.Event()
        def on_progress(done, expected):
            if done >= 10 and not killed.is_set():
                killed.set()
                os.kill(pids[0], signal.SIGKILL)
        there = explore(plan, executor=client.get_executor(), on_progress=on_progress)
        again = explore(plan, executor=client.get_executor())
        alike = by_command(plan, cluster.scheduler_address) == by_command(plan, None)
    same = figures(there) == figures(here) == figures(again)
    print(json.dumps({"same": same, "killed": killed.is_set(), "fleets": len(there.fleets), "alike": alike}))
"""


def test_a_cluster_gives_the_same_to_the_last_digit_though_a_worker_is_killed(tmp_path: Path):
    program = tmp_path / "on_a_cluster.py"
    program.write_text(_ON_A_CLUSTER, encoding="utf-8")
    root = Path(__file__).parents[3]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", str(program)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["same"]
    assert answer["killed"]
    assert answer["alike"]
    assert answer["fleets"] > 1000
