"""Hosts of web addresses as people can tell them apart."""

import re
import unicodedata
from typing import Final

from accounts.impersonation import words_of

# These are written among one another.
TOGETHER: Final = frozenset(
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "FULLWIDTH"}
)
PARTS: Final = re.compile(r"(?:[^/?#]*://)?(?:[^/?#]*@)?(?P<host>[^/?#:]*)(?P<rest>.*)", re.DOTALL)


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


def shown_address(address: str) -> str:
    """An address as a link's text: from its host on, without what stands before it to mislead."""
    found = PARTS.fullmatch(address)
    return f"{safe_host(found['host'])}{found['rest']}" if found else address
