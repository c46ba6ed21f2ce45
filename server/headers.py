"""What browsers are told about every answer, beside the content policy and what Django says itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

# No page asks for these, so nothing that gets into a page may. Passkeys are ours.
UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
OURS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join(
    [*(f"{name}=()" for name in UNUSED), *(f"{name}=(self)" for name in OURS)]
)

# Said by the server itself where no page has a part: to what cannot be read, to a socket that is refused.
ALONE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def headers_alone() -> dict[str, str]:
    """`ALONE`, and for how long browsers keep to TLS, as Django says it with pages."""
    if not settings.SECURE_HSTS_SECONDS:
        return ALONE
    parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        parts.append("includeSubDomains")
    if settings.SECURE_HSTS_PRELOAD:
        parts.append("preload")
    return ALONE | {"Strict-Transport-Security": "; ".join(parts)}


class HeadersMiddleware:
    """Keeps answers to one person from every store, and all of them from other sites' pages.

    What is anybody's stays as it is: static files, and public pages that nobody's cookie asked for. A view
    that names its own `Cache-Control` keeps it, as long as it is private. Who logs out leaves nothing behind
    in the browser: drafts, unsent messages, pages to go back to.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL) and _is_personal(request, response):
            response.setdefault("Cache-Control", "private, no-store")
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    return bool(
        response.cookies
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or request.method not in ("GET", "HEAD")
        or request.path.startswith("/account/")
    )
