"""Celery inside the server's process, for the embedded stack and for tests.

The broker is this process's memory, so nobody outside can take a task and nothing survives a
stop: what must not be lost is a row, and the sweeps find it again.
"""

import logging
import threading
from contextlib import suppress

from celery.beat import Scheduler, Service
from celery.worker import WorkController, state

from config.celery import app

logger = logging.getLogger(__name__)

SECONDS_TO_STOP = 2.0
WORKER_THREADS = 2


@app.task
def wake() -> None:
    """Do nothing, in the worker."""


class Background:
    """A worker thread and a beat thread."""

    def __init__(self) -> None:
        self.beat: Service | None = None
        self.worker: WorkController | None = None
        self._threads: list[threading.Thread] = []

    def start(self, *, beat: bool = True) -> None:
        """Return once the worker takes tasks."""
        app.finalize()
        ready = threading.Event()
        state.should_stop = state.should_terminate = None
        self.worker = WorkController(
            app=app,
            pool="threads",
            concurrency=WORKER_THREADS,
            hostname="embedded@localhost",
            loglevel="WARNING",
            ready_callback=lambda _consumer: ready.set(),
            without_gossip=True,
            without_heartbeat=True,
            without_mingle=True,
        )
        self._run("celery worker", self.worker.start)
        if not ready.wait(10):
            raise RuntimeError("the Celery worker thread did not start")
        if beat:
            # A short interval, because beat only looks at its stop flag between two sleeps.
            self.beat = Service(app=app, max_interval=1, scheduler_cls=Scheduler)
            self._run("celery beat", self.beat.start)

    def stop(self) -> None:
        """Ask both to stop and wait a little; what still runs then ends with the process."""
        if self.beat is not None:
            self.beat.stop(wait=False)
        state.should_stop = 0  # type: ignore[assignment]
        # The worker looks at that flag between two messages or every 2 s, and even then waits
        # once more before it ends: send it a message for each.
        for _look in range(2):
            wake.delay()
        for thread in self._threads:
            thread.join(SECONDS_TO_STOP)
        state.should_stop = None
        self._threads.clear()

    def _run(self, name: str, target) -> None:
        def run() -> None:
            with suppress(SystemExit):
                target()

        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
