"""What must not stand in a log: who reads it could act as somebody else.

One filter over whole lines (server/logs.py), because a secret comes in many ways: as the address of a request
that failed, as a field, in the text of an exception of a library.
"""

import re

HIDDEN = "[hidden]"

# Addresses that act for whom has them, up to the part that does. What they are asked with may as well.
_ADDRESSES = (
    r"/(?:calendar|go|unsubscribe"
    r"|account/(?:confirm-email|email/stop|password/reset/key|login/code/confirm))/"
)
_NAMES = (
    r"(?:\w*password\w*|passphrase|secret\w*|\w*token|\w*cookie|authorization|x-csrftoken|csrfmiddlewaretoken"
    r"|api[_-]?key|private[_-]?key|recovery_code\w*|session_key|(?:__host-)?(?:session(?:id)?|csrf(?:token)?))"
)
_QUOTED = r"""\\"(?:(?!\\").)*\\"|b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'"""
_BARE = r"""(?:(?:bearer|basic)\s+)?[^\s,;&)}\]"']+"""
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


def hide_secrets(line: str) -> str:
    """The same line without what lets its reader in."""
    for pattern, replacement in _PATTERNS:
        line = pattern.sub(replacement, line)
    return line
