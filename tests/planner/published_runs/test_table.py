import pytest

from planner.errors import UserError
from planner.published_runs import table
from planner.published_runs.table import NEEDED_COLUMNS, PublishedRow, read_table

HEADER = ",".join(NEEDED_COLUMNS)


def write(path, text, encoding="utf-8"):
    path.write_text(text, encoding=encoding)
    return path


def test_columns_may_come_in_any_order_with_others_between(tmp_path):
    columns = [*reversed(NEEDED_COLUMNS), "notes"]
    path = write(tmp_path / "runs.csv", ",".join(columns) + "\n" + ",".join(columns) + "\n", "utf-8-sig")
    (row,) = read_table(path)
    assert row.text("seq_len") == "seq_len"
    assert row.text("absent") is None


def test_a_row_without_an_id_is_named_by_its_line(tmp_path):
    rows = read_table(write(tmp_path / "runs.csv", f"{HEADER}\n,a,b,1,2,3,BF16\n"))
    assert [row.id for row in rows] == ["line 2"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("8.0", 8.0), ("1,024", 1024.0), ('6144 ("6K")', 6144.0), ("1.5e3", 1500.0), ("~7", 7.0), ("", None)],
)
def test_a_printed_number_is_read(text, value):
    assert PublishedRow(id="T", cells={"x": text}).number("x") == value


@pytest.mark.parametrize("text", ["25.4-50.6", "about 8", "nan", "8 x 4"])
def test_what_is_not_one_number_is_refused(text):
    with pytest.raises(UserError, match="x reads"):
        PublishedRow(id="T", cells={"x": text}).number("x")


@pytest.mark.parametrize("text", ["0", "2.5"])
def test_a_count_is_whole_and_at_least_one(text):
    with pytest.raises(UserError, match="whole number"):
        PublishedRow(id="T", cells={"x": text}).whole("x")


def test_a_file_that_is_no_table_of_runs_is_refused_in_one_sentence(tmp_path, monkeypatch):
    with pytest.raises(UserError, match="cannot be read"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(UserError, match="no column 'seq_len'"):
        read_table(write(tmp_path / "other.csv", HEADER.replace("seq_len", "sequence") + "\n"))
    with pytest.raises(UserError, match="not a UTF-8 CSV"):
        read_table(write(tmp_path / "wide.csv", HEADER, "utf-16"))
    monkeypatch.setattr(table, "MOST_ROWS", 1)
    with pytest.raises(UserError, match="more than 1 rows"):
        read_table(write(tmp_path / "long.csv", f"{HEADER}\n1,,,,,,\n2,,,,,,\n"))
    monkeypatch.setattr(table, "MOST_BYTES", 10)
    with pytest.raises(UserError, match="larger than"):
        read_table(tmp_path / "long.csv")
