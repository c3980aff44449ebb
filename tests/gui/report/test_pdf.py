import json
import re
import shutil
import subprocess
import zlib
from datetime import date

import pytest
import typst
from msgspec.structs import replace

from gui.look import formats
from gui.look.language import LanguageChoice, LanguageController
from gui.report import pdf
from gui.report.pdf import compile_pdf, report_source, write_pdf
from gui.report.words import lead, report_words
from planner.causes import Remark
from planner.english.phrases import short_money
from planner.errors import BugError, UserError
from planner.examples import example_plan
from planner.exploration.exploration import FleetSample
from planner.exploration.explore import explore
from planner.plan_result import Deadline, LeftOutResult
from planner.planning import plan_results
from planner.resource_files import resource_path
from planner.summary import losses_halfway, summarise

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def plan():
    return example_plan("ling-plus-lower-spec")


@pytest.fixture(scope="module")
def result(plan):
    return plan_results(plan)


@pytest.fixture(scope="module")
def exploration():
    return explore(coarse(example_plan("ling-plus")))


def coarse(plan):
    """The same fleet, explored in steps four times as wide."""
    groups = tuple(replace(group, explore_step_nodes=4 * group.explore_step_nodes) for group in plan.cluster.groups)
    return replace(plan, cluster=replace(plan.cluster, groups=groups))


@pytest.fixture(scope="module")
def mixed():
    plan = coarse(example_plan("ling-plus"))
    return plan, plan_results(plan)


@pytest.fixture
def blocked(plan, result):
    return replace(result, pools=(), cost=None, baseline=None, saving=None, dependence=None, comparisons=(), bands={})


