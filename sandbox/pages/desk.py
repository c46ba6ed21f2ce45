"""The desk: what there is, the clock, and what is to go wrong next."""

from collections.abc import Callable

from sandbox import clock, faults, http
from sandbox.call import Call
from sandbox.errors import wrong_param
from sandbox.objects import accounts, disputes, payment_methods, payouts, refunds
from sandbox.pages import markup
from sandbox.pages.visit import Visit
from sandbox.store import Body

STEPS = {"3600": "an hour", "86400": "a day", "259200": "three days", "604800": "a week"}
KINDS = (
    "payment_method",
    "payment_intent",
    "charge",
    "refund",
    "transfer",
    "account",
    "dispute",
    "payout",
    "event",
)
MOST_OF_A_KIND = 20


def look(visit: Visit) -> http.Response:
    call = visit.call
    ahead = call.store.fact("clock", 0)
    steps = markup.choice("seconds", "Put the clock ahead by", STEPS)
    calls = {name: name.replace("_", " ") for name in faults.OF_A_CALL}
    webhooks = {name: name.replace("_", " ") for name in faults.OF_A_WEBHOOK}
    parts = [
        markup.paragraph(f"The clock is {ahead:,} seconds ahead."),
        markup.form(visit.token, steps, markup.button("clock", "Put it ahead")),
        markup.form(
            visit.token,
            markup.choice("fault", "What goes wrong with the next call that writes", calls),
            markup.button("call", "Let it go wrong"),
        ),
        markup.form(
            visit.token,
            markup.choice("fault", "What happens to the next webhook", webhooks),
            markup.button("webhook", "Let it happen"),
        ),
        *[part for kind in KINDS for part in _objects(visit, kind)],
    ]
    return markup.page("Test money", *parts)


def _objects(visit: Visit, kind: str) -> list[str]:
    found = visit.call.store.find(kind, None)[:MOST_OF_A_KIND]
    rows = [
        (each["id"], each.get("status") or each.get("type", ""), each.get("amount", ""))
        for each in found
    ]
    parts = [f"<h2>{kind}</h2>", markup.table(("id", "state", "amount"), rows)] if rows else []
    verbs = [name for name, (about, _deed) in DEEDS.items() if about == kind]
    for each in found:
        buttons = [markup.button(verb, f"{verb.replace('_', ' ')}: {each['id']}") for verb in verbs]
        parts += [markup.form(visit.token, *buttons, id=each["id"])] if buttons else []
    return parts


def _state(body: Body) -> str:
    return body.get("status") or body.get("type") or ""


def press(visit: Visit) -> http.Response:
    """Do it, and show the desk anew."""
    call, fields = visit.call, visit.fields
    if visit.press == "clock":
        clock.go_on(call.store, int(fields["seconds"]))
    elif visit.press == "call":
        faults.break_next_call(call.store, faults.Fault(fields["fault"]))
    elif visit.press == "webhook":
        faults.break_next_webhook(call.store, fields["fault"])
    elif visit.press in DEEDS:
        act(call, visit.press, fields["id"])
    else:
        raise wrong_param("There is no such press.", "press")
    return http.going_to(f"{call.origin}/_sandbox/")


def act(call: Call, verb: str, object_id: str) -> None:
    """What the other side of Stripe does: a bank, a card's owner, Stripe itself."""
    kind, deed = DEEDS[verb]
    call.account = call.store.account_of(object_id)
    deed(call, call.object(kind, object_id))


def refund(call: Call, charge: Body) -> None:
    """As somebody does in the dashboard of Stripe, past the product."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    refunds.give_back(call, charge, left, None, {})


def inquire(call: Call, charge: Body) -> None:
    disputes.begin(call, charge, is_inquiry=True)


DEEDS: dict[str, tuple[str, Callable[[Call, Body], object]]] = {
    "refund": ("charge", refund),
    "dispute": ("charge", disputes.begin),
    "inquire": ("charge", inquire),
    "warn": ("charge", disputes.warn),
    "renew": ("payment_method", payment_methods.renew),
    "fail_refund": ("refund", refunds.fail),
    "escalate": ("dispute", disputes.escalate),
    "win": ("dispute", disputes.win),
    "lose": ("dispute", disputes.lose),
    "complete": ("account", accounts.complete),
    "restrict": ("account", accounts.restrict),
    "cut_the_tie": ("account", accounts.cut_the_tie),
    "fail_payout": ("payout", payouts.fail),
}
