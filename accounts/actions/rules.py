"""Checks that several actions of this app make."""

from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Invalid, NotAllowed
from core.texts import paragraphs

REASON_SHORTEST, REASON_LONGEST = 10, 500


class Problems:
    """What is wrong with an input, by field; all of it is told at once."""

    def __init__(self) -> None:
        self.fields: dict[str, list[object]] = defaultdict(list)

    def add(self, field: str, text: object) -> None:
        self.fields[field].append(text)

    def text(self, field: str, value: str, *, at_least: int = 0, at_most: int) -> None:
        """The text, as it is kept, must have a length in this closed range."""
        length = len(paragraphs(value))
        if at_least and not length:
            self.add(field, _("Please fill this in."))
        elif length < at_least:
            self.add(
                field,
                _("Write at least %(least)d characters; it is %(length)d now.")
                % {"least": at_least, "length": length},
            )
        elif length > at_most:
            self.add(
                field,
                _("Write at most %(most)d characters; it is %(length)d now.")
                % {"most": at_most, "length": length},
            )

    def refuse(self) -> None:
        """Raise Invalid when anything was found."""
        if self.fields:
            raise Invalid(fields=self.fields)


def require_staff(by: User) -> None:
    """Raise NotAllowed unless this person works here."""
    if not (by.is_active and by.is_staff):
        raise NotAllowed(_("Only staff may do that."))


def require_reason(reason: str) -> None:
    """Raise Invalid unless the reason has 10–500 characters."""
    problems = Problems()
    problems.text("reason", reason, at_least=REASON_SHORTEST, at_most=REASON_LONGEST)
    problems.refuse()
