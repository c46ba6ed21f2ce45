"""What no file of the repository may hold."""

import re
import subprocess
import tomllib

import pytest
from django.conf import settings

from tests.product import ROOT

# In two halves, so that this file passes its own test.
REGISTRY_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"]
AROUND_THE_APPS = {"devtools", "config", "server"}
BESIDE_THE_APPS = {"sandbox"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def tracked_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = lock.read_text()

    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text
    assert "--trusted-host" not in text


def test_every_locked_package_has_a_hash():
    for lock in LOCKS:
        for entry in lock.read_text().replace("\\\n", " ").splitlines():
            if entry and not entry.lstrip().startswith("#"):
                assert "--hash=sha256:" in entry, f"{lock.name}: {entry[:80]}"


def test_no_file_names_a_registry():
    naming = [
        f"{name}: {host}"
        for name in tracked_files()
        if (ROOT / name).is_file()
        for host in REGISTRY_HOSTS
        if host.encode() in (ROOT / name).read_bytes()
    ]

    assert naming == []


def test_every_app_of_ours_has_its_place_in_the_layers():
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (
        each["layers"]
        for each in configuration["contracts"]
        if each["name"] == "Call down, emit up"
    )

    assert set(layers) == {*AROUND_THE_APPS, *settings.OUR_APPS}
    assert set(configuration["root_packages"]) == {*layers, *BESIDE_THE_APPS}


@pytest.mark.parametrize("name", ["base", "dev", "bootstrap", "spec"])
def test_every_dependency_has_its_line_of_reason(name):
    told = (ROOT / "docs" / "dependencies.md").read_text()
    asked_for = re.findall(
        r"^([a-z][\w.-]*)", (ROOT / f"requirements/{name}.in").read_text(), re.MULTILINE
    )

    assert asked_for
    assert [package for package in asked_for if not re.search(rf"\b{package}\b", told)] == []
