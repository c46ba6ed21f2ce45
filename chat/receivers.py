"""What domain events look like in the timeline: which cards appear or change, which notes are added."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import models

from accounts.events import (
    AccessRevoked,
    AccountEvent,
    AccountReinstated,
    AccountSuspended,
    CoachApproved,
    CoachRefused,
    SignedOut,
)
from chat import timeline
from chat.bus import SHUT_OUT, revoke
from chat.models import Conversation, Entry
from contracts import events as contract
from contracts.models import Contract, ContractVersion
from core.events import Event, after_commit, on
from core.models import EventRecord
from marketplace import events as market
from marketplace.models import LearningRequest, Proposal
from sessions import events as session
from sessions.models import CoachingSession, RescheduleRequest, WrapUp


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One event in one locked conversation."""

    conversation: Conversation
    event: Event

    def show(
        self, subject: models.Model, name: str = "", params: Mapping[str, Any] | None = None
    ) -> tuple[Entry, bool]:
        """Post the card, or say that it changed. Returns the entry and whether it is new.

        `name` and `params` are the sentence of `chat.notes` that the inbox says of a new card.
        """
        return timeline.post_card(
            self.conversation,
            subject,
            event=name,
            params=params or {},
            author_id=self.event.actor_id,
            now=self.event.at,
        )

    def touch(self, *subjects: models.Model) -> Entry | None:
        """Say that these cards changed. Returns the last of their entries, if it is shown here."""
        entry = None
        for subject in subjects:
            entry = timeline.touch_card(self.conversation, subject)
        return entry

    def note(self, name: str, about: Entry | None, **params: Any) -> None:
        timeline.post_note(
            self.conversation,
            event=name,
            params=params,
            actor_id=self.event.actor_id,
            about=about,
            now=self.event.at,
        )


def scene(event: Event, *, student_id: int, coach_id: int) -> Scene:
    """The event in its own pair's conversation."""
    conversation = timeline.conversation_for(student_id=student_id, coach_id=coach_id, now=event.at)
    return Scene(conversation=conversation, event=event)


def scenes_showing(request: LearningRequest, event: Event) -> dict[int, Scene]:
    """The event in every conversation with this request's card, by the coach there.

    Each coach who proposed, was invited or is no longer in the running has one open card of it.
    """
    found = timeline.conversations_showing([request])
    return {place.coach_id: Scene(conversation=place, event=event) for place in found}


def live_proposals(request: LearningRequest) -> dict[int, tuple[Proposal, ...]]:
    """The proposals whose cards can be pressed while the request is open, by their coaches."""
    rows = Proposal.objects.live().filter(request=request).values_list("coach_id", "pk")
    return {coach_id: (Proposal(pk=pk),) for coach_id, pk in rows}


def note_name(event: Event) -> str:
    """`ProposalAccepted` → `proposal_accepted`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


# --- Logins -----------------------------------------------------------------------------------


@on(AccessRevoked)
def close_sockets(event: AccessRevoked, _record: EventRecord) -> None:
    after_commit(lambda: revoke(event.user_id))


@on(AccountSuspended)
def shut_out(event: AccountSuspended, _record: EventRecord) -> None:
    after_commit(lambda: revoke(event.user_id, code=SHUT_OUT))


@on(SignedOut)
def close_sockets_of_browser(event: SignedOut, _record: EventRecord) -> None:
    after_commit(lambda: revoke(event.user_id, event.session_key_hash))


# --- Requests and proposals ---------------------------------------------------------------


@on(market.ProposalSubmitted)
def show_proposal(event: market.ProposalSubmitted, _record: EventRecord) -> None:
    place = scene(event, student_id=event.student_id, coach_id=event.coach_id)
    place.show(LearningRequest(pk=event.request_id))
    place.show(Proposal(pk=event.proposal_id), note_name(event))


@on(market.CoachInvited)
def show_invitation(event: market.CoachInvited, _record: EventRecord) -> None:
    place = scene(event, student_id=event.student_id, coach_id=event.coach_id)
    card, _new = place.show(LearningRequest(pk=event.request_id))
    place.note("coach_invited", card)


@on(
    market.ProposalEdited, market.ProposalDeclined, market.ProposalWithdrawn, market.ProposalExpired
)
def change_proposal(event: market.ProposalEvent, _record: EventRecord) -> None:
    place = scene(event, student_id=event.student_id, coach_id=event.coach_id)
    if not isinstance(event, market.ProposalEdited):
        # Its author may send another, or may not: that button is on the request's card.
        place.touch(LearningRequest(pk=event.request_id))
    card = place.touch(Proposal(pk=event.proposal_id))
    reason = getattr(event, "reason", "")
    place.note(note_name(event), card, **({"reason": reason} if reason else {}))


@on(market.ProposalAccepted)
def accept_proposal(event: market.ProposalAccepted, _record: EventRecord) -> None:
    """The winner's conversation comes last: it is the one the acting page is told about."""
    request, proposal = LearningRequest(pk=event.request_id), Proposal(pk=event.proposal_id)
    lost = dict(zip(event.not_selected_coach_ids, event.not_selected_ids, strict=True))
    places = scenes_showing(request, event)
    own = places.pop(event.coach_id)
    for coach_id, place in places.items():
        place.touch(request)
        if coach_id in lost:
            place.note("proposal_not_selected", place.touch(Proposal(pk=lost[coach_id])))
    own.touch(request)
    own.note("proposal_accepted", own.touch(proposal))


