import csv
import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from planner import __version__
from planner.__main__ import main
from planner.catalogue.reader import load_catalogue
from planner.command_line import plan_command
from planner.command_line.catalogue_document import catalogue_document
from planner.command_line.program import Answer, answer
from planner.errors import BugError
from planner.examples import example_plan
from planner.exploration import dask_cluster
from planner.planfile.schema import FORMAT
from planner.planfile.store import load_plan, save_plan

ROOT = Path(__file__).resolve().parents[3]
POOL = shlex.split("--accelerator H100-SXM --count 16 --seq-len 4096 --global-batch 64 --precision bf16")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("command-line")


@pytest.fixture(scope="module")
def lower_spec(folder: Path) -> str:
    path = folder / "lower-spec.chipfolio"
    save_plan(path, example_plan("ling-plus-lower-spec"))
    return str(path)


@pytest.fixture(scope="module")
def small(folder: Path) -> str:
    """The devices of three suppliers of the mixed Ling fleet with few nodes to vary and prices uncertain."""
    plan = example_plan("ling-plus")
    groups = tuple(
        replace(
            group,
            explore_max_nodes=128,
            explore_step_nodes=128,
            offer=group.offer and replace(group.offer, exact=False),
        )
        for group in plan.cluster.groups
        if group.key in "ADE"
    )
    path = folder / "small.chipfolio"
    save_plan(path, replace(plan, cluster=replace(plan.cluster, groups=groups)))
    return str(path)


def _json(*words: str) -> dict[str, Any]:
    said = answer([*words])
    assert said.exit_code == 0, said.complaint
    document: dict[str, Any] = json.loads(said.output, parse_constant=pytest.fail)
    return document


def _is_complaint(said: Answer) -> bool:
    return said.exit_code == 2 and not said.output and said.complaint.strip() != "" and "\n" not in said.complaint


def test_a_terminal_obeys_no_word_of_a_strangers(tmp_path):
    path, strange = tmp_path / "strange.chipfolio", "\x1b[2J\x9b2J\u202eevil\r"
    save_plan(path, replace(example_plan("ling-plus"), name=strange))
    said = answer(["inputs", str(path)]).output
    refused = answer(["inputs", str(path), "--set", f"{strange}=1"]).complaint
    for text in (said, refused):
        assert "evil" in text
        assert not set("\x1b\x9b\u202e\r") & set(text)
    assert json.loads(answer(["inputs", str(path), "--json"]).output)[0]["value"] == strange  # a program reads it whole


def test_the_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert answer(["--version"]) == Answer(exit_code=0, output=f"chipfolio {project['version']}\n")
    assert __version__ == project["version"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "nonsense",
        "plan",
        "plan {folder}/none.chipfolio",
        "plan {folder}",
        "plan pyproject.toml",
        "example none {folder}/x.chipfolio",
        "example ling-plus",
        "example ling-plus {folder}/none/x.chipfolio",
        "catalogue --site China",
        "explore {plan} --workers 0",
        "risk {plan} --draws 3",
        "risk {plan} --seed -1",
        "risk {plan} --x rate:none",
        "explore {plan} --workers two",
        "explore {plan} --json --csv x",
        "explore {plan} --scheduler tcp://127.0.0.1:1",
        "export {plan} --to pdf {folder}/x",
        "export {plan} --to json {folder}",
        "export {plan} --to json {plan}",
        "validate {folder}/none.csv",
        "check {folder}/none.chipfolio",
        "assert {folder}/none.chipfolio 'days < 100'",
        "assert {plan}",
        "assert {plan} 'speed > 1'",
        "assert {plan} 'days < soon'",
        "assert {plan} 'days < nan'",
        "assert {plan} 'days = 100'",
        "layouts --shape none --accelerator H800-SXM --count 8 {run}",
        "layouts --shape {folder}/none.json --accelerator H800-SXM --count 8 {run}",
        "layouts --shape ling-plus --accelerator H1000 --count 8 {run}",
        "layouts --shape ling-plus --accelerator Zixiao --count 64 {run}",  # no peak rate is known
        "layouts --shape ling-plus --accelerator H800-SXM --count 8 {run}",  # nothing fits
        "layouts --shape ling-plus --accelerator H800-SXM --count -8 {run}",
        "layouts --shape ling-plus --accelerator H800-SXM --count 512 --recipe fast {run}",
        "layouts --shape ling-plus --accelerator H800-SXM --count 512 --recipe {folder}/none.toml {run}",
        "layouts --shape ling-plus --accelerator H800-SXM --node DGX-A100 --count 8 {run}",
    ],
)
def test_what_the_user_can_mend_is_one_line_and_exit_code_2(
    words: str, folder: Path, lower_spec: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(dask_cluster, "CONNECT_S", 1.5)  # a port that nobody listens on stays silent however long
    run = "--seq-len 4096 --global-batch 8 --precision bf16"
    said = answer(shlex.split(words.format(folder=folder, plan=lower_spec, run=run)))
    assert _is_complaint(said), said


def test_a_fault_of_ours_is_exit_code_1_with_a_kept_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lower_spec: str
):
    def fail(*_arguments: object) -> None:
        raise BugError("a promise does not hold")

    monkeypatch.setattr(plan_command, "read_plan", fail)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    said = answer(["plan", lower_spec])
    assert said.exit_code == 1
    assert "a promise does not hold" in said.complaint
    assert "Traceback" in said.complaint
    (report,) = tmp_path.rglob("fault-*.txt")
    assert "a promise does not hold" in report.read_text(encoding="utf-8")
    assert str(report) in said.complaint


