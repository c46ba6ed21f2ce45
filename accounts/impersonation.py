"""Names and headlines that would pass for the platform's own: refused, however they are spelled.

A text is compared by its skeleton: folded as every search folds it, with signs that look like a Latin letter
in its place, whatever script they are of, and without a difference between those that look alike themselves.
"""

import re
from itertools import pairwise
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.letters import folded

PRODUCT: Final = "skileez"
ROLES: Final = (
    "admin admins administrator administrators administration sysadmin superuser support staff "
    "moderator moderators moderation mod mods helpdesk webmaster postmaster"
)
# Each of two words; alone they may stand in anybody's headline.
ROLES_OF_TWO: Final = ("help desk", "customer service", "customer care", "trust safety")
BESIDE_ROLES: Final = (
    "the a an our your and of for team teams desk help customer customers client user users care service "
    "services official verified account accounts security trust safety site website platform system tech "
    "technical online center centre group chief head senior live chat app"
)
PRODUCT_IN_NAME: Final = _("A name cannot have “Skileez” in it: it would pass for ours.")
NAME_OF_A_ROLE: Final = _("Please write your own name; this one would pass for our team.")
HEADLINE_OF_OURS: Final = _("Please say it differently: this headline would pass for our team.")

_LOOK_ALIKE: Final = {
    "a": "аαɑа@4∂",
    "b": "вβьʙ8",
    "c": "сϲςƈ¢",
    "d": "ԁɖɗ",
    "e": "еεєҽɛэ3€",
    "f": "ϝƒ",
    "g": "ɡԍɢ9",
    "h": "һнћʜ",
    "j": "јʝ",
    "k": "кκқƙĸ",
    "l": "iіιıɩӏļ1|!ǀ¡ɪʟ",
    "m": "мʍ",
    "n": "пηɴո",
    "o": "оοσօ0",
    "p": "рρƿ",
    "q": "ԛ",
    "r": "гʀɾ",
    "s": "ѕꜱʂ5$",
    "t": "тτʈ7+",
    "u": "υџսʊ",
    "v": "ѵνʋ",
    "w": "ԝωш",
    "x": "хχ×",
    "y": "уγүʏ",
    "z": "ʐƶᴢʒζ2",
}
_LATIN: Final = str.maketrans({sign: to for to, signs in _LOOK_ALIKE.items() for sign in signs})
_DIGITS: Final = re.compile(r"\d+")
_TWICE: Final = re.compile(r"(.)\1+")


def words_of(text: str) -> list[str]:
    """The skeletons of the words in a text."""
    plain = folded(text).translate(_LATIN).replace("rn", "m").replace("vv", "w")
    return re.findall(r"[^\W_]+", plain)


def _once(word: str) -> str:
    """With each letter once where it stands several times in a row."""
    return _TWICE.sub(r"\1", word)


_PRODUCT: Final = words_of(PRODUCT)[0]
_ROLES: Final = frozenset(words_of(ROLES))
_OF_TWO: Final = frozenset(tuple(words_of(pair)) for pair in ROLES_OF_TWO)
_BESIDE: Final = frozenset(words_of(BESIDE_ROLES))
_OURS: Final = _ROLES | _BESIDE


def names_product(text: str) -> bool:
    """Whether the product's name is in it: in a word, or spread over several."""
    words = words_of(text)
    return _PRODUCT in "".join(words) or any(_once(_PRODUCT) in _once(word) for word in words)


def has_role(text: str) -> bool:
    """Whether a word of it is what the platform's people would be called."""
    words = words_of(text)
    pairs = pairwise(words)
    return not _ROLES.isdisjoint(words) or not _OF_TWO.isdisjoint(pairs)


def is_only_role(text: str) -> bool:
    """Whether it is such a word alone, or with nothing beside it that would be a person's name.

    Digits may stand for letters or only be put behind.
    """
    readings = (text, _DIGITS.sub(" ", text))
    return any(has_role(each) and _OURS.issuperset(words_of(each)) for each in readings)


def wrong_name(name: str) -> Promise | None:
    """What is wrong with the name that others see of a person."""
    if names_product(name):
        return PRODUCT_IN_NAME
    return NAME_OF_A_ROLE if is_only_role(name) else None


def wrong_headline(headline: str) -> Promise | None:
    """A coach may name the product in a headline, but not beside a role of ours, and no role alone."""
    of_ours = names_product(headline) and (
        has_role(headline) or {_PRODUCT, *_BESIDE}.issuperset(words_of(headline))
    )
    return HEADLINE_OF_OURS if of_ours or is_only_role(headline) else None


def validate_name(name: str) -> None:
    """Raises ValidationError."""
    if wrong := wrong_name(name):
        raise ValidationError(str(wrong), code="impersonation")
