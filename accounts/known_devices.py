"""Browsers in which somebody has logged in before: what others try elsewhere never keeps them out."""

from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User

COOKIE = "__Host-known" if settings.PRODUCTION else "known"
SALT = "accounts.known-device"
SECONDS = 365 * 24 * 3600
ACCOUNTS_MOST = 5  # in one browser; the earliest goes first
Known = dict[
    str, list[str]
]  # by the account's id: the name of the device, and up to which end of all access


def device_of(request: HttpRequest, user: User | None) -> str:
    """How this browser is called where it is known to this account; empty elsewhere."""
    name, number = _known(request).get(str(user.pk), ["", ""]) if user else ["", ""]
    return name if user and number == str(user.access_number) else ""


def remember(response: HttpResponse, request: HttpRequest, user: User) -> None:
    """Know this browser from now on, by a name that nobody can guess."""
    name = device_of(request, user) or uuid4().hex
    known = {key: value for key, value in _known(request).items() if key != str(user.pk)}
    known[str(user.pk)] = [name, str(user.access_number)]
    latest = dict(list(known.items())[-ACCOUNTS_MOST:])
    response.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=SALT),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _known(request: HttpRequest) -> Known:
    try:
        known: Known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {}
    return known
