"""What is wrong with an input, by field: all of it is told at once."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Invalid
from core.money import CENT, MAX_AMOUNT
from core.texts import NOT_KEPT, NOTHING_TO_SEE, can_be_kept, paragraphs


@dataclass(frozen=True)
class Length:
    """Characters a text must and may have."""

    least: int
    most: int


class Problems:
    """Collects what is wrong with which field, to refuse it all at once."""

    def __init__(self) -> None:
        self.fields: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, sentence: object) -> None:
        self.fields[name].append(str(sentence))

    def text(self, name: str, value: str, length: Length) -> None:
        """The text, as it is kept, must have a length in that closed range."""
        if not can_be_kept(value):
            self.add(name, NOT_KEPT)
            return
        characters = len(paragraphs(value))
        if not characters and length.least:
            self.add(name, NOTHING_TO_SEE)
        elif characters < length.least:
            self._add_too_short(name, length.least, length.least - characters)
        elif characters > length.most:
            self.add(
                name,
                _("This is too long: %(length)d characters, and %(most)d are possible.")
                % {"length": characters, "most": length.most},
            )

    def _add_too_short(self, name: str, least: int, missing: int) -> None:
        sentence = ngettext(
            "Please write at least %(least)d characters; %(missing)d more is needed.",
            "Please write at least %(least)d characters; %(missing)d more are needed.",
            missing,
        )
        self.add(name, sentence % {"least": least, "missing": missing})

    def number(
        self, name: str, value: Decimal | int, least: Decimal | int, most: Decimal | int
    ) -> None:
        if not least <= value <= most:
            self.add(
                name,
                _("Please choose between %(least)s and %(most)s.") % {"least": least, "most": most},
            )

    def amount(self, name: str, value: Decimal, least: Decimal, most: Decimal = MAX_AMOUNT) -> None:
        if not value.is_finite():
            self.add(name, _("Please write an amount."))
        elif value != value.quantize(CENT):
            self.add(name, _("Please use at most two decimal places."))
        else:
            self.number(name, value, least, most)

    def choice(self, name: str, value: str, choices: Container[str]) -> None:
        if value not in choices:
            self.add(name, _("Please choose one of the options."))

    def refuse(self) -> None:
        """Raise Invalid when there is any."""
        if self.fields:
            raise Invalid(fields=self.fields)
