"""Input about times: exact instants from programs and pickers, wall-clock times from people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.typed_times import read_times
from core.fields import TextField, WholeNumberField
from core.zones import (
    FarFromNow,
    LocalTime,
    MissingWallTime,
    WallTimeError,
    read_instant,
    read_wall_time,
    to_instant,
    validate_zone,
)

ROWS = 5
FAR_FROM_NOW = gettext_lazy("This is too far from now. Please choose a nearer time.")


class InstantField(forms.Field):
    """An ISO 8601 instant with its offset, such as `2026-11-05T16:00:00+00:00`."""

    default_error_messages = {"invalid": gettext_lazy("Give a date and time with its UTC offset.")}

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return read_instant(str(value))
        except FarFromNow as error:
            raise forms.ValidationError(FAR_FROM_NOW) from error
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error


class InstantsWidget(forms.MultipleHiddenInput):
    """Several values of one name, from a form's check boxes or a JSON list."""

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[Any]:
        if hasattr(data, "getlist"):
            return data.getlist(name)
        value = data.get(name, [])
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
    default_error_messages = {"invalid": gettext_lazy("Give a date and a time.")}

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return read_wall_time(str(value))
        except FarFromNow as error:
            raise forms.ValidationError(FAR_FROM_NOW) from error
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error


class VersionedForm(forms.Form):
    """Names the version of the session that the page was drawn from."""

    version = WholeNumberField(widget=forms.HiddenInput)