def test_an_example_is_written_as_a_plan_file(tmp_path: Path):
    out = tmp_path / "plan.chipfolio"
    assert answer(["example", "ling-plus", str(out)]).exit_code == 0
    assert load_plan(out).plan == example_plan("ling-plus")
    listed = answer(["example", "--list"])
    assert listed.exit_code == 0
    assert "qwen3-235b-910c-h20" in listed.output


def test_the_lower_specification_system_is_planned_against_the_published_baseline(lower_spec: str):
    document = _json("plan", lower_spec, "--json")
    baseline = document["result"]["baseline"]["cost_per_trillion_tokens"]
    assert baseline["currency"] == "CNY"
    assert baseline["amount"] == pytest.approx(6.35e6, rel=1e-12)
    saving = document["result"]["saving"]
    low, _, high = document["result"]["bands"]["saving"]
    assert low < saving < high
    assert low < 0.20 < high
    assert document["plan"]["file_format"] == FORMAT


def test_a_plan_is_reported_in_words(lower_spec: str):
    said = answer(["plan", lower_spec])
    assert said.exit_code == 0
    for word in ("Ling-Plus, device A alone", "Ascend 910B2", "6.35 M CNY", "published 20.0 %", "N-1", "MFU"):
        assert word in said.output


def test_exploring_counts_every_candidate(small: str):
    document = _json("explore", small, "--json")
    assert document["candidates"] == 8
    assert document["frontier"]
    assert document["feasible"] + sum(document["blocked"].values()) == document["candidates"]


def test_exploring_gives_the_document_the_table_and_the_csv(lower_spec: str, tmp_path: Path):
    document = _json("explore", lower_spec, "--json")
    out = tmp_path / "fleets.csv"
    written = answer(["explore", lower_spec, "--csv", str(out)]).output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert f"{document['feasible']} feasible fleets" in written
    assert f"in {len(rows)} rows" in written
    assert f"each of its {len(document['frontier'])} points" in written
    assert len(rows) == document["feasible"] > 1  # its one point is one of them
    answered = answer(["explore", lower_spec]).output
    assert f"{len(document['frontier'])} on the frontier" in answered
    assert "today" in answered


def test_processes_give_the_same_exploration(lower_spec: str):
    alone, together = _json("explore", lower_spec, "--json"), _json("explore", lower_spec, "--json", "--workers", "2")
    assert alone["feasible"] > 1
    assert alone | {"seconds": 0} == together | {"seconds": 0}


def test_an_own_layout_is_looked_at_in_both_forms(tmp_path: Path):
    words = ["layouts", "--shape", "qwen3-30b-a3b", "--accelerator", "H100-SXM"]
    sizes = "tp=1,pp=2,ep=8,micro_batch=4"
    run = ["--count", "64", "--seq-len", "4096", "--global-batch", "256", "--precision", "bf16"]
    text = answer([*words, "--layout", sizes, *run]).output
    assert "It does not fit" in text
    assert "nearest that fits" in text
    file = tmp_path / "launch.sh"
    file.write_text(
        "torchrun --nnodes 8 --nproc-per-node 8 pretrain_gpt.py --pipeline-model-parallel-size 2 --bf16 "
        "--expert-model-parallel-size 8 --micro-batch-size 4 --seq-length 4096 --global-batch-size 256"
    )
    document = json.loads(answer([*words, "--arguments", str(file), "--json"]).output)
    assert document["read_as"] == "launch arguments"
    assert document["fits"] is False
    assert document["nearest"]["differences"]
    assert document["fewest_nodes"] >= 1
    assert sum(document["memory_parts_bytes"].values()) > document["usable_bytes"]


