"""What a production process refuses to start with."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50


def refuse_unsafe_production(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured with every reason at once, so that one start shows them all."""
    reasons = list(_reasons(settings))
    if reasons:
        raise ImproperlyConfigured("Refused in production: " + "; ".join(reasons) + ".")


def _reasons(settings: Mapping[str, Any]) -> Iterator[str]:
    yield from _data_reasons(settings)
    yield from _address_reasons(settings["ALLOWED_HOSTS"], settings["ORIGINS"])
    secret = settings["SECRET_KEY"]
    if secret == settings["DEFAULT_SECRET_KEY"] or len(secret) < SHORTEST_SECRET:
        yield f"SECRET_KEY must be your own, {SHORTEST_SECRET} characters or more"
    if settings["DEBUG"]:
        yield "DEBUG must be off"
    if settings["DEMO"]:
        yield "SKILEEZ_DEMO must be off"
    if settings["DEV_MAILBOX"]:
        yield "SKILEEZ_MAILBOX must be off (it shows everybody's mail)"
    if not settings["EMAIL_URL"]:
        yield "EMAIL_URL must name an SMTP server"


def _data_reasons(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings["STACK"] != "full":
        yield "SKILEEZ_STACK must be full"
    if "postgresql" not in settings["DATABASES"]["default"]["ENGINE"]:
        yield "DATABASE_URL must name a PostgreSQL database"
    if "InMemory" in settings["CHANNEL_LAYERS"]["default"]["BACKEND"]:
        yield "REDIS_URL must be set (the in-memory channel layer reaches one process only)"
    if "locmem" in settings["CACHES"]["default"]["BACKEND"]:
        yield "REDIS_URL must be set (the in-memory cache counts for one process only)"
    if settings["CELERY_BROKER_URL"].startswith("memory:"):
        yield "CELERY_BROKER_URL must not be memory://"


def _address_reasons(hosts: list[str], origins: list[str]) -> Iterator[str]:
    if not hosts or any(host.startswith(("*", ".")) for host in hosts):
        yield "ALLOWED_HOSTS must list full host names"
    if not origins or any("*" in origin or "//." in origin for origin in origins):
        yield "SKILEEZ_ORIGINS must list full origins, such as https://skileez.example"
    elif any(not origin.startswith("https://") for origin in origins):
        yield "SKILEEZ_ORIGINS must be https"
