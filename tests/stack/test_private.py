"""What a development machine keeps is for its own user only."""

import stat

from django.conf import settings

from server.private import private_file, private_folder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_data_folder_is_closed_to_others_with_what_lies_in_it():
    assert mode(settings.DATA_DIR) == 0o700
    for path in settings.DATA_DIR.iterdir():
        if path.name.startswith(("skileez.sqlite3", "mail")):
            assert mode(path) & 0o077 == 0, path


def test_a_folder_that_was_open_is_closed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    old = folder / "old.sqlite3"
    old.write_text("rows")
    old.chmod(0o644)
    beyond = tmp_path / "elsewhere"
    beyond.write_text("not ours")
    beyond.chmod(0o644)
    (folder / "link").symlink_to(beyond)
    private_folder(folder)
    assert (mode(folder), mode(old), mode(beyond)) == (0o700, 0o600, 0o644)


def test_a_database_is_made_private_and_kept_as_it_is(tmp_path):
    path = private_file(tmp_path / "new.sqlite3")
    assert mode(path) == 0o600
    path.write_text("rows")
    assert private_file(path).read_text() == "rows"