@on(CoachApproved, CoachRefused, AccountSuspended, AccountReinstated)
def renew_waiting_proposals(event: AccountEvent, _record: EventRecord) -> None:
    """Whether a proposal can be accepted hangs on its coach too."""
    waiting = Proposal.objects.pending().filter(coach=event.user_id)
    by_student: defaultdict[int, list[Proposal]] = defaultdict(list)
    for pk, student_id in waiting.values_list("pk", "request__student_id"):
        by_student[student_id].append(Proposal(pk=pk))
    for conversation in timeline.conversations_showing(chain(*by_student.values())):
        place = Scene(conversation=conversation, event=event)
        place.touch(*by_student[conversation.student_id])


@on(market.ProposalReleased)
def release_proposal(event: market.ProposalReleased, _record: EventRecord) -> None:
    request, proposal = LearningRequest(pk=event.request_id), Proposal(pk=event.proposal_id)
    places = scenes_showing(request, event)
    own = places.pop(event.coach_id)
    for coach_id, place in places.items():
        card = place.touch(request)
        if coach_id in event.former_coach_ids:
            place.note("request_open_again", card)
    own.touch(request)
    own.note("proposal_released", own.touch(proposal))


@on(market.RequestEdited)
def edit_request(event: market.RequestEdited, _record: EventRecord) -> None:
    """A proposal's card names the version of the request that pressing Accept agrees to."""
    request = LearningRequest(pk=event.request_id)
    proposals = live_proposals(request)
    for coach_id, place in scenes_showing(request, event).items():
        place.touch(*proposals.get(coach_id, ()))
        card = place.touch(request)
        if coach_id in event.proposer_ids:
            place.note("request_edited", card)


@on(market.RequestClosed)
def close_request(event: market.RequestClosed, _record: EventRecord) -> None:
    request = LearningRequest(pk=event.request_id)
    closed = dict(zip(event.coach_ids, event.proposal_ids, strict=True))
    for coach_id, place in scenes_showing(request, event).items():
        if coach_id in closed:
            place.touch(Proposal(pk=closed[coach_id]))
        card = place.touch(request)
        if coach_id in closed:
            place.note(f"request_{event.status}", card)


@on(market.RequestSuspended, market.RequestReinstated)
def freeze_request(event: market.RequestEvent, _record: EventRecord) -> None:
    request = LearningRequest(pk=event.request_id)
    proposals = live_proposals(request)
    for coach_id, place in scenes_showing(request, event).items():
        place.touch(*proposals.get(coach_id, ()))
        place.note(note_name(event), place.touch(request))


@on(market.RequestExpiryWarned, market.RequestKeptOpen)
def show_that_it_can_be_kept(event: market.RequestEvent, _record: EventRecord) -> None:
    """Its owner's card gets the button, or loses it."""
    request = LearningRequest(pk=event.request_id)
    for place in scenes_showing(request, event).values():
        place.touch(request)


@on(market.RequestPosted)
def reopen_request(event: market.RequestPosted, _record: EventRecord) -> None:
    request = LearningRequest(pk=event.request_id)
    for conversation in timeline.conversations_showing([request]):
        timeline.touch_card(conversation, request)


# --- Contracts ----------------------------------------------------------------------------


def contract_scene(event: contract.ContractEvent) -> Scene:
    return scene(event, student_id=event.student_id, coach_id=event.coach_id)