def test_a_recipe_is_a_name_with_facts_or_a_file(tmp_path: Path):
    words = ["layouts", "--shape", "qwen3-30b-a3b", *POOL]
    (tmp_path / "ours.toml").write_text('name = "tuned"\ndispatcher = "deepep"\ncuda_graphs = true\n', encoding="utf-8")
    found = {
        recipe: _json(*words, "--recipe", recipe, "--json")["layouts"][0]
        for recipe in ("most-teams", "tuned", "supplier", str(tmp_path / "ours.toml"))
    }
    teams, tuned, supplier, ours = found.values()
    assert _json(*words, "--json")["layouts"][0] == teams
    assert teams["tokens_per_s_per_device"] < tuned["tokens_per_s_per_device"] < supplier["tokens_per_s_per_device"]
    assert ours["tokens_per_s_per_device"] > tuned["tokens_per_s_per_device"]
    assert ours["recipe"]["dispatcher"] == "deepep"
    assert teams["recipe"]["name"] == "most-teams"
    low, high = teams["band"]
    assert low < teams["tokens_per_s_per_device"] < high


def test_layouts_of_a_pool_in_both_forms():
    words = ["layouts", "--shape", "qwen3-30b-a3b", *POOL]
    document = _json(*words, "--top", "3", "--json")
    assert len(document["layouts"]) == 3
    assert document["considered"] > document["fitting"] >= 3
    speeds = [layout["tokens_per_s_per_device"] for layout in document["layouts"]]
    assert speeds == sorted(speeds, reverse=True)
    answered = answer(words)
    assert answered.exit_code == 0
    assert "TOKENS/S/DEVICE" in answered.output


def test_a_config_json_is_a_shape(tmp_path: Path):
    config = ROOT / "tests" / "planner" / "workload" / "importers" / "configs" / "qwen3-30b-a3b.json"
    own, shipped = (_json("layouts", "--shape", shape, *POOL, "--json") for shape in (str(config), "qwen3-30b-a3b"))
    assert own["layouts"] == shipped["layouts"]
    broken = tmp_path / "config.json"
    broken.write_text("{", encoding="utf-8")
    assert _is_complaint(answer(["layouts", "--shape", str(broken), *POOL]))


def test_the_catalogue_in_both_forms():
    document = _json("catalogue", "--json", "--site", "cn")
    assert (len(document["accelerators"]), len(document["prices"])) == (110, 486)
    h800 = next(entry for entry in document["accelerators"] if entry["key"] == "H800-SXM")
    assert h800["peak_flop_per_s"]["fp4"] is None
    assert h800["figures"]["peak_flop_per_s.bf16"]["evidence"] == "published"
    assert "ling-device-d" in [offer["key"] for offer in h800["offers"]]
    assert h800["export"]["findings"][0]["date"] == "2023-11-17"
    answered = answer(["catalogue", "--site", "CN"]).output
    assert "not legal advice" in answered
    assert "Ascend-910B2" in answered


def test_the_catalogue_is_shipped_whole_in_the_document():
    document = catalogue_document(load_catalogue())
    assert {node["accelerator"] for node in document["nodes"]} <= {entry["key"] for entry in document["accelerators"]}
    assert "findings" not in document["accelerators"][0]["export"]


@pytest.mark.parametrize("form", ["megatron", "csv", "xlsx", "json"])
def test_every_export_is_written(lower_spec: str, tmp_path: Path, form: str):
    out = tmp_path / f"out.{form}"
    said = answer(["export", lower_spec, "--to", form, str(out)])
    assert said.exit_code == 0, said.complaint
    beginnings = {"megatron": b"#", "csv": b"table,row", "xlsx": b"PK", "json": b"{"}
    assert out.read_bytes().startswith(beginnings[form])


def test_the_frontier_joins_the_export_when_asked_for(small: str, tmp_path: Path):
    out = tmp_path / "out.json"
    assert answer(["export", small, "--to", "json", "--frontier", str(out)]).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["exploration"]["frontier"]


def test_a_check_says_whole_and_names_what_is_missing(lower_spec: str, tmp_path: Path):
    assert "is whole and complete" in answer(["check", lower_spec]).output
    plan = example_plan("ling-plus")
    ppu = replace(plan.catalogue.accelerator("PPU-810E"), nic_bytes_per_s=None, estimates={})
    entries = {**plan.catalogue.accelerators, ppu.key: ppu}
    path = tmp_path / "incomplete.chipfolio"
    save_plan(path, replace(plan, catalogue=replace(plan.catalogue, accelerators=entries)))
    said = answer(["check", str(path)])
    assert _is_complaint(said)
    assert "NIC rate per device is unknown" in said.complaint


