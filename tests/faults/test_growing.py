"""With ten thousand people, what a page asks leads to its own rows: no table that grows is read whole.

The short form of `./dev bench growth`, which also measures. What is asked of `bench/growth/doors.py` is
complete: `tests/architecture/test_growth.py`.
"""

import json
import os
import subprocess
import sys

import pytest

from bench.growth.filling import HasPeople, fill
from bench.growth.shape import Shape
from devtools.local_servers import Postgres
from tests import prepared

SHAPE = Shape(people=10_000, entries_each=12, told_each=2)
# Lists by shared time are walked in their order until the page is full: no index knows people's hours, and of
# two thousand coaches a stretch is a good part. And what no sweep saw in time is found, every five minutes,
# by looking at all that runs.
WALKED = ("/coaches?together=", "/jobs?overlap=", "sweep sessions missed")


# Of the database's cache; the light coach's own rows are on some two hundred.
PENDING_PAGES_MOST = 300


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    place = tmp_path_factory.mktemp("growth") / "postgres"
    server = prepared.copy_postgres(Postgres(place, throwaway=True), demo=False)
    server.start()
    fill(server.url, SHAPE)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def looked(server):
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SKILEEZ_ENV": "test",
        "SKILEEZ_DATA": str(server.folder.parent / "scratch"),
        "DATABASE_URL": server.url,
        "LOG_LEVEL": "ERROR",
    }
    numbers = map(str, (SHAPE.people, SHAPE.entries_each))
    done = subprocess.run(
        [sys.executable, "-m", "bench.growth.looking", *numbers],
        env=prepared.environment(**ours) | {"PATH": os.environ["PATH"]},
        cwd=prepared.ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def test_no_door_reads_a_table_that_grows_from_its_beginning_to_its_end(looked):
    found = {
        name: tables
        for name, tables in looked["scans"].items()
        if tables and not any(walked in name for walked in WALKED)
    }
    assert not found


def test_what_waits_for_a_person_is_looked_up_among_their_own(looked):
    """A thousand bookings, offers and proposals wait for others: a plan that goes through them shows."""
    light = {who: pages for who, pages in looked["pending"].items() if who.startswith("light")}
    assert all(pages < PENDING_PAGES_MOST for pages in light.values()), light


def test_a_database_with_people_in_it_is_never_filled(server):
    with pytest.raises(HasPeople, match="growth fills only an empty one"):
        fill(server.url, SHAPE)
