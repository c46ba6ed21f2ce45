"""How often one address may try: counted in the cache, and not at all while that is away."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from core.errors import TooMany


def count(request: HttpRequest, what: str, *, most: int, seconds: int) -> None:
    """Count one try of this client. Raises TooMany beyond `most` within `seconds`."""
    key = f"throttle:{what}:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, seconds):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if tries > most:
        raise TooMany
