"""The page that takes a payment or saves a card."""

from sandbox import http
from sandbox.call import Call
from sandbox.cards import BY_TOKEN, CARDS, Card
from sandbox.errors import ApiError
from sandbox.objects import checkout, intents, payment_methods, setup_intents
from sandbox.pages import markup
from sandbox.pages.visit import Visit
from sandbox.store import Body


def look(visit: Visit) -> http.Response:
    session = visit.object("checkout.session")
    if session["status"] != "open":
        return markup.page("This page is over", markup.paragraph(f"It is {session['status']}."))
    cards = {card.token: f"{card.last4} {card.name}" for card in CARDS}
    parts = [
        markup.paragraph(_purpose(session)),
        markup.paragraph(visit.wrong, wrong=True) if visit.wrong else "",
        markup.form(
            visit.token,
            markup.choice("card", "A card that", cards),
            markup.button("pay", "Pay" if session["mode"] == "payment" else "Save the card"),
        ),
        markup.form(visit.token, markup.button("leave", "Go back without")),
        markup.form(visit.token, markup.button("expire", "Let this page expire")),
    ]
    addresses = (session["success_url"], session["cancel_url"])
    return markup.page(_title(session), *parts, may_go_to=addresses)


def _title(session: Body) -> str:
    return "Pay" if session["mode"] == "payment" else "Save a card"


def _purpose(session: Body) -> str:
    if session["mode"] == "setup":
        return "The card is kept and charged later, as agreed."
    names = ", ".join(session["_names"])
    return f"{names}: {markup.money(session['amount_total'], session['currency'])}"


def press(visit: Visit) -> http.Response:
    session = visit.object("checkout.session")
    if session["status"] != "open":
        return look(visit)
    if visit.press == "leave":
        return http.going_to(session["cancel_url"] or session["success_url"])
    if visit.press == "expire":
        checkout.end(visit.call, session)
        return look(visit)
    card = BY_TOKEN.get(visit.fields.get("card", ""))
    if card is None:
        return look(visit.saying("Choose a card."))
    act = pay if session["mode"] == "payment" else save
    try:
        return act(visit.call, session, card)
    except ApiError as error:
        return look(visit.saying(str(error)))


def save(call: Call, session: Body, card: Card) -> http.Response:
    intent = call.object("setup_intent", session["setup_intent"])
    if card.asks:
        call.store.save(intent, _session=session["id"], _card=card.token)
        return http.going_to(f"{call.origin}/_sandbox/bank/{intent['id']}")
    setup_intents.succeed(call, intent, card)
    return done(call, session)


def pay(call: Call, session: Body, card: Card) -> http.Response:
    intent = _intent(call, session)
    method = payment_methods.make(call, card, None)
    intents.attempt(call, intent, method, with_person=True)
    if intent["status"] == "requires_action":
        return http.going_to(intent["next_action"]["redirect_to_url"]["url"])
    return done(call, session)


def _intent(call: Call, session: Body) -> Body:
    """Made with the first try, as Stripe does; the next tries are of the same one."""
    if session["payment_intent"]:
        return call.object("payment_intent", session["payment_intent"])
    data = session["_for_intent"]
    intent = intents.make(
        call,
        session["amount_total"],
        session["currency"],
        session["customer"],
        description=data.get("description"),
        metadata=data.get("metadata") or {},
        setup_future_usage=data.get("setup_future_usage"),
        transfer_group=data.get("transfer_group"),
        _session=session["id"],
    )
    call.store.save(session, payment_intent=intent["id"])
    return intent


def done(call: Call, session: Body) -> http.Response:
    checkout.complete(call, session)
    return http.going_to(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))
