"""`./dev run --stack=full`: the processes of production, on this machine.

PostgreSQL and Valkey come from `DATABASE_URL` and `REDIS_URL`, or from the wheels. The web
processes share nothing but those two; each has its own port, and this process keeps the ports, so
that one which is killed or drained leaves its visitors waiting for its successor, not refused.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import collected
from devtools.local_servers import LocalServer, Postgres, Valkey

SECONDS_TO_STOP = 2.0
SECONDS_TO_GET_READY = 30.0
SECONDS_BETWEEN_STARTS = 0.5


class Child:
    """A process that is started again whenever it ends before it was told to."""

    def __init__(self, name: str, arguments: list[str], handed: Sequence[int] = ()):
        self.name = name
        self.arguments = [sys.executable, "-m", *arguments]
        self.handed = handed
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0

    def start(self) -> None:
        self._started_at = time.monotonic()
        # A group of its own, so that Ctrl-C reaches it through us, once and in order.
        self.process = subprocess.Popen(
            self.arguments, pass_fds=self.handed, start_new_session=True
        )

    def look_after(self) -> None:
        if self.process is None or self.process.poll() is None:
            return
        if time.monotonic() - self._started_at < SECONDS_BETWEEN_STARTS:
            return
        print(f"  {self.name} ended with {self.process.returncode}; starting it again", flush=True)
        self.start()

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, until: float) -> None:
        """Wait till then and no longer."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.01, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev run --stack=full", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the first; 0 takes free ones")
    parser.add_argument("--web", type=int, default=2, metavar="N", help="number of web processes")
    parser.add_argument("--demo", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--unbundled", action="store_true", help=collected.UNBUNDLED)
    options = parser.parse_args()
    # Both by name: a shell's background job starts with SIGINT ignored, and Python leaves it so.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _interrupt())
    servers: list[LocalServer] = []
    children: list[Child] = []
    try:
        listeners = _listen(options.port, options.web)
        _set_environment(listeners, demo=options.demo, servers=servers)
        _start(children, _test_money(listeners[0].getsockname()[1]))
        collected.prepare(bundled=not options.unbundled)
        gate, opener = os.pipe()
        _start(children, _web(listeners, gate))
        announce = _prepare()
        os.close(opener)
        _wait_for_pages(listeners)
        announce([f"http://127.0.0.1:{each.getsockname()[1]}" for each in listeners])
        _start(children, _background())
        while True:
            time.sleep(0.2)
            for child in children:
                child.look_after()
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop(children, servers)


def _interrupt() -> None:
    raise KeyboardInterrupt


def _listen(port: int, count: int) -> list[socket.socket]:
    from server.serve import PortTaken, bind

    try:
        return [bind("127.0.0.1", port + number if port else 0) for number in range(count)]
    except PortTaken as taken:
        raise SystemExit(str(taken)) from None


def _set_environment(
    listeners: list[socket.socket], *, demo: bool, servers: list[LocalServer]
) -> None:
    from server.serve import local_origins

    data = _data()
    wanted: dict[str, type[LocalServer]] = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}
    for variable, kind in wanted.items():
        if variable not in os.environ:
            server = kind(data / "full" / kind.name)
            servers.append(server)
            os.environ[variable] = server.start()
    os.environ["SKILEEZ_STACK"] = "full"
    os.environ["SKILEEZ_ORIGINS"] = local_origins(*listeners)
    os.environ["SKILEEZ_DEMO"] = str(demo)
    os.environ.setdefault("PAYMENTS", "sandbox")
    os.environ.setdefault("SKILEEZ_DRAIN_SECONDS", "2")


def _data() -> Path:
    return Path(os.environ.get("SKILEEZ_DATA", ".data")).resolve()


def _test_money(pages: int) -> list[Child]:
    """Where payments are tried, a process of its own, which tells the pages at this port what happens."""
    from server.serve import bind

    if os.environ.get("PAYMENTS") != "sandbox":
        return []
    listener = bind("127.0.0.1", 0)
    port, fd = listener.getsockname()[1], listener.detach()
    os.environ["STRIPE_API_BASE"] = f"http://127.0.0.1:{port}/_sandbox/stripe"
    data = str(_data() / "full" / "sandbox.sqlite3")
    told = f"http://127.0.0.1:{pages}/stripe/events"
    ears = ["--webhooks", told, "--connect-webhooks", f"{told}/connect"]
    return [Child("test money", ["sandbox", "--fd", str(fd), "--data", data, *ears], (fd,))]


def _prepare() -> Callable[[list[str]], None]:
    import config.asgi  # noqa: F401  (sets Django up)
    from devtools.welcome import announcement, prepare_database

    prepare_database(short=True)
    return lambda addresses: print(announcement(addresses), flush=True)


def _web(listeners: list[socket.socket], gate: int) -> list[Child]:
    """They load while the database is made ready, and wait at the gate until it is."""
    return [
        Child(f"web {number}", _serve(fd, gate), (fd, gate))
        for number, fd in enumerate((each.fileno() for each in listeners), 1)
    ]


def _serve(fd: int, gate: int) -> list[str]:
    return ["server.serve", "--fd", str(fd), "--gate", str(gate)]


def _background() -> list[Child]:
    celery = ["celery", "--quiet", "--app", "config"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--scheduler", "celery.beat:Scheduler"]
    return [Child("worker", worker), Child("beat", beat)]


def _start(children: list[Child], more: list[Child]) -> None:
    for child in more:
        child.start()
        children.append(child)


def _wait_for_pages(listeners: list[socket.socket]) -> None:
    """Our sockets queue a connection at once; the answer comes when the process serves."""
    until = time.monotonic() + SECONDS_TO_GET_READY
    for listener in listeners:
        address = listener.getsockname()
        while b" 200 " not in (answer := _ask_whether_ready(address)):
            if time.monotonic() > until:
                raise SystemExit(f"The server on port {address[1]} does not serve: {answer!r}")
            time.sleep(0.05)


def _ask_whether_ready(address: tuple[str, int]) -> bytes:
    with socket.create_connection(address, timeout=SECONDS_TO_GET_READY) as probe:
        probe.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return probe.recv(64)


def _stop(children: list[Child], servers: list[LocalServer]) -> None:
    # SIGINT: no spread of goodbyes; a worker ends its tasks, a beat has nothing to end.
    for child in children:
        child.signal(signal.SIGTERM if child.name in {"worker", "beat"} else signal.SIGINT)
    until = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        child.wait(until)
    for server in servers:
        server.stop()


if __name__ == "__main__":
    main()
