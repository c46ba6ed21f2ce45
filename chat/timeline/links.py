"""Where an address in a text begins and ends: what people write around it is not part of it."""

import re
import unicodedata

# Nobody writes these inside an address, in any script; they are set close to it.
STOPS = '\\s<>"`\\x00-\\x1f\\x7f-\\x9f“”„«»‹›—、。〈-】〔-〟！（），：；？［］｛｝｡-､،؛؟۔।॥'
INVISIBLE = (
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\u3164\\ufeff"
)
# Not behind what makes it another scheme, such as git+https.
SCHEME = r"(?<![A-Za-z0-9+])(?i:https?)://"
CANDIDATE = re.compile(rf"{SCHEME}[^{STOPS}{INVISIBLE}]{{1,1000}}")
PORT = (
    r"(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])(?![0-9])"
)
ADDRESS = re.compile(
    r"(?i:https?)://"
    r"(?:[^\s/?#@()\[\]]{1,200}@)?"
    r"(?P<host>[^\W_](?:[\w.-]|[^\x00-\x7f])*|\[[0-9A-Fa-f:.]+\])"
    rf"(?::{PORT})?"
    r"(?P<rest>[/?#].*)?"
)
NEXT_ADDRESS = re.compile(r"[,;|]+(?i:https?)://")
# No last part of a host mixes Latin letters with those of another script: words follow without a blank.
LATIN_ENDING = re.compile(
    r"[A-Za-z0-9\u00c0-\u024f-]+\Z|(?P<before_words>[A-Za-z0-9\u00c0-\u024f-]+)"
)
CLOSES = {")": "(", "]": "[", "}": "{"}
TRAILING = frozenset(".,;:!?'*_~([{")


def address_at(text: str, at: int) -> str:
    """The address that begins at this place, without the punctuation behind it; empty if there is none."""
    found = CANDIDATE.match(text, at)
    if found is None:
        return ""
    candidate = found[0]
    if following := NEXT_ADDRESS.search(candidate):
        candidate = candidate[: following.start()]
    address = ADDRESS.match(_without_stray_bracket(candidate))
    if address is None:
        return ""
    if ends := _end_before_words(address["host"]):
        return address[0][: address.start("host") + ends]
    return _without_trailing(address[0])


def target_at(text: str, at: int) -> str:
    """The address that fills the round brackets opened before this place; empty if none does."""
    found = CANDIDATE.match(text, at)
    target = _without_stray_bracket(found[0]) if found else ""
    closed = text[at + len(target) : at + len(target) + 1] == ")"
    return target if closed and ADDRESS.fullmatch(target) else ""


def _without_stray_bracket(address: str) -> str:
    """Up to the first closing bracket that nothing in the address opened."""
    opened: list[str] = []
    for place, sign in enumerate(address):
        if sign in CLOSES.values():
            opened.append(sign)
        elif sign in CLOSES and (not opened or opened.pop() != CLOSES[sign]):
            return address[:place]
    return address


def _end_before_words(host: str) -> int:
    """Where words of another script follow the end of the host; 0 where none do."""
    last_part = host.rfind(".") + 1
    found = LATIN_ENDING.match(host, last_part)
    return found.end() if found and found["before_words"] else 0


def _without_trailing(address: str) -> str:
    while address and _is_trailing(address[-1]):
        address = address[:-1]
    return address


def _is_trailing(sign: str) -> bool:
    if sign.isascii():
        return sign in TRAILING
    return unicodedata.category(sign) in ("Po", "Pf", "Pi", "Pd", "Pe", "Ps", "Cf")
