"""`./dev bench calendar`: what the server needs for the calendar of somebody with 200 sessions in one week.

A coach with open hours every day, 50 contracts, and in the week that is shown 150 sessions that are booked
and 50 starts that are offered; another person's clock stands beside. Runs inside this process on a throw-away
SQLite database, or on `DATABASE_URL` (see `bench.pages`). Fails above the goal.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta

from bench.pages import counting, prepare, timed

GOAL_MS = 60.0
BOOKED, OFFERED, CONTRACTS = 150, 50, 50
VIEWS = ("", "week", "day", "month", "agenda")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench calendar", description=__doc__)
    parser.add_argument("--times", type=int, default=60, help="how often each view is asked for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="skileez-bench-") as scratch:
        prepare(scratch)
        coach_id, beside, on = build()
        return measure(coach_id, f"on={on}&beside={beside}", options.times)


def build() -> tuple[int, int, str]:
    """The ids of the coach and of one student, and a day of the week that is full."""
    from django.utils import timezone

    from tests.factories import (
        active_contract,
        confirmed_session,
        make_coach,
        make_student,
        offered_session,
        opens_every_day,
    )

    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    monday = now - timedelta(days=now.weekday(), hours=now.hour) + timedelta(weeks=2)
    coach = make_coach("Bench Coach")
    opens_every_day(coach, starts_minute=9 * 60, ends_minute=17 * 60)
    booked = [monday + n * timedelta(hours=1) for n in range(BOOKED)]
    for number in range(CONTRACTS):
        student = make_student(f"Student {number}")
        contract = active_contract(student, coach, session_count=4)
        *first, last = contract.sessions.order_by("number")
        for session, starts_at in zip(first, booked[3 * number :], strict=False):
            confirmed_session(session, starts_at=starts_at, now=now)
        starts = [monday + timedelta(hours=BOOKED + number % 17)]
        offered_session(last, by=coach, starts=starts, now=now)
    return int(coach.pk), int(student.pk), f"{monday:%Y-%m-%d}"


def measure(coach_id: int, query: str, times: int) -> int:
    """Print p50 and p95 of each view; 1 when the week misses its goal."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from bench.report import goal, keep

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(pk=coach_id))
    views: dict[str, dict[str, float]] = {}
    print(f"{'view':10}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'KiB':>8}{'queries':>9}")
    for view in VIEWS:
        path = f"/calendar?view={view}&{query}"
        size = len(client.get(path).content)
        asked = Counter[str]()
        with connection.execute_wrapper(counting(asked)):
            client.get(path)
        began = time.process_time()
        took = sorted(timed(lambda path=path: client.get(path)) for _ in range(times))
        cpu = (time.process_time() - began) / times * 1000
        p50, p95 = statistics.median(took), took[int(len(took) * 0.95) - 1]
        name = view or "auto"
        print(f"{name:10}{p50:9.1f}{p95:9.1f}{cpu:9.1f}{size / 1024:8.1f}{asked['all']:9}")
        views[name] = {
            "p50_ms": round(p50, 1),
            "p95_ms": round(p95, 1),
            "cpu_ms": round(cpu, 1),
            "kib": round(size / 1024, 1),
            "queries": asked["all"],
        }
    met = goal("week, p50 in ms", views["week"]["p50_ms"], GOAL_MS, at_least=False)
    keep("calendar", {"views": views, "goals": [met]})
    return int(not met["met"])


if __name__ == "__main__":
    sys.exit(main())
