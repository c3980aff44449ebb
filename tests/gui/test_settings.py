from PySide6.QtCore import QByteArray

from gui.settings import ALL, GEOMETRY, RECENT_FILES, RECENT_FILES_KEPT, THEME, Settings


def test_what_is_written_is_read_by_the_next_start(tmp_path):
    first = Settings(tmp_path / "s.ini")
    first.write(THEME, "dark")
    first.write(GEOMETRY, QByteArray(b"\x00\x01"))
    first.add_recent_file(tmp_path / "a.chipfolio")
    first.sync()
    second = Settings(tmp_path / "s.ini")
    assert second.read(THEME) == "dark"
    assert second.read(GEOMETRY) == QByteArray(b"\x00\x01")
    assert second.read(RECENT_FILES) == (str(tmp_path / "a.chipfolio"),)


def test_nonsense_in_the_file_falls_back_to_the_default(tmp_path):
    (tmp_path / "s.ini").write_text("[appearance]\ntheme=purple\n[window]\ngeometry=7\n[files]\nrecent=@Invalid()\n")
    settings = Settings(tmp_path / "s.ini")
    for setting in ALL:
        assert settings.read(setting) == setting.default


def test_the_newest_recent_file_stands_first_once_and_old_ones_fall_out(tmp_path):
    settings = Settings(tmp_path / "s.ini")
    for number in range(RECENT_FILES_KEPT + 3):
        settings.add_recent_file(tmp_path / f"{number}.chipfolio")
    settings.add_recent_file(tmp_path / "9.chipfolio")
    recent = settings.read(RECENT_FILES)
    assert recent[0].endswith("9.chipfolio")
    assert len(recent) == len(set(recent)) == RECENT_FILES_KEPT