class ZonedForm(VersionedForm):
    """Wall-clock input in a named zone, by default the writer's own."""

    timezone = TextField(widget=forms.HiddenInput, validators=[validate_zone], required=False)

    def __init__(self, *args: Any, zone_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone_name

    def clean_timezone(self) -> str:
        return self.cleaned_data["timezone"] or self.zone_name


@dataclass(frozen=True, kw_only=True)
class TypedReading:
    """Typed words as choices (value, instant, chosen), and what of them leads nowhere."""

    choices: tuple[tuple[str, datetime, bool], ...]
    asks: bool
    not_understood: tuple[str, ...]
    in_the_past: tuple[str, ...]


class StartsForm(ZonedForm):
    """One to `most` starts: exact `starts`, and rows of wall-clock times.

    A wall time that the zone's clocks skip or repeat is not guessed: the form comes back with the
    possible instants as a choice.
    """

    needs_a_start = True

    starts = InstantsField(required=False)
    typed = TextField(
        label=gettext_lazy("Type times"),
        help_text=gettext_lazy("Such as “thu 5-6pm or sat morning”. You see what it means first."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        most: int = ROWS,
        now: datetime | None = None,
        duration_minutes: int = 60,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.now, self.duration_minutes = most, now, duration_minutes
        for row in range(1, most + 1):
            self.fields[f"start_{row}"] = WallTimeField(
                label=_("Time %(row)d") % {"row": row},
                required=False,
            )
            if self._sent_choice(row):
                self._add_choice(row, ())
        self.rows = range(1, most + 1)

    def _sent_choice(self, row: int) -> str:
        return str(self.data.get(f"start_{row}_choice", "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        zone_name = cleaned.get("timezone") or self.zone_name
        found = list(cleaned.get("starts") or ())
        for row in self.rows:
            wall = cleaned.get(f"start_{row}")
            if wall is not None and (instant := self._instant(row, wall, zone_name)) is not None:
                found.append(instant)
        cleaned["starts"] = found
        if not found and not self.errors:
            if cleaned.get("typed"):
                self.add_error("typed", _("Choose below which of these times you offer."))
            elif self.needs_a_start:
                self.add_error("start_1", _("Choose at least one time."))
        return cleaned

    def reading(self) -> "TypedReading | None":
        """What the typed words mean, to be looked at and chosen from before anything is sent."""
        words = str(self["typed"].value() or "")
        if not words.strip() or self.now is None:
            return None
        reading = read_times(
            words[:300],
            zone_name=self.zone_name,
            now=self.now,
            duration_minutes=self.duration_minutes,
        )
        chosen = list(self["starts"].value() or ()) if self.is_bound else None
        sure = [start.starts_at for start in reading.starts if start.sure][: self.most]
        return TypedReading(
            choices=tuple(
                (
                    start.starts_at.isoformat(),
                    start.starts_at,
                    start.starts_at.isoformat() in chosen
                    if chosen is not None
                    else start.starts_at in sure,
                )
                for start in reading.starts
            ),
            asks=any(not start.sure for start in reading.starts),
            not_understood=reading.not_understood,
            in_the_past=reading.in_the_past,
        )

    def _instant(self, row: int, wall: datetime, zone_name: str) -> datetime | None:
        try:
            return to_instant(wall, zone_name)
        except WallTimeError as error:
            values = {choice.isoformat(): choice for choice in error.choices}
            if (chosen := self._sent_choice(row)) in values:
                return values[chosen]
            self._add_choice(row, tuple((v, choice_words(c, zone_name)) for v, c in values.items()))
            self.add_error(f"start_{row}", why_choose(error))
            return None

    def _add_choice(self, row: int, choices: tuple[tuple[str, str], ...]) -> None:
        self.fields[f"start_{row}_choice"] = TextField(
            label=_("Which one?"), required=False, widget=forms.RadioSelect(choices=choices)
        )

    def visible_rows(self) -> list[tuple[Any, Any]]:
        """Each row's field, and the choice between instants where one has to be made."""
        return [
            (
                self[f"start_{row}"],
                self[f"start_{row}_choice"] if self._asks(row) else None,
            )
            for row in self.rows
        ]

    def _asks(self, row: int) -> bool:
        field = self.fields.get(f"start_{row}_choice")
        return bool(field and getattr(field.widget, "choices", ()))


class ScheduleForm(ZonedForm):
    """One exact start, picked from the free ones."""

    starts_at = InstantField(
        error_messages={"required": gettext_lazy("Choose one of the free times.")}
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


class DeclineForm(StartsForm):
    """Why not, and up to five other starts; both may be left out."""

    needs_a_start = False
    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The other side sees it. 10 to 500 characters, or nothing."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def why_choose(error: WallTimeError) -> str:
    """What is wrong with a wall time that names no instant, or two."""
    if isinstance(error, MissingWallTime):
        return _("The clocks go forward over this time, so it does not exist. Choose the nearest.")
    return _("The clocks go back, so this time comes twice. Choose which one you mean.")


def choice_words(instant: datetime, zone_name: str) -> str:
    """Such as `Sun 28 Mar 03:00 (UTC+2)`."""
    local = LocalTime(instant=instant, zone_name=zone_name)
    return f"{local.date_text} {local.time_text} ({local.offset_text})"


class MoveForm(StartsForm):
    """One to three new starts and why."""

    reason = TextField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The other side sees it. 10 to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CounterForm(MoveForm):
    """Other new starts; the reason may be left out. The request is named, not a version."""

    version = WholeNumberField(widget=forms.HiddenInput, required=False)
    reschedule = WholeNumberField(widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContestForm(VersionedForm):
    reason = TextField(
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy("Our staff and the other side read it. 10 to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LinkForm(VersionedForm):
    meeting_url = TextField(
        label=gettext_lazy("Meeting link"),
        help_text=gettext_lazy(
            "An address that begins with https://. Leave it empty to remove it."
        ),
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )

    def clean_meeting_url(self) -> str:
        """What is taken away is sent as empty; what was left out may be a mistake."""
        if "meeting_url" not in self.data:
            raise forms.ValidationError(_("Give an address, or an empty one to remove it."))
        return str(self.cleaned_data["meeting_url"])


class NotesForm(VersionedForm):
    """The wrap-up, which both read, and a note that only its writer sees."""

    outcome_summary = TextField(
        label=gettext_lazy("What we did"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shared_notes = TextField(
        label=gettext_lazy("Notes for both"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    homework = TextField(
        label=gettext_lazy("Homework"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = TextField(
        label=gettext_lazy("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    private_note = TextField(
        label=gettext_lazy("Private note"),
        help_text=gettext_lazy("Only you ever see this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
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
        """What to preview, as far as it was given."""
        if not self.is_bound:
            return None, 0
        self.is_valid()
        cleaned = self.cleaned_data
        return cleaned.get("first"), cleaned.get("count") or 1
