"""The way from any thread to the server's event loop.

A coroutine that touches the server's sockets must run on the server's loop. Scheduling it there
from another thread without waking that loop leaves it waiting for the next unrelated event,
close to a second; `run_coroutine_threadsafe` wakes it within a millisecond or two.
"""

import asyncio
import atexit
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

logger = logging.getLogger(__name__)

T = TypeVar("T")

SECONDS_TO_FINISH = 2.0

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_under_way: "set[Future[Any]]" = set()


def bind_server_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Name the loop that serves this process's sockets. Called once, before it serves."""
    global _loop
    with _lock:
        _loop = loop


def run_soon(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Hand `coroutine` to the server's loop and return at once, from any thread.

    A process that serves nothing (a worker, a shell, a test) gets one background loop of its own, and
    lets what is under way finish before it ends, for up to 2 s. What the coroutine raises is logged:
    whoever asked has long gone on.
    """
    name = getattr(coroutine, "__qualname__", repr(coroutine))
    try:
        running = asyncio.run_coroutine_threadsafe(coroutine, _current_loop())
    except RuntimeError:
        coroutine.close()
        logger.exception("%s was not run: the loop is closed", name)
    else:
        _under_way.add(running)
        running.add_done_callback(_under_way.discard)
        running.add_done_callback(lambda future: _log_failure(name, future))


def _current_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="core.loop", daemon=True).start()
            atexit.register(lambda: wait(tuple(_under_way), timeout=SECONDS_TO_FINISH))
        return _loop


def _log_failure(name: str, future: "Future[Any]") -> None:
    if not future.cancelled() and (error := future.exception()):
        logger.error("%s failed", name, exc_info=error)


class OnePerLoop(Generic[T]):
    """Call it for that of the running loop, which is made when it is first wanted and goes with the loop."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()

    def __call__(self) -> T:
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            self._made[loop] = self._make()
        return self._made[loop]
