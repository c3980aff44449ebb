from pathlib import Path

import plan_files


def test_mutated_files_open_whole_or_are_refused_in_one_line(tmp_path: Path):
    outcomes = list(plan_files.mutations(60, seed=0, folder=tmp_path))
    assert [outcome.words for outcome in outcomes if outcome.kind == "finding"] == []
    kinds = {outcome.kind for outcome in outcomes}
    assert kinds == {"refused", "opened", "altered", plan_files.OTHER}


def test_a_seed_makes_the_same_mutations_again_and_another_makes_others(tmp_path: Path):
    first, again, other = (
        [outcome.words for outcome in plan_files.mutations(6, seed=seed, folder=tmp_path)] for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_fault_is_found_and_its_file_kept(tmp_path: Path, monkeypatch, capsys):
    def fails(path: Path) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(plan_files, "save_plan", lambda *_, **_named: fails(tmp_path))
    found = tmp_path / "found"
    assert plan_files.main(["12", "--keep", str(found)]) == 1
    assert "a fault of ours" in capsys.readouterr().out
    assert list(found.iterdir())
