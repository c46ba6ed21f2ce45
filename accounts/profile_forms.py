"""What a coach says: the profile, and when people can book."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions import AvailabilityDetails, ProfileDetails
from accounts.actions.availability import (
    BUFFER_MOST,
    HORIZON_LEAST,
    HORIZON_MOST,
    NOTICE_LEAST,
    NOTICE_MOST,
    OVERRIDES_MOST,
    WEEKDAYS,
)
from accounts.actions.availability import details_of as rules_of
from accounts.actions.profiles import details_of
from accounts.fields import TimeRangesField, ZoneField, ranges_text
from accounts.models import Calendar, CoachProfile
from accounts.skills import check_tags, split_tags
from core.fields import AmountField, DayField, TextField, WholeNumberField
from core.money import CURRENCIES

WEEKDAY_NAMES = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


# One more than can be kept, so that there is always an empty row.
DATES_MOST = OVERRIDES_MOST + 1


class TagsField(TextField):
    """Names between commas, each once."""

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(_in_one(value, ","))
        check_tags(text)
        return tuple(split_tags(text))


class LinesField(TextField):
    """One entry a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(_in_one(value, "\n"))
        return tuple(line.strip() for line in text.splitlines() if line.strip())


def _in_one(value: Any, sign: str) -> Any:
    """A program's list of texts as one text; anything else as it is."""
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return sign.join(value) if is_list else value


class CoachProfileForm(forms.Form):
    title = TextField(
        label=_("Headline"),
        required=False,
        help_text=_("What you help people with, in one line of 10 to 100 characters."),
    )
    bio = TextField(
        label=_("About you"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("How you work and for whom, 50 to 5,000 characters."),
    )
    skills = TagsField(
        label=_("Skills"), required=False, help_text=_("Up to 10, with commas between them.")
    )
    languages = TagsField(
        label=_("Languages you coach in"), required=False, help_text=_("With commas between them.")
    )
    hourly_rate = AmountField(
        label=_("An hour costs"),
        required=False,
        help_text=_("From 5 to 500. Each proposal can name its own price."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])
    experience = TextField(
        label=_("Experience"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    education = TextField(
        label=_("Education"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    portfolio_links = LinesField(
        label=_("Links to your work"), required=False, help_text=_("Up to 5, one on each line.")
    )
    version = WholeNumberField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(profile: CoachProfile) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        now = details_of(profile) if profile.pk else None
        return {
            "title": profile.title,
            "bio": profile.bio,
            "skills": ", ".join(now.skills) if now else "",
            "languages": ", ".join(profile.languages),
            "hourly_rate": profile.hourly_rate,
            "currency": profile.currency,
            "experience": profile.experience,
            "education": profile.education,
            "portfolio_links": "\n".join(profile.portfolio_links),
            "version": profile.version,
        }

    @staticmethod
    def details(data: dict[str, Any]) -> ProfileDetails:
        """The cleaned data as the action takes it."""
        return ProfileDetails(**{k: v for k, v in data.items() if k != "version"})


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
        rules = rules_of(calendar)
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
        for day, ranges in rules_of(calendar).overrides
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
