"""What people fill in about a contract. The rules are those of `terms.py` and the actions."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.fields import ZoneField
from contracts.models import PaidThrough
from contracts.terms import DEFAULT_VALID_DAYS, LONGEST_TEXT, TERM_NAMES, Terms, a_year_after
from contracts.wording import LABELS
from core.fields import AmountField, DayField, WholeNumberField
from marketplace.fields import WrittenField
from marketplace.limits import DURATIONS_OFFERED, REASON, Length
from marketplace.models import PaymentModel, PaymentSchedule
from marketplace.prices import session_price

PLEASE_CHOOSE = {
    "required": _("Please choose."),
    "invalid_choice": _("Please choose one of these."),
}


class TermsForm(forms.Form):
    """One set of terms: a first offer, a counter-offer or an amendment."""

    session_count = WholeNumberField(label=LABELS["session_count"], min_value=1, max_value=50)
    duration_minutes = WholeNumberField(
        label=_("Minutes each"), min_value=15, max_value=480, step_size=1
    )
    payment_model = forms.ChoiceField(
        label=_("The price is set"),
        choices=[(value, capfirst(text)) for value, text in PaymentModel.choices],
        widget=forms.RadioSelect,
        error_messages=PLEASE_CHOOSE,
    )
    price_per_session = AmountField(label=LABELS["price_per_session"], required=False)
    hourly_rate = AmountField(label=LABELS["hourly_rate"], required=False)
    payment_schedule = forms.ChoiceField(
        label=LABELS["payment_schedule"],
        choices=[(value, capfirst(text)) for value, text in PaymentSchedule.choices],
        widget=forms.RadioSelect,
        error_messages=PLEASE_CHOOSE,
    )
    paid_through = forms.ChoiceField(
        label=LABELS["paid_through"],
        choices=[(value, capfirst(text)) for value, text in PaidThrough.choices],
        widget=forms.RadioSelect,
        error_messages=PLEASE_CHOOSE,
        help_text=_(
            "Skileez charges the student's card before each session and holds the money."
            " Each session is then paid by itself."
        ),
    )
    start_date = DayField(label=LABELS["start_date"])
    end_date = DayField(
        label=LABELS["end_date"],
        help_text=_("A year after the start at most; left empty, exactly that."),
        required=False,
    )
    timezone = ZoneField(
        label=LABELS["timezone"], help_text=_("The days above begin and end on this clock.")
    )
    late_cancel_percent = forms.TypedChoiceField(
        label=_("When the student cancels within 10 hours of the start"),
        choices=[
            (0, _("Nothing is kept")),
            (50, _("Half the price is kept")),
            (100, _("The full price is kept")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=PLEASE_CHOOSE,
    )
    cancellation_policy = WrittenField(
        Length(0, LONGEST_TEXT), lines=3, label=_("Anything to add about cancelling")
    )
    learning_outcomes = WrittenField(
        Length(0, LONGEST_TEXT),
        lines=4,
        label=LABELS["learning_outcomes"],
        help_text=_("What the student will be able to do at the end."),
    )
    valid_days = WholeNumberField(
        label=_("Days to answer"),
        min_value=1,
        max_value=14,
        initial=DEFAULT_VALID_DAYS,
        required=False,
    )

    durations = DURATIONS_OFFERED

    def __init__(self, *args: Any, currency: str, keeps_start: bool = False, **kwargs: Any) -> None:
        """With `keeps_start` (an amendment) the start date is not asked for but stays the initial one.

        So does an end date that is left empty.
        """
        super().__init__(*args, **kwargs)
        self.fields["duration_minutes"].widget.attrs["list"] = "durations"
        self.currency = currency
        self.keeps_start = keeps_start
        if settings.PAYMENTS == "off":
            del self.fields["paid_through"]
        if keeps_start:
            self.fields["start_date"].disabled = True
            self.fields["end_date"].help_text = _("Left empty, it stays as it is.")

    def clean_valid_days(self) -> int:
        days = self.cleaned_data["valid_days"]
        return DEFAULT_VALID_DAYS if days is None else int(days)

    def clean(self) -> dict[str, Any]:
        """Fill in what follows from the rest; leave out the price that is not asked for."""
        data = super().clean() or {}
        if "paid_through" not in self.fields:
            data["paid_through"] = PaidThrough.DIRECT
        if data.get("end_date") is None and "end_date" not in self.errors:
            data["end_date"] = self._default_end(data.get("start_date"))
        hourly = data.get("payment_model") == PaymentModel.PER_HOUR
        wanted = "hourly_rate" if hourly else "price_per_session"
        if data.get(wanted) is None:
            if wanted not in self.errors:
                self.add_error(wanted, _("Please write an amount, such as 45 or 45.50."))
        elif hourly and data.get("duration_minutes"):
            data["price_per_session"] = session_price(
                hourly_rate=data["hourly_rate"], duration_minutes=data["duration_minutes"]
            )
        if not hourly:
            data["hourly_rate"] = None
        return data

    def _default_end(self, starts: date | None) -> date | None:
        if self.keeps_start:
            return cast(date, self.initial["end_date"])
        return None if starts is None else a_year_after(starts)

    def terms(self) -> Terms:
        """What was filled in; only after the form was found valid."""
        return Terms(**{name: self.cleaned_data[name] for name in TERM_NAMES})

    def arguments(self) -> dict[str, Any]:
        """What the verbs of terms take: the terms, the days to answer, and what the press names."""
        named = [field.name for field in self.hidden_fields()]
        taken = {name: self.cleaned_data[name] for name in ("valid_days", *named)}
        return {"terms": self.terms(), **taken}

    def hidden_values(self) -> dict[str, Any]:
        """What a form that was not sent yet says without being asked."""
        return {field.name: field.value() for field in self.hidden_fields()}


def initial_of(terms: Terms) -> dict[str, Any]:
    """The form's first values."""
    return {name: getattr(terms, name) for name in TERM_NAMES}


class VersionForm(forms.Form):
    """What is pressed on a version names it."""

    version_number = WholeNumberField(min_value=1, widget=forms.HiddenInput)


class DrawnForm(forms.Form):
    """What is pressed on a contract names the state from which it was drawn."""

    version = WholeNumberField(min_value=1, widget=forms.HiddenInput)


class CounterForm(VersionForm, TermsForm):
    """Other terms in answer to a version."""


class AmendmentForm(DrawnForm, TermsForm):
    """Other terms for a contract in force."""


class DeclineForm(VersionForm):
    reason = WrittenField(
        REASON, lines=3, required=False, label=_("Why?"), help_text=_("The other side reads it.")
    )


class AskForm(DrawnForm):
    """Asking for a pause or an early end."""

    reason = WrittenField(
        REASON, lines=3, required=False, label=_("Why?"), help_text=_("The other side reads it.")
    )
