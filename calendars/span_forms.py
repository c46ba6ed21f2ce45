"""A time from its start to its end, as an address, a page or a person names it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.fields import MomentField
from calendars.spans import DAY, WEEK, Span
from calendars.wall_words import choice_words, why_choose
from core.zones import WallTimeError, to_instant

HOUR, AHEAD_MOST = timedelta(hours=1), 2 * 365 * DAY


class SpanForm(forms.Form):
    """A time that is to come, of full minutes and at most a week; without an end, an hour.

    Each end is an instant, or a wall-clock time of the zone. One that its clocks skip or repeat is not
    guessed: `choices` are then the instants to choose from, with their words, by the name of the field.
    """

    starts = MomentField(label=gettext_lazy("From"))
    ends = MomentField(label=gettext_lazy("To"), required=False)

    def __init__(self, *args: Any, zone_name: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone_name, self.now = zone_name, now
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone_name = zone_name
        self.choices: dict[str, list[tuple[str, str]]] = {}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = self._instant("starts"), self._instant("ends")
        if starts is not None and ends is None and "ends" not in self.errors:
            ends = starts + HOUR
        if starts is not None and ends is not None and self._is_sound(starts, ends):
            cleaned["span"] = Span(starts, ends)
        return cleaned

    def _instant(self, name: str) -> datetime | None:
        moment: datetime | None = self.cleaned_data.get(name)
        if moment is None or moment.tzinfo is not None:
            return moment
        try:
            return to_instant(moment, self.zone_name)
        except WallTimeError as error:
            self.choices[name] = [
                (each.isoformat(), choice_words(each, self.zone_name)) for each in error.choices
            ]
            self.add_error(name, why_choose(error))
            return None

    def _is_sound(self, starts: datetime, ends: datetime) -> bool:
        for name, moment in (("starts", starts), ("ends", ends)):
            if moment.second or moment.microsecond:
                self.add_error(name, _("Choose a full minute."))
        if starts <= self.now:
            self.add_error("starts", _("This time has passed. Choose one that is to come."))
        elif starts > self.now + AHEAD_MOST:
            self.add_error("starts", _("Choose a time at most two years ahead."))
        if ends <= starts:
            self.add_error("ends", _("The end must come after the start."))
        elif ends - starts > WEEK:
            self.add_error("ends", _("Choose at most a week."))
        return not self.errors


class CloseForm(SpanForm):
    """The same, as another page has chosen it already."""

    starts = MomentField(widget=forms.HiddenInput)
    ends = MomentField(widget=forms.HiddenInput)
