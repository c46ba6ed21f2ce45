"""Text as it is kept: one form of it for every door, and what no database keeps refused.

A field of one line turns line breaks and tabs into blanks; `paragraphs` keeps them. Both take out what is
not there to be read: control characters, directions that turn other text around, and signs without a
form, unless the script or the emoji around them needs one. What has nothing to see is empty.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

NOTHING_TO_SEE = _("Please fill this in.")
NOT_KEPT = _("This text has a character that cannot be stored. Please take it out.")
BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# NUL and halves of pairs stay: they are no slip of a keyboard, and `refuse_unkept` names their field.
NEVER_KEPT = (
    "\x01-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
)
FORMLESS = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2060-\u2065\u3164\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff"
    "\U000e01f0-\U000e0fff"
)
DIRECTION_MARKS = "\u061c\u200e\u200f"
JOINERS = "\u200c\u200d"
SPACE_BETWEEN_WORDS = "\u200b"
VARIATIONS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
TAGS = "\U000e0020-\U000e007f"
UNSEEN = FORMLESS + DIRECTION_MARKS + JOINERS + SPACE_BETWEEN_WORDS + VARIATIONS + TAGS
ODD = re.compile(f"[{NEVER_KEPT}{UNSEEN}]")
DROPPED = re.compile(f"[{NEVER_KEPT}{FORMLESS}]")
AT_ENDS = re.compile(rf"\A[\s{UNSEEN}]+|[\s{FORMLESS}{DIRECTION_MARKS}{SPACE_BETWEEN_WORDS}]+\Z")
# Thai, Lao, Tibetan, Burmese and Khmer are written without blanks and wrap at such a space.
UNSPACED = re.compile("[\u0e01-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aad]")
# What never joins, though Unicode knows no case for it: the scripts of China, Japan and Korea.
EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]"
)
BLANK_OF_BRAILLE = "\u2800"


def one_line(text: str) -> str:
    """The text as a field of one line keeps it; empty when there is nothing to see."""
    return _kept(re.sub(r"\s*\n\s*", " ", _with_plain_breaks(text)).replace("\t", " "))


def paragraphs(text: str) -> str:
    """The text as a field of several lines keeps it; empty when there is nothing to see."""
    return _kept(_with_plain_breaks(text))


def every_text_kept(value: object) -> object:
    """The value with each text of it, in whatever lists and objects, as `paragraphs` keeps it."""
    if isinstance(value, str):
        return paragraphs(value)
    if isinstance(value, dict):
        return {name: every_text_kept(each) for name, each in value.items()}
    return [every_text_kept(each) for each in value] if isinstance(value, list) else value


def _with_plain_breaks(text: str) -> str:
    return BREAK.sub("\n", text)


def _kept(text: str) -> str:
    if text.isascii() and not ODD.search(text):
        return text.strip()
    text = _composed(text)
    while text != (tidier := AT_ENDS.sub("", _composed(_without_odd(text)))):
        text = tidier
    return text if any(is_seen(sign) for sign in text) else ""


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _without_odd(text: str) -> str:
    if not ODD.search(text):
        return text
    kept: list[str] = []
    for place, sign in enumerate(text):
        before, after = "".join(kept[-1:]), text[place + 1 : place + 2]
        if not ODD.match(sign) or _is_needed(sign, before, after):
            kept.append(sign)
    return "".join(kept)


def _is_needed(sign: str, before: str, after: str) -> bool:
    """Whether a sign without a form changes how those beside it look or run."""
    if DROPPED.match(sign) or not before:
        return False
    if sign in JOINERS:
        return _joins(before) or (sign == "\u200d" and _is_emoji(before) and _is_emoji(after))
    if sign == SPACE_BETWEEN_WORDS:
        return bool(UNSPACED.match(before) and UNSPACED.match(after))
    if sign in DIRECTION_MARKS:
        return not ODD.match(before)
    if re.match(f"[{TAGS}]", sign):  # flags of lands such as Scotland
        return before == "\U0001f3f4" or re.match(f"[{TAGS}]", before) is not None
    return is_seen(before) or (before in JOINERS)


def _joins(sign: str) -> bool:
    """Whether it is a letter or a mark of a script whose letters take the form of their place."""
    return unicodedata.category(sign) in ("Lo", "Mn", "Mc") and not (
        EAST_ASIAN.match(sign) or ODD.match(sign)
    )


def _is_emoji(sign: str) -> bool:
    return bool(sign) and (unicodedata.category(sign) in ("So", "Sk") or sign == "\ufe0f")


def is_seen(sign: str) -> bool:
    """Whether the sign by itself puts something on a page; an accent needs a letter."""
    unseen = unicodedata.category(sign)[0] in "ZCM" and unicodedata.category(sign) not in (
        "Cn",
        "Co",
    )
    return not (unseen or sign == BLANK_OF_BRAILLE or ODD.match(sign))


def can_be_kept(text: str) -> bool:
    """Whether a database keeps this text, and a page can show it."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def refuse_unkept(sent: Iterable[tuple[str, object]]) -> None:
    """Raise Invalid that names each field in which, however deep, there is text that cannot be kept."""
    wrong = [name for name, value in sent if not _is_kept(value)]
    if wrong:
        raise Invalid(NOT_KEPT, fields={name: [NOT_KEPT] for name in wrong})


def _is_kept(value: object) -> bool:
    if isinstance(value, str):
        return can_be_kept(value)
    if isinstance(value, dict):
        return all(can_be_kept(name) and _is_kept(each) for name, each in value.items())
    if isinstance(value, list):
        return all(_is_kept(each) for each in value)
    return True
