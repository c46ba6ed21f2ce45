"""Form fields that take what a page sends as well as what a program sends as JSON."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core import payload
from core.amounts import GROUP_SIGNS, OtherCurrency, UnclearSign, plain_amount, without_currency
from core.money import MAX_AMOUNT, rounded
from core.numbers import BIGGEST
from core.payload import NO, YES
from core.texts import NOT_KEPT, NOTHING_TO_SEE, can_be_kept, one_line, paragraphs
from core.zones import YEARS, FarFromNow, HasOffset, read_instant, read_wall_time

DECIMAL_PLACES = 2
DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
WHOLE = re.compile(r"[+-]?[0-9]+")  # Python would also read 1_0 and 1e2, which nobody means here


class TextField(forms.CharField):
    """Text as it is kept: of several lines in a text area, else of one, where line breaks become blanks.

    A number, a list or an object of a program is refused instead of written down as text.
    """

    default_error_messages = {"not_text": _("Please send this as text."), "unkept": NOT_KEPT}

    def to_python(self, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(self.error_messages["not_text"], code="not_text")
        text = super().to_python(value) or ""
        if not can_be_kept(text):
            raise ValidationError(self.error_messages["unkept"], code="unkept")
        return paragraphs(text) if isinstance(self.widget, forms.Textarea) else one_line(text)


class DayField(forms.DateField):
    """A calendar day, as a date input sends it."""

    default_error_messages = {
        "required": _("Please choose a day."),
        "invalid": _("Please write a day as year-month-day, such as 2026-11-30."),
        "far": _("This day is too far from now. Please choose a nearer one."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value if isinstance(value, date) else str(value or ""))
        if day is not None and day.year not in YEARS:
            raise ValidationError(self.error_messages["far"], code="far")
        return day


class ClockField(forms.TimeField):
    """A time of day, as a time input sends it."""

    default_error_messages = {"invalid": _("Please write a time such as 07:30.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(value if isinstance(value, time) else str(value or ""))


class WholeNumberField(forms.IntegerField):
    """A whole number, as people write it (`core.amounts`); a JSON `true` is none, nor is `1.0`.

    In a hidden field, which nobody writes, it is plain digits.
    """

    default_error_messages = {
        "required": NOTHING_TO_SEE,
        "invalid": _("Please write a whole number."),
        "unclear": _("Please write the whole number without “%(sign)s”, such as 8."),
        "min_value": _("Please choose at least %(limit_value)s."),
        "max_value": _("Please choose at most %(limit_value)s."),
    }

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip() and not self.widget.is_hidden:
            value = self._plain(value)
        if not _is_empty(value) and not _is_whole(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        number = super().to_python(value)
        if number is not None and abs(number) > BIGGEST:  # some checks cannot count so far
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def _plain(self, text: str) -> str:
        try:
            if (last := text.strip()[-1]) in ".,":
                raise UnclearSign(last)
            return plain_amount(text)
        except UnclearSign as unclear:
            code = "unclear" if unclear.sign else "invalid"
            raise ValidationError(
                self.error_messages[code], code=code, params={"sign": unclear.sign}
            ) from unclear


class AmountField(forms.DecimalField):
    """Money with two decimal places, as people write it (`core.amounts`).

    Its currency is that of the form: what its field `currency` says, or its attribute of that name.
    """

    form: forms.BaseForm | None = None

    default_error_messages = {
        "invalid": _("Please write an amount, such as 45 or 45.50."),
        "unclear": _("Please write the amount without “%(sign)s”, such as 45 or 1500.50."),
        "unclear_groups": _(
            "It is unclear what “%(sign)s” parts in this amount. Please write it as 1500 or 1.50."
        ),
        "other_currency": _("This amount is in %(currency)s; “%(sign)s” is another currency."),
        "too_large": _("This amount is too large."),
        "min_value": _("Please choose at least %(limit_value)s."),
        "max_value": _("Please choose at most %(limit_value)s."),
        "max_decimal_places": _("Please use at most two decimal places."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_digits": 10, "decimal_places": 2, "widget": widget, **options})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.form = form
        return super().get_bound_field(form, field_name)

    @property
    def currency(self) -> str:
        """Empty where none is known."""
        if self.form is not None and "currency" in self.form.fields:
            chosen = self.form["currency"]
            return str(chosen.value() or chosen.field.initial or "")
        return getattr(self.form, "currency", "")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, bool | list | dict):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if isinstance(value, str) and value.strip():
            value = self._plain(value)
        amount = super().to_python(value)
        if amount is not None and amount.is_finite():
            self._refuse_size(amount)  # one reason at a time: validators would give several
        return amount

    def _refuse_size(self, amount: Decimal) -> None:
        if abs(amount) > MAX_AMOUNT:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        if amount != rounded(amount):
            code = "max_decimal_places"
            raise ValidationError(self.error_messages[code], code=code)

    def _plain(self, text: str) -> str:
        try:
            plain = plain_amount(without_currency(text, self.currency))
        except OtherCurrency as other:
            params = {"currency": self.currency, "sign": other.mark}
            code = "other_currency"
            raise ValidationError(self.error_messages[code], code=code, params=params) from other
        except UnclearSign as unclear:
            code = "invalid"
            if unclear.sign:
                code = "unclear_groups" if unclear.sign in GROUP_SIGNS else "unclear"
            raise ValidationError(
                self.error_messages[code], code=code, params={"sign": unclear.sign}
            ) from unclear
        if len(plain.partition(".")[2]) > DECIMAL_PLACES:  # "1,5000" is no one and a half
            code = "max_decimal_places"
            raise ValidationError(self.error_messages[code], code=code)
        return plain


class YesNoInput(forms.CheckboxInput):
    """A check box that hands on what was sent, for the field to look at."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        return data.get(name)


