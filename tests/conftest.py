"""The suite's environment: which database, and real servers for what needs them.

`pytest` alone runs on SQLite. `SKILEEZ_TEST_DB=postgres` (which `./dev test` sets) runs on
PostgreSQL: the one in `DATABASE_URL`, or one started here from the wheel.
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.template import Context, Template
from django.test.signals import template_rendered

from tests import prepared

BLACK_BOXES = {"browser", "delivery", "faults"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
SECONDS_FOR_A_BLACK_BOX = 300
OBJECTS_BETWEEN_SWEEPS = 50_000
BROWSERS = {"as_student", "as_coach", "desk"}  # in each of them somebody is logged in
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


gc.disable()  # until everything is imported and collected: nothing of that is garbage
prepare_environment()
django.setup()  # the plugins below import models

# No example is judged by the clock of a machine that others may use.
hypothesis.settings.register_profile("skileez", deadline=None)
hypothesis.settings.load_profile("skileez")

pytest_plugins = [
    "tests.log_scan",
    "tests.emptied",
    "tests.kept",
    "tests.cast",
    "tests.connections",
    "tests.servers",
    "tests.product",
    "tests.sandbox.served",
]


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


@pytest.fixture(scope="session", autouse=True)
def only_whole_pages_are_noted(django_test_environment: None) -> Iterator[None]:
    """Django copies the context of each part of a page for `answer.context`: a hundred copies of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render_and_note)
        yield


def render_and_note(template: Template, context: Context) -> str:
    """An answer that is one part of a page by itself has no template of its own: its pieces are noted."""
    if context.template is template or not isinstance(context.template, Template):
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test is held to a limit that another one used up."""
    cache.clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--using-database",
        action="store_true",
        help="leave out what uses no database: it ran on another one, and is the same here",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give black boxes time to start; build states before logins; leave out what another database proves."""
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] in BLACK_BOXES:
            item.add_marker(pytest.mark.timeout(SECONDS_FOR_A_BLACK_BOX))
        item.fixturenames.sort(key=logs_somebody_in)
    left_out = {item for item in items if not is_proven_here(item, config)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays to the end: it would be walked again and again."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    gc.enable()


def logs_somebody_in(fixture: str) -> bool:
    """A login is a row of the test's own: a state that is asked for after it is not put back, but built."""
    return fixture in BROWSERS


def is_proven_here(item: pytest.Item, config: pytest.Config) -> bool:
    if config.getoption("using_database"):
        return uses_database(item) and not item.get_closest_marker("once")
    return DATABASE == "postgres" or not item.get_closest_marker("postgres")


def uses_database(item: pytest.Item) -> bool:
    """Whether it says so; pytest-django lets no test at the database that does not."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """Let no test get at the database by `getfixturevalue`: it would run on one of the two."""
    if fixturedef.argname == "_django_db_helper" and not uses_database(request.node):
        raise pytest.UsageError(f"{request.node.nodeid} must name the database among its fixtures")


def pytest_report_header() -> str:
    return f"skileez: {DATABASE}, Python {sys.version.split()[0]}"
