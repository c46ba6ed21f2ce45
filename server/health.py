"""`/healthz` and `/readyz`: for load balancers and for whoever waits for a start."""

from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from server.warm import is_warm

# Once up to date, a process stays so: the code it runs does not change under it.
_migrated = False


def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when this process serves and its database answers; the error page otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when this process may get traffic: the database has every migration, pages are loaded.

    Valkey is told of, but its loss is no reason to stop: messages are still sent and read without it.
    """
    found = {
        "database": _told(_database),
        "migrations": _told(_migrations),
        "pages": "ok" if is_warm() else "warming up",
    }
    ready = all(answer == "ok" for answer in found.values())
    if settings.REDIS_URL:
        found["valkey"] = _valkey()
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


def _told(check: Callable[[], str]) -> str:
    try:
        return check()
    except Error as error:
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} to run"
        _migrated = True
    return "ok"


def _valkey() -> str:
    from redis import Redis, RedisError  # a process without Valkey starts sooner without its client

    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        ) as client:
            client.ping()
    except RedisError as error:
        return type(error).__name__
    return "ok"
