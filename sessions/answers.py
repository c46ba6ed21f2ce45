"""The answers that one person can give to what waits for them, each defined once.

A card draws its button from an answer, a mail its link, and the link the page with the press: so none of them
can say, allow or do something else than the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import User
from core.cards import Tone
from core.errors import DomainError
from core.local_spans import LocalSpan, local_span
from sessions import actions, rules
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer
from sessions.policy import booking_words, policy_for, rescheduled_late_after, side_of


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer as it stands for one person now, about the session and the time `starts_at`.

    `verb` is that of its address, `fields` what its press names beside the session's version. `name` is for
    a button beside the time, `label` has a place for the time. `question` and `outcome` are said before the
    press; `cancelling` tells what cancelling will cost once a yes is given. `is_asked` means that it still
    waits as it was put, in time or not. `give` does it, or raises what refuses it.
    """

    session: CoachingSession
    starts_at: datetime | None
    verb: str
    name: str
    label: str
    question: str
    outcome: str
    is_asked: bool
    refusal: DomainError | None
    give: Callable[[], CoachingSession]
    fields: tuple[tuple[str, str], ...] = ()
    cancelling: Callable[[], str] = str
    tone: Tone = "primary"

    def label_at(self, time: str) -> str:
        return self.label % {"time": time}

    def span_for(self, zone_name: str) -> LocalSpan | None:
        """The time in question on the clock of that zone."""
        if self.starts_at is None:
            return None
        minutes = self.session.duration_minutes
        return local_span(self.starts_at, minutes=minutes, zone_name=zone_name)


def confirm(session: CoachingSession, *, by: User, version: int, now: datetime) -> Answer:
    """The coach's yes to the start that the student picked, as the session stood at that version."""
    return Answer(
        session=session,
        starts_at=session.scheduled_at,
        verb="confirm",
        name=_("Confirm"),
        label=_("Confirm %(time)s"),
        question=_("Confirm this session?"),
        outcome=_(
            "The session is then agreed. It is in both your calendars, and both of you get a mail."
        ),
        is_asked=_is_booking(session, version),
        refusal=rules.confirm(session, by=by, now=now),
        give=partial(actions.confirm_session, session, by=by, version=version, now=now),
        cancelling=lambda: booking_words(session, side_of(session.contract, by)),
    )


def decline(session: CoachingSession, *, by: User, version: int, now: datetime) -> Answer:
    """The coach's no to the start that the student picked."""
    return Answer(
        session=session,
        starts_at=session.scheduled_at,
        verb="decline",
        name=_("Decline"),
        label=_("Decline %(time)s"),
        question=_("Decline this session?"),
        outcome=_(
            "The time is free again for both of you, and another can be chosen. Nothing is charged."
        ),
        is_asked=_is_booking(session, version),
        refusal=rules.decline(session, by=by, now=now),
        give=partial(actions.decline_session, session, by=by, version=version, now=now),
        tone="danger",
    )


def accept_time(offer: TimesOffer, *, by: User, starts_at: datetime, now: datetime) -> Answer:
    """The other side's yes to one of the offered starts."""
    session = offer.session
    return Answer(
        session=session,
        starts_at=starts_at,
        verb="accept-time",
        name=_("Accept this time"),
        label=_("Accept %(time)s"),
        question=_("Accept this time?"),
        outcome=_(
            "The session is then agreed at this time, and both of you get a mail. The others lapse."
        ),
        fields=(("offer", str(offer.pk)), ("starts_at", starts_at.isoformat())),
        is_asked=offer.status == TimesOffer.WAITING,
        refusal=rules.accept_time(offer, by=by, now=now, starts_at=starts_at),
        give=partial(actions.accept_time, offer, by=by, starts_at=starts_at, now=now),
        cancelling=lambda: booking_words(session, side_of(session.contract, by)),
    )


def approve_reschedule(
    reschedule: RescheduleRequest, *, by: User, starts_at: datetime, now: datetime
) -> Answer:
    """The other side's yes to one of the new starts."""
    session = reschedule.session
    old = local_span(reschedule.old_start, minutes=session.duration_minutes, zone_name=by.timezone)
    return Answer(
        session=session,
        starts_at=starts_at,
        verb="approve-reschedule",
        name=_("Move to this time"),
        label=_("Move to %(time)s"),
        question=_("Move the session to this time?"),
        outcome=_("The session then takes place at the new time and no longer on %(old)s.")
        % {"old": old.text},
        fields=(("reschedule", str(reschedule.pk)), ("starts_at", starts_at.isoformat())),
        is_asked=reschedule.status == RescheduleRequest.WAITING,
        refusal=rules.approve_reschedule(reschedule, by=by, now=now, starts_at=starts_at),
        give=partial(actions.approve_reschedule, reschedule, by=by, starts_at=starts_at, now=now),
        cancelling=lambda: policy_for(session).approval_words(
            side_of(session.contract, by),
            rescheduled_late=rescheduled_late_after(session, reschedule),
        ),
    )


def decline_reschedule(reschedule: RescheduleRequest, *, by: User, now: datetime) -> Answer:
    """The other side's no to another time."""
    return Answer(
        session=reschedule.session,
        starts_at=reschedule.old_start,
        verb="decline-reschedule",
        name=_("Keep the old time"),
        label=_("Keep %(time)s"),
        question=_("Keep the old time?"),
        outcome=_("The request is declined and the session takes place at the time it has."),
        fields=(("reschedule", str(reschedule.pk)),),
        is_asked=reschedule.status == RescheduleRequest.WAITING,
        refusal=rules.decline_reschedule(reschedule, by=by, now=now),
        give=partial(actions.decline_reschedule, reschedule, by=by, now=now),
        tone="danger",
    )


def _is_booking(session: CoachingSession, version: int) -> bool:
    """Whether it still waits for the coach, unchanged since that version."""
    return (session.status, session.version) == (CoachingSession.Status.SCHEDULED, version)
