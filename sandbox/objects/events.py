"""Events can be listed for 30 days: the net below lost webhooks."""

from sandbox import clock, shown
from sandbox.call import Call
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

SECONDS_KEPT = 30 * clock.DAY


@route("GET", "/v1/events/*")
def retrieve(call: Call) -> Body:
    return call.object("event", call.ids[0])


@route("GET", "/v1/events", *OF_EVERY_LIST, "type", "types")
def find(call: Call) -> Body:
    kinds = call.params.get("types") or [call.text("type")]
    found = [
        each for each in call.store.find("event", call.account) if _is_meant(call, each, kinds)
    ]
    return shown.page(call, found, "/v1/events")


def _is_meant(call: Call, event: Body, kinds: list[str | None]) -> bool:
    is_kept = event["created"] > call.now - SECONDS_KEPT
    return is_kept and (kinds == [None] or event["type"] in kinds)
