"""Addresses of the web, as people paste them into a field."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

BLANK = re.compile(r"\s")
SCHEMES = ("https", "http")


def web_address_problem(address: str, *, schemes: Sequence[str] = SCHEMES) -> str | None:
    """What is wrong with it, in a sentence; None for an address that leads somewhere.

    How long it may be is its field's matter.
    """
    if not address.lower().startswith(tuple(f"{scheme}://" for scheme in schemes)):
        return _("Give a full address that begins with https://.")
    if BLANK.search(address):
        return _("A web address has no blanks in it.")
    if "@" in _host_part(address):
        return _("Give the address without a name or a password before its “@”.")
    if not _has_host(address, schemes):
        return _("This is not a web address: please check what comes after “://”.")
    return None


def _host_part(address: str) -> str:
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0]


def _has_host(address: str, schemes: Sequence[str]) -> bool:
    try:
        URLValidator(schemes=schemes)(address)
        parts = urlsplit(address)
        return (
            "." in (parts.hostname or "") and parts.port != 0
        )  # beyond 65535 it is no port at all
    except (ValidationError, ValueError):
        return False
