"""Picking a start, a series of them, and calling off."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.fields import InstantField, InstantsField, TextField, WallTimeField, WholeNumberField
from core.zones import validate_zone
from sessions.forms.base import VersionedForm, ZonedForm


def validate_full_minute(starts_at: datetime) -> None:
    """Raise ValidationError for a start that no clock without seconds can show."""
    if starts_at.second or starts_at.microsecond:
        raise forms.ValidationError(gettext_lazy("A session starts on a full minute."))


class ScheduleForm(ZonedForm):
    """One exact start, picked from the free ones."""

    starts_at = InstantField(
        error_messages={"required": gettext_lazy("Choose one of the free times.")},
        validators=[validate_full_minute],
    )


class CancelForm(VersionedForm):
    """A reason that may be left out. `seen` is what the press was said to lead to."""

    seen = TextField(required=False, widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The other side sees it. 10 to 500 characters, or nothing."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelContractForm(VersionedForm):
    """`seen` is the sign of the preview that stood beside the press."""

    seen = TextField(required=False, widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The other side sees it. 10 to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SeriesForm(forms.Form):
    """A first date and time, for how many weeks, and the weeks that were ticked."""

    first = WallTimeField(label=gettext_lazy("First session"))
    count = WholeNumberField(label=gettext_lazy("How many weeks"), min_value=1)
    starts = InstantsField(required=False)
    timezone = TextField(widget=forms.HiddenInput, validators=[validate_zone], required=False)

    def __init__(self, *args: Any, zone_name: str, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone_name
        self.fields["first"].required = self.fields["count"].required = False
        self.fields["count"].initial = most
        self.fields["count"].widget.attrs["max"] = most

    def clean_timezone(self) -> str:
        return self.cleaned_data["timezone"] or self.zone_name

    def first_and_count(self) -> tuple[datetime | None, int]:
        """What to preview, as far as it was given; nothing when it is wrong."""
        if not self.is_bound or {"first", "count"} & self.errors.keys():
            return None, 0
        cleaned = self.cleaned_data
        return cleaned.get("first"), cleaned.get("count") or 1
