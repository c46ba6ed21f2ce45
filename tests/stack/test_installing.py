"""What `./dev` puts into `.venv`: what the command needs, and never less than was there."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.product import ROOT

# Stands where uv is: makes the environment, and notes what it was asked to install.
UV = f"""#!{sys.executable}
import sys, pathlib
if sys.argv[1] == "venv":
    bin = pathlib.Path(sys.argv[-1]) / "bin"
    bin.mkdir(parents=True)
    (bin / "python").symlink_to("{sys.executable}")
else:
    with open("asked", "a") as asked:
        print(pathlib.Path(sys.argv[-1]).stem, file=asked)
"""
WORKED = ["test"]


class Clone:
    """A clone of the project, empty but for what installs."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copy(ROOT / "dev", folder)
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        for module in ("manage.py", "devtools/run.py", "devtools/full.py", "tests/__main__.py"):
            (folder / module).parent.mkdir(exist_ok=True)
            (folder / module).touch()
        (folder / "uv").write_text(UV)
        (folder / "uv").chmod(0o755)

    def dev(self, *arguments):
        """Which requirements this command has installed."""
        asked = self.folder / "asked"
        asked.write_text("")
        path = f"{self.folder}:{os.environ['PATH']}"
        subprocess.run(
            [sys.executable, "dev", *arguments],
            cwd=self.folder,
            env=os.environ | {"PATH": path},
            check=True,
        )
        return asked.read_text().split()

    def pull(self, *names):
        for name in names:
            with (self.folder / "requirements" / f"{name}.txt").open("a") as lock:
                lock.write("# another version\n")


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


@pytest.mark.parametrize(
    ("command", "level"),
    [
        (["run"], "base"),
        (["manage", "check"], "base"),
        (["shell"], "base"),
        (["run", "--stack=full"], "full"),
        (WORKED, "dev"),
    ],
)
def test_a_command_installs_what_it_needs_and_once(clone, command, level):
    assert clone.dev(*command) == [level]
    assert clone.dev(*command) == []


def test_more_comes_when_it_is_needed(clone):
    clone.dev("run")

    assert clone.dev("run", "--stack=full") == ["full"]
    assert clone.dev(*WORKED) == ["dev"]


def test_running_takes_away_nothing_that_working_needs(clone):
    clone.dev(*WORKED)

    assert clone.dev("run") == []


def test_a_new_lock_is_followed_at_the_level_that_was_there(clone):
    clone.dev(*WORKED)
    clone.pull("base", "full", "dev")

    assert clone.dev("run") == ["dev"]
    assert clone.dev(*WORKED) == []


def test_what_runs_imports_nothing_that_running_does_not_install():
    lock = (ROOT / "requirements" / "base.txt").read_text()
    locked = re.findall(r"(?m)^([a-z0-9._-]+)(?:\[.*\])?==", lock)
    known = importlib.metadata.packages_distributions()
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    missing = {
        (str(path.relative_to(ROOT)), name)
        for path in ROOT.glob("*/**/*.py")
        if path.relative_to(ROOT).parts[0] in ours - {"tests", "bench"}
        for name in imported(path) - ours - sys.stdlib_module_names
        if not {each.lower().replace("_", "-") for each in known.get(name, [name])} & set(locked)
    }

    assert missing == set()


def imported(path):
    """The first part of every name that this module imports, at its head or later."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module)
    return {name.partition(".")[0] for name in names}
