"""`./dev bench pages`: what the server needs for a page of somebody with 50 contracts and 500 sessions.

Builds the story through the actions in a database of its own (SQLite in a temporary folder, or
`DATABASE_URL`, whose name must end in `_bench`), then asks for each page again and again inside this
process: views, queries, templates and middleware, without the network. Fails above the targets. The CPU time
is the mean of a request; other work on the machine changes it less than the wall clock.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

P50_TARGETS_MS = {"/dashboard": 60.0}
PAGES = ("/contracts", "/chat")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench pages", description=__doc__)
    parser.add_argument("--contracts", type=int, default=50)
    parser.add_argument("--sessions", type=int, default=10, help="of each contract")
    parser.add_argument("--times", type=int, default=60, help="how often each page is asked for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="skileez-bench-") as scratch:
        prepare(scratch)
        coach_id = build(options.contracts, options.sessions)
        return measure(coach_id, options.times)


def prepare(scratch: str) -> None:
    """A database of this run's own."""
    url = os.environ.get("DATABASE_URL", "")
    if url and not url.rsplit("/", 1)[-1].split("?")[0].endswith("_bench"):
        sys.exit("The name of the database in DATABASE_URL must end in _bench: it is filled here.")
    os.environ |= {
        "SKILEEZ_DATA": scratch,
        "SKILEEZ_ENV": "test",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def build(contracts: int, sessions: int) -> int:
    """One coach with that many running contracts; a third of each is booked or held. Returns the id."""
    from django.utils import timezone

    from tests.factories import (
        active_contract,
        confirmed_session,
        make_coach,
        make_student,
        open_request,
        pending_proposal,
    )

    started = time.perf_counter()
    now = timezone.now().replace(second=0, microsecond=0)
    coach = make_coach("Bench Coach", is_student=True)
    slot = now.replace(minute=0) + timedelta(days=2)
    for number in range(contracts):
        student = make_student(f"Student {number}")
        contract = active_contract(student, coach, session_count=sessions)
        for session in contract.sessions.order_by("number")[: sessions // 3]:
            confirmed_session(session, starts_at=slot, now=now)
            slot += timedelta(hours=2)
        if number % 5 == 0:
            pending_proposal(open_request(student, now=now), coach, now=now)
    seconds = time.perf_counter() - started
    print(f"{contracts} contracts, {contracts * sessions} sessions built in {seconds:.1f} s")
    return int(coach.pk)


def measure(coach_id: int, times: int) -> int:
    """Print p50 and p95 of each page; 1 when one misses its target."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from bench.report import goal, keep
    from chat.models import Conversation
    from dashboards.views import PARTS

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(pk=coach_id))
    pages: dict[str, dict[str, float]] = {}
    newest = Conversation.objects.filter(coach=coach_id).latest("last_activity_at")
    named = {f"/chat/{newest.pk}": "/chat/ID"}  # what it is called in what is kept
    parts = (f"/dashboard/fragments/{name}" for name in PARTS)
    print(f"{'page':34}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'KiB':>8}{'queries':>9}")
    for path in ["/dashboard", *parts, *PAGES, *named]:
        size = len(client.get(path).content)
        asked = Counter[str]()
        with connection.execute_wrapper(counting(asked)):
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        began = time.process_time()
        took = sorted(timed(lambda path=path: client.get(path)) for _ in range(times))
        cpu = (time.process_time() - began) / times * 1000
        p50, p95 = statistics.median(took), took[int(len(took) * 0.95) - 1]
        print(f"{path:34}{p50:9.1f}{p95:9.1f}{cpu:9.1f}{size / 1024:8.1f}{asked['all']:9}")
        pages[named.get(path, path)] = {
            "p50_ms": round(p50, 1),
            "p95_ms": round(p95, 1),
            "cpu_ms": round(cpu, 1),
            "kib": round(size / 1024, 1),
            "queries": asked["all"],
        }
    goals = [
        goal(f"{path}, p50 in ms", pages[path]["p50_ms"], limit, at_least=False)
        for path, limit in P50_TARGETS_MS.items()
    ]
    keep("pages", {"pages": pages, "goals": goals})
    return int(not all(met["met"] for met in goals))


def counting(asked: Counter[str]) -> Callable[..., object]:
    """A wrapper of the database's `execute` that counts."""

    def execute(call: Callable[..., object], *arguments: object) -> object:
        asked["all"] += 1
        return call(*arguments)

    return execute


def timed(call: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
