"""Notices about times that are offered for a session."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.links import Action, Target
from notifications.notices.choices import ChoiceNotice
from notifications.notices.letter import Button, in_words
from notifications.notices.readers import the_other, unless_silent
from sessions import answers, events
from sessions.answers import Answer
from sessions.models import TimesOffer
from sessions.policy import booking_words


class OfferedTimesNotice(ChoiceNotice):
    @cached_property
    def offer(self) -> TimesOffer:
        offer = TimesOffer.objects.get(pk=self.params["offer_id"])
        offer.session = self.session
        return offer

    @cached_property
    def choices(self) -> list[datetime]:
        return self.offer.start_times


class TimesOffered(OfferedTimesNotice):
    name = "times_offered"
    readers = {events.TimesOffered: the_other}
    title = _("times are offered")
    notification = _("%(other)s offers you times for session %(session)s.")

    def is_true(self) -> bool:
        return self.offer.is_waiting(self.now)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "until": in_words(self.offer.expires_at, self.reader),
            "rules": booking_words(self.session, self.role),
        }

    def buttons(self) -> tuple[Button, ...]:
        target = Target(action=Action.ACCEPT_TIME, id=self.offer.pk)
        return (
            *self.choice_buttons(self._accept, target, expires_at=self.offer.expires_at),
            self.propose_another_time(),
        )

    def _accept(self, starts_at: datetime) -> Answer:
        return answers.accept_time(self.offer, by=self.reader, starts_at=starts_at, now=self.now)


class TimesClosed(OfferedTimesNotice):
    name = "times_closed"
    readers = {events.TimesClosed: unless_silent(the_other)}
    title = _("offered times are off the table")
    notification = _("The offered times for session %(session)s are off the table.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "outcome": self.params["outcome"]}
