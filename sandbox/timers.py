"""What is to happen by itself, once the clock has got there."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.call import Call
from sandbox.store import Store

Deed = Callable[[Call, str], None]
DEEDS: dict[str, Deed] = {}


def by_itself(deed: Deed) -> Deed:
    """Register what a timer may do to the object that it names."""
    DEEDS[deed.__name__] = deed
    return deed


def remind(store: Store, at: float, deed: Deed, object_id: str) -> None:
    statement = "INSERT INTO timers (at, verb, id) VALUES (?, ?, ?)"
    store.rows(statement, int(at), deed.__name__, object_id)


def do_what_is_due(call: Call) -> None:
    """Each at its own time, also where the clock was put ahead past several."""
    statement = "SELECT * FROM timers WHERE at <= ? ORDER BY at, number LIMIT 1"
    while due := call.store.rows(statement, call.now):
        (timer,) = due
        call.store.rows("DELETE FROM timers WHERE number = ?", timer["number"])
        DEEDS[timer["verb"]](replace(call, now=timer["at"]), timer["id"])
