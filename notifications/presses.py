"""What pressing an action link does, and how things stand for whoever opens it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.cards import build_card
from core.errors import NotPossibleNow
from core.transactions import action
from core.zones import BothClocks, LocalTime, both_clocks
from notifications.links import Action
from notifications.models import ActionLink
from sessions import actions as sessions
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer
from sessions.policy import Role, booking_words, moved_late_after, policy_for, role_of

State = Literal["ready", "done", "changed", "expired", "revoked"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things stand for the reader of one link: what a press would do, or why there is none.

    `clocks` is the time in question, `now_at` the one that the session has at present.
    """

    state: State
    title: str
    outcome: str
    button: str
    other: User
    session: CoachingSession
    clocks: BothClocks | None
    now_at: BothClocks | None
    rules: str = ""
    message: str = ""
    tone: Literal["primary", "danger"] = "primary"


@dataclass(frozen=True, kw_only=True)
class Press:
    """One kind of press: its session, whether it can still be made, its words and its deed.

    `rules` says what cancelling will cost once it is made, in the words of the card.
    """

    session_of: Callable[[ActionLink], CoachingSession]
    is_open: Callable[[ActionLink], bool]
    words: Callable[[ActionLink, CoachingSession], tuple[str, str, str]]
    act: Callable[[ActionLink, datetime], object]
    rules: Callable[[ActionLink, CoachingSession, Role], str] = lambda _link, _session, _role: ""
    tone: Literal["primary", "danger"] = "primary"


# Where another time is proposed, by the verb of a card's action: of these, what is possible now.
TIMES_FORMS = ("reschedule", "counter-reschedule", "offer-times")


def opened_by(link: ActionLink, *, now: datetime) -> str:
    """The page that an opening link leads to: a contract, or the form that proposes another time.

    When no time can be proposed any more, the session's page says how it stands.
    """
    if link.action == Action.OPEN_CONTRACT:
        return reverse("contract-detail", args=[link.target_id])
    session = _session(link)
    reschedules = session.reschedules.filter(status=RescheduleRequest.Status.PENDING)
    forms = {
        action.verb: action.url
        for subject in (session, *reschedules)
        for action in build_card(subject, viewer=link.user, now=now).actions
        if action.enabled
    }
    page = reverse("session-detail", args=[session.pk])
    return next((forms[verb] for verb in TIMES_FORMS if verb in forms), page)


def standing(link: ActionLink, *, now: datetime) -> Standing:
    """Read only. The words are in the active language, the times on the clock of the link's owner."""
    press = PRESSES[Action(link.action)]
    session = press.session_of(link)
    title, outcome, button = press.words(link, session)
    contract = session.contract
    other = contract.coach if link.user_id == contract.student_id else contract.student
    found = Standing(
        state=_state(link, press, now),
        title=title,
        outcome=outcome,
        button=button,
        other=other,
        session=session,
        clocks=_clocks(link.starts_at or session.scheduled_at, link.user, other),
        now_at=_clocks(session.scheduled_at, link.user, other),
        tone=press.tone,
    )
    if found.state == "ready" and (role := role_of(contract, link.user_id)):
        found = replace(found, rules=press.rules(link, session, role))
    return replace(found, message=_message(found, link))


def _state(link: ActionLink, press: Press, now: datetime) -> State:
    if link.revoked_at or not link.user.is_active:
        return "revoked"
    if link.used_at:
        return "done"
    if not press.is_open(link):
        return "changed"
    return "expired" if now >= link.expires_at else "ready"


def _message(found: Standing, link: ActionLink) -> str:
    if found.state == "done" and link.used_at:
        local = LocalTime(instant=link.used_at, zone_name=link.user.timezone)
        at = {"day": local.date_text, "time": f"{local.time_text} ({local.place})"}
        return _("You did this on %(day)s at %(time)s. Pressing again changes nothing.") % at
    return {
        "changed": _(
            "This has changed since the mail was written. Nothing was done. Here is how it stands now."
        ),
        "expired": _("The time to answer is over. Nothing was done."),
        "revoked": _("This link was switched off. Nothing was done. Reply to the mail to ask why."),
    }.get(found.state, "")


def _clocks(instant: datetime | None, reader: User, other: User) -> BothClocks | None:
    return both_clocks(instant, mine=reader.timezone, theirs=other.timezone) if instant else None


@action
def press_link(link: ActionLink, *, now: datetime) -> None:
    """Do it, once. A repeat does nothing. Raises the refusals of the deed itself, NotPossibleNow."""
    fresh = ActionLink.objects.select_related("user").get(pk=link.pk)
    if fresh.used_at:
        return
    if fresh.revoked_at or not fresh.user.is_active or now >= fresh.expires_at:
        raise NotPossibleNow
    PRESSES[Action(fresh.action)].act(fresh, now)
    ActionLink.objects.filter(pk=fresh.pk, used_at__isnull=True).update(used_at=now)


# --- What each press is ---------------------------------------------------------------------

RELATED = ("contract__student", "contract__coach", "contract__proposal__request", "terms")


def _session(link: ActionLink) -> CoachingSession:
    return CoachingSession.objects.select_related(*RELATED).get(pk=link.target_id)


