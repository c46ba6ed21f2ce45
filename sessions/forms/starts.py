"""Starts to choose from: exact instants from programs and pickers, wall-clock times from people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import PersonRequest
from calendars.typed_questions import Question
from calendars.typed_times import TypedStart, read_times
from calendars.wall_words import choice_words, why_choose
from core import payload
from core.fields import InstantsField, TextField, WallTimeField, WholeNumberField
from core.zones import LocalTime, WallTimeError, read_instant, to_instant
from sessions.forms.base import ZonedForm
from sessions.models import CoachingSession
from sessions.rules.starts import start_at

ROWS = 5
TYPED_MOST = 1000  # characters, a short mail


@dataclass(frozen=True, kw_only=True)
class TypedChoice:
    """One start to tick, and why it is not ticked yet where that is in doubt."""

    starts_at: datetime
    is_chosen: bool
    reason: str

    @property
    def value(self) -> str:
        return self.starts_at.isoformat()


@dataclass(frozen=True, kw_only=True)
class TypedReading:
    """Typed words as choices, and what of them leads nowhere."""

    choices: tuple[TypedChoice, ...]
    asks: bool
    questions: tuple[Question, ...]
    not_understood: tuple[str, ...]
    in_the_past: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GivenStarts:
    """Starts that came with the address or the press, to be kept or not, and what of them leads nowhere."""

    choices: tuple[TypedChoice, ...]
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
        help_text=gettext_lazy(
            "Such as “thu 5-6pm or sat morning”, or a list that you paste. You see what it means first."
        ),
        required=False,
        max_length=TYPED_MOST,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
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
        self.session: CoachingSession | None = None
        for row in range(1, most + 1):
            self.fields[f"start_{row}"] = WallTimeField(
                label=_("Time %(row)d") % {"row": row},
                required=False,
            )
            if self._sent_choice(row):
                self._add_choice(row, ())
        self.rows = range(1, most + 1)

    @classmethod
    def about(
        cls, session: CoachingSession, request: PersonRequest, *, most: int = ROWS, **initial: Any
    ) -> Self:
        """Filled in by a press, or for a look: words and starts that the address brings, and `initial`."""
        form = cls(
            payload.of_post(request),
            zone_name=request.person.timezone,
            most=most,
            now=request.now,
            duration_minutes=session.duration_minutes,
            initial={
                "version": session.version,
                "typed": request.GET.get("typed", ""),
                "starts": request.GET.getlist("starts")[:most],
                **initial,
            },
        )
        form.session = session
        return form

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
                self.add_error("typed", self._why_none_is_chosen())
            elif self.needs_a_start:
                self.add_error("start_1", _("Choose at least one time."))
        return cleaned

    def _why_none_is_chosen(self) -> str:
        reading = self.reading()
        if reading is None or reading.choices:
            return _("Choose below which of these times you offer.")
        if reading.questions:
            return _("A start needs a day and a time. Say the one that is missing, too.")
        return _("No time to come was read in this. Write it as “thu 17:00”, or pick it below.")

    def reading(self) -> TypedReading | None:
        """What the typed words mean, to be looked at and chosen from before anything is sent."""
        words = str(self["typed"].value() or "")
        if not words.strip() or self.now is None:
            return None
        reading = read_times(
            words[:TYPED_MOST],
            zone_name=self.zone_name,
            now=self.now,
            duration_minutes=self.duration_minutes,
        )
        return TypedReading(
            choices=self._choices(reading.starts, self.now),
            asks=any(not start.sure for start in reading.starts),
            questions=reading.questions,
            not_understood=reading.not_understood,
            in_the_past=reading.in_the_past,
        )

    def given(self) -> GivenStarts:
        """The exact starts that are in the form already, but for those that the typed words mean."""
        typed = self.reading()
        read = {choice.value for choice in typed.choices} if typed else set()
        found: dict[datetime, None] = {}
        not_understood, past = [], []
        for text in map(str, self["starts"].value() or ()):
            try:
                starts_at = read_instant(text)
            except ValueError:
                not_understood.append(text)
                continue
            if self.now is not None and starts_at <= self.now:
                past.append(LocalTime(instant=starts_at, zone_name=self.zone_name).dated_text)
            elif starts_at.isoformat() not in read:
                found[starts_at] = None
        return GivenStarts(
            choices=tuple(TypedChoice(starts_at=at, is_chosen=True, reason="") for at in found),
            not_understood=tuple(not_understood),
            in_the_past=tuple(past),
        )

    def _choices(self, starts: Sequence[TypedStart], now: datetime) -> tuple[TypedChoice, ...]:
        """Ticked where that is sure and possible, or as they were sent."""
        reasons = {start.starts_at: self._reason(start, now) for start in starts}
        sure = [
            start.starts_at for start in starts if start.sure and not self._obstacle(start, now)
        ]
        chosen = [at.isoformat() for at in sure[: self.most]]
        if self.is_bound:
            chosen = list(self["starts"].value() or ())
        return tuple(
            TypedChoice(starts_at=at, is_chosen=at.isoformat() in chosen, reason=reason)
            for at, reason in reasons.items()
        )

    def _reason(self, start: TypedStart, now: datetime) -> str:
        """With the year, which the day beside it does not say, where it is not this one."""
        years = [
            LocalTime(instant=at, zone_name=self.zone_name).day.year
            for at in (start.starts_at, now)
        ]
        year = "" if years[0] == years[1] else _("In %(year)s.") % {"year": years[0]}
        return " ".join(filter(None, (year, self._obstacle(start, now) or start.reason)))

    def _obstacle(self, start: TypedStart, now: datetime) -> str:
        """Why a session of this contract cannot start then, if it is known which."""
        refusal = self.session and start_at(self.session, start.starts_at, now=now)
        return str(refusal) if refusal else ""

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


class DeclineForm(StartsForm):
    """Why not, and up to five other starts; both may be left out."""

    needs_a_start = False
    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The other side sees it. 10 to 500 characters, or nothing."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RescheduleForm(StartsForm):
    """One to three new starts and why."""

    reason = TextField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The other side sees it. 10 to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CounterForm(RescheduleForm):
    """Other new starts; the reason may be left out. The request is named, not a version."""

    version = WholeNumberField(widget=forms.HiddenInput, required=False)
    reschedule = WholeNumberField(widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
