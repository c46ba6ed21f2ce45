"""What of an object is shown: whole or by name, one or a page of many."""

import operator
from collections.abc import Callable
from typing import Any

from sandbox.call import Call, positive
from sandbox.errors import missing_object, wrong_param
from sandbox.store import Body, Store

MOST_IN_A_PAGE = 100
USUAL_IN_A_PAGE = 10
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def shown(body: Body, now: int) -> Body:
    """Without what is the sandbox's own; money that has come to be available is."""
    seen = {name: value for name, value in body.items() if not name.startswith("_")}
    if seen["object"] == "balance_transaction" and seen["available_on"] <= now:
        seen["status"] = "available"
    return seen


def expand(call: Call, body: Body) -> Body:
    """With the objects themselves where `expand` asks for them. Raises ApiError."""
    paths = call.params.get("expand") or []
    for path in paths if isinstance(paths, list) else [paths]:
        _expand(call.store, call.now, body, path.split("."), path)
    return body


def _expand(store: Store, now: int, body: Any, names: list[str], path: str) -> None:
    if isinstance(body, list):
        for each in body:
            _expand(store, now, each, names, path)
        return
    if not names or body is None:
        return
    if not isinstance(body, dict) or names[0] not in body:
        raise wrong_param(f"This property cannot be expanded ({path}).", "expand")
    value = body[names[0]]
    if isinstance(value, str) and (found := store.get(value)):
        body[names[0]] = value = shown(found, now)
    _expand(store, now, value, names[1:], path)


def listing(call: Call, kind: str, url: str, **equal: Any) -> Body:
    """One page, the newest first. Raises ApiError."""
    wanted = {name: value for name, value in equal.items() if value is not None}
    return page(call, call.store.find(kind, call.account, **wanted), url)


def page(call: Call, found: list[Body], url: str) -> Body:
    bounds = _bounds(call)
    found = [each for each in found if all(is_met(each["created"]) for is_met in bounds)]
    limit = positive(call.text("limit") or USUAL_IN_A_PAGE, "limit")
    if limit > MOST_IN_A_PAGE:
        raise wrong_param(f"Limit must be at most {MOST_IN_A_PAGE}.", "limit")
    if before := call.text("ending_before"):
        found = found[: _place(found, before, "ending_before")]
        some, has_more = found[-limit:], len(found) > limit
    else:
        after = call.text("starting_after")
        found = found[_place(found, after, "starting_after") + 1 :] if after else found
        some, has_more = found[:limit], len(found) > limit
    data = [shown(each, call.now) for each in some]
    return {"object": "list", "url": url, "has_more": has_more, "data": data}


def _place(found: list[Body], object_id: str, param: str) -> int:
    for place, each in enumerate(found):
        if each["id"] == object_id:
            return place
    raise missing_object("object", object_id, param)


def _bounds(call: Call) -> list[Callable[[int], bool]]:
    """What the time of an object has to meet. Raises ApiError."""
    asked = call.params.get("created") or {}
    asked = asked if isinstance(asked, dict) else {"": asked}
    if not asked.keys() <= COMPARISONS.keys():
        raise wrong_param("Invalid created.", "created")
    return [_bound(name, positive(value, "created")) for name, value in asked.items()]


def _bound(name: str, value: int) -> Callable[[int], bool]:
    return lambda created: COMPARISONS[name](created, value)
