"""The product as a black box: the real run command, on a free port, with a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devtools.local_servers import Postgres, Valkey
from tests import prepared
from tests.log_scan import random_words

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 240
# The first is made for this: the same engine without the rest of a browser, and much faster.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Product:
    """`./dev run` in a process group of its own. `restart` keeps port and data."""

    def __init__(self, *arguments: str, stack: str = "embedded", **environment: str) -> None:
        self.arguments = list(arguments)
        self.module = {"embedded": "devtools.run", "full": "devtools.full"}[stack]
        self.data = Path(tempfile.mkdtemp(prefix="skileez-product-"))
        self.environment = prepared.environment(
            SKILEEZ_DATA=str(self.data), STATIC_ROOT=str(prepared.static_files()), **environment
        )
        self.process: subprocess.Popen[str] | None = None
        self.urls: list[str] = []
        self.logins: dict[str, Any] = {}  # cookies by email
        self.log = self.data / "product.log"

    @property
    def url(self) -> str:
        return self.urls[0]

    def start(self) -> "Product":
        port = self.urls[0].rsplit(":", 1)[1] if self.urls else "0"
        self.urls = []
        with self.log.open("a") as log:
            log.write("--- start\n")
            log.flush()
            offset = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, "--port", port, *self.arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                text=True,
            )
        self._wait_for_announcement(offset)
        return self

    def stop(self, number: signal.Signals = signal.SIGINT, *, seconds: float = 15) -> float:
        """Ask it to stop as Ctrl-C does; returns how long that took."""
        asked = time.monotonic()
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(seconds)
        return time.monotonic() - asked

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def manage(self, *arguments: str) -> str:
        """Run a Django command on the product's data; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(self, path: str, *, web: int = 0, **headers: str) -> tuple[int, str]:
        """Status and text of a page, from the web process with that number."""
        request = urllib.request.Request(self.urls[web] + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def dispose(self) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
        said = self.log.read_text() if self.log.is_file() else ""
        shutil.rmtree(self.data, ignore_errors=True)
        secrets = random_words(said)
        assert not secrets, f"the product logged {secrets[0]}"

    def _wait_for_announcement(self, offset: int) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            said = self.log.read_text()[offset:]
            if "Ctrl-C stops it" in said:
                self.urls = re.findall(r"ready at (http://\S+)", said)
                return
            assert self.process is not None
            assert self.process.poll() is None, f"the product ended at its start:\n{said}"
            time.sleep(0.05)
        raise AssertionError(f"the product was not ready in time:\n{self.log.read_text()[-3000:]}")


class DemoProduct(Product):
    """The embedded product that has its demo already: most of a first start is spent on telling it."""

    def start(self) -> "DemoProduct":
        if not self.urls:
            prepared.copy_sqlite(self.data / prepared.SQLITE_FILE, demo=True)
        super().start()
        return self


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The embedded product with its demo, shared by the tests of a run."""
    running = DemoProduct()
    try:
        yield running.start()
    finally:
        running.dispose()


@pytest.fixture
def own_product() -> Iterator[Product]:
    """An embedded product of the test's own, not started, for tests that kill it."""
    mine = DemoProduct()
    yield mine
    mine.dispose()


@pytest.fixture(scope="module")
def module_product() -> Iterator[Product]:
    """An embedded product that the tests of one file may leave changed."""
    mine = DemoProduct()
    try:
        yield mine.start()
    finally:
        mine.dispose()


class FullProduct(Product):
    """Three web processes on a PostgreSQL and a Valkey that the test may kill and start again."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        super().__init__("--web", "3", *arguments, stack="full", **environment)
        cluster = Postgres(self.data / "postgres", throwaway=True)
        self.postgres = prepared.copy_postgres(cluster, demo="--demo" in arguments)
        self.valkey = Valkey(self.data / "valkey", throwaway=True)

    def start(self) -> "FullProduct":
        self.environment |= {
            "DATABASE_URL": self.postgres.start(),
            "REDIS_URL": self.valkey.start(),
            "SKILEEZ_STACK": "full",
        }
        super().start()
        return self

    def dispose(self) -> None:
        super().dispose()
        self.valkey.stop()
        self.postgres.stop()


@pytest.fixture(scope="session")
def full_product() -> Iterator[FullProduct]:
    """The full stack with its demo, shared by the tests of a run: leave it whole."""
    running = FullProduct("--demo")
    try:
        yield running.start()
    finally:
        running.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser: the system's Chromium, or the one Playwright installed."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=browser_program(), args=CHROMIUM_FLAGS
            )
        except Error:
            pytest.skip("no Chromium: run .venv/bin/playwright install --with-deps chromium")
        yield browser
        browser.close()


def browser_program() -> str | None:
    """The system's browser; Playwright's own when there is none."""
    return next((found for name in BROWSERS if (found := which(name))), None)


def which(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/local/bin")
