"""One sandbox on Daphne for all tests, emptied before each; the real library talks to it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.store import Store
from tests.product import ROOT
from tests.sandbox.house import House


@pytest.fixture(scope="session")
def gated_server(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The address of the gate, and the sandbox's file."""
    path = tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3"
    command = [sys.executable, "-m", "tests.sandbox.gate", str(path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield process.stdout.readline().strip(), path
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def house(gated_server) -> Iterator[House]:
    """The sandbox, empty; every body that went in or out must be as Stripe describes it."""
    address, path = gated_server
    store = Store(path)
    house = House(address, store)
    house.empty()
    yield house
    wrong = house.what_was_wrong()
    house.close()
    store.close()
    assert wrong == []
