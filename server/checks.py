"""What a production process refuses to start with, as Django's system checks.

`manage.py check` lists them; `server.apps` lets no other process past them.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from core.money import CURRENCIES

PRODUCTION = "production"
SHORTEST_SECRET = 50
FEWEST_SIGNS = 8  # 50 characters of chance have far more
JSON_ONLY = "server.cache.JsonSerializer"
OF_THE_SANDBOX = "whsec_sandbox"
CONTACTS = ("mailto:", "https://", "tel:")
HOW_TO_MAKE_ONE = "python -c 'import secrets; print(secrets.token_urlsafe(64))' makes one."


def refuse_unsafe_production() -> None:
    """Raise ImproperlyConfigured with every reason at once, so that one start shows them all."""
    if errors := run_checks(tags=[PRODUCTION]):
        raise ImproperlyConfigured("\n".join(["Refused in production:", *map(str, errors)]))


@register(PRODUCTION)
def check_production(**_asked: Any) -> list[Error]:
    """Nothing for a process that is not in production."""
    return list(unsafe(settings)) if settings.PRODUCTION else []


def unsafe(given: Any) -> Iterator[Error]:
    """What of these settings must not be in production."""
    yield from _unsafe_stores(given)
    yield from _unsafe_passwords(given)
    yield from _unsafe_addresses(given.ALLOWED_HOSTS, given.ORIGINS)
    yield from _unsafe_secrets(given)
    if given.DEBUG:
        yield _error(10, "DEBUG must be off.", "Leave the variable out.")
    if given.DEMO:
        yield _error(11, "SKILEEZ_DEMO must be off.", "Its people have a password that is known.")
    if given.DEV_MAILBOX:
        yield _error(12, "SKILEEZ_MAILBOX must be off.", "It shows everybody's mail.")
    yield from _unsafe_mail(given.EMAIL_URL)
    yield from _unsafe_payments(given)
    yield from _unsafe_browsers(given)
    yield from _unsafe_files(given)
    if wrong := [each for each in given.SECURITY_CONTACTS if not each.startswith(CONTACTS)]:
        yield _error(
            18,
            f"SKILEEZ_SECURITY_CONTACT must list addresses, not {', '.join(wrong)}.",
            "Such as mailto:security@skileez.example.",
        )


def _unsafe_secrets(given: Any) -> Iterator[Error]:
    """An earlier key opens as much as the present one, for as long as it is listed."""
    if _is_guessed(given.SECRET_KEY, known=given.DEFAULT_SECRET_KEY):
        yield _error(
            9,
            f"SECRET_KEY must be your own, by chance, {SHORTEST_SECRET} characters or more.",
            HOW_TO_MAKE_ONE,
        )
    if any(_is_guessed(key, known=given.DEFAULT_SECRET_KEY) for key in given.SECRET_KEY_FALLBACKS):
        yield _error(
            24,
            f"SECRET_KEY_FALLBACKS must be keys by chance, {SHORTEST_SECRET} characters or more.",
            "Take out the one that is not: it signs logins and links like the present one.",
        )


def _is_guessed(key: str, *, known: str) -> bool:
    return key == known or len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_SIGNS


def _unsafe_browsers(given: Any) -> Iterator[Error]:
    names = (given.SESSION_COOKIE_NAME, given.CSRF_COOKIE_NAME)
    is_secure = given.SESSION_COOKIE_SECURE and given.CSRF_COOKIE_SECURE
    if not is_secure or not all(name.startswith("__Host-") for name in names):
        yield _error(
            25,
            "Cookies must be secure and of this host only.",
            "config/settings/browsers.py does so in production.",
        )


def _unsafe_files(given: Any) -> Iterator[Error]:
    if not given.FILES_SCANNER.startswith("clamd://"):
        yield _error(
            21,
            "SKILEEZ_SCANNER must name a clamd.",
            "Such as clamd://127.0.0.1:3310: no file is shown that was not scanned.",
        )
    if given.FILES_DIR.is_dir() and given.FILES_DIR.stat().st_mode & 0o007:
        yield _error(
            26,
            "SKILEEZ_FILES must be closed to other users of this machine.",
            f"chmod o= {given.FILES_DIR}",
        )


def _unsafe_stores(given: Any) -> Iterator[Error]:
    if given.STACK != "full":
        yield _error(1, "SKILEEZ_STACK must be full.", "Leave the variable out.")
    if "postgresql" not in given.DATABASES["default"]["ENGINE"]:
        yield _error(
            2,
            "DATABASE_URL must name a PostgreSQL database.",
            "Such as postgres://name:password@host/skileez.",
        )
    if "InMemory" in given.CHANNEL_LAYERS["default"]["BACKEND"]:
        yield _error(
            3, "REDIS_URL must be set.", "The in-memory channel layer reaches one process only."
        )
    if "locmem" in given.CACHES["default"]["BACKEND"]:
        yield _error(
            4, "REDIS_URL must be set.", "The in-memory cache counts for one process only."
        )
    elif given.CACHES["default"].get("OPTIONS", {}).get("serializer") != JSON_ONLY:
        yield _error(
            27,
            "The cache must keep JSON.",
            "Whoever writes into it could else make any object here: config/settings/data.py.",
        )
    if given.CELERY_BROKER_URL.startswith("memory:"):
        yield _error(
            5, "CELERY_BROKER_URL must not be memory://.", "Leave it out to use REDIS_URL."
        )


def _unsafe_mail(url: str) -> Iterator[Error]:
    """What is sent holds links that let their reader in."""
    address = urlsplit(url)
    if not address.scheme.startswith(("smtp", "submission")):
        yield _error(
            13, "EMAIL_URL must name an SMTP server.", "Such as smtp+tls://name:password@host:587."
        )
    elif address.scheme == "smtp" and not is_here(address.hostname):
        yield _error(
            14,
            "EMAIL_URL must not be plain smtp:// to another machine.",
            "Use smtp+tls:// or smtp+ssl://.",
        )


def _unsafe_payments(given: Any) -> Iterator[Error]:
    if given.PAYMENTS not in {"off", "stripe"}:
        yield _error(
            19,
            f"PAYMENTS must be off or stripe, not {given.PAYMENTS}.",
            "The sandbox takes test money only, and lets everybody at it.",
        )
    if given.STRIPE_API_BASE:
        yield _error(
            20, "STRIPE_API_BASE must be empty.", "Money is asked of Stripe itself or of nobody."
        )
    if given.PAYMENTS == "stripe":
        yield from _unsafe_keys(given)


def _unsafe_keys(given: Any) -> Iterator[Error]:
    if not (given.STRIPE_IS_LIVE or (given.STRIPE_KEY and given.PAYMENTS_TEST_MODE)):
        yield _error(
            22,
            "STRIPE_KEY must be a live key.",
            "PAYMENTS_TEST_MODE=1 takes a test key, with which nothing is charged.",
        )
    charged = given.PAYMENT_CURRENCIES
    if not charged or not set(charged) <= set(CURRENCIES):
        yield _error(
            28,
            "PAYMENT_CURRENCIES must name currencies that contracts can have.",
            f"Some of {', '.join(CURRENCIES)}: those in which the platform's account settles.",
        )
    own, connect = given.STRIPE_WEBHOOK_SECRETS, given.STRIPE_CONNECT_WEBHOOK_SECRETS
    if not own or not connect or OF_THE_SANDBOX in own + connect:
        yield _error(
            23,
            "STRIPE_WEBHOOK_SECRETS and STRIPE_CONNECT_WEBHOOK_SECRETS must be set to your own.",
            "Stripe shows one for each endpoint; without it nothing that Stripe tells is believed.",
        )


def _unsafe_passwords(given: Any) -> Iterator[Error]:
    database = given.DATABASES["default"]
    if not database.get("PASSWORD") and not is_here(database.get("HOST")):
        yield _error(
            15,
            "DATABASE_URL must have a password for another machine.",
            "Such as postgres://name:password@host/skileez.",
        )
    urls = {"REDIS_URL": given.REDIS_URL, "CELERY_BROKER_URL": given.CELERY_BROKER_URL}
    for number, (name, url) in enumerate(urls.items(), start=16):
        address = urlsplit(url)
        if address.hostname and address.scheme != "memory" and not address.password:
            yield _error(
                number,
                f"{name} must have a password.",
                "Whoever reaches it could act as anybody: redis://:password@host:6379/0.",
            )


def is_here(host: str | None) -> bool:
    """Whether it is this machine: a loopback address, or a Unix socket, which has none."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _unsafe_addresses(hosts: list[str], origins: list[str]) -> Iterator[Error]:
    if not hosts or any(host.startswith(("*", ".")) for host in hosts):
        yield _error(6, "ALLOWED_HOSTS must list full host names.", "Such as skileez.example.")
    if not origins or any("*" in origin or "//." in origin for origin in origins):
        yield _error(
            7, "SKILEEZ_ORIGINS must list full origins.", "Such as https://skileez.example."
        )
    elif any(not origin.startswith("https://") for origin in origins):
        yield _error(8, "SKILEEZ_ORIGINS must be https.", "Let the proxy in front speak TLS.")


def _error(number: int, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"skileez.E{number:03}")
