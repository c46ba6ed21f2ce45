"""Which event tells whom what. One table per part of the product; the receivers do the telling.

An offered contract, a booking, a wish to move and what a saved search finds have functions of their own
in `notifications.emails`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from accounts import events as accounts
from contracts import events as contracts
from contracts.models import Contract
from core.events import Event
from core.models import EventRecord
from marketplace import events as marketplace
from marketplace.models import LearningRequest
from notifications.notices import (
    Notice,
    about_contract,
    about_request,
    about_session,
    facts_of,
)
from sessions import events as sessions
from sessions.models import CoachingSession

Readers = Callable[[Any], Iterable[int]]


def both(event: Any) -> tuple[int, ...]:
    return (event.student_id, event.coach_id)


def the_other(event: Any) -> tuple[int, ...]:
    """Who did not do it; both when the clock did."""
    return tuple(user_id for user_id in both(event) if user_id != event.actor_id)


def the_absent(event: Any) -> tuple[int, ...]:
    return (event.absent_id,)


def the_student(event: Any) -> tuple[int, ...]:
    return (event.student_id,)


def the_coach(event: Any) -> tuple[int, ...]:
    return (event.coach_id,)


# Who acted gets a mail as a receipt where the pair agreed on something, never a line behind the bell.
CONTRACTS: dict[type[Event], tuple[str, Readers]] = {
    contracts.ContractCountered: ("contract_countered", the_other),
    contracts.ContractAccepted: ("contract_accepted", both),
    contracts.ContractDeclined: ("contract_declined", the_other),
    contracts.ContractWithdrawn: ("contract_withdrawn", the_other),
    contracts.ContractLapsed: ("contract_lapsed", both),
    contracts.AmendmentProposed: ("amendment_proposed", the_other),
    contracts.AmendmentAccepted: ("contract_amended", both),
    contracts.AmendmentClosed: ("amendment_closed", the_other),
    contracts.PauseProposed: ("pause_proposed", the_other),
    contracts.ContractPaused: ("contract_paused", both),
    contracts.ContractResumed: ("contract_resumed", the_other),
    contracts.CompletionProposed: ("completion_proposed", the_other),
    contracts.MotionClosed: ("motion_closed", the_other),
    contracts.ContractCompleted: ("contract_completed", both),
    contracts.ContractCancelled: ("contract_cancelled", both),
    contracts.ContractEndWarned: ("contract_ending", both),
}
SESSIONS: dict[type[Event], tuple[str, Readers]] = {
    sessions.TimesOffered: ("times_offered", the_other),
    sessions.TimesClosed: ("times_closed", the_other),
    sessions.SessionConfirmed: ("session_confirmed", both),
    sessions.SessionDeclined: ("session_declined", the_other),
    sessions.SessionCancelled: ("session_cancelled", both),
    sessions.SessionMoved: ("session_moved", both),
    sessions.SessionStarted: ("session_started", the_other),
    sessions.SessionAwaitsOutcome: ("session_outcome_due", both),
    sessions.SessionCompleted: ("session_completed", the_other),
    sessions.SessionUnused: ("session_unused", both),
    sessions.SessionNotHeld: ("session_not_held", both),
    sessions.NoShowClaimed: ("no_show_claimed", the_absent),
    sessions.NoShowSettled: ("no_show_settled", both),
    sessions.SessionDisputed: ("session_disputed", both),
    sessions.SessionResolved: ("session_resolved", both),
    sessions.SessionNotesChanged: ("session_notes_changed", the_other),
    sessions.MeetingLinkChanged: ("meeting_link_changed", both),
}
PROPOSALS: dict[type[Event], tuple[str, Readers]] = {
    marketplace.ProposalSubmitted: ("new_proposal", the_student),
    marketplace.ProposalEdited: ("proposal_edited", the_student),
    marketplace.ProposalAccepted: ("proposal_accepted", the_coach),
    marketplace.ProposalDeclined: ("proposal_declined", the_coach),
    marketplace.ProposalWithdrawn: ("proposal_withdrawn", the_student),
    marketplace.ProposalExpired: ("proposal_expired", both),
    marketplace.ProposalReleased: ("proposal_released", the_coach),
    marketplace.CoachInvited: ("coach_invited", the_coach),
}
REQUESTS: dict[type[Event], str] = {
    marketplace.RequestExpiryWarned: "request_expiring",
    marketplace.RequestSuspended: "request_suspended",
    marketplace.RequestReinstated: "request_reinstated",
}
PEOPLE: dict[type[Event], str] = {
    accounts.CoachApproved: "coach_approved",
    accounts.CoachRefused: "coach_refused",
    accounts.AccountSuspended: "account_suspended",
    accounts.AccountReinstated: "account_reinstated",
}
# How a request to move ended → what the others are told; what nobody needs to hear is left out.
MOVE_ENDS: dict[str, tuple[str, Readers]] = {
    "declined": ("reschedule_declined", the_other),
    "withdrawn": ("reschedule_withdrawn", the_other),
    "expired": ("reschedule_expired", both),
}
SILENT_ENDS = ("superseded", "void", "countered")


def contract_notices(event: Any, record: EventRecord) -> list[Notice]:
    kind, readers = CONTRACTS[type(event)]
    if getattr(event, "outcome", "") in SILENT_ENDS:
        return []
    contract = Contract.objects.select_related("proposal__request").get(pk=event.contract_id)
    return [
        about_contract(
            contract,
            kind,
            reader_id=reader_id,
            key=_key(record),
            params=facts_of(event),
            in_app=reader_id != event.actor_id,
        )
        for reader_id in readers(event)
    ]


def session_notices(event: Any, record: EventRecord) -> list[Notice]:
    kind, readers = _session_route(event)
    if not kind:
        return []
    related = ("contract__proposal__request",)
    session = CoachingSession.objects.select_related(*related).get(pk=event.session_id)
    return [
        about_session(
            session,
            kind,
            reader_id=reader_id,
            key=_key(record),
            params=facts_of(event),
            in_app=reader_id != event.actor_id,
            mail=_is_mailed(event, session),
        )
        for reader_id in readers(event)
    ]


def _is_mailed(event: Any, session: CoachingSession) -> bool:
    """A link that was given before the invitation goes out with it."""
    is_link = isinstance(event, sessions.MeetingLinkChanged)
    return not is_link or session.status == CoachingSession.Status.CONFIRMED


def _session_route(event: Any) -> tuple[str, Readers]:
    if isinstance(event, sessions.RescheduleClosed):
        return MOVE_ENDS.get(event.outcome, ("", both))
    if getattr(event, "outcome", "") in SILENT_ENDS:
        return ("", both)
    return SESSIONS[type(event)]


def proposal_notices(event: Any, record: EventRecord) -> list[Notice]:
    """To the pair of the proposal, and to the coaches whom its fate concerns."""
    kind, readers = PROPOSALS[type(event)]
    request = LearningRequest.objects.get(pk=event.request_id)
    common: dict[str, Any] = {"key": _key(record), "params": facts_of(event)}
    losers = getattr(event, "not_selected_coach_ids", ())
    former = getattr(event, "former_coach_ids", ())
    pairs = [
        *((kind, user_id, event.coach_id) for user_id in readers(event)),
        *(("proposal_not_selected", coach_id, coach_id) for coach_id in losers),
        *(("request_open_again", coach_id, coach_id) for coach_id in former),
    ]
    return [
        about_request(request, of_kind, reader_id=user_id, coach_id=coach_id, **common)
        for of_kind, user_id, coach_id in pairs
    ]


def request_notices(event: Any, record: EventRecord) -> list[Notice]:
    """To the owner of the request."""
    request = LearningRequest.objects.get(pk=event.request_id)
    params = {**facts_of(event), "when": request.expires_at.isoformat()}
    path = f"/jobs/{request.pk}/manage"
    kind = REQUESTS[type(event)]
    return [
        about_request(
            request,
            kind,
            reader_id=request.student_id,
            key=_key(record),
            params=params,
            path=path,
        )
    ]


def proposers_notices(event: Any, record: EventRecord) -> list[Notice]:
    """An edit or the end of a request, to the coaches who had proposed; its expiry also to the owner."""
    request = LearningRequest.objects.get(pk=event.request_id)
    common: dict[str, Any] = {"key": _key(record), "params": facts_of(event)}
    if isinstance(event, marketplace.RequestEdited):
        kind, coach_ids = "request_edited", event.proposer_ids
    else:
        kind, coach_ids = "proposal_not_selected", event.coach_ids
    notices = [
        about_request(request, kind, reader_id=coach_id, coach_id=coach_id, **common)
        for coach_id in coach_ids
    ]
    if getattr(event, "status", "") == LearningRequest.Status.EXPIRED:
        path = f"/jobs/{request.pk}/manage"
        owner = request.student_id
        notices.append(
            about_request(request, "request_expired", reader_id=owner, path=path, **common)
        )
    return notices


def people_notices(event: Any, record: EventRecord) -> list[Notice]:
    return [
        Notice(
            kind=PEOPLE[type(event)],
            reader_id=event.user_id,
            key=_key(record),
            params=facts_of(event),
            path="/dashboard",
        )
    ]


def _key(record: EventRecord) -> str:
    return f"event-{record.pk}"


Route = Callable[[Any, EventRecord], list[Notice]]
ROUTES: dict[type[Event], Route] = {
    **dict.fromkeys(CONTRACTS, contract_notices),
    **dict.fromkeys(SESSIONS, session_notices),
    sessions.RescheduleClosed: session_notices,
    **dict.fromkeys(PROPOSALS, proposal_notices),
    **dict.fromkeys(REQUESTS, request_notices),
    marketplace.RequestEdited: proposers_notices,
    marketplace.RequestClosed: proposers_notices,
    **dict.fromkeys(PEOPLE, people_notices),
}


def notices_for(event: Event, record: EventRecord) -> list[Notice]:
    """Everything that this event tells people outside the conversation."""
    return ROUTES[type(event)](event, record)
