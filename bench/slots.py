"""`./dev bench slots`: how long it takes to find the free starts of 60 days among 200 sessions.

Runs on a throw-away SQLite database with a coach who teaches every day in New York, a student in
Kathmandu, and 200 booked hours of theirs. The clock change of November lies within.
"""

import argparse
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta

GOAL_MILLISECONDS = 50
SESSIONS, DAYS, ROUNDS = 200, 60, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="skileez-bench-") as folder:
        os.environ |= {"SKILEEZ_ENV": "test", "SKILEEZ_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        result = measure(rounds)
    from bench.report import goal, keep

    print(f"free starts of {DAYS} days, {SESSIONS} sessions, {result['starts']} starts found")
    print(f"  by the wall clock, which other work on the machine stretches: {result['wall']} ms")
    spent = result["processor"]["median"]
    met = goal("processor milliseconds, median", spent, GOAL_MILLISECONDS, at_least=False)
    queries = goal("queries", result["queries"], 4, at_least=False)
    keep("slots", {**result, "goals": [met, queries]})


def measure(rounds: int) -> dict:
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    contract, now = world()
    from sessions.scheduling import free_starts

    with CaptureQueriesContext(
        connection,
    ) as queries:
        starts = free_starts(contract, now=now, duration_minutes=60)
    wall, processor = [], []
    for _round in range(rounds):
        began, spent = time.perf_counter(), time.process_time()
        free_starts(contract, now=now, duration_minutes=60)
        wall.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    return {
        "starts": len(starts),
        "queries": len(queries),
        "wall": spread(wall),
        "processor": spread(processor),
    }


def spread(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
        "max": round(ordered[-1], 2),
    }


def world():
    """An active contract, and 200 booked hours: 100 of the coach's, 100 of the student's, by turns."""
    from calendars.models import BusySlot
    from tests.factories import active_contract, make_coach, make_student, opens_every_day

    now = datetime(2026, 11, 3, 9, tzinfo=UTC)
    student, coach = make_student(timezone="Asia/Kathmandu"), make_coach()
    opens_every_day(coach, starts_minute=8 * 60, ends_minute=12 * 60)
    opens_every_day(coach, starts_minute=13 * 60, ends_minute=20 * 60)
    contract = active_contract(student, coach)
    step = timedelta(days=DAYS) / SESSIONS
    BusySlot.objects.bulk_create(
        BusySlot(
            user=(student, coach)[n % 2],
            session_id=1_000_000 + n,
            starts_at=(start := (now + n * step).replace(second=0, microsecond=0)),
            ends_at=start + timedelta(hours=1),
        )
        for n in range(SESSIONS)
    )
    return contract, now


if __name__ == "__main__":
    main()
