"""Which passwords are refused: those that are guessed early. Of what they are made is all the same."""

import re
from itertools import chain

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn_rs_py import zxcvbn

from accounts.models import User

# What guessers try first here, apart from what is in every list.
OURS = ("skileez", "coach", "coaching", "student", "staff", "session", "lesson", "admin", "support")
GOOD_ENOUGH = 3  # of 4: more than a hundred million guesses
LOOKED_AT = 100  # characters; what comes after them makes nothing worse
LEFT_LEAST = 6  # letters besides our own words


class Guessable:
    """Refuses leaked and common passwords and what is made of them, of the person's name or of our words."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not any(sign.isprintable() and not sign.isspace() for sign in password):
            raise ValidationError(_("A password has something to see in it."), code="blank")
        if _is_ours(password) or _score(password, user) < GOOD_ENOUGH:
            raise ValidationError(
                _("This is among the first that somebody would guess. Take a few words more."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _("A few words that do not belong together are easy to keep and hard to guess.")


def _score(password: str, user: User | None) -> int:
    own = (user.email, user.display_name) if user else ()
    words = chain.from_iterable(re.findall(r"\w+", text.lower()) for text in own)
    return int(zxcvbn(password[:LOOKED_AT], [*OURS, *words]).score)


def _is_ours(password: str) -> bool:
    """Whether little is left without our words, signs and figures, as of `Skileez-Coach-2026`."""
    letters = "".join(sign for sign in password.lower() if sign.isalpha())
    rest = re.sub("|".join(sorted(OURS, key=len, reverse=True)), "", letters)
    return rest != letters and len(rest) < LEFT_LEAST
