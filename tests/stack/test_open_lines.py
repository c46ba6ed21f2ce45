"""Before a deploy somebody is told which line leaves the machine in the open."""

from types import SimpleNamespace

import pytest

from server.open_lines import check_lines, is_here, open_lines
from tests.stack.test_refusals import SAFE_ENVIRONMENT, production

HERE = {
    "DATABASES": {"default": {"HOST": "127.0.0.1", "OPTIONS": {}}},
    "REDIS_URL": "redis://:secret@localhost:6379/0",
    "CELERY_BROKER_URL": "redis://:secret@[::1]:6379/0",
    "FILES_SCANNER": "clamd://127.0.0.1:3310",
}


def ids(**given):
    return [each.id for each in open_lines(SimpleNamespace(**HERE | given))]


def test_what_stays_on_the_machine_needs_no_tls():
    assert ids() == []
    assert ids(FILES_SCANNER="clamd:///run/clamd.sock") == []
    assert ids(DATABASES={"default": {"HOST": "/run/postgresql"}}) == []


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_lines_with_tls_are_not_told_of(mode):
    database = {"HOST": "db.example", "OPTIONS": {"sslmode": mode}}
    assert ids(DATABASES={"default": database}, REDIS_URL="rediss://:x@valkey.example/0") == []
    assert ids(CELERY_BROKER_URL="amqps://x:y@broker.example/") == []


def test_each_open_line_is_told_of_by_its_name():
    for mode in ({}, {"sslmode": "prefer"}, {"sslmode": "disable"}):
        assert ids(DATABASES={"default": {"HOST": "10.0.0.5", "OPTIONS": mode}}) == ["skileez.W001"]
    assert ids(REDIS_URL="redis://:secret@valkey:6379/0") == ["skileez.W002"]
    assert ids(CELERY_BROKER_URL="redis://:secret@valkey:6379/0") == ["skileez.W003"]
    assert ids(FILES_SCANNER="clamd://scanner:3310") == ["skileez.W004"]


@pytest.mark.parametrize("host", ["127.0.0.1.example", "localhost.example", "0.0.0.0", "::"])
def test_a_name_that_only_looks_like_this_machine_is_another(host):
    assert not is_here(host)


def test_outside_production_nothing_is_told():
    assert check_lines() == []


def test_what_leaves_this_machine_in_the_open_is_told_before_a_deploy():
    elsewhere = {"DATABASE_URL": "postgres://skileez:secret@db.example/skileez"}
    done = production("manage.py", "check", "--deploy", **SAFE_ENVIRONMENT | elsewhere)
    assert "(skileez.W001) DATABASE_URL" in done.stderr