class YesNoField(forms.BooleanField):
    """Ticked or not; a program says true or false."""

    widget = YesNoInput
    default_error_messages = {"invalid": _("Please say yes or no: true or false.")}

    def to_python(self, value: Any) -> bool:
        word = "0" if _is_empty(value) else str(value).lower()
        if word not in (*YES, *NO, "on"):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return word not in NO


class InstantField(forms.Field):
    """An ISO 8601 instant with its offset, such as `2026-11-05T16:00:00+00:00`."""

    default_error_messages = {"invalid": payload.NO_INSTANT}

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return read_instant(str(value))
        except FarFromNow as error:
            raise ValidationError(payload.FAR_FROM_NOW) from error
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"]) from error


class InstantsWidget(forms.MultipleHiddenInput):
    """Several values of one name, from a form's check boxes or a JSON list."""

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[Any]:
        value = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return value if isinstance(value, list) else [value]


class InstantsField(forms.Field):
    """Any number of instants."""

    widget = InstantsWidget

    def to_python(self, value: Any) -> list[datetime]:
        single = InstantField()
        return [instant for each in value or () if (instant := single.to_python(each))]


class WallTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs={"step": 300})


class WallTimeField(forms.Field):
    """A naive date and time, as a clock on the wall shows it. Which instant it is, a zone decides later."""

    widget = WallTimeInput
    default_error_messages = {
        "invalid": _("Give a date and a time."),
        "offset": _("Write it as your clock shows it, without an offset."),
        "unknown": _("The calendar has no such day, or the clock no such time."),
    }

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return read_wall_time(str(value))
        except FarFromNow as error:
            raise ValidationError(payload.FAR_FROM_NOW) from error
        except HasOffset as error:
            raise ValidationError(self.error_messages["offset"]) from error
        except ValueError as error:
            code = "unknown" if DATE_AND_TIME.match(str(value)) else "invalid"
            raise ValidationError(self.error_messages[code]) from error


def _is_empty(value: Any) -> bool:
    """Left out. An empty list of a program is something that was sent."""
    return value is None or value == ""


def _is_whole(value: Any) -> bool:
    if isinstance(value, str):
        return WHOLE.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)
