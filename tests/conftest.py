"""The suite's environment: which database, and real servers for what needs them.

`pytest` alone runs on SQLite. `SKILEEZ_TEST_DB=postgres` (which `./dev test` sets) runs on
PostgreSQL: the one in `DATABASE_URL`, or one started here from the wheel.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
import pytest
from django.core.cache import cache
from django.db import connection

from tests import prepared

BLACK_BOXES = {"browser", "delivery", "faults"}
SECONDS_FOR_A_BLACK_BOX = 300
DATABASE = os.environ.get("SKILEEZ_TEST_DB", "sqlite")


def prepare_environment() -> None:
    """Runs once per process, before Django reads its settings; xdist's workers inherit the rest."""
    if "SKILEEZ_TEST_DATA" not in os.environ:
        os.environ["SKILEEZ_TEST_DATA"] = tempfile.mkdtemp(prefix="skileez-test-")
        atexit.register(shutil.rmtree, os.environ["SKILEEZ_TEST_DATA"], ignore_errors=True)
    scratch = os.environ["SKILEEZ_TEST_DATA"]
    os.environ["SKILEEZ_ENV"] = "test"
    os.environ["SKILEEZ_DATA"] = scratch
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # Most tests run on the in-memory layer and broker; the others ask for Valkey by fixture.
    if given := os.environ.pop("REDIS_URL", ""):
        os.environ["SKILEEZ_TEST_REDIS_URL"] = given
    if DATABASE == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif "DATABASE_URL" not in os.environ:
        from devtools.local_servers import Postgres

        cluster = Postgres(Path(scratch, "postgres"), throwaway=True)
        server = prepared.copy_postgres(cluster, demo=False)
        os.environ["DATABASE_URL"] = server.start()
        os.environ["SKILEEZ_TEST_TEMPLATE"] = "skileez"
        atexit.register(server.stop)


prepare_environment()
django.setup()  # the plugins below import models

pytest_plugins = ["tests.kept", "tests.cast", "tests.connections", "tests.servers", "tests.product"]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep what stands in the file of a SQLite run; the whole folder goes with the run."""
    return DATABASE == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let each worker's database begin as a copy of one that was migrated once."""
    options = connection.settings_dict["TEST"]
    if DATABASE == "sqlite":
        prepared.copy_sqlite(Path(options["NAME"]), demo=False)
    elif template := os.environ.get("SKILEEZ_TEST_TEMPLATE"):
        options["TEMPLATE"] = template


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test is held to a limit that another one used up."""
    cache.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give black boxes time to start; leave out what only PostgreSQL can pass, on SQLite."""
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] in BLACK_BOXES:
            item.add_marker(pytest.mark.timeout(SECONDS_FOR_A_BLACK_BOX))
    if DATABASE == "postgres":
        return
    barred = [item for item in items if item.get_closest_marker("postgres")]
    if barred:
        config.hook.pytest_deselected(items=barred)
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]


def pytest_report_header() -> str:
    return f"skileez: {DATABASE}, Python {sys.version.split()[0]}"
