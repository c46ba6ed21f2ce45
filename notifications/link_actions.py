"""What a link in a mail stands for: the answer that it gives, and how that stands for whoever opens it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check
from core.cards import build_card
from core.transactions import action
from core.zones import BothSpans, LocalTime, both_spans
from notifications import rules
from notifications.links import Action
from notifications.models import ActionLink
from sessions import answers
from sessions.answers import Answer
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer

State = Literal["ready", "done", "changed", "expired", "refused", "revoked"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things stand for the reader of one link: the answer that a press would give, or why there is none.

    `clocks` is the time in question, `now_at` the one that the session has at present.
    """

    state: State
    answer: Answer
    button: str
    other: User
    clocks: BothSpans | None
    now_at: BothSpans | None
    message: str


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
    answer = _answer(link, now)
    reader = link.user
    other = answer.session.contract.other_party(reader)
    state = _state(link, answer, now)
    return Standing(
        state=state,
        answer=answer,
        button=_button(answer, reader),
        other=other,
        clocks=_clocks(answer.session, answer.starts_at, reader),
        now_at=_clocks(answer.session, answer.session.scheduled_at, reader),
        message=_message(state, link, answer),
    )


def _state(link: ActionLink, answer: Answer, now: datetime) -> State:
    if link.revoked_at or not link.user.is_active:
        return "revoked"
    if link.used_at:
        return "done"
    if not answer.is_asked:
        return "expired" if _silence_answered(link) else "changed"
    if now >= link.expires_at:
        return "expired"
    return "ready" if answer.refusal is None else "refused"


def _silence_answered(link: ActionLink) -> bool:
    """Whether the clock closed the question, and nothing else happened to it since the mail."""
    match Action(link.action):
        case Action.CONFIRM_SESSION | Action.DECLINE_SESSION:
            session = _session(link)
            declined = session.status == CoachingSession.Status.DECLINED
            is_next = session.version == link.target_version + 1
            return declined and is_next and session.ended_by_id is None
        case Action.ACCEPT_TIME:
            return _offer(link).status == TimesOffer.Status.LAPSED
        case _:
            return _reschedule(link).status == RescheduleRequest.Status.EXPIRED


def _message(state: State, link: ActionLink, answer: Answer) -> str:
    if state == "done" and link.used_at:
        local = LocalTime(instant=link.used_at, zone_name=link.user.timezone)
        at = {"day": local.date_text, "time": local.time_and_place}
        return _("You did this on %(day)s at %(time)s. Pressing again changes nothing.") % at
    if state == "refused" and answer.refusal is not None:
        return str(answer.refusal.message)
    return {
        "changed": _(
            "This has changed since the mail was written. Nothing was done. Here is how it stands now."
        ),
        "expired": _("The time to answer is over. Nothing was done."),
        "revoked": _("This link was switched off. Nothing was done. Reply to the mail to ask why."),
    }.get(state, "")


def _clocks(session: CoachingSession, starts_at: datetime | None, reader: User) -> BothSpans | None:
    if starts_at is None:
        return None
    other = session.contract.other_party(reader)
    ends_at = starts_at + session.length
    return both_spans(starts_at, ends_at, mine=reader.timezone, theirs=other.timezone)


def _button(answer: Answer, reader: User) -> str:
    span = answer.span_for(reader.timezone)
    return answer.label_at(span.text if span else "")


@action
def press_link(link: ActionLink, *, now: datetime) -> None:
    """Give the answer, once. A repeat does nothing. Raises what refuses the answer, NotPossibleNow."""
    fresh = ActionLink.objects.select_related("user").get(pk=link.pk)
    if fresh.used_at:
        return
    check(rules.press_link(fresh, now=now))
    _answer(fresh, now).give()
    ActionLink.objects.filter(pk=fresh.pk, used_at__isnull=True).update(used_at=now)


# --- What each link answers -----------------------------------------------------------------

RELATED = ("contract__student", "contract__coach", "contract__proposal__request", "terms")
OF_PROPOSAL = tuple(f"session__{name}" for name in RELATED)


def _answer(link: ActionLink, now: datetime) -> Answer:
    return ANSWERS[Action(link.action)](link, now)


def _session(link: ActionLink) -> CoachingSession:
    return CoachingSession.objects.select_related(*RELATED).get(pk=link.target_id)


def _offer(link: ActionLink) -> TimesOffer:
    return TimesOffer.objects.select_related(*OF_PROPOSAL).get(pk=link.target_id)


def _reschedule(link: ActionLink) -> RescheduleRequest:
    return RescheduleRequest.objects.select_related(*OF_PROPOSAL).get(pk=link.target_id)


def _confirm(link: ActionLink, now: datetime) -> Answer:
    return answers.confirm(_session(link), by=link.user, version=link.target_version, now=now)


def _decline(link: ActionLink, now: datetime) -> Answer:
    return answers.decline(_session(link), by=link.user, version=link.target_version, now=now)


def _accept_time(link: ActionLink, now: datetime) -> Answer:
    assert link.starts_at is not None
    return answers.accept_time(_offer(link), by=link.user, starts_at=link.starts_at, now=now)


def _approve_reschedule(link: ActionLink, now: datetime) -> Answer:
    assert link.starts_at is not None
    return answers.approve_reschedule(
        _reschedule(link), by=link.user, starts_at=link.starts_at, now=now
    )


def _decline_reschedule(link: ActionLink, now: datetime) -> Answer:
    return answers.decline_reschedule(_reschedule(link), by=link.user, now=now)


ANSWERS: dict[Action, Callable[[ActionLink, datetime], Answer]] = {
    Action.CONFIRM_SESSION: _confirm,
    Action.DECLINE_SESSION: _decline,
    Action.ACCEPT_TIME: _accept_time,
    Action.APPROVE_RESCHEDULE: _approve_reschedule,
    Action.DECLINE_RESCHEDULE: _decline_reschedule,
}
