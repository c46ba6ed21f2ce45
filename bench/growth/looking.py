"""`python -m bench.growth.looking PEOPLE ENTRIES`: which grown tables each door reads whole, as JSON.

The short form of the measurement: the plans alone, for people with few rows of their own. (Of somebody who
owns a good part of a small table, it is right to read all of it.) And how many pages of the database's cache
the one statement reads that every page asks, what waits for a person: a plan that goes through what waits
for everybody has an index to go through.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

from bench.growth.shape import Shape


def main() -> None:
    people, entries = map(int, sys.argv[1:])
    django.setup()
    from bench.growth.measuring import calls
    from bench.growth.plans import grown_tables

    grown = grown_tables()
    shape = Shape(people=people, entries_each=entries)
    found = {name: look(act, grown) for name, act in calls(shape) if not name.startswith("heavy")}
    print(json.dumps({"scans": found, "pending": pending_pages(shape)}))


def pending_pages(shape: Shape) -> dict[str, int]:
    """By who is measured."""
    from django.db import connection

    from accounts.models import User
    from bench.growth.measuring import costs_of, watching
    from core import clock
    from sessions.pending import pending_decisions_of

    found = {}
    for who, person in shape.people_measured.items():
        reader = User.objects.get(pk=person)
        with watching(connection) as asked:
            pending_decisions_of(reader, clock.now())
        found[who] = sum(cost["pages"] for cost in costs_of(asked))
    return found


def look(act: Callable[[], Any], grown: frozenset[str]) -> list[str]:
    """The tables that its statements would read whole."""
    from django.db import connection

    from bench.growth.measuring import watching
    from bench.growth.plans import Statement, can_be_explained, scans_of

    with watching(connection) as asked:
        act()
    statements = {
        repr(each): Statement(sql=each[0], parameters=each[1]) for each in asked.statements
    }
    scans = (
        scans_of(statement, grown)
        for statement in statements.values()
        if can_be_explained(statement.sql)
    )
    return sorted({table for tables in scans for table in tables})


if __name__ == "__main__":
    main()
