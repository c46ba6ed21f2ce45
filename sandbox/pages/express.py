"""What a coach sees of their money at Stripe."""

from sandbox import http
from sandbox.objects import balance
from sandbox.pages import markup
from sandbox.pages.visit import Visit


def look(visit: Visit) -> http.Response:
    account = visit.object("account")
    store = visit.call.store
    currency = account["default_currency"]
    total = balance.total(visit.call, account["id"], currency)
    sent = store.find("payout", account["id"])
    rows = [
        (each["id"], markup.money(each["amount"], each["currency"]), each["status"])
        for each in sent
    ]
    parts = [
        markup.paragraph(f"In your balance: {markup.money(total, currency)}."),
        markup.paragraph("Payouts go out." if account["payouts_enabled"] else "Payouts wait."),
        markup.table(("payout", "amount", "state"), rows),
    ]
    return markup.page("Your money", *parts)
