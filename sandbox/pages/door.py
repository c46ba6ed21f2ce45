"""Which hosted page answers which address, and whether a form came from the page itself."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from sandbox import clock, http
from sandbox.call import Call
from sandbox.errors import ApiError
from sandbox.pages import bank, checkout, desk, express, markup, onboarding
from sandbox.pages.visit import Visit
from sandbox.store import Store
from sandbox.timers import do_what_is_due


@dataclass(frozen=True)
class Page:
    look: Callable[[Visit], http.Response]
    press: Callable[[Visit], http.Response]


PAGES = {
    "checkout": Page(checkout.look, checkout.press),
    "bank": Page(bank.look, bank.press),
    "onboarding": Page(onboarding.look, onboarding.press),
    "express": Page(express.look, express.look),
    "": Page(desk.look, desk.press),
}


def respond(store: Store, request: http.Request, prefix: str) -> http.Response:
    name, _slash, object_id = request.path.removeprefix(f"{prefix}/").partition("/")
    if name == "style.css":
        return http.Response(200, markup.STYLE, {"Content-Type": "text/css"})
    if name not in PAGES or request.method not in {"GET", "HEAD", "POST"}:
        return markup.page("There is no such page", status=404)
    with store.transaction():
        call = Call(store, int(clock.now(store)), request.origin)
        do_what_is_due(call)
        token = markup.form_token(store, request.path)
        fields = dict(parse_qsl(request.body.decode())) if request.method == "POST" else {}
        visit = Visit(call, object_id, token, fields)
        try:
            return _answer(PAGES[name], visit, request.method)
        except ApiError as error:
            said = markup.paragraph(str(error), wrong=True)
            return markup.page("This cannot be done", said, status=error.status)


def _answer(page: Page, visit: Visit, method: str) -> http.Response:
    if method != "POST":
        return page.look(visit)
    if not hmac.compare_digest(visit.fields.get("token", ""), visit.token):
        return markup.page("This form is not from this page", status=403)
    return page.press(visit)