@on(contract.ContractOffered, contract.ContractCountered, contract.AmendmentProposed)
def show_contract_version(event: contract.ContractEvent, _record: EventRecord) -> None:
    place = contract_scene(event)
    place.touch(Proposal(pk=event.proposal_id))
    if previous_id := getattr(event, "previous_version_id", None):
        place.touch(ContractVersion(pk=previous_id))
    number = Contract.objects.values_list("number", flat=True).get(pk=event.contract_id)
    params = {"contract": number, "version": event.version_number}
    place.show(ContractVersion(pk=event.version_id), note_name(event), params)


@on(
    contract.ContractAccepted,
    contract.ContractDeclined,
    contract.ContractWithdrawn,
    contract.ContractLapsed,
    contract.AmendmentAccepted,
    contract.PauseProposed,
    contract.ContractPaused,
    contract.ContractResumed,
    contract.CompletionProposed,
    contract.ContractCompleted,
    contract.ContractCancelled,
    contract.ContractEndWarned,
)
def change_contract(event: contract.ContractEvent, _record: EventRecord) -> None:
    close_contract_version(event, note_name(event))


@on(contract.AmendmentAccepted)
def change_what_says_of_how_many(event: contract.AmendmentAccepted, _record: EventRecord) -> None:
    """The cards of its sessions and their wrap-ups say of how many each is."""
    place = contract_scene(event)
    of_contract = models.Q(session__contract=event.contract_id) | models.Q(
        wrap_up__session__contract=event.contract_id
    )
    for entry in place.conversation.entries.filter(of_contract).order_by("seq"):
        timeline.change(place.conversation, entry, ())


@on(
    contract.ContractPaused,
    contract.ContractResumed,
    contract.ContractCompleted,
    contract.ContractCancelled,
)
def change_what_can_be_booked(event: contract.ContractEvent, _record: EventRecord) -> None:
    place = contract_scene(event)
    open_ones = place.conversation.entries.filter(
        session__contract=event.contract_id, session__status__in=CoachingSession.BOOKABLE
    )
    for entry in open_ones.order_by("seq"):
        timeline.change(place.conversation, entry, ())
    touch_last_held(place, event.contract_id)


@on(contract.AmendmentClosed)
def close_amendment(event: contract.AmendmentClosed, _record: EventRecord) -> None:
    close_contract_version(event, f"amendment_{event.outcome}")


@on(contract.MotionClosed)
def close_motion(event: contract.MotionClosed, _record: EventRecord) -> None:
    close_contract_version(event, f"motion_{event.outcome}")


def close_contract_version(event: contract.ContractEvent, name: str) -> None:
    """Every card that the contract's state shows on: the proposal, the other version, the version."""
    place = contract_scene(event)
    place.touch(Proposal(pk=event.proposal_id))
    for field in ("revived_version_id", "previous_version_id"):
        if other_id := getattr(event, field, None):
            place.touch(ContractVersion(pk=other_id))
    card = place.touch(ContractVersion(pk=event.version_id))
    details = {
        key: value for key in ("reason", "days_left") if (value := getattr(event, key, None))
    }
    place.note(name, card, version=event.version_number, **details)


# --- Sessions -----------------------------------------------------------------------------


def session_scene(event: session.SessionEvent) -> Scene:
    return scene(event, student_id=event.student_id, coach_id=event.coach_id)


def touch_contract(place: Scene, contract_id: int, *, besides: int) -> None:
    """The agreed version's card shows the contract's progress; the session held last leads to the next.

    A session's own event (`besides`) tells of that one's card itself.
    """
    agreed = ContractVersion.objects.filter(
        pk=models.Subquery(
            ContractVersion.objects.filter(contract_id=contract_id)
            .values("contract__agreed_version")[:1]
        )
    ).first()  # fmt: skip
    if agreed is not None:
        place.touch(agreed)
    touch_last_held(place, contract_id, besides=besides)


def touch_last_held(place: Scene, contract_id: int, *, besides: int = 0) -> None:
    """Of a session that was held, or its wrap-up: from there the next one like it can be booked."""
    held = CoachingSession.objects.filter(
        contract=contract_id, status__in=("completed", "resolved")
    ).exclude(pk=besides)
    for row in held.select_related("wrap_up").order_by("-scheduled_at")[:1]:
        place.touch(row.wrap_up if row.is_wrapped_up else row)


