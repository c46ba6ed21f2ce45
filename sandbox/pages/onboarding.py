"""The page that asks a coach who they are and where their money goes."""

from sandbox import http
from sandbox.objects import accounts, payouts
from sandbox.pages import markup
from sandbox.pages.visit import Visit
from sandbox.store import Body


def look(visit: Visit) -> http.Response:
    link = visit.object("_link")
    if _is_over(visit, link):
        return http.going_to(link["refresh_url"])
    account = visit.call.object("account", link["account"])
    due = account["requirements"]["currently_due"]
    parts = [
        markup.paragraph(f"Still to be told: {', '.join(due)}." if due else "All is known."),
        markup.form(visit.token, markup.button("complete", "Tell all that is asked")),
        markup.form(visit.token, markup.button("leave", "Leave half way")),
    ]
    addresses = (link["refresh_url"], link["return_url"])
    return markup.page("Be paid out", *parts, may_go_to=addresses)


def press(visit: Visit) -> http.Response:
    """Either way it leads back, which says nothing of how far one got."""
    link = visit.object("_link")
    if _is_over(visit, link):
        return http.going_to(link["refresh_url"])
    account = visit.call.object("account", link["account"])
    if visit.press == "complete":
        accounts.complete(visit.call, account)
        payouts.begin_schedule(visit.call, account["id"])
    else:
        accounts.leave_half_way(visit.call, account)
    visit.call.store.save(link, _is_used=True)
    return http.going_to(link["return_url"])


def _is_over(visit: Visit, link: Body) -> bool:
    return "_is_used" in link or link["expires_at"] <= visit.call.now
