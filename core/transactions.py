"""One action, one transaction: locked, and tried again as a whole when the database asks for it."""

import random
import time
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, models, transaction

from core.errors import Busy
from core.events import in_real_transaction

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

ATTEMPTS = 4
# deadlock_detected, lock_not_available, serialization_failure (PostgreSQL, appendix "Error Codes")
RETRIED_SQLSTATES = frozenset({"40P01", "55P03", "40001"})


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in a transaction; on deadlock or lock timeout run it again from the start.

    Inside another action it joins that transaction, and the outermost one does the trying again.
    Raises Busy when every attempt met a lock.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_real_transaction():
            with transaction.atomic():
                return function(*args, **kwargs)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if not met_a_lock(error):
                    raise
                if attempt == ATTEMPTS:
                    raise Busy from error
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
        raise AssertionError("unreachable")

    return run


def met_a_lock(error: OperationalError) -> bool:
    """Whether the database refused for a reason that another try can cure."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return sqlstate in RETRIED_SQLSTATES or "database is locked" in str(error)


def locked(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """These rows under a lock that still lets others insert rows which refer to them.

    Does nothing on SQLite, where a write transaction has the whole database to itself.
    """
    return rows.select_for_update(no_key=True, of=("self",))


def hold_name(name: str) -> None:
    """Hold what has no row to lock, by its name, until the transaction ends.

    Its place in the order of locks stands in docs/architecture.md. Does nothing on SQLite, as `locked`.
    """
    if connection.vendor != "postgresql":
        return
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
