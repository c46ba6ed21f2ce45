"""When people can be booked, as forms."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import ZoneField
from calendars.actions import (
    BUFFER_MOST,
    HORIZON_LEAST,
    HORIZON_MOST,
    NOTICE_LEAST,
    NOTICE_MOST,
    OVERRIDES_MOST,
    AvailabilityDetails,
    details_of,
)
from calendars.fields import TimeRangesField, ranges_text
from calendars.models import Calendar
from calendars.walls import WEEKDAYS
from core.fields import DayField, WholeNumberField

WEEKDAY_NAMES = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


# One more than can be kept, so that there is always an empty row.
DATES_MOST = OVERRIDES_MOST + 1


class AvailabilityForm(forms.Form):
    """Seven days of ranges and the booking rules; dates that differ are `DateForm`s beside it."""

    timezone = ZoneField()
    buffer_minutes = WholeNumberField(
        label=_("Break between sessions"),
        help_text=_("Minutes kept free before and after each session, up to 60."),
        validators=[MinValueValidator(0), MaxValueValidator(BUFFER_MOST)],
    )
    notice_hours = WholeNumberField(
        label=_("Shortest notice"),
        help_text=_("How many hours ahead students must book: 1 hour to 7 days (168)."),
        validators=[
            MinValueValidator(NOTICE_LEAST // 60),
            MaxValueValidator(NOTICE_MOST // 60),
        ],
    )
    horizon_days = WholeNumberField(
        label=_("How far ahead"),
        help_text=_("How many days ahead students can book, up to 180."),
        validators=[MinValueValidator(HORIZON_LEAST), MaxValueValidator(HORIZON_MOST)],
    )
    version = WholeNumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, own_zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        zone_field = self.fields["timezone"]
        if isinstance(zone_field, ZoneField):
            zone_field.allow_none(_now("My own (%(zone)s)") % {"zone": own_zone})
        for name, label in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True):
            self.fields[name] = TimeRangesField(label=label)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in WEEKDAYS]

    @staticmethod
    def initial_of(calendar: Calendar) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        rules = details_of(calendar)
        return {
            "timezone": rules.timezone,
            "buffer_minutes": rules.buffer_minutes,
            "notice_hours": rules.notice_minutes // 60,
            "horizon_days": rules.horizon_days,
            "version": calendar.version,
            **{name: ranges_text(day) for name, day in zip(WEEKDAYS, rules.weekly, strict=True)},
        }


class DateForm(forms.Form):
    """One date on which other times hold, or none."""

    day = DayField(label=_("Date"))
    ranges = TimeRangesField(label=_("Free on that day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ranges"].widget.attrs["placeholder"] = _now("not available")


class Dates(forms.BaseFormSet):
    """The dates beside the week."""

    default_error_messages = {
        "missing_management_form": _(
            "Please say how many dates you send, in dates-TOTAL_FORMS and dates-INITIAL_FORMS."
        ),
        "too_many_forms": _("At most %(num)d dates, please."),
    }


DateFormSet = forms.formset_factory(
    DateForm, Dates, extra=1, can_delete=True, max_num=DATES_MOST, absolute_max=DATES_MOST
)


def dates_of(calendar: Calendar, now: datetime) -> list[dict[str, Any]]:
    """The coming overrides as initial data of `DateFormSet`."""
    today = now.date()
    return [
        {"day": day, "ranges": ranges_text(ranges)}
        for day, ranges in details_of(calendar).overrides
        if day >= today
    ]


def availability_details(data: dict[str, Any], dates: list[dict[str, Any]]) -> AvailabilityDetails:
    """The cleaned data of both forms as the action takes it; emptied and deleted rows are left out."""
    return AvailabilityDetails(
        timezone=data["timezone"],
        weekly=tuple(data[name] for name in WEEKDAYS),
        overrides=tuple(
            sorted(
                (row["day"], row["ranges"]) for row in dates if row.get("day") and not row["DELETE"]
            )
        ),
        buffer_minutes=data["buffer_minutes"],
        notice_minutes=data["notice_hours"] * 60,
        horizon_days=data["horizon_days"],
    )


class ZoneForm(forms.Form):
    zone = ZoneField(label=_("As seen from"))

    def chosen(self, default: str) -> str:
        """The zone that was asked for, or the default when it is none."""
        return self.cleaned_data["zone"] if self.is_valid() else default