def test_an_assertion_says_by_its_exit_code_whether_figures_hold(lower_spec: str):
    figures = _json("plan", lower_spec, "--json")["result"]["headline"]
    days, saving = figures["days"], figures["saving"]
    held = answer(["assert", lower_spec, f"days <= {days!r}", f"saving > {saving - 0.01}"])
    assert (held.exit_code, held.complaint, held.output.count("\n")) == (0, "", 2)
    broken = answer(["assert", lower_spec, f"days<{days!r}", f"saving >= {saving - 0.01}", "cost < 1"])
    assert (broken.exit_code, broken.output) == (3, "")
    assert broken.complaint.startswith(f"days is {days:.10g}, not < {days:g}; cost is ")
    sooner = answer(["assert", lower_spec, f"days < {days!r}", "--set", "workload.tokens=1e12"])
    assert sooner.exit_code == 0, sooner.complaint


@pytest.mark.parametrize("number", ["1e999", "-inf", "nan"])
def test_an_assertion_against_no_finite_number_is_refused(lower_spec: str, number: str):
    said = answer(["assert", lower_spec, f"days <= {number}"])
    assert _is_complaint(said)
    assert f"{number} in the claim days <= {number} is no finite number" in said.complaint


@pytest.mark.parametrize(
    ("change", "claims", "complaint"),
    [
        (
            "cluster.groups[A].nodes=0",
            ["days < 100", "cost < 1"],
            (
                "days is unknown, not < 100; cost is unknown, not < 1. No node group has nodes; set the nodes of at "
                "least one group."
            ),
        ),
        (
            "baseline=null",
            ["days < 1e6", "saving > 0"],
            "saving is unknown, not > 0. No baseline is set; choose one to see a saving.",
        ),
    ],
)
def test_an_assertion_about_an_unknown_figure_says_what_blocks_it(
    lower_spec: str, change: str, claims: list[str], complaint: str
):
    said = answer(["assert", lower_spec, *claims, "--set", change])
    assert (said.exit_code, said.complaint) == (3, complaint)


def test_help_is_an_answer():
    for words in (["--help"], ["plan", "--help"], ["explore", "-h"]):
        said = answer(words)
        assert said.exit_code == 0
        assert said.output.startswith("usage: chipfolio-cli")


def _run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "planner", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def test_the_program_prints_on_the_right_stream():
    good = _run("--version")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("chipfolio")
    bad = _run("plan", "none.chipfolio")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.count("\n") == 1


def test_a_reader_that_leaves_early_is_no_fault():
    script = f"{sys.executable} -m planner catalogue --json | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603, S607 - our own program
    assert (said.stdout.strip(), said.stderr) == ("0", "")


