"""Where a link really leads: told beside it when its text would make one think of another place."""

import re
import unicodedata
from typing import Final

from chat.timeline.links import ADDRESS

# A host within a text: parts of letters and digits with points between, of which the last is no number.
HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?")


def host_of(address: str) -> str:
    """The host of an address as it is typed; empty for what is none."""
    found = ADDRESS.match(address)
    return found["host"] if found else ""


def is_named_otherwise(text: str, address: str) -> bool:
    """Whether a link's text looks like an address, and like that of another place than it leads to."""
    host = _plain(host_of(address))
    named = {_plain(found[0]) for found in HOST.finditer(text)}
    return any(not _is_within(host, each) for each in named)


def _plain(host: str) -> str:
    return unicodedata.normalize("NFKC", host).casefold().strip(".").removeprefix("www.")


def _is_within(host: str, named: str) -> bool:
    """Whether the host is the one that is named, or belongs to it."""
    return host == named or host.endswith(f".{named}")
