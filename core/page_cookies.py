"""A secret that one page needs, in a cookie that browsers send to that page alone.

In production its name begins with `__Secure-`: browsers take it over TLS only, so nobody on the line can
plant one. (`__Host-` is for cookies of the whole site.)
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HOUR = 3600  # seconds


def give(response: HttpResponse, name: str, value: str, *, page: str) -> None:
    """For an hour, to the page at this path and what is below it. No script can read it."""
    response.set_cookie(
        _full(name),
        value,
        max_age=HOUR,
        path=page,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def read(request: HttpRequest, name: str) -> str:
    """Empty where there is none."""
    return request.COOKIES.get(_full(name), "")


def take_back(response: HttpResponse, name: str, *, page: str) -> None:
    response.delete_cookie(_full(name), path=page, samesite="Lax")


def _full(name: str) -> str:
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name
