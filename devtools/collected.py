"""The static files of a development server: made once, and anew when what they are made of has changed."""

import fcntl
import os
import shutil
from pathlib import Path

import django
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError, call_command

from server import bundles
from server.static import HashedStatic

UNBUNDLED = "serve the files of static/ as they are written, fresh each time"


def prepare(*, bundled: bool) -> None:
    """Say in the environment what pages get, and have it ready. Ends the process where it cannot be made."""
    data = Path(os.environ.get("SKILEEZ_DATA", bundles.ROOT / ".data")).resolve()
    root = Path(os.environ.setdefault("STATIC_ROOT", str(data / "static")))
    os.environ["SKILEEZ_BUNDLED"] = str(bundled)
    if bundled and not is_collected(root):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        try:
            collect(root)
        except bundles.BundlesNotMade as error:
            raise SystemExit(str(error)) from None


def collect(root: Path) -> None:
    """Make `root`, the settings' `STATIC_ROOT`, hold what the sources become. Raises BundlesNotMade."""
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        with root.with_suffix(".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not is_collected(root):
                _collect(root)
    except OSError as error:
        raise bundles.BundlesNotMade(
            f"No bundle can be kept in {root}: {error.strerror}"
        ) from error


def is_collected(root: Path) -> bool:
    stamp = _stamp(root)
    return root.is_dir() and stamp.is_file() and stamp.read_text() == bundles.fingerprint()


def _collect(root: Path) -> None:
    if not _stamp(root).is_file():  # nothing yet, or half of something
        shutil.rmtree(root, ignore_errors=True)
    _stamp(root).unlink(missing_ok=True)
    made_of = bundles.fingerprint()
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except CommandError as error:
        raise bundles.BundlesNotMade(str(error)) from error
    _take_out_outdated(root)
    _stamp(root).write_text(made_of)


def _take_out_outdated(root: Path) -> None:
    assert isinstance(staticfiles_storage, HashedStatic)
    living = {staticfiles_storage.manifest_name, *staticfiles_storage.hashed_files.values()}
    for path in root.rglob("*.*"):
        if path.relative_to(root).as_posix().removesuffix(".br").removesuffix(".gz") not in living:
            path.unlink()


def _stamp(root: Path) -> Path:
    return root.with_suffix(".made-of")
