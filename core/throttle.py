"""How often an address may try, or a thing be used. Counted in the cache, and not at all while it is away."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from core.errors import TooMany


def count(request: HttpRequest, what: str, *, most: int, seconds: int) -> None:
    """Count one try of this client. Raises TooMany beyond `most` within `seconds`."""
    count_use(f"{what}:{get_adapter().get_client_ip(request)}", most=most, seconds=seconds)


def count_use(thing: str, *, most: int, seconds: int) -> None:
    """Count one use of a thing, by whomever. Raises TooMany beyond `most` within `seconds`."""
    key = f"throttle:{thing}"
    if cache.add(key, 1, seconds):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if tries > most:
        raise TooMany(retry_after_seconds=seconds)
