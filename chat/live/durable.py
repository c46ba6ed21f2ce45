"""Database work of sockets, on threads of its own.

All thread-sensitive sync code of a process shares one thread, so a slow query of one socket would hold up
every other. What a socket asks of the database runs here instead: a few threads, each with its connection.
Everything called here may be called again: after a lost connection it is, once.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)

THREADS = 4
_threads: ThreadPoolExecutor | None = None


async def durable(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call` on one of the threads. It must be harmless to run twice."""

    def run() -> T:
        return _with_connection(lambda: call(*args, **kwargs))

    return await asyncio.get_running_loop().run_in_executor(_pool(), run)


def _pool() -> ThreadPoolExecutor:
    global _threads
    if _threads is None:
        _threads = ThreadPoolExecutor(THREADS, thread_name_prefix="durable")
    return _threads


def _with_connection(call: Callable[[], T]) -> T:
    """Keep the thread's connection for the next call; replace it once when the server dropped it."""
    try:
        return call()
    except (OperationalError, InterfaceError) as error:
        close_old_connections()
        connection.close()
        logger.warning("trying again on a new connection: %r", error)
    try:
        return call()
    except (OperationalError, InterfaceError):
        connection.close()
        raise


def stop() -> None:
    """End the threads and their connections; the next call starts new ones. For tests."""
    global _threads
    if _threads is None:
        return
    for _ in range(THREADS):
        _threads.submit(connection.close)
    _threads.shutdown()
    _threads = None
