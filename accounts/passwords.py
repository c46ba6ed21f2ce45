"""Which passwords are refused: those that are guessed early. Of what they are made is all the same."""

import re
from collections.abc import Iterable
from itertools import chain

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn_rs_py import zxcvbn

from accounts.models import User
from core.letters import folded

# What guessers try first here, apart from what is in every list.
OURS = ("skileez", "coach", "coaching", "student", "staff", "session", "lesson", "admin", "support")
GOOD_ENOUGH = 3  # of 4: more than a hundred million guesses
LOOKED_AT = 100  # characters; what comes after them makes nothing worse
LEFT_LEAST = 6  # letters besides our own words and the person's
NAME_LEAST = 3  # letters of a word of the person: less of them stands in many a good password


class Guessable:
    """Refuses leaked and common passwords and what is made of them, of the person's name or of our words."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not any(sign.isprintable() and not sign.isspace() for sign in password):
            raise ValidationError(_("A password has something to see in it."), code="blank")
        known = [*OURS, *_own_words(user)] if user else OURS
        if _leaves_little(password, known) or _score(password, known) < GOOD_ENOUGH:
            raise ValidationError(
                _("This is among the first that somebody would guess. Take a few words more."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _("A few words that do not belong together are easy to keep and hard to guess.")


def password_hint() -> str:
    """What a form says before anybody types: what the validators of the settings ask for."""
    asked = (MinimumLengthValidator, Guessable)
    texts = [each for each in get_default_password_validators() if isinstance(each, asked)]
    return " ".join(str(each.get_help_text()) for each in texts)


def _own_words(user: User) -> list[str]:
    """The words of the name and of the address, folded."""
    texts = (user.email, user.display_name)
    return list(chain.from_iterable(re.findall(r"[^\W\d_]+", folded(text)) for text in texts))


def _score(password: str, known: Iterable[str]) -> int:
    """0 to 4, as it is typed and without its accents and width: lists of guessers hold plain letters."""
    spellings = {password} if password.isascii() else {password, folded(password)}
    return min(int(zxcvbn(each[:LOOKED_AT], list(known)).score) for each in spellings)


def _leaves_little(password: str, known: Iterable[str]) -> bool:
    """Whether little is left without words that are known, signs and figures, as of `Skileez-Coach-2026`."""
    letters = "".join(sign for sign in folded(password) if sign.isalpha())
    long = sorted({each for each in known if len(each) >= NAME_LEAST}, key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, long)), "", letters)
    return rest != letters and len(rest) < LEFT_LEAST
