"""Lines that leave the machine without TLS, as a warning of `manage.py check --deploy`.

A warning, because a private network may be somebody's decision; that it is one has to be said.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as Warned

CHECKED = ("require", "verify-ca", "verify-full")
HINT = "Silence the id in SILENCED_SYSTEM_CHECKS where the network itself is trusted."


@register(Tags.security, deploy=True)
def check_lines(**_asked: Any) -> list[Warned]:
    """Nothing for a process that is not in production."""
    return list(open_lines(settings)) if settings.PRODUCTION else []


def open_lines(given: Any) -> Iterator[Warned]:
    """Which services elsewhere these settings reach in the open."""
    database = given.DATABASES["default"]
    is_checked = database.get("OPTIONS", {}).get("sslmode") in CHECKED
    if not is_here(database.get("HOST", "")) and not is_checked:
        yield _warning(1, "DATABASE_URL reaches another machine without sslmode=verify-full.")
    for number, name in ((2, "REDIS_URL"), (3, "CELERY_BROKER_URL")):
        address = urlsplit(getattr(given, name))
        if address.scheme not in ("rediss", "amqps") and not is_here(address.hostname or ""):
            yield _warning(number, f"{name} reaches another machine without TLS (rediss://).")
    if not is_here(urlsplit(given.FILES_SCANNER).hostname or ""):
        yield _warning(4, "SKILEEZ_SCANNER reaches another machine; clamd speaks no TLS.")


def is_here(host: str) -> bool:
    """Whether what is sent there stays on this machine; sockets in the file system have no host or a path."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _warning(number: int, message: str) -> Warned:
    return Warned(message, hint=HINT, id=f"skileez.W{number:03}")
