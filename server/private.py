"""What lies on this machine for its own user only: the development database and its mails."""

from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o700
OTHERS: Final = 0o077


def private_folder(folder: Path) -> Path:
    """The folder, made if there is none, closed to everybody else with all that lies directly in it.

    Raises PermissionError for a folder that belongs to somebody else.
    """
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    folder.chmod(OWNER_ONLY)
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink() and path.stat().st_mode & OTHERS:
            path.chmod(path.stat().st_mode & ~OTHERS)
    return folder


def private_file(path: Path) -> Path:
    """The file, made if there is none; what SQLite lays beside a database takes its mode from it."""
    path.touch(mode=0o600)
    return path
