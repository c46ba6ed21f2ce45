"""`python -m bench.growth.measuring PEOPLE ENTRIES TIMES ONLY`: what each door with `ONLY` in its name costs.

In the database of `DATABASE_URL`; prints it as JSON, with the plans of what is asked.
"""

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import django

from bench.growth.shape import Shape

SECONDS_MOST = 2.0  # for one door, warmed up
DEAREST = 10


@dataclass(kw_only=True)
class Asked:
    """What the database was asked, and how long that took."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began
            if not many:
                self.statements.append((sql, params))


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one time costs. `p50_ms` and `sql_ms` went by on the clock, in all and in the database.

    `app_ms` and `db_ms` are what this process and the database's worked: `work_ms` is what the clock would
    show on a machine with nothing else to do, so it is what is compared.
    """

    work_ms: float
    app_ms: float
    db_ms: float
    p50_ms: float
    sql_ms: float
    queries: int
    pages: int  # of the database's cache, read by all its statements
    scans: list[str]


def main() -> None:
    *numbers, only = sys.argv[1:]
    people, entries, times = map(int, numbers)
    django.setup()
    shape = Shape(people=people, entries_each=entries)
    found: dict[str, dict[str, Any]] = {}
    plans: list[dict[str, Any]] = []
    for name, act in calls(shape):
        if only not in name:
            continue
        measured, dear = measure(act, times)
        print(f"{name:60}{measured.work_ms:10.1f}{measured.queries:6}", file=sys.stderr)
        found[name] = asdict(measured)
        plans += [{"at": name, **cost} for cost in dear]
    dearest = sorted(once(plans), key=lambda each: -each["pages"])[:DEAREST]
    print(json.dumps({"doors": found, "dearest": dearest}))


def calls(shape: Shape) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every door with a name: pages by person, the desk, sweeps, verbs."""
    from bench.growth import doors
    from core import clock

    for who, person in shape.people_measured.items():
        ask = asking(person)
        for door in doors.doors_of(shape, person):
            yield f"{who} {door.name}", lambda ask=ask, path=door.path: ask(path)
        for name, verb in doors.verbs(shape, person).items():
            yield f"{who} ! {name}", lambda verb=verb: undone(verb, clock.now())
    ask = asking(shape.staff)
    for path in doors.DESK:
        yield f"staff {path}", lambda path=path: ask(path)
    for name, sweep in doors.sweeps().items():
        yield f"sweep {name}", lambda sweep=sweep: undone(sweep, clock.now())


def asking(person: int) -> Callable[[str], None]:
    """A browser of this person, logged in."""
    from django.test import Client

    from accounts.models import User

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(pk=person))

    def ask(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    return ask


def undone(act: Callable[[datetime], Any], now: datetime) -> None:
    """Do it, and take it back."""
    from django.db import transaction

    with transaction.atomic():
        act(now)
        transaction.set_rollback(True)


def measure(act: Callable[[], Any], times: int) -> tuple[Measured, list[dict[str, Any]]]:
    """Of a few times, after two that fill the caches; and what each of its statements costs."""
    from django.db import connection

    act()
    with watching(connection) as asked:
        act()
    took, worked = [], worked_seconds(connection)
    with watching(connection) as timed:
        while len(took) < times and sum(took) < SECONDS_MOST:
            began = time.perf_counter()
            act()
            took.append(time.perf_counter() - began)
    app, db = (
        after - before for before, after in zip(worked, worked_seconds(connection), strict=True)
    )
    costs = list(costs_of(asked))
    measured = Measured(
        work_ms=round((app + db) / len(took) * 1000, 1),
        app_ms=round(app / len(took) * 1000, 1),
        db_ms=round(db / len(took) * 1000, 1),
        p50_ms=round(statistics.median(took) * 1000, 1),
        sql_ms=round(timed.seconds / len(took) * 1000, 1),
        queries=len(asked.statements),
        pages=sum(cost["pages"] for cost in costs),
        scans=sorted({table for cost in costs for table in cost["scans"]}),
    )
    return measured, costs


def worked_seconds(connection: Any) -> tuple[float, float]:
    """The processor's time so far of this process and of the database's that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    nanoseconds = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return time.process_time(), int(nanoseconds) / 1e9


@contextmanager
def watching(connection: Any) -> Iterator[Asked]:
    asked = Asked()
    with connection.execute_wrapper(asked):
        yield asked


def costs_of(asked: Asked) -> Iterator[dict[str, Any]]:
    """Each statement once. What writes is only planned."""
    from bench.growth import plans

    grown = plans.grown_tables()
    for sql, parameters in {repr(each): each for each in asked.statements}.values():
        statement = plans.Statement(sql=sql, parameters=parameters)
        if plans.only_reads(sql):
            yield {"sql": sql, **asdict(plans.cost_of(statement, grown))}
        elif plans.can_be_explained(sql):
            yield {"sql": sql, "pages": 0, "scans": plans.scans_of(statement, grown), "plan": ""}


def once(plans: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each text where it reads most; where else it is asked is counted."""
    by_text: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for plan in plans:
        by_text[plan["sql"]].append(plan)
    for same in by_text.values():
        dearest = max(same, key=lambda each: each["pages"])
        yield {**dearest, "asked_at": len({each["at"] for each in same})}


if __name__ == "__main__":
    main()
