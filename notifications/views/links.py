"""Behind the buttons of the mails. Opening one changes nothing, whoever or whatever opens it.

The token leaves the address at once: it travels on in a cookie of that one page, or, where cookies are off,
by a handle that works a single time. The page itself carries it in its form.
"""

import re
from secrets import token_urlsafe
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.login_links import is_for_another, link_of_another
from core import page_cookies, payload, throttle
from core.errors import DomainError
from core.http import TimedRequest
from core.zones import zone
from notifications.link_actions import opened_by, press_link, standing
from notifications.links import OPENING, link_of
from notifications.models import ActionLink

COOKIE = "link"
HANDLE_SECONDS = 120
TRIES, WITHIN_SECONDS = 120, 600
HANDLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@never_cache
@require_safe
def arrival(_request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address. Always a redirect: what is answered with an error is logged."""
    link = link_of(token)
    if link is None:
        return _redirect(reverse("link-unknown"))
    path = reverse("link-page", args=[link.key])
    handle = token_urlsafe(16)
    cache.set(f"link-handle:{handle}", token, HANDLE_SECONDS)
    response = _redirect(f"{path}?h={handle}")
    page_cookies.give(response, COOKIE, token, page=path)
    return response


def _redirect(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


# The token in the form is worth more than a CSRF token: only the reader of the mail has it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: TimedRequest, key: UUID) -> HttpResponse:
    """GET shows how it stands and what a press would do; POST presses."""
    token = _token(request)
    link = link_of(token)
    if link is None or link.key != key:
        throttle.count(request, "link", most=TRIES, seconds=WITHIN_SECONDS)
        return render(request, "notifications/link_lost.html", status=410)
    # By link and not by address: many people, and the scanner of their mails, may share one.
    throttle.count_use(f"link:{link.key}", most=TRIES, seconds=WITHIN_SECONDS)
    if is_for_another(request, link.user_id):
        return link_of_another(request, address=link.user.email)
    if link.action in OPENING:
        return _open(request, link)
    with translation.override(link.user.language), timezone.override(zone(link.user.timezone)):
        return (
            _press(request, link, token)
            if request.method == "POST"
            else _show(request, link, token)
        )


def _token(request: HttpRequest) -> str:
    """From the form, else from the cookie, else, with cookies off, by the handle in the address."""
    if request.method == "POST":
        return payload.text(payload.read(request), "token")
    by_handle = _token_of(request.GET.get("h", ""))
    return page_cookies.read(request, COOKIE) or by_handle


def _token_of(handle: str) -> str:
    """The token left under this handle, which stays in the address and so is worth nothing after this."""
    if not HANDLE.fullmatch(handle):  # a cache has no such key
        return ""
    key = f"link-handle:{handle}"
    token: str = cache.get(key, "")
    cache.delete(key)
    return token


def _open(request: TimedRequest, link: ActionLink) -> HttpResponse:
    """A page of the product, for its reader alone: log in first."""
    address = opened_by(link, now=request.now)
    return _redirect(address) if request.user.is_authenticated else redirect_to_login(address)


def _show(
    request: TimedRequest, link: ActionLink, token: str, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "standing": standing(link, now=request.now),
        "link": link,
        "token": token,
        "refusal": refusal,
        "address": reverse("link-page", args=[link.key]),
    }
    return render(request, "notifications/link.html", context, status=status)


def _press(request: TimedRequest, link: ActionLink, token: str) -> HttpResponse:
    # Here and not in the middleware: its page is made for people who are logged in.
    try:
        press_link(link, now=request.now)
    except DomainError as error:
        link.refresh_from_db()
        return _show(request, link, token, refusal=str(error.message), status=error.status)
    link.refresh_from_db()
    return _show(request, link, token)


@require_safe
def unknown(request: HttpRequest) -> HttpResponse:
    """Where a token that is not ours ends."""
    throttle.count(request, "link", most=TRIES, seconds=WITHIN_SECONDS)
    return render(request, "notifications/link_lost.html", status=404)
