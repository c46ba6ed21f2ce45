"""Where a link really leads: told beside it when its text would make one think of another place."""

import re
import unicodedata
from typing import Final

from accounts.impersonation import words_of
from chat.timeline.links import ADDRESS

# A host within a text: parts of letters and digits with points between, of which the last is no number.
HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?")
# These are written among one another.
TOGETHER: Final = frozenset(
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "FULLWIDTH"}
)


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


def safe_host(host: str) -> str:
    """The host as it can be told apart from others: what might look like another is in Punycode."""
    return ".".join(map(_safe_part, host.split(".")))


def _safe_part(part: str) -> str:
    if part.isascii() or not (_is_mixed(part) or _looks_latin(part)):
        return part
    return f"xn--{part.casefold().encode('punycode').decode()}"


def _is_mixed(part: str) -> bool:
    """Whether its letters are of scripts that nobody writes together."""
    scripts = {
        unicodedata.name(sign, "?").split(" ")[0].split("-")[0] for sign in part if sign.isalpha()
    }
    return len(scripts) > 1 and not scripts <= TOGETHER


def _looks_latin(part: str) -> bool:
    """Whether every letter is of another script and has a Latin one that looks like it."""
    letters = [sign for sign in part if sign.isalpha()]
    is_other = all("LATIN" not in unicodedata.name(sign, "") for sign in letters)
    return is_other and "".join(words_of(part)).isascii()
