"""Wall-clock ranges of a day, as a form field."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendars.walls import range_text
from core import payload
from core.fields import TextField, WallTimeField
from core.zones import FarFromNow, read_instant, zone

DAY = 24 * 60  # minutes
_RANGE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?")


class TimeRangesField(TextField):
    """Wall-clock ranges of one day, written `09:00–12:00, 14:00–18:30`; cleaned to minutes, ascending."""

    default_error_messages = {
        "ranges": _("Write times like 09:00–12:00, 14:00–18:30."),
        "no_clock": _("No clock shows %(time)s. The times of a day go from 00:00 to 24:00."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 200)
        options.setdefault(
            "widget",
            forms.TextInput(
                attrs={"placeholder": "09:00–12:00, 14:00–18:30", "autocomplete": "off"}
            ),
        )
        super().__init__(**options)

    def clean(self, value: Any) -> tuple[tuple[int, int], ...]:
        text = super().clean(value)
        parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
        found = [_RANGE.fullmatch(part) for part in parts]
        if not all(found):
            raise forms.ValidationError(self.error_messages["ranges"], code="ranges")
        ranges = [self._minutes(match.groups("00")) for match in found if match]
        return tuple(sorted(ranges))

    def _minutes(self, parts: tuple[str, ...]) -> tuple[int, int]:
        first_hour, first_minute, last_hour, last_minute = parts
        starts = self._minute_of_day(first_hour, first_minute, last=DAY - 1)
        return starts, self._minute_of_day(last_hour, last_minute, last=DAY)

    def _minute_of_day(self, hour: str, minute: str, *, last: int) -> int:
        """24:00 is the end of a day, and never the start of something on it."""
        total = int(hour) * 60 + int(minute)
        if int(minute) > 59 or total > last:
            raise forms.ValidationError(
                self.error_messages["no_clock"],
                code="no_clock",
                params={"time": f"{hour}:{minute}"},
            )
        return total

    def prepare_value(self, value: Any) -> Any:
        return ranges_text(value) if isinstance(value, tuple) else value


class MomentField(WallTimeField):
    """A date and a time: an instant where its distance from UTC is given, else naive, as a clock shows it.

    What was given as an instant stands in the form as the clock of `zone_name` shows it.
    """

    zone_name = "UTC"

    def prepare_value(self, value: Any) -> Any:
        try:
            moment = self.to_python(value)
        except forms.ValidationError:
            return value
        if moment is None or moment.tzinfo is None:
            return value
        return moment.astimezone(zone(self.zone_name)).replace(tzinfo=None)

    def to_python(self, value: Any) -> datetime | None:
        try:
            return read_instant(str(value))
        except FarFromNow as error:
            raise forms.ValidationError(payload.FAR_FROM_NOW) from error
        except ValueError:
            return super().to_python(value)


def ranges_text(ranges: Iterable[tuple[int, int]]) -> str:
    """Such as `09:00–12:00, 14:00–18:30`."""
    return ", ".join(range_text(starts, ends) for starts, ends in ranges)
