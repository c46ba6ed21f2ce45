"""Serve pages and sockets with Daphne: `python -m server.serve --port 8000`.

The socket is bound first and the settings are read after that, so that the allowed origins are
built from the port we really have. On SIGTERM the server drains: it takes no new connection,
closes its WebSockets with 1012 ("service restart") spread over `SKILEEZ_DRAIN_SECONDS`, so that
the pages reconnect elsewhere one by one, and then stops. SIGINT does the same without spreading.
"""

# Daphne installs the reactor on import, before anything else of Twisted may be imported.
import daphne.server  # isort: skip

import argparse
import asyncio
import gc
import logging
import os
import random
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from daphne.ws_protocol import WebSocketFactory

from server.headers import ALONE, headers_alone
from server.http import Factory
from server.limits import Limits
from server.websocket import LeanSocket, Socket

logger = logging.getLogger(__name__)

SERVICE_RESTART = 1012
SECONDS_FOR_GOODBYES = 1.0
DRAIN_SECONDS_IN_PRODUCTION = 25.0


class PortTaken(Exception):
    """The message says which port, and what to do."""


class Server(daphne.server.Server):
    """Daphne on a bound socket, with an end that says goodbye."""

    def __init__(
        self,
        application: Any,
        listener: socket.socket,
        *,
        lean: bool = True,
        limits: Limits | None = None,
        headers: dict[str, str] = ALONE,
        **options: Any,
    ) -> None:
        WebSocketFactory.protocol = LeanSocket if lean else Socket
        Factory.limits, Factory.headers = limits or Limits(), headers
        daphne.server.HTTPFactory = Factory
        self.ports: list[Any] = []
        self.draining: asyncio.Task[None] | None = None
        super().__init__(
            application,
            # Twisted closes the descriptor it is given: the socket object must forget it.
            endpoints=[f"fd:fileno={listener.detach()}"],
            signal_handlers=False,
            server_name="skileez",
            **options,
        )

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        super().listen_success(port)

    def stop_on_signals(self, *, drain_seconds: float) -> None:
        loop = daphne.server.twisted_loop
        loop.add_signal_handler(signal.SIGTERM, self.begin_drain, drain_seconds)
        loop.add_signal_handler(signal.SIGINT, self.begin_drain, 0.0)

    def begin_drain(self, seconds: float) -> None:
        """Start leaving. Asked a second time, leave at once."""
        if self.draining is not None:
            self.stop()
            return
        self.draining = daphne.server.twisted_loop.create_task(self._drain(seconds))

    async def _drain(self, seconds: float) -> None:
        for port in self.ports:
            port.stopListening()
        sockets = [each for each in self.connections if isinstance(each, Socket)]
        random.shuffle(sockets)
        logger.info("draining %d sockets over %.1f s", len(sockets), seconds)
        for each in sockets:
            if each.state == Socket.STATE_OPEN:
                each.serverClose(SERVICE_RESTART)
                await asyncio.sleep(seconds / len(sockets))
        await self._wait_for_goodbyes()
        self.stop()

    async def _wait_for_goodbyes(self) -> None:
        """Until every page is answered and every consumer has seen its disconnect."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + SECONDS_FOR_GOODBYES
        while clock() < deadline and any(map(_is_busy, self.connections.values())):
            await asyncio.sleep(0.02)


def _is_busy(connection: dict[str, Any]) -> bool:
    application = connection.get("application_instance")
    return application is not None and not application.done()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises PortTaken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} cannot be used ({error.strerror}). Choose another one: --port {port + 1}"
        ) from error
    listener.listen(1024)
    return listener


def local_origins(*listeners: socket.socket) -> str:
    """The origins under which a browser on this machine may come, as the settings read them."""
    ports = [listener.getsockname()[1] for listener in listeners]
    return ",".join(
        f"http://{host}:{port}" for host in ("127.0.0.1", "localhost") for port in ports
    )


def serve(
    listener: socket.socket,
    *,
    drain_seconds: float,
    on_loaded: Callable[[], None] = lambda: None,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until a signal comes. Call from the main thread, after the settings' environment."""
    gc.disable()  # nothing of what a start loads is garbage, and looking for some takes a fifth of it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from channels.routing import get_default_application
    from django.conf import settings

    from core.loop import bind_server_loop
    from server.static import is_missing

    application = get_default_application()
    if settings.BUNDLED and is_missing():
        raise SystemExit(
            f"There are no static files in {settings.STATIC_ROOT}: python manage.py collectstatic"
        )
    on_loaded()
    loop = daphne.server.twisted_loop
    tasks: list[asyncio.Task[None]] = []  # the loop itself would not hold one

    def get_ready() -> None:
        tasks.append(loop.create_task(_get_ready(application, on_ready)))
        tasks[0].add_done_callback(lambda task: task.result())

    bind_server_loop(loop)
    server = Server(
        application,
        listener,
        lean=settings.LEAN_SOCKETS,
        limits=settings.REQUEST_LIMITS,
        headers=headers_alone(),
        ready_callable=get_ready,
    )
    server.stop_on_signals(drain_seconds=drain_seconds)
    server.run()


async def _get_ready(application: Any, on_ready: Callable[[], None]) -> None:
    """Warm up while we answer already, then let the collector run: what is loaded by now stays for good."""
    from server.warm import warm_up

    await warm_up(application)
    gc.collect()
    gc.freeze()
    gc.enable()
    await asyncio.to_thread(on_ready)


def leave() -> NoReturn:
    """End the process now: a thread still busy with a page or a task must not hold the stop."""
    logging.shutdown()
    os._exit(0)


def default_drain_seconds() -> float:
    production = os.environ.get("SKILEEZ_ENV") == "production"
    default = DRAIN_SECONDS_IN_PRODUCTION if production else 0.0
    return float(os.environ.get("SKILEEZ_DRAIN_SECONDS", default))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int, help="a listening socket that was handed to us")
    parser.add_argument("--gate", type=int, help="a pipe: serve when its other end is closed")
    options = parser.parse_args()
    if options.fd is None:
        try:
            listener = bind(options.host, options.port)
        except PortTaken as taken:
            raise SystemExit(str(taken)) from None
    else:
        listener = socket.socket(fileno=options.fd)
    if os.environ.get("SKILEEZ_ENV") != "production":
        os.environ.setdefault("SKILEEZ_ORIGINS", local_origins(listener))
    host, port = listener.getsockname()[:2]
    serve(
        listener,
        drain_seconds=default_drain_seconds(),
        on_loaded=lambda: _wait_at(options.gate),
        on_ready=lambda: logger.info("serving on %s:%s", host, port),
    )
    leave()


def _wait_at(gate: int | None) -> None:
    if gate is not None:
        os.read(gate, 1)
        os.close(gate)


if __name__ == "__main__":
    main()