@pytest.mark.parametrize("words", [pytest.param(["--version"], marks=pytest.mark.slow), ["catalogue"]])
def test_what_needs_no_planner_starts_without_the_heavy_libraries(words: list[str]):
    code = (
        f"import sys, planner.__main__; planner.__main__.main({words!r}); "
        "heavy = ('pandas', 'scipy', 'sqlalchemy', 'PySide6', 'typst', 'xlsxwriter'); "
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own program
    assert said.stderr.strip() == "[]"


def test_the_risk_of_a_plan_is_one_document(small: str):
    document = _json("risk", small, "--json", "--map", "--draws", "2000")
    assert document["draws"] == 2000
    outcomes = document["plan"]["outcomes"]
    assert [row["scenario"] for row in outcomes] == [row["key"] for row in document["scenarios"]]
    weights = [row["probability"] for row in document["scenarios"]]
    mean = sum(weight * row["overrun"] for weight, row in zip(weights, outcomes, strict=True))
    assert document["plan"]["expected_overrun"] == pytest.approx(mean)
    assert document["plan"]["cvar90_overrun"] > mean
    assert len(document["exchanges"]) == len(document["references"]) == 3
    assert document["cheapest_reference"] in {row["name"] for row in document["references"]}
    assert {"cost_per_trillion_tokens", "saving"} == set(document["tornado"])
    inputs = {row["key"] for row in document["tornado"]["saving"]["rows"]}
    assert {"rate:Ascend-910B2", "rate:H20-SXM", "rate:H800-SXM", "team", "failures"} <= inputs
    assert "batch" in {row["key"] for row in document["tornado"]["cost_per_trillion_tokens"]["rows"]}
    assert {key for key in inputs if key.startswith("price:")} == {
        "price:Ascend-910B2:ling-device-a",
        "price:H20-SXM:ling-device-e",
        "price:H800-SXM:ling-device-d",  # of the baseline
    }
    assert len(document["winner_map"]["winner"]) == 41
    assert set(document["bands"]) == {"tokens_per_s", "days", "cost", "cost_per_trillion_tokens", "saving"}


def test_a_price_that_enters_exactly_moves_nothing(folder: Path):
    path = folder / "exact.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    document = _json("risk", str(path), "--json", "--draws", "1000")
    rows = [row["key"] for tornado in document["tornado"].values() for row in tornado["rows"]]
    assert rows
    assert not any(key.startswith("price:") for key in rows)


def test_the_same_seed_says_the_same_and_another_does_not(lower_spec: str):
    words = ["risk", lower_spec, "--json", "--draws", "200"]
    said = _json(*words)
    assert _json(*words) == said
    assert said["bands"] != _json(*words, "--seed", "1")["bands"]


def test_the_risk_of_a_plan_reads_in_a_terminal(small: str):
    said = answer(["risk", small, "--map"]).output
    for words in ("Nvidia is forbidden", "CVAR 90 OVERRUN", "expected cost", "Price of Ascend 910B2", "A = Ling"):
        assert words in said


def test_an_event_that_ends_a_run_sooner_or_cheaper_is_explained_in_a_terminal(small: str):
    said, document = answer(["risk", small]).output, _json("risk", small, "--json")
    gains = [one["why"] for one in document["plan"]["outcomes"] if one["extra_days"] < -1e-3 or one["overrun"] < 0]
    assert gains
    assert all(why in said for why in gains)


def test_a_run_without_a_way_out_is_null_and_said(folder: Path):
    path = folder / "alone.chipfolio"
    save_plan(path, example_plan("ling-plus-baseline"))
    document = _json("risk", str(path), "--json")
    assert document["plan"]["cvar90_overrun"] is None
    assert "cannot be finished" in document["exchanges"][0]["words"]
    assert "no end" in answer(["risk", str(path)]).output


@pytest.mark.parametrize("digits", [8, 400, 5_000])
def test_a_count_beyond_any_pool_is_refused_by_its_limit(digits: int):
    for option in ("--count", "--top"):
        said = answer(["layouts", "--shape", "ling-plus", *POOL, option, "9" * digits])
        assert said.exit_code == 2
        assert "is not a whole number from 1 to" in said.complaint
        assert len(said.complaint) < 200


@pytest.mark.skipif(os.name == "nt", reason="pipes lie in folders on POSIX systems only")
def test_a_pipe_is_never_waited_for(tmp_path: Path):
    table, config = tmp_path / "runs.csv", tmp_path / "config.json"
    for path in (table, config):
        os.mkfifo(path)
    for command in (["validate", str(table)], ["layouts", "--shape", str(config), *POOL]):
        said = answer(command)
        assert said.exit_code == 2
        assert "a pipe, a socket or a device" in said.complaint


def test_what_a_library_prints_is_no_part_of_the_answer(capfd, monkeypatch):
    def noisy(_arguments: list[str]) -> Answer:
        os.write(1, b"HighsMipSolverData: noise\n")
        return Answer(exit_code=0, output='{"days": 1}')

    monkeypatch.setattr("planner.__main__.answer", noisy)
    assert main([]) == 0
    written = capfd.readouterr()
    assert json.loads(written.out) == {"days": 1}
    assert "noise" in written.err


@pytest.mark.slow
def test_runs_that_count_in_no_error_are_shown_with_best_and_range(tmp_path, monkeypatch):
    for slow in ("_reported", "_mixed"):  # of the program's own tables
        monkeypatch.setattr(f"planner.command_line.validate_command.{slow}", str)
    table = tmp_path / "runs.csv"
    table.write_text(
        "id,model,accelerator,n_accelerators,per_node,precision,seq_len,tp,pp,dp,micro_batch,global_batch,"
        "tokens_per_s_per_acc\n"
        "unmeasured,Llama 3 8B,H100-SXM,8,8,bf16,8192,1,1,8,1,64,\n"
        "open,Llama 3 8B,H100-SXM,8,8,bf16,8192,1,1,8,,64,9000\n",
        encoding="utf-8",
    )
    said = answer(["validate", str(table)]).output.split("Outside these errors")[1].split("Memory")[0]
    rows = {line.split()[0]: line for line in said.splitlines() if line.startswith(("  unmeasured", "  open"))}
    assert rows.keys() == {"unmeasured", "open"}
    assert "unknown" in rows["unmeasured"]
    assert rows["open"].endswith("micro_batch")
    assert " 9,000 " in rows["open"]
