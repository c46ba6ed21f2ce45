"""What must not stand in a log: who reads it could act as somebody else.

One filter over whole lines (server/logs.py), and over each text of a line of JSON, because a secret comes in
many ways: as the address of a request that failed, as a field, in the text of an exception of a library.
"""

import json
import re
from itertools import pairwise

HIDDEN = "[hidden]"

# Addresses that act for whom has them, up to the part that does. What they are asked with may as well.
_ADDRESSES = (
    r"/(?:calendar|go|pictures|unsubscribe"
    r"|account/(?:confirm-email|email/stop|password/reset/key|login/code/confirm))/"
)
_NAMES = (
    r"(?:\w*password\w*|passphrase|secret\w*|\w*token|\w*cookie|authorization|x-csrftoken|csrfmiddlewaretoken"
    r"|api[_-]?key|private[_-]?key|recovery_code\w*|session_key|(?:__host-)?(?:session(?:id)?|csrf(?:token)?))"
)
_QUOTED = r"""\\"(?:(?!\\").)*\\"|b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'"""
_BARE = (
    r"""(?!\[hidden\])["']?(?:(?:bearer|basic)\s+)?[^\s,;&)}\]"']+"""  # or a quote that has no end
)
_VALUE = rf"(?:{_QUOTED}|{_BARE})"
_QUOTE = r"""\\?["']?"""

_PATTERNS = (
    (
        re.compile(rf"({_ADDRESSES})[^\s#\"'<>]+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@\"']*:)[^\s@/\"']+(?=@)", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(rf"(?<![\w-])({_QUOTE}{_NAMES}{_QUOTE}\s*[=:,]\s*){_VALUE}", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(r"((?:\bcode\b|\botp\b)[\"']?\s*[=:]\s*[\"']?)\d[\d -]{4,}\d\b", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
)
_NAME = re.compile(_NAMES, re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d -]{4,}\d")


def hide_in_line(line: str) -> str:
    """The same of a line that stays JSON if it is: fields are hidden as fields, texts as texts."""
    try:
        found = json.loads(line)
    except ValueError:
        return hide_secrets(line)
    return json.dumps(_hidden(found))


def _hidden(value: object) -> object:
    if isinstance(value, dict):
        return {hide_secrets(name): _hidden_after(name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_hidden_after(name, each) for name, each in pairwise([None, *value])]
    return hide_secrets(value) if isinstance(value, str) else value


def _hidden_after(name: object, value: object) -> object:
    """What comes after a word: the value of the field of that name, or the second of a pair."""
    if not isinstance(name, str) or value is None:
        return _hidden(value)
    if _NAME.fullmatch(name):
        return HIDDEN
    if name.lower() in ("code", "otp") and _DIGITS.fullmatch(str(value)):
        return HIDDEN
    return _hidden(value)


def hide_secrets(line: str) -> str:
    """The same line without what lets its reader in."""
    for pattern, replacement in _PATTERNS:
        line = pattern.sub(replacement, line)
    return line
