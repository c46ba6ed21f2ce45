"""Notices about whether a session took place, and what follows."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.notices.groups import DEAL, RIGHT
from notifications.notices.letter import Button, instant
from notifications.notices.readers import both, the_absent, the_other
from notifications.notices.sessions import EndedNotice, SessionNotice
from sessions import events
from sessions.aftermath import claim_words


class NoShowClaimed(SessionNotice):
    """To the one who is said not to have come, as long as they can contest it."""

    name = "no_show_claimed"
    readers = {events.NoShowClaimed: the_absent}
    title = _("you are said not to have come")
    notification = _("%(other)s says you did not come to session %(session)s.")
    why_essential = RIGHT

    def is_true(self) -> bool:
        return instant(self.params["contest_by"]) > self.now

    def context(self) -> dict[str, Any]:
        return {**super().context(), "claim": self._claim()}

    def _claim(self) -> str:
        """What the report leads to, in the words of the card."""
        return claim_words(
            self.session,
            absent="student" if self.params["absent_id"] == self.contract.student_id else "coach",
            until=instant(self.params["contest_by"]),
            zone_name=self.reader.timezone,
        )

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=gettext("See and contest"), url=self.session_url),)


class NoShowSettled(EndedNotice):
    name = "no_show_settled"
    readers = {events.NoShowSettled: both}
    title = _("a missed session is settled")
    notification = _("The missed session %(session)s is settled.")
    why_essential = DEAL

    def context(self) -> dict[str, Any]:
        return {**super().context(), "absent_is_me": self.params["absent_id"] == self.reader.pk}


class SessionNotHeld(EndedNotice):
    name = "session_not_held"
    readers = {events.SessionNotHeld: both}
    title = _("a session was not held")
    notification = _("Session %(session)s counts as not held.")
    why_essential = DEAL


class SessionDisputed(EndedNotice):
    name = "session_disputed"
    readers = {events.SessionDisputed: both}
    title = _("a session is disputed")
    notification = _("Staff look into session %(session)s.")
    why_essential = DEAL


class SessionResolved(EndedNotice):
    name = "session_resolved"
    readers = {events.SessionResolved: both}
    title = _("staff decide a dispute")
    notification = _("Staff decided about session %(session)s.")
    why_essential = DEAL

    def context(self) -> dict[str, Any]:
        decision = {"outcome": self.params["outcome"], "note": self.params["note"]}
        return {**super().context(), **decision}


class SessionCompleted(EndedNotice):
    name = "session_completed"
    readers = {events.SessionCompleted: the_other}
    title = _("a session is completed")
    notification = _("Session %(session)s is marked as completed.")
    why_essential = DEAL


class SessionUnused(SessionNotice):
    name = "session_unused"
    readers = {events.SessionUnused: both}
    title = _("a session was not used in time")
    notification = _("Session %(session)s was not used before the contract ended.")
    has_mail = False


class SessionOutcomeDue(SessionNotice):
    name = "session_outcome_due"
    readers = {events.SessionAwaitsOutcome: both}
    title = _("a session awaits its outcome")
    notification = _("How did session %(session)s go? Say whether it took place.")
    has_mail = False


class SessionStarted(SessionNotice):
    name = "session_started"
    readers = {events.SessionStarted: the_other}
    title = _("the other person is there")
    notification = _("%(other)s is here for session %(session)s.")
    has_mail = False


class SessionNotesChanged(SessionNotice):
    name = "session_notes_changed"
    readers = {events.SessionNotesChanged: the_other}
    title = _("notes are written")
    notification = _("%(other)s wrote the wrap-up of session %(session)s.")
    has_mail = False
