"""Databases that many tests and products begin with: made once, by the product's own commands, and copied.

`./dev test` makes them anew, for all its stages. pytest alone keeps the empty ones under `.data` for
as long as no migration and no lock changes; the demo, told from today, is made in each run. A start
from nothing is proven where that is the point (`tests/faults/test_running.py`).
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from devtools.local_servers import Postgres

ROOT = Path(__file__).resolve().parent.parent
OURS = ("SKILEEZ_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PYTEST_")
SQLITE_FILE = "skileez.sqlite3"


def environment(**ours: str) -> dict[str, str]:
    """What a process of the product inherits: nothing that belongs to this test run.

    People pay each other there, unless the test asks for payments.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return inherited | {"PAYMENTS": "off"} | ours


def copy_sqlite(target: Path, *, demo: bool) -> None:
    """Put a file there that holds the tables, and the demo's people."""
    source = _told("sqlite", _tell_sqlite) if demo else _migrated("sqlite", _migrate_sqlite)
    with (
        closing(sqlite3.connect(source / SQLITE_FILE)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def copy_postgres(server: Postgres, *, demo: bool) -> Postgres:
    """Let a cluster begin with the tables, and with the demo's people. For before its first start."""
    source = _told("postgres", _tell_postgres) if demo else _migrated("postgres", _migrate_postgres)
    _copy(source, server.folder)
    server.password = (server.folder / "password").read_text()
    return server


def static_files() -> Path:
    """Where the products of all runs keep the bundles; they make them anew when their sources change."""
    return ROOT / ".data" / "prepared" / "static"


def _migrate_sqlite(folder: Path) -> None:
    _manage("migrate", "--verbosity", "0", SKILEEZ_DATA=str(folder))


def _tell_sqlite(folder: Path) -> None:
    copy_sqlite(folder / SQLITE_FILE, demo=False)
    _manage("seed_demo", "--short", SKILEEZ_DATA=str(folder))


def _migrate_postgres(folder: Path) -> None:
    _manage_cluster(Postgres(folder / "at-work"), folder, "migrate", "--verbosity", "0")


def _tell_postgres(folder: Path) -> None:
    server = copy_postgres(Postgres(folder / "at-work"), demo=False)
    _manage_cluster(server, folder, "seed_demo", "--short")


def _manage_cluster(server: Postgres, folder: Path, *command: str) -> None:
    """Run the command on this cluster, and leave the cluster there."""
    try:
        _manage(*command, SKILEEZ_DATA=str(folder), DATABASE_URL=server.start())
    finally:
        server.stop()
    _copy(server.folder, folder)
    shutil.rmtree(server.folder)


def _manage(*arguments: str, **ours: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**ours),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _migrated(name: str, make: Callable[[Path], None]) -> Path:
    if of_this_run := os.environ.get("SKILEEZ_TEST_SHELF"):
        return _once(Path(of_this_run, name), make)
    shelf = ROOT / ".data" / "prepared"
    place = shelf / f"{name}-{_fingerprint()}"
    if not place.exists():
        for outdated in shelf.glob(f"{name}-*"):
            shutil.rmtree(outdated, ignore_errors=True)
    return _once(place, make)


def _told(name: str, make: Callable[[Path], None]) -> Path:
    shelf = os.environ.get("SKILEEZ_TEST_SHELF") or os.environ["SKILEEZ_TEST_DATA"]
    return _once(Path(shelf, f"{name}-demo"), make)


def _once(place: Path, make: Callable[[Path], None]) -> Path:
    """That folder, filled by whichever process asks first while the others wait."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = place.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(place)
    return place


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("requirements/*.txt")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _copy(source: Path, target: Path) -> None:
    """Owners and modes too: PostgreSQL refuses a folder that others may read."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
