"""What a load balancer is told."""

import pytest
from django.db import OperationalError

from server import health


@pytest.fixture(autouse=True)
def _look_again(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


def test_a_process_with_its_database_is_ready(db, client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "pages": "ok",
    }


def test_a_missing_migration_keeps_traffic_away(db, client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [1, 2])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "2 to run"


def test_a_dead_database_keeps_traffic_away(db, client, monkeypatch):
    def dead():
        raise OperationalError("gone")

    monkeypatch.setattr(health, "_database", dead)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "OperationalError"


def test_a_dead_valkey_is_told_of_but_stops_nothing(db, client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["valkey"] == "ConnectionError"
