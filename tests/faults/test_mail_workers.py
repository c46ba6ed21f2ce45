"""Mails while workers, their broker and the mail server misbehave: real processes and real servers."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

import psycopg
import pytest

from tests.notifications.smtp import Postbox, started
from tests.product import ROOT, FullProduct

# One mail to each student, told through the actions.
PROPOSE = """
from core import clock
from tests.factories import make_coach, make_student, open_request, pending_proposal
coach = make_coach("Coach {run}")
requests = [open_request(make_student(f"Student {run} {{n}}"), now=clock.now()) for n in range({count})]
for request in requests:
    pending_proposal(request, coach, now=clock.now())
"""

CELERY = [sys.executable, "-m", "celery", "--quiet", "--app", "config"]


@dataclass
class SlowPostbox(Postbox):
    """Keeps clients waiting for its answer while `holds` is set; it may have taken the mail by then."""

    holds: threading.Event = field(default_factory=threading.Event)
    takes_first: bool = True
    held: list[str] = field(default_factory=list)
    is_holding: threading.Event = field(default_factory=threading.Event)
    pause: float = 0.0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if not self.holds.is_set():
            await asyncio.sleep(self.pause)
            return await super().handle_DATA(server, session, envelope)
        probe = Postbox()
        await probe.handle_DATA(server, session, envelope)
        self.held.append(probe.mails[0]["Message-ID"])
        if self.takes_first:
            self.mails += probe.mails
        self.is_holding.set()
        while self.holds.is_set():
            await asyncio.sleep(0.05)
        return "250 taken"

    def received(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.mails)


class Backstage(FullProduct):
    """PostgreSQL, Valkey, a mail server, and the workers that a test starts. No web process."""

    def __init__(self) -> None:
        self.post = SlowPostbox()
        self.controller = started(self.post)
        super().__init__(EMAIL_URL=f"smtp://127.0.0.1:{self.controller.port}")
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> "Backstage":
        self.environment |= {
            "DATABASE_URL": self.postgres.start(),
            "REDIS_URL": self.valkey.start(),
            "SKILEEZ_STACK": "full",
        }
        return self

    def celery(self, *arguments: str) -> subprocess.Popen[bytes]:
        process = self._started([*CELERY, *arguments, "--loglevel", "WARNING"])
        self.workers.append(process)
        return process

    def look_after(self) -> None:
        """Start again what ended by itself, as the run command and every service manager do.

        A worker whose acknowledgement stands out when its broker vanishes may end: kombu asks a
        connection that it has just closed.
        """
        for number, process in enumerate(self.workers):
            if process.poll() not in {None, -signal.SIGKILL}:
                self.workers[number] = self._started(process.args)

    def _started(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        options = ("--concurrency", "2", "--without-mingle", "--hostname", f"{name}@here")
        return self.celery("worker", *options)

    def beat(self) -> subprocess.Popen[bytes]:
        schedule = str(self.data / "beat")
        return self.celery(
            "beat", "--scheduler", "celery.beat:Scheduler", "--schedule", schedule, "--pidfile="
        )

    def propose(self, run: str, count: int) -> None:
        """So many proposals, each with a mail."""
        self.manage("shell", "-c", PROPOSE.format(run=run, count=count))

    def query(self, statement: str) -> list[tuple]:
        url = self.environment["DATABASE_URL"]
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            rows = connection.execute(statement)
            return rows.fetchall() if rows.description else []

    def mails(self) -> list[tuple[str, str, int]]:
        """Message-ID, status and attempts of each mail."""
        columns = "message_id, status, attempts"
        return self.query(f"SELECT {columns} FROM notifications_outgoingemail ORDER BY id")

    def wait_for_sent(self, count: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while (sent := [row[1] for row in self.mails()].count("sent")) < count:
            assert time.monotonic() < deadline, (
                f"{sent} of {count} were sent: {self.mails()}\n{self.log.read_text()[-3000:]}"
            )
            self.look_after()
            time.sleep(0.2)

    def dispose(self) -> None:
        self.post.holds.clear()
        for process in self.workers:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.controller.stop()
        super().dispose()


@pytest.fixture
def backstage():
    mine = Backstage()
    try:
        yield mine.start()
    finally:
        mine.dispose()


@pytest.mark.parametrize("takes_first", [True, False])
def test_a_worker_killed_in_the_middle_costs_nobody_a_mail(backstage, takes_first):
    post = backstage.post
    post.takes_first = takes_first
    post.holds.set()
    first = backstage.worker("first")
    backstage.propose("a", 6)
    assert post.is_holding.wait(60), backstage.log.read_text()[-3000:]

    os.killpg(first.pid, signal.SIGKILL)  # as a power cut does: parent and children
    first.wait()
    post.holds.clear()
    held = set(post.held)
    assert 1 <= len(held) <= 2
    backstage.worker("second")
    backstage.beat()
    backstage.wait_for_sent(6 - len(held))
    assert {row[0] for row in backstage.mails() if row[1] == "queued"} == held
    assert all(post.received()[each] == takes_first for each in held)  # their lease runs

    backstage.query(  # three minutes pass
        "UPDATE notifications_outgoingemail SET leased_until = now() WHERE leased_until IS NOT NULL"
    )
    backstage.wait_for_sent(6)

    everybody = {row[0] for row in backstage.mails()}
    received = post.received()
    assert set(received) == everybody
    assert len({mail["To"] for mail in post.mails}) == 6
    assert {each for each, times in received.items() if times > 1} == (
        held if takes_first else set()
    )
    assert max(received.values()) <= 2


def test_two_workers_at_once_send_each_mail_once(backstage):
    backstage.post.pause = 0.05
    backstage.propose("a", 40)
    backstage.manage(
        "shell",
        "-c",
        "from notifications.tasks import send_due_emails\n"
        "for _ in range(4): send_due_emails.delay()",
    )
    backstage.worker("first")
    backstage.worker("second")
    backstage.wait_for_sent(40)
    time.sleep(2)  # whatever is still in the queue runs, too
    assert backstage.post.received() == Counter(row[0] for row in backstage.mails())
    assert {row[2] for row in backstage.mails()} == {1}
    assert backstage.post.greetings >= 2


def test_with_the_broker_down_the_action_succeeds_and_the_sweep_sends(backstage):
    backstage.worker("first")
    backstage.beat()
    backstage.propose("a", 1)
    backstage.wait_for_sent(1)  # they are awake, and will have to come back

    backstage.valkey.kill()
    backstage.propose("b", 3)
    assert [row[1] for row in backstage.mails()] == ["sent", *["queued"] * 3]

    backstage.valkey.start()
    backstage.wait_for_sent(4, seconds=90)
    assert backstage.post.received() == Counter(row[0] for row in backstage.mails())
