"""An exploration on a Dask cluster: a real scheduler and two workers; in a thorough run processes, one killed."""

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
from msgspec.structs import replace
from pathlib import Path
from dask.distributed import Client, LocalCluster
from planner.cluster import LinkKind
from planner.command_line import explore_command
from planner.examples import example_plan
from planner.exploration import search
from planner.exploration.explore import explore
from planner.mixing.inter_pool_links import link_terms
from planner.planfile.store import save_plan

def figures(found):
    return [found.fleets.cost.tolist(), found.fleets.retention.tolist(), found.frontier.tolist(), found.knee]

def by_command(plan, scheduler):
    # explore --json without its seconds, of pools on one fabric, where pipelines are weighed too
    fabric = replace(link_terms(LinkKind.DEVICE_DIRECT).link, bytes_per_s=1e13)
    save_plan(Path("fabric.chipfolio"), replace(plan, cluster=replace(plan.cluster, inter_pool_link=fabric)))
    asked = Namespace(plan="fabric.chipfolio", json=True, csv=None, workers=None, scheduler=scheduler, changes=[])
    return {key: value for key, value in json.loads(explore_command.run(asked)).items() if key != "seconds"}

if __name__ == "__main__":
    plan = example_plan(sys.argv[1])
    groups = tuple(replace(group, explore_step_nodes=int(sys.argv[2])) for group in plan.cluster.groups)
    plan = replace(plan, cluster=replace(plan.cluster, groups=groups))
    here = explore(plan)
    search.POOL_ROWS_PER_BLOCK = int(sys.argv[3])
    alone = {"host": "127.0.0.1", "dashboard_address": None}
    processes = sys.argv[4] == "processes"
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=processes, protocol="tcp", **alone)
    with cluster, Client(cluster.scheduler_address) as client:
        pids = list(client.run(os.getpid).values())
        killed = threading.Event()
        def on_progress(done, expected):
            if processes and done >= 10 and not killed.is_set():
                killed.set()
                os.kill(pids[0], signal.SIGKILL)
        there = explore(plan, executor=client.get_executor(), on_progress=on_progress)
        again = explore(plan, executor=client.get_executor())
        alike = by_command(plan, cluster.scheduler_address) == by_command(plan, None)
    same = figures(there) == figures(here) == figures(again)
    print(json.dumps({"same": same, "killed": killed.is_set(), "fleets": len(there.fleets), "alike": alike}))
"""


@pytest.mark.parametrize(
    ("example", "step_nodes", "rows", "workers", "fleets"),
    [
        ("ling-plus-lower-spec", 16, 4, "threads", 40),
        pytest.param("ling-plus", 64, 500, "processes", 1000, marks=pytest.mark.slow),
    ],
)
def test_a_cluster_gives_the_same_to_the_last_digit_though_a_worker_is_killed(  # noqa: PLR0917 - one case
    tmp_path: Path, example: str, step_nodes: int, rows: int, workers: str, fleets: int
):
    program = tmp_path / "on_a_cluster.py"
    program.write_text(_ON_A_CLUSTER, encoding="utf-8")
    root = Path(__file__).parents[3]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", str(program), example, str(step_nodes), str(rows), workers],
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
    assert answer["killed"] is (workers == "processes")
    assert answer["alike"]
    assert answer["fleets"] > fleets


_LOST = """
import json, os, signal, socket, subprocess, sys
from planner.errors import ClusterError, UserError
from planner.examples import example_plan
from planner.exploration import dask_cluster, search
from planner.exploration.dask_cluster import dask_executor
from planner.exploration.explore import explore

def complaint(address, hit=lambda: None):
    done = []
    def on_progress(_done, _expected):
        if not done:
            done.append(hit())
    try:
        with dask_executor(address) as executor:
            explore(example_plan("ling-plus"), executor=executor, on_progress=on_progress)
    except UserError as error:
        return [str(error), isinstance(error, ClusterError)]

def started(*arguments):
    return subprocess.Popen([sys.executable, "-W", "ignore", "-m", *arguments], stderr=subprocess.DEVNULL)

if __name__ == "__main__":
    search.POOL_ROWS_PER_BLOCK = 200
    silent = socket.create_server(("127.0.0.1", 0))
    ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    names = [f"tcp://127.0.0.1:{port.getsockname()[1]}" for port in ports]
    for port in ports:
        port.close()
    alone = ["--host", "127.0.0.1", "--no-dashboard"]
    schedulers = [
        started("distributed.cli.dask_scheduler", *alone, "--port", name.rpartition(":")[2]) for name in names
    ]
    worker = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    workers = [started("distributed.cli.dask_worker", name, *worker) for name in names]
    answers = {
        "silent": complaint(f"tcp://127.0.0.1:{silent.getsockname()[1]}"),
        "tls": complaint("tls://127.0.0.1:1"),
        "ucx": complaint("ucx://127.0.0.1:1"),
        "killed": complaint(names[0], schedulers[0].kill),
        "stopped": complaint(names[1], lambda: os.kill(schedulers[1].pid, signal.SIGSTOP)),
        "unmanned": complaint(names[2], workers[2].kill),
    }
    for process in (*schedulers, *workers):
        process.kill()
        process.wait()
    print(json.dumps(answers))
    sys.stdout.flush()
    os._exit(0)  # the package's threads wait for schedulers that are gone
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_cluster_that_is_lost_is_said_in_one_sentence_and_never_waited_for(tmp_path: Path):
    program = tmp_path / "lost.py"
    program.write_text(_LOST, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", str(program)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout.splitlines()[-1])
    words = {
        "silent": ("does not answer (nothing came in 8 seconds)", True),
        "tls": ("The address tls://127.0.0.1:1 cannot be used", True),
        "ucx": ("The address ucx://127.0.0.1:1 cannot be used", True),
        "unmanned": ("has no workers that answer", True),
    }
    for name, (said, may_pass) in words.items():
        assert said in answers[name][0]
        assert answers[name][1] is may_pass
    for name in ("killed", "stopped"):
        assert answers[name][1]
        assert "does not answer any more" in answers[name][0] or "lost a part of the exploration" in answers[name][0]
    assert all("\n" not in said for said, _ in answers.values())
    assert done.stderr == ""
