"""The user's own data out and in: the same comes back, what is wrong has a place, a preview changes nothing."""

import csv
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.examples import example_plan
from planner.own_data.files import FORMS, read_entries, text_of
from planner.own_data.flat_fields import entry_of, flat_fields
from planner.own_data.kinds import KINDS, entries_of, with_entries
from planner.own_data.preview import FieldChange, preview_of, taken_in
from planner.resource_files import resource_path
from planner.risk.scenarios import Scenario, ScenarioKind

EXPORT_STOP = Scenario(
    key="stop", name="Exports stop", kind=ScenarioKind.STOP_SHIP, probability=0.1, target="Nvidia", day=30.5
)
MORE_EXPENSIVE = Scenario(
    key="expensive", name="Rents, “expensive”\n= 1", kind=ScenarioKind.PRICE, probability=0.25, size=0.3
)
EVERY = 9  # shipped entry of each kind


@pytest.fixture(scope="module")
def plan():
    return replace(example_plan("ling-plus"), scenarios=(EXPORT_STOP, MORE_EXPENSIVE))


def holder_of(kind, plan):
    return load_catalogue() if kind.of_catalogue else plan


@pytest.mark.parametrize("ending", FORMS)
@pytest.mark.parametrize("name", KINDS)
def test_what_goes_out_comes_in_the_same(name, ending, plan, tmp_path):
    kind = KINDS[name]
    entries = tuple(entries_of(holder_of(kind, plan), kind).values())[::EVERY]
    path = tmp_path / f"out{ending}"
    path.write_text(text_of(kind, entries, ending), encoding="utf-8")
    assert entries
    assert read_entries(kind, path) == entries


def test_a_name_that_a_spreadsheet_would_run_goes_out_as_text_and_comes_in_the_same(tmp_path):
    names = ('=cmd|"/c calc"!A1', "@evil", "+1", "-1", "'=2", "''=2", "'quoted", "plain")
    entries = tuple(replace(EXPORT_STOP, key=f"k{number}", name=name) for number, name in enumerate(names))
    path = tmp_path / "out.csv"
    path.write_text(text_of(KINDS["scenarios"], entries, ".csv"), encoding="utf-8")
    cells = [cell for row in csv.reader(path.read_text(encoding="utf-8").splitlines()) for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]
    assert read_entries(KINDS["scenarios"], path) == entries


def test_a_catalogue_keeps_what_it_is_given_in_its_order(plan):
    for name in ("accelerators", "prices"):
        kind = KINDS[name]
        entries = entries_of(load_catalogue(), kind)
        assert entries_of(with_entries(Catalogue(), kind, entries), kind) == entries


CSV = "key,name,kind,probability,day\n"
TOML = '[[scenarios]]\nkey = "a"\nname = "A"\nkind = "price"\nprobability = {}\n\n[[scenarios]]\n'


@pytest.mark.parametrize(
    ("text", "ending", "place"),
    [
        (CSV + "a,A,price,0.1,\nb,B,price,often,\n", ".csv", "line 3, column probability"),
        (CSV + "a,A,price,1e999,\n", ".csv", "line 2, column probability"),
        (CSV + "a,A,price,1.5,\n", ".csv", "line 2, column probability"),
        (CSV + "a,A,hail,0.1,\n", ".csv", "line 2, column kind"),
        (CSV + "a,,price,0.1,\n", ".csv", "line 2, column name"),
        (CSV + "a,A,price,0.1,-1e31\n", ".csv", "line 2, column day"),
        (CSV + "a,A,price\n", ".csv", "line 2: 3 cells instead of 5"),
        ("key,colour\na,red\n", ".csv", "line 1: the column name"),
        ("key,name,kind,probability,colour\na,A,price,0.1,red\n", ".csv", "line 2, column colour"),
        ("key,key\na,a\n", ".csv", "line 1"),
        ('key\n"a\n', ".csv", "line"),
        (TOML.format("0.1"), ".toml", "line 7, column key"),
        (TOML.format('"often"').partition("\n\n")[0], ".toml", "line 5, column 15"),
        (TOML.format("nan").partition("\n\n")[0], ".toml", "line 5, column 15"),
        ("scenarios = 3", ".toml", "[[scenarios]]"),
        ("[[prices]]\n", ".toml", "prices"),
        ("[[scenarios\n", ".toml", "line 1"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(text, ending, place, tmp_path):
    path = tmp_path / f"mine{ending}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_entries(KINDS["scenarios"], path)
    assert str(refused.value).startswith("mine")
    assert place in str(refused.value)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(flat_fields(MORE_EXPENSIVE))), st.text(max_size=12), max_size=6))
def test_any_text_in_any_cell_is_read_or_refused_in_words(cells):
    with suppress(UserError):
        assert isinstance(entry_of(KINDS["scenarios"], flat_fields(MORE_EXPENSIVE) | cells), Scenario)


def test_a_preview_says_what_is_new_changed_and_the_same(plan):
    kind = KINDS["scenarios"]
    later = replace(EXPORT_STOP, day=60.0)
    new = replace(MORE_EXPENSIVE, key="cheap", size=-0.1)
    found = preview_of(plan, kind, (later, new))
    assert found.new == ("cheap",)
    (changed,) = found.changed
    assert (changed.name, changed.fields) == ("stop", (FieldChange(field="day", before=30.5, after=60.0),))
    assert (found.same, found.unnamed) == ((), ("expensive",))
    taken = taken_in(plan, kind, (later, new))
    assert taken.scenarios == (later, MORE_EXPENSIVE, new)
    again = preview_of(taken, kind, (later, new))
    assert again.changes_nothing
    assert again.same == ("stop", "cheap")


def test_a_plan_takes_one_shape_and_keeps_the_rest_of_its_run(plan):
    kind = KINDS["shapes"]
    other = replace(plan.training.shape, key="other", name="Other")
    found = preview_of(plan, kind, (other,))
    assert {change.field for change in found.changed[0].fields} == {"key", "name"}
    assert taken_in(plan, kind, (other,)).training == replace(plan.training, shape=other)
    with pytest.raises(UserError, match="one shape"):
        taken_in(plan, kind, (other, plan.training.shape))


def test_a_catalogue_keeps_no_scenarios():
    with pytest.raises(UserError, match="plan file"):
        preview_of(Catalogue(), KINDS["scenarios"], (MORE_EXPENSIVE,))


def test_prices_come_in_the_columns_of_the_programs_own_list_too(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_bytes(resource_path("catalogue", "prices.csv").read_bytes())
    assert read_entries(KINDS["prices"], path) == load_catalogue().prices


def test_a_file_of_another_form_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"\.csv or \.toml"):
        read_entries(KINDS["prices"], tmp_path / "prices.xlsx")
