"""One request to the API, from who asks to what is answered."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import sandbox.objects  # noqa: F401  (registers the routes)
from sandbox import clock, faults
from sandbox.call import Call
from sandbox.errors import ApiError, no_access, no_key, other_parameters, wrong_param
from sandbox.events import API_VERSION
from sandbox.forms import nested
from sandbox.ids import new_id
from sandbox.routes import find, refuse_unknown
from sandbox.shown import expand, shown
from sandbox.store import Body, Store
from sandbox.timers import do_what_is_due

KEY_OF_OURS = re.compile(r"^Bearer (sk|rk)_test_\w+$")
LONGEST_KEY = 255
SECONDS_OF_A_KEY = clock.DAY


@dataclass(frozen=True)
class Asked:
    """A request as it came; `path` begins with /v1, `encoded` is the body or the query."""

    method: str
    path: str
    encoded: str
    headers: Mapping[str, str]
    origin: str


@dataclass(frozen=True)
class Answered:
    status: int
    body: Body
    headers: dict[str, str]
    fault: faults.Fault = faults.NOTHING


def answer(store: Store, asked: Asked) -> Answered:
    """Do it and say so, in one transaction. An ApiError keeps what was changed before it."""
    request_id = new_id("req")
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    with store.transaction():
        call = Call(store, int(clock.now(store)), asked.origin, request_id=request_id)
        fault = faults.take_fault(store, asked.method, asked.path)
        do_what_is_due(call)
        try:
            _admit(call, asked.headers)
            faults.refuse(fault)
            status, body, replayed = _answer_once(call, asked)
        except ApiError as error:
            return Answered(error.status, error.body(), headers | _no_retry(error), fault)
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    if call.key:
        headers["Idempotency-Key"] = call.key
    return Answered(status, body, headers, fault)


def _no_retry(error: ApiError) -> dict[str, str]:
    return {"Stripe-Should-Retry": "false"} if error.status < 409 else {}


def _admit(call: Call, headers: Mapping[str, str]) -> None:
    """Raises ApiError."""
    if not KEY_OF_OURS.match(headers.get("authorization", "")):
        raise no_key()
    if headers.get("stripe-version", API_VERSION) != API_VERSION:
        raise wrong_param("Invalid Stripe API version: the sandbox speaks one.", "version")
    call.account = headers.get("stripe-account", "")
    if call.account and not call.knows(call.account):
        raise no_access(call.account)
    call.key = headers.get("idempotency-key")
    if call.key and len(call.key) > LONGEST_KEY:
        raise wrong_param("Idempotency keys are at most 255 characters long.", "idempotency_key")


def _answer_once(call: Call, asked: Asked) -> tuple[int, Body, bool]:
    """Status, body and whether they are those of an earlier request with the same key."""
    if asked.method != "POST" or not call.key:
        return 200, _act(call, asked), False
    fingerprint = hashlib.sha256(f"{asked.path}?{asked.encoded}".encode()).hexdigest()
    call.store.rows("DELETE FROM answers WHERE at <= ?", call.now - SECONDS_OF_A_KEY)
    statement = "SELECT * FROM answers WHERE account = ? AND key = ?"
    for kept in call.store.rows(statement, call.account, call.key):
        if kept["fingerprint"] != fingerprint:
            raise other_parameters(call.key)
        return kept["status"], json.loads(kept["body"]), True
    try:
        status, body = 200, _act(call, asked)
    except ApiError as error:
        if not error.is_replayed:
            raise
        status, body = error.status, error.body()
    values = (call.account, call.key, fingerprint, status, json.dumps(body), call.now)
    call.store.rows("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", *values)
    return status, body, False


def _act(call: Call, asked: Asked) -> Body:
    route, call.ids = find(asked.method, asked.path)
    call.params = nested(asked.encoded)
    refuse_unknown(route, call.params)
    return expand(call, shown(route.answer(call), call.now))