def holds_image(content):
    """Whether a PDF holds a raster image, in its plain objects or in its compressed ones."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    opened = [content]
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return any(re.search(rb"/Subtype\s*/Image", part) for part in opened)


def words_in(path, *options):
    command = ["pdftotext", "-layout", *options, str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603 - a fixed tool on a file of our own


@pytest.fixture(scope="module")
def source(qapp, mixed, exploration):
    return report_source(*mixed, exploration)


def test_no_text_of_the_report_is_smaller_than_eight_points():
    template = resource_path("report", "summary.typ").read_text(encoding="utf-8")
    sizes = [float(size) for size in re.findall(r"text\((?:size: )?([0-9.]+)pt", template)]
    assert len(sizes) > 10
    assert min(sizes) >= 8.0


def test_the_pdf_has_no_raster_image(source):
    content = compile_pdf(source)
    assert content.startswith(b"%PDF")
    assert not holds_image(content)


def test_a_raster_image_would_be_seen(qapp, tmp_path):
    from PySide6.QtGui import QImage  # noqa: PLC0415 - only this test needs one

    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    image.save(str(tmp_path / "dot.png"))
    (tmp_path / "dot.typ").write_text('#image("dot.png")')
    assert holds_image(typst.compile(str(tmp_path / "dot.typ")))


def test_the_chart_in_the_report_is_vectors(source):
    pictures = source.pictures
    assert {"trade_off", "cost", "suppliers", "timetable"} <= set(pictures)
    for svg in pictures.values():
        assert "<image" not in svg
    assert "knee" in pictures["trade_off"]
    assert "this plan" in pictures["trade_off"]


def test_the_report_is_light_whatever_the_windows_look(qapp, mixed):
    picture = report_source(*mixed, None).pictures["cost"]
    assert "#1a2230" in picture  # the light look's text
    assert "#e6e9ee" not in picture


def test_a_chinese_board_reads_amounts_in_wan_and_yi(qapp, mixed, exploration):
    languages = LanguageController(qapp, LanguageChoice.CHINESE)
    try:
        source = report_source(*mixed, None)
        words = json.loads(source.words)
        cost = mixed[1].cost.total.amount
        card = next(card for card in words["cards"] if card["label"] == "成本")
        assert (card["value"], card["unit"]) == (f"{round(cost / 1e4, -1):,.0f}{formats.THIN}万", "元")
        assert f"9.00{formats.THIN}万亿" in words["lead"]
        said = [words[part] for part in ("lead", "subtitle", "mixing", "cards", "warnings", "left_out", "notes")]
        assert not re.search(r"\d[\u202f ]?[kMGTB]\b", str(said).replace("GB", ""))
        assert "万" in source.pictures["cost"]
        dear = report_source(mixed[0], replace(mixed[1], saving=None), exploration)  # cost lies along y
        assert ("元" in dear.pictures["trade_off"], "CNY" in dear.pictures["trade_off"]) == (True, False)
        assert formats.si(cost) == card["value"], "the window says the same"
    finally:
        languages.set_choice(LanguageChoice.ENGLISH)
        languages.deleteLater()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
def test_the_words_can_be_read_back(qapp, mixed, exploration, tmp_path):
    target = tmp_path / "report.pdf"
    write_pdf(target, *mixed, exploration)
    text = words_in(target)
    plan, result = mixed
    for words in (plan.name, "Published beside predicted", "20.0", "largest supplier's share", "this plan", "knee"):
        assert words in text
    for pool in result.pools:
        assert pool.name in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
def test_the_first_page_stands_alone(qapp, mixed, exploration, tmp_path):
    target = tmp_path / "report.pdf"
    plan, result = mixed
    write_pdf(target, plan, result, exploration, losses_halfway(plan, result))
    first = words_in(target, "-l", "1")
    supplier = result.dependence.layers["supplier"].largest_name
    for words in (
        "Saving against the baseline",
        f"If {supplier} fails as a supplier",
        "It stops shipping",
        "Its devices stand still",
        "What the numbers rest on",
        "Four outcomes of five".lower(),
        "terms",
    ):
        assert words in first
    for pool in result.pools:
        assert pool.name in first


@pytest.mark.sample(1)
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
@pytest.mark.parametrize("key", ["ling-plus-baseline", "deepseek-v3-h100-mi300x"])
def test_no_page_is_nearly_empty(qapp, key, tmp_path):
    target, plan = tmp_path / "report.pdf", example_plan(key)
    result = plan_results(plan)
    write_pdf(target, plan, result, explore(coarse(plan)), losses_halfway(plan, result))
    pages = words_in(target).rstrip("\f").split("\f")
    assert 2 <= len(pages) <= 5
    assert all(len([line for line in page.splitlines() if line.strip()]) >= 12 for page in pages)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
def test_a_timetable_begins_on_the_page_that_has_room_for_its_picture_promise(qapp, tmp_path):
    target, plan = tmp_path / "report.pdf", example_plan("deepseek-v3-h100-mi300x")
    write_pdf(target, plan, plan_results(plan), explore(coarse(plan)))
    pages = words_in(target).rstrip("\f").split("\f")
    begins = next(page for page in pages if re.search(r"^\s*Timetable$", page, re.MULTILINE))
    assert "Optimiser, checkpoints and stops" in begins


def test_a_frontier_that_a_page_has_room_for_is_listed_whole_promise(mixed, exploration):
    plan, result = mixed
    summary = summarise(plan, result, exploration)
    first, *_ = summary.frontier
    for count, listed in ((13, 13), (20, 20), (40, 20)):
        words = report_words(replace(summary, frontier=(replace(first, is_knee=False),) * count), TODAY)
        assert len(words["frontier"]) == listed
        assert ("Listed: " in words["frontier_note"]) is (listed < count)


def test_a_loss_is_reported_in_days_and_money(plan):
    joined = example_plan("ling-plus-local-sgd")  # all pools work to the end, so that losing one tells
    mixed = joined, plan_results(joined)
    losses = losses_halfway(*mixed)
    assert losses[2].extra_days > 1.0
    cells = report_words(summarise(*mixed, losses=losses), TODAY)["losses"]
    assert [row["what"] for row in cells] == [
        "It stops shipping",
        "Its rents rise by 50\u202f%",
        "Its devices stand still",
    ]
    assert cells[2]["days_more"] == f"+{losses[2].extra_days:.1f}"
    unaided = replace(plan, baseline=None)  # names no accelerator of another supplier to rent instead
    planned = plan_results(unaided)
    alone = report_words(summarise(unaided, planned, losses=losses_halfway(unaided, planned)), TODAY)["losses"]
    assert (alone[2]["days"], alone[2]["cost"]) == ("never ends", "–")


def test_the_date_has_no_weekday(plan, result):
    assert report_words(summarise(plan, result), TODAY)["date"] in {"November 23, 2026", "23 November 2026"}


def test_published_and_predicted_stand_side_by_side(plan, result):
    words = report_words(summarise(plan, result), TODAY)
    saving = next(row for row in words["comparisons"] if row["quantity"] == "saving")
    assert saving["published"] == "20.0\u202f%"
    assert saving["predicted"] == f"{100 * result.saving:.1f}\u202f%"
    cost = next(row for row in words["comparisons"] if row["quantity"] == "cost per trillion tokens")
    assert cost["published"].startswith("5.08\u202fM")


def test_the_lead_says_cost_saving_and_dependence(plan, result):
    words = lead(summarise(plan, result))
    price = result.cost.unit_cost
    assert f"{price.amount / 1e6:.2f}\u202fM {price.currency} per trillion tokens" in words
    assert f"{100 * result.saving:.1f}\u202f% less than on {result.baseline.name}" in words
    assert "largest supplier, Huawei, has 100.0\u202f%" in words
    assert "If Huawei were lost, the run would never end." in words


def test_the_timetable_and_the_best_pools_alone_are_reported(mixed):
    plan, result = mixed
    words = report_words(summarise(plan, result), TODAY)
    assert len(words["timetable"]) == len(result.mixing.timetable)
    first, stop = words["timetable"][:2]
    assert (first["what"], first["from_day"], first["tokens"]) == (
        "work",
        "0.0",
        formats.si(result.mixing.timetable[0].tokens),
    )
    assert (stop["what"], stop["tokens"]) == ("stop", "")
    alone = [(row["best"], row["name"], row["days"]) for row in words["alone"]]
    mixing = result.mixing
    assert alone == [
        ("cheapest pool alone", mixing.cheapest_alone.name, f"{mixing.cheapest_alone.days:.0f}"),
        ("fastest pool alone", mixing.fastest_alone.name, f"{mixing.fastest_alone.days:.0f}"),
    ]
    assert formats.whole(result.steps) in words["timetable_note"]
    cheaper = short_money(result.cost.total.amount - mixing.cheapest_alone.cost.amount, plan.currency)
    said = f"{mixing.cheapest_alone.name} alone (the cheapest): {cheaper} cheaper"
    assert any(line.startswith(said) for line in words["verdict"]["rest"])
    assert words["verdict"]["title"].startswith("This plan keeps every limit")


def test_terms_chance_and_groups_left_out_are_reported(mixed):
    plan, result = mixed
    left = LeftOutResult(group="B", accelerator="PPU-810E", name="PPU 810E", why="It is too small.", cost=None)
    reported = replace(result, deadline=Deadline(days=150.0, chance=0.42), left_out=(left,))
    words = report_words(summarise(plan, reported), TODAY)
    assert {row["terms"] for row in words["cluster"]} >= {"rent 7.00 CNY/h, released"}
    assert f"in 42{formats.THIN}% of the draws" in words["timetable_note"]
    assert any(f"42{formats.THIN}% by day 150" in card["note"] for card in words["cards"])
    assert words["left_out"] == ["PPU 810E (B) trains no token: price unknown. It is too small."]


def test_one_stretch_of_work_is_no_timetable(plan, result):
    assert report_words(summarise(plan, result), TODAY)["timetable"] == []


def test_a_loss_is_called_more_expensive(plan, result):
    more_expensive = replace(result, saving=-0.05)
    assert "5.0\u202f% more than" in lead(summarise(plan, more_expensive))


def test_a_plan_without_numbers_still_has_a_report(qapp, plan, blocked):
    words = report_words(summarise(plan, blocked), TODAY)
    assert "no cost yet" in words["lead"]
    assert compile_pdf(report_source(plan, blocked, None)).startswith(b"%PDF")


def test_before_exploring_the_report_says_so(plan, result):
    words = report_words(summarise(plan, result), TODAY)
    assert "not been explored" in words["explored"]
    assert words["frontier"] == []


def test_a_kept_sample_is_called_one(mixed, exploration):
    plan, result = mixed
    whole = report_words(summarise(plan, result, exploration), TODAY)["explored"]
    sample = FleetSample(of=len(exploration.fleets) + 7, explored_on="2026-03-01", curves=False)
    words = report_words(summarise(plan, result, replace(exploration, sample=sample)), TODAY)["explored"]
    assert "2026-03-01" not in whole
    assert f"2026-03-01; drawn are {len(exploration.fleets):,} of {len(exploration.fleets) + 7:,} fleets" in words


def test_the_frontier_table_keeps_its_ends_and_its_knee(mixed, exploration):
    plan, result = mixed
    summary = summarise(plan, result, exploration)
    cells = report_words(summary, TODAY)["frontier"]
    assert 2 <= len(cells) <= 21
    assert (
        cells[0]["cost"] == report_words(replace(summary, frontier=summary.frontier[:1]), TODAY)["frontier"][0]["cost"]
    )
    assert sum(row["knee"] for row in cells) == (exploration.knee is not None)
    accelerators = report_words(summary, TODAY)["accelerators"]
    assert all(len(row["nodes"]) == len(accelerators) for row in cells)


def test_a_figure_that_no_fleet_of_the_frontier_has_takes_no_column_promise(mixed, exploration):
    plan, result = mixed
    summary = summarise(plan, result, exploration)
    words = report_words(summary, TODAY)
    assert words["frontier_heads"].count("saving") == 1
    rows = tuple(replace(row, saving=None) for row in summary.frontier)
    without = report_words(replace(summary, frontier=rows), TODAY)
    assert without["frontier_heads"] == [head for head in words["frontier_heads"] if head != "saving"]
    for row in without["frontier"]:
        assert len(row["figures"]) == len(without["frontier_heads"]) - 1
        assert formats.UNKNOWN not in row["figures"]


def test_site_factors_and_sources_are_named(plan, result):
    words = report_words(summarise(plan, result), TODAY)
    named = [pool["name"] for row in words["site_factors"] for pool in row["pools"]]
    assert named == [pool.name for pool in result.pools if pool.site_factor_why]
    assert any("2503.05139" in row["sources"] for row in words["sources"])
    assert "Chipfolio" in words["versions"]
    assert "2026" in words["date"]


def test_markup_in_a_plans_words_stays_words(qapp, plan, result):
    strange = replace(plan, name='#panic("no") *x* $y$ <z>')
    assert compile_pdf(
        report_source(strange, replace(result, remarks=(Remark(words="#eval(1) = 2 @x"),)), None)
    ).startswith(b"%PDF")


def test_no_part_of_a_report_is_left_when_it_fails(qapp, plan, result, tmp_path, monkeypatch):
    target = tmp_path / "report.pdf"
    target.write_bytes(b"before")

    def broken(*_, **__):
        raise RuntimeError("no such font")

    monkeypatch.setattr("typst.compile", broken)
    with pytest.raises(BugError, match="no such font"):
        write_pdf(target, plan, result, None)
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_folder_that_cannot_be_written_is_said_in_words(qapp, plan, result, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "compile_pdf", lambda _: b"%PDF")
    with pytest.raises(UserError, match="cannot be written"):
        write_pdf(tmp_path / "nowhere" / "report.pdf", plan, result, None)


def test_making_a_report_leaves_no_widget_behind(qapp, plan, result):
    before = set(qapp.topLevelWidgets())
    report_source(plan, result, None)
    assert set(qapp.topLevelWidgets()) <= before
