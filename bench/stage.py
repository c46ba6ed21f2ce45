"""What a measurement stands on: real servers, fresh for each round, on a processor of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devtools.local_servers import Postgres, Valkey
from server.serve import bind, local_origins

ROOT = Path(__file__).resolve().parent.parent
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORES = set(CORES[:1])
LOAD_CORES = set(CORES[1:] or CORES)
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START = 30


@dataclass(frozen=True)
class Contender:
    """One web process to measure. `address` is formatted with the conversation's id."""

    name: str
    command: tuple[str, ...]
    address: str
    environment: dict[str, str] = field(default_factory=dict)
    ends_by: signal.Signals = signal.SIGKILL

    @property
    def is_ours(self) -> bool:
        return self.name == "ours"


def daphne(name: str, application: str, **environment: str) -> Contender:
    command = (
        "daphne",
        "--no-server-name",
        "--fd",
        "{fd}",
        f"bench.rivals.{application}:application",
    )
    settings = {"DJANGO_SETTINGS_MODULE": "bench.rivals.naive_settings"}
    return Contender(name, command, "/ws/{conv}", environment | settings)


OURS = Contender("ours", ("server.serve", "--fd", "{fd}"), "/ws")
# The same under Python's profiler, which writes what it saw of the loop's thread when the server ends.
PROFILED = Contender(
    "ours",
    ("bench.profiled", "{profile}", "--fd", "{fd}"),
    "/ws",
    {"SKILEEZ_DRAIN_SECONDS": "0"},
    signal.SIGTERM,
)
NAIVE_CORE = daphne("naive/core", "naive", RIVAL_LAYER="core")
NAIVE_PUBSUB = daphne("naive/pubsub", "naive", RIVAL_LAYER="pubsub")
SKETCH = daphne("sketch", "sketch", RIVAL_LAYER="pubsub")
BARE = daphne("bare/pubsub", "bare", RIVAL_LAYER="pubsub")


class Stage:
    """PostgreSQL and Valkey, with `pairs` of people in them."""

    def __init__(self, pairs: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="skileez-bench-")
        place = Path(self.folder.name)
        self.postgres = Postgres(place / "postgres", throwaway=True)
        self.valkey = Valkey(place / "valkey", throwaway=True)
        self._start_servers()
        self.run("django", "migrate", "--verbosity", "0")
        self.pairs = json.loads(self.run("bench.people", "pairs", str(pairs)))

    @property
    def profile(self) -> Path:
        """Where the profiled server leaves what it measured."""
        return Path(self.folder.name, "profile")

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SKILEEZ_STACK": "full",
            "SKILEEZ_DATA": self.folder.name,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "LOG_LEVEL": "WARNING",
        }

    @contextmanager
    def serving(self, contender: Contender) -> Iterator["Serving"]:
        """The contender on servers that were started for it, with empty conversations."""
        self._start_servers()
        self.sql("TRUNCATE chat_entry CASCADE")
        self.sql("UPDATE chat_conversation SET counter = 0, last_seq = 0")
        self.sql("UPDATE chat_participant SET unread = 0, last_read_seq = 0")
        listener = bind("127.0.0.1", 0)
        environment = self.environment() | {"SKILEEZ_ORIGINS": local_origins(listener)}
        arguments = [
            part.format(fd=listener.fileno(), profile=self.profile) for part in contender.command
        ]
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=environment | contender.environment,
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
        )
        os.sched_setaffinity(process.pid, SERVER_CORES)
        try:
            _wait_until_serving(listener.getsockname()[1])
            yield Serving(self, contender, listener.getsockname()[1], process.pid)
        finally:
            process.send_signal(contender.ends_by)
            process.wait()
            listener.close()

    def sql(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(statement)

    def close(self) -> None:
        self.postgres.stop()
        self.valkey.stop()
        self.folder.cleanup()

    def _start_servers(self) -> None:
        for server in (self.postgres, self.valkey):
            if server.process is not None:
                server.throwaway = False
                server.stop()
                server.throwaway = True
            server.start()
            assert server.process is not None
            os.sched_setaffinity(server.process.pid, SERVER_CORES)

    def run(self, module: str, *arguments: str) -> str:
        """Run one of our modules on these servers; returns what it printed."""
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout


@dataclass
class Serving:
    """A contender that answers on `port`."""

    stage: Stage
    contender: Contender
    port: int
    pid: int

    def address(self, conversation_id: int) -> str:
        return f"ws://127.0.0.1:{self.port}" + self.contender.address.format(conv=conversation_id)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time so far of the web process, PostgreSQL and Valkey together."""
        servers = (self.stage.postgres.process, self.stage.valkey.process)
        roots = {self.pid, *(each.pid for each in servers if each is not None)}
        return sum(_seconds_of(pid) for pid in _with_children(roots))

    def memory_kib(self) -> int:
        """Resident memory of the web process."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        raise RuntimeError("no VmRSS")


def _with_children(roots: set[int]) -> set[int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(folder.name))
        if fields:
            parents[int(folder.name)] = int(fields[1])
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _seconds_of(pid: int) -> float:
    """Own time and that of children that have ended."""
    fields = _stat(pid)
    return sum(int(value) for value in fields[11:15]) / TICKS if fields else 0.0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: state, parent, …; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _wait_until_serving(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    while time.monotonic() < deadline:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_START) as probe:
            probe.sendall(request)
            if probe.recv(16):
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")