@on(session.TimesOffered, session.SessionScheduled, session.SessionConfirmed)
def show_session(event: session.SessionEvent, _record: EventRecord) -> None:
    """The session's card appears at its first offer or booking; later ones are said by a note."""
    place = session_scene(event)
    touch_contract(place, event.contract_id, besides=event.session_id)
    params: dict[str, Any] = {"number": event.number}
    if isinstance(event, session.TimesOffered):
        params["count"] = len(event.starts)
    elif isinstance(event, session.SessionScheduled | session.SessionConfirmed):
        params["starts"] = event.starts_at.isoformat()
    card, new = place.show(CoachingSession(pk=event.session_id), note_name(event), params)
    if not new:
        place.note(note_name(event), card, **params)


@on(session.TimesClosed)
def close_times(event: session.TimesClosed, _record: EventRecord) -> None:
    """What supersedes an offer speaks for itself."""
    outcome = "" if event.outcome == "superseded" else f"times_{event.outcome}"
    change_session_card(event, outcome)


@on(
    session.SessionDeclined,
    session.SessionStarted,
    session.SessionCompleted,
    session.SessionNotHeld,
    session.NoShowClaimed,
    session.NoShowSettled,
    session.SessionDisputed,
    session.SessionResolved,
    session.MeetingLinkChanged,
)
def change_session(event: session.SessionEvent, _record: EventRecord) -> None:
    change_session_card(event, note_name(event))


@on(session.SessionNotesChanged)
def show_wrap_up(event: session.SessionNotesChanged, _record: EventRecord) -> None:
    """Its card stands where it was first written; a change is said by a note."""
    change_session_card(event, "")
    place = session_scene(event)
    params = {"number": event.number}
    card, new = place.show(WrapUp(pk=event.wrap_up_id), note_name(event), params)
    if not new:
        place.note(note_name(event), card, **params)


@on(session.SessionAwaitsOutcome, session.OfferedTimeTaken, session.SessionUnused)
def change_session_silently(event: session.SessionEvent, _record: EventRecord) -> None:
    """The card says it; nobody did anything that would need a line."""
    change_session_card(event, "")


@on(session.SessionCancelled)
def cancel_session(event: session.SessionCancelled, _record: EventRecord) -> None:
    """A session that its contract's end made void is told by the contract's own note."""
    late = event.status in ("cancelled_late", "cancelled_by_coach")
    name = "session_cancelled_late" if late else "session_cancelled"
    change_session_card(
        event, "" if event.status == "void" else name, starts=event.starts_at.isoformat()
    )


def change_session_card(event: session.SessionEvent, name: str, **params: Any) -> None:
    """The session's card and its contract's change; a note tells it where `name` is given."""
    place = session_scene(event)
    touch_contract(place, event.contract_id, besides=event.session_id)
    card = place.touch(CoachingSession(pk=event.session_id))
    if reason := getattr(event, "reason", ""):
        params["reason"] = reason
    if name:
        place.note(name, card, number=event.number, **params)


@on(session.RescheduleRequested)
def show_reschedule(event: session.RescheduleRequested, _record: EventRecord) -> None:
    place = session_scene(event)
    place.touch(CoachingSession(pk=event.session_id))
    move = RescheduleRequest.objects.get(pk=event.reschedule_id)
    if move.counters_id:
        place.touch(RescheduleRequest(pk=move.counters_id))
    name = "reschedule_countered" if event.is_counter else "reschedule_requested"
    place.show(move, name, {"number": event.number})


@on(session.ProposedTimesTaken)
def change_reschedule_silently(event: session.ProposedTimesTaken, _record: EventRecord) -> None:
    session_scene(event).touch(RescheduleRequest(pk=event.reschedule_id))


@on(session.SessionMoved)
def move_session(event: session.SessionMoved, _record: EventRecord) -> None:
    place = session_scene(event)
    touch_contract(place, event.contract_id, besides=event.session_id)
    place.touch(RescheduleRequest(pk=event.reschedule_id))
    card = place.touch(CoachingSession(pk=event.session_id))
    place.note(
        "session_moved",
        card,
        number=event.number,
        old=event.old_start.isoformat(),
        starts=event.starts_at.isoformat(),
    )


@on(session.RescheduleClosed)
def close_reschedule(event: session.RescheduleClosed, _record: EventRecord) -> None:
    """A move that ends with its session, or is answered by other times, needs no line of its own."""
    place = session_scene(event)
    place.touch(RescheduleRequest(pk=event.reschedule_id))
    card = place.touch(CoachingSession(pk=event.session_id))
    if event.outcome in ("declined", "withdrawn", "expired"):
        place.note(f"reschedule_{event.outcome}", card, number=event.number)
