"""Requests and proposals in the timeline."""

from collections import defaultdict
from itertools import chain

from accounts.events import (
    AccountEvent,
    AccountReinstated,
    AccountSuspended,
    CoachApproved,
    CoachRefused,
)
from chat.timeline import numbers
from chat.timeline.receivers.writers import TimelineWriter, note_name, writer_of
from core.events import Event, on
from core.models import EventRecord
from marketplace import events as market
from marketplace.models import LearningRequest, Proposal


def writers_showing(request: LearningRequest, event: Event) -> dict[int, TimelineWriter]:
    """The event in every conversation with this request's card, by the coach there.

    Each coach who proposed, was invited or is no longer in the running has one open card of it.
    """
    found = numbers.conversations_showing([request])
    return {row.coach_id: TimelineWriter(conversation=row, event=event) for row in found}


def live_proposals(request: LearningRequest) -> dict[int, tuple[Proposal, ...]]:
    """The proposals whose cards can be pressed while the request is open, by their coaches."""
    rows = Proposal.objects.live().filter(request=request).values_list("coach_id", "pk")
    return {coach_id: (Proposal(pk=pk),) for coach_id, pk in rows}


@on(market.ProposalSubmitted)
def show_proposal(event: market.ProposalSubmitted, _record: EventRecord) -> None:
    writer = writer_of(event, student_id=event.student_id, coach_id=event.coach_id)
    writer.show(LearningRequest(pk=event.request_id))
    writer.show(Proposal(pk=event.proposal_id), note_name(event))


@on(market.CoachInvited)
def show_invitation(event: market.CoachInvited, _record: EventRecord) -> None:
    writer = writer_of(event, student_id=event.student_id, coach_id=event.coach_id)
    card, _new = writer.show(LearningRequest(pk=event.request_id))
    writer.note("coach_invited", card)


@on(
    market.ProposalEdited, market.ProposalDeclined, market.ProposalWithdrawn, market.ProposalExpired
)
def change_proposal(event: market.ProposalEvent, _record: EventRecord) -> None:
    writer = writer_of(event, student_id=event.student_id, coach_id=event.coach_id)
    if not isinstance(event, market.ProposalEdited):
        # Its author may send another, or may not: that button is on the request's card.
        writer.touch(LearningRequest(pk=event.request_id))
    card = writer.touch(Proposal(pk=event.proposal_id))
    reason = getattr(event, "reason", "")
    writer.note(note_name(event), card, **({"reason": reason} if reason else {}))


@on(market.ProposalAccepted)
def accept_proposal(event: market.ProposalAccepted, _record: EventRecord) -> None:
    """The winner's conversation comes last: it is the one the acting page is told about."""
    request, proposal = LearningRequest(pk=event.request_id), Proposal(pk=event.proposal_id)
    lost = dict(zip(event.not_selected_coach_ids, event.not_selected_ids, strict=True))
    writers = writers_showing(request, event)
    own = writers.pop(event.coach_id)
    for coach_id, writer in writers.items():
        writer.touch(request)
        if coach_id in lost:
            writer.note("proposal_not_selected", writer.touch(Proposal(pk=lost[coach_id])))
    own.touch(request)
    own.note("proposal_accepted", own.touch(proposal))


@on(CoachApproved, CoachRefused, AccountSuspended, AccountReinstated)
def renew_waiting_proposals(event: AccountEvent, _record: EventRecord) -> None:
    """Whether a proposal can be accepted hangs on its coach too."""
    waiting = Proposal.objects.pending().filter(coach=event.user_id)
    by_student: defaultdict[int, list[Proposal]] = defaultdict(list)
    for pk, student_id in waiting.values_list("pk", "request__student_id"):
        by_student[student_id].append(Proposal(pk=pk))
    for conversation in numbers.conversations_showing(chain(*by_student.values())):
        writer = TimelineWriter(conversation=conversation, event=event)
        writer.touch(*by_student[conversation.student_id])


@on(market.ProposalReleased)
def release_proposal(event: market.ProposalReleased, _record: EventRecord) -> None:
    request, proposal = LearningRequest(pk=event.request_id), Proposal(pk=event.proposal_id)
    writers = writers_showing(request, event)
    own = writers.pop(event.coach_id)
    for coach_id, writer in writers.items():
        card = writer.touch(request)
        if coach_id in event.former_coach_ids:
            writer.note("request_open_again", card)
    own.touch(request)
    own.note("proposal_released", own.touch(proposal))


@on(market.RequestEdited)
def edit_request(event: market.RequestEdited, _record: EventRecord) -> None:
    """A proposal's card names the version of the request that pressing Accept agrees to."""
    request = LearningRequest(pk=event.request_id)
    proposals = live_proposals(request)
    for coach_id, writer in writers_showing(request, event).items():
        writer.touch(*proposals.get(coach_id, ()))
        card = writer.touch(request)
        if coach_id in event.proposer_ids:
            writer.note("request_edited", card)


@on(market.RequestClosed)
def close_request(event: market.RequestClosed, _record: EventRecord) -> None:
    request = LearningRequest(pk=event.request_id)
    closed = dict(zip(event.coach_ids, event.proposal_ids, strict=True))
    for coach_id, writer in writers_showing(request, event).items():
        if coach_id in closed:
            writer.touch(Proposal(pk=closed[coach_id]))
        card = writer.touch(request)
        if coach_id in closed:
            writer.note(note_name(event), card)


@on(market.RequestSuspended, market.RequestReinstated)
def freeze_request(event: market.RequestEvent, _record: EventRecord) -> None:
    request = LearningRequest(pk=event.request_id)
    proposals = live_proposals(request)
    for coach_id, writer in writers_showing(request, event).items():
        writer.touch(*proposals.get(coach_id, ()))
        writer.note(note_name(event), writer.touch(request))


@on(market.RequestExpiryWarned, market.RequestKeptOpen)
def show_that_it_can_be_kept(event: market.RequestEvent, _record: EventRecord) -> None:
    """Its owner's card gets the button, or loses it."""
    request = LearningRequest(pk=event.request_id)
    for writer in writers_showing(request, event).values():
        writer.touch(request)


@on(market.RequestPosted)
def reopen_request(event: market.RequestPosted, _record: EventRecord) -> None:
    request = LearningRequest(pk=event.request_id)
    for conversation in numbers.conversations_showing([request]):
        numbers.touch_card(conversation, request)
