"""Letters that offer starts to choose from: offered times, and wishes to move a session."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.zones import LocalTime
from notifications.letters.base import Button, Letter, Params, in_words, instant, letter
from notifications.letters.sessions import another_time, session_letter, session_of, side_of
from notifications.links import Action, Target, link_address
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer
from sessions.policy import booking_words, moved_late_after, policy_for


@letter("times_offered", "times_closed")
def about_times(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """The offered starts; nothing once they were answered or ran out."""
    offer = TimesOffer.objects.get(pk=params["offer_id"])
    if kind == "times_offered" and (offer.status != offer.Status.OPEN or offer.lapses_at <= now):
        return None
    starts = list(offer.times.values_list("starts_at", flat=True))
    session = session_of(params)
    target = Target(action=Action.ACCEPT_TIME, id=offer.pk)
    asks = kind == "times_offered"
    label = _("Take %(when)s")
    takes = _choice_buttons(
        label, starts, target, reader=reader, now=now, expires_at=offer.lapses_at
    )
    return session_letter(
        kind,
        session,
        params,
        reader,
        now,
        choices=starts,
        buttons=(*takes, another_time(session, reader, now)) if asks else (),
        until=in_words(offer.lapses_at, reader),
        rules=booking_words(session, side_of(session, reader)),
    )


@letter("reschedule_requested", "reschedule_declined", "reschedule_expired")
def about_move(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """The wished-for starts beside the present one; nothing once the question was answered."""
    move = RescheduleRequest.objects.get(pk=params["reschedule_id"])
    is_open = move.status == RescheduleRequest.Status.PENDING and move.expires_at > now
    if kind == "reschedule_requested" and not is_open:
        return None
    starts = [instant(text) for text in move.new_starts]
    session = session_of(params)
    return session_letter(
        kind,
        session,
        params,
        reader,
        now,
        choices=starts,
        buttons=_move_buttons(session, move, starts, reader, now) if is_open else (),
        until=in_words(move.expires_at, reader),
        asked_for=move.reason,
        is_counter=move.counters_id is not None,
        asked_by_me=move.author_id == reader.pk,
        approval=_approval(session, move, reader) if is_open else "",
    )


def _move_buttons(
    session: CoachingSession,
    move: RescheduleRequest,
    starts: Sequence[datetime],
    reader: User,
    now: datetime,
) -> tuple[Button, ...]:
    if reader.pk == move.author_id:
        return ()
    approve = Target(action=Action.APPROVE_MOVE, id=move.pk, version=move.version)
    keep = Target(action=Action.DECLINE_MOVE, id=move.pk, version=move.version)
    address = link_address(keep, reader=reader, now=now, expires_at=move.expires_at)
    label = _("Move to %(when)s")
    return (
        *_choice_buttons(
            label, starts, approve, reader=reader, now=now, expires_at=move.expires_at
        ),
        Button(label=_("Keep the old time"), url=address, tone="danger"),
        another_time(session, reader, now),
    )


def _choice_buttons(
    label: str,
    starts: Sequence[datetime],
    target: Target,
    *,
    reader: User,
    now: datetime,
    expires_at: datetime,
) -> tuple[Button, ...]:
    """One button for each start that can still be chosen; `label` has a place for it."""
    return tuple(
        Button(
            label=label % {"when": _short(at, reader)},
            url=link_address(
                replace(target, starts_at=at),
                reader=reader,
                now=now,
                expires_at=min(expires_at, at),
            ),
        )
        for at in starts
        if at > now
    )


def _short(at: datetime, reader: User) -> str:
    return LocalTime(instant=at, zone_name=reader.timezone).text


def _approval(session: CoachingSession, move: RescheduleRequest, reader: User) -> str:
    """What agreeing to the move will mean for cancelling, in the words of the card."""
    late = moved_late_after(session, move)
    return policy_for(session).approval_words(side_of(session, reader), moved_late=late)
