"""The full stack with servers of the test's own, which it may kill and start again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from devtools.local_servers import Postgres, Valkey
from tests import prepared
from tests.product import Product


class Stack:
    """PostgreSQL, Valkey and three web processes with the demo's people."""

    def __init__(self, folder: Path, web: int = 3) -> None:
        cluster = Postgres(folder / "postgres", throwaway=True)
        self.postgres = prepared.copy_postgres(cluster, demo=True)
        self.valkey = Valkey(folder / "valkey", throwaway=True)
        self.product = Product(
            "--demo", "--web", str(web), stack="full",
            DATABASE_URL=self.postgres.start(), REDIS_URL=self.valkey.start(),
            SKILEEZ_STACK="full", SKILEEZ_DRAIN_SECONDS="0.5", SKILEEZ_CHAT_PRESSES="100000",
        )  # fmt: skip
        try:
            self.product.start()
        except BaseException:
            self.dispose()
            raise

    @property
    def urls(self) -> list[str]:
        return self.product.urls

    def web_processes(self) -> list[psutil.Process]:
        assert self.product.process is not None
        children = psutil.Process(self.product.process.pid).children()
        return [each for each in children if "server.serve" in " ".join(each.cmdline())]

    def signal_web(self, number: signal.Signals) -> None:
        """To one of the web processes; the run command starts it again when it has ended."""
        processes = self.web_processes()
        if processes:
            os.kill(processes[0].pid, number)

    def dispose(self) -> None:
        self.product.dispose()
        self.valkey.stop()
        self.postgres.stop()


@contextmanager
def full_stack(folder: Path, web: int = 3) -> Iterator[Stack]:
    stack = Stack(folder, web)
    try:
        yield stack
    finally:
        stack.dispose()