def _session_of_offer(link: ActionLink) -> CoachingSession:
    return CoachingSession.objects.select_related(*RELATED).get(offers=link.target_id)


def _session_of_reschedule(link: ActionLink) -> CoachingSession:
    return CoachingSession.objects.select_related(*RELATED).get(reschedules=link.target_id)


def _booking_is_open(link: ActionLink) -> bool:
    waiting = CoachingSession.Status.SCHEDULED
    same = CoachingSession.objects.filter(pk=link.target_id, version=link.target_version)
    return same.filter(status=waiting).exists()


def _offer_is_open(link: ActionLink) -> bool:
    return TimesOffer.objects.filter(pk=link.target_id, status=TimesOffer.Status.OPEN).exists()


def _reschedule_is_open(link: ActionLink) -> bool:
    pending = RescheduleRequest.Status.PENDING
    return RescheduleRequest.objects.filter(pk=link.target_id, status=pending).exists()


def _when(instant: datetime | None, reader: User) -> str:
    if instant is None:
        return ""
    local = LocalTime(instant=instant, zone_name=reader.timezone)
    return local.text


def _confirm_words(link: ActionLink, session: CoachingSession) -> tuple[str, str, str]:
    when = {"when": _when(session.scheduled_at, link.user)}
    return (
        _("Confirm this session?"),
        _("The session is then agreed. It is in both your calendars, and both of you get a mail."),
        _("Confirm %(when)s") % when,
    )


def _decline_words(link: ActionLink, session: CoachingSession) -> tuple[str, str, str]:
    when = {"when": _when(session.scheduled_at, link.user)}
    return (
        _("Decline this session?"),
        _("The time is free again for both of you, and another can be chosen. Nothing is charged."),
        _("Decline %(when)s") % when,
    )


def _accept_words(link: ActionLink, _session: CoachingSession) -> tuple[str, str, str]:
    when = {"when": _when(link.starts_at, link.user)}
    return (
        _("Take this time?"),
        _("The session is then agreed at this time, and both of you get a mail. The others lapse."),
        _("Take %(when)s") % when,
    )


def _approve_words(link: ActionLink, session: CoachingSession) -> tuple[str, str, str]:
    when = {
        "when": _when(link.starts_at, link.user),
        "old": _when(session.scheduled_at, link.user),
    }
    return (
        _("Move the session to this time?"),
        _("The session then takes place at the new time and no longer on %(old)s.") % when,
        _("Move to %(when)s") % when,
    )


def _keep_words(link: ActionLink, session: CoachingSession) -> tuple[str, str, str]:
    when = {"when": _when(session.scheduled_at, link.user)}
    return (
        _("Keep the old time?"),
        _("The request is declined and the session takes place at the time it has."),
        _("Keep %(when)s") % when,
    )


def _booking_rules(_link: ActionLink, session: CoachingSession, role: Role) -> str:
    return booking_words(session, role)


def _approval_rules(link: ActionLink, session: CoachingSession, role: Role) -> str:
    reschedule = RescheduleRequest.objects.get(pk=link.target_id)
    late = moved_late_after(session, reschedule)
    return policy_for(session).approval_words(role, moved_late=late)


def _confirm(link: ActionLink, now: datetime) -> object:
    session, version = _session(link), link.target_version
    return sessions.confirm_session(session, by=link.user, version=version, now=now)


def _decline(link: ActionLink, now: datetime) -> object:
    session, version = _session(link), link.target_version
    return sessions.decline_session(session, by=link.user, version=version, now=now)


def _accept(link: ActionLink, now: datetime) -> object:
    assert link.starts_at is not None
    offer = TimesOffer.objects.get(pk=link.target_id)
    return sessions.accept_time(offer, by=link.user, starts_at=link.starts_at, now=now)


def _approve(link: ActionLink, now: datetime) -> object:
    assert link.starts_at is not None
    reschedule = RescheduleRequest.objects.get(pk=link.target_id)
    return sessions.approve_reschedule(reschedule, by=link.user, starts_at=link.starts_at, now=now)


def _keep(link: ActionLink, now: datetime) -> object:
    reschedule = RescheduleRequest.objects.get(pk=link.target_id)
    return sessions.decline_reschedule(reschedule, by=link.user, now=now)


PRESSES: dict[Action, Press] = {
    Action.CONFIRM_SESSION: Press(
        session_of=_session,
        is_open=_booking_is_open,
        words=_confirm_words,
        act=_confirm,
        rules=_booking_rules,
    ),
    Action.DECLINE_SESSION: Press(
        session_of=_session,
        is_open=_booking_is_open,
        words=_decline_words,
        act=_decline,
        tone="danger",
    ),
    Action.ACCEPT_TIME: Press(
        session_of=_session_of_offer,
        is_open=_offer_is_open,
        words=_accept_words,
        act=_accept,
        rules=_booking_rules,
    ),
    Action.APPROVE_RESCHEDULE: Press(
        session_of=_session_of_reschedule,
        is_open=_reschedule_is_open,
        words=_approve_words,
        act=_approve,
        rules=_approval_rules,
    ),
    Action.DECLINE_RESCHEDULE: Press(
        session_of=_session_of_reschedule,
        is_open=_reschedule_is_open,
        words=_keep_words,
        act=_keep,
        tone="danger",
    ),
}
