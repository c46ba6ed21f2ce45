"""Sending, editing, declining, withdrawing a proposal."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check, check_version, checked_reason, save_next_version
from core.errors import Invalid
from core.events import record
from core.problems import Problems
from core.texts import paragraphs
from core.transactions import action
from marketplace import limits, quotas, rules
from marketplace.actions.rows import (
    decide,
    hold_proposal,
    hold_request,
)
from marketplace.details import ProposalDetails
from marketplace.events import (
    ProposalDeclined,
    ProposalEdited,
    ProposalEvent,
    ProposalExpired,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from marketplace.models import (
    PROPOSAL_LIFETIME,
    LearningRequest,
    Proposal,
    ProposalRevision,
)

E = TypeVar("E", bound=ProposalEvent)
TERM_FIELDS = (
    "cover_letter",
    "approach_summary",
    "availability_match",
    "payment_model",
    "hourly_rate",
    "price_per_session",
    "session_count",
    "duration_minutes",
    "expected_total",
    "payment_schedule",
    "answers",
)


@action
def submit_proposal(
    request: LearningRequest, *, by: User, details: ProposalDetails, now: datetime
) -> Proposal:
    """Answer an open request; the pair's conversation opens above.

    An approved coach with a verified email, never on one's own request, one live proposal per request;
    after a decline only when invited again. Idempotent: the same details return the pending proposal.
    Raises NotAllowed, NotPossibleNow, Invalid, TooMany.
    """
    row = hold_request(request.pk)
    check(rules.may_propose(row, by=by))
    details = details.checked()
    values = _values(row, details)
    live = row.proposals.pending().filter(coach=by).first()
    if live is not None and not _differences(live, values):
        return live
    quotas.hold_proposals(by)
    check(rules.takes_proposals(row, by=by, now=now))
    _check_wording(row, details)
    proposal = Proposal.objects.create(
        request=row,
        coach=by,
        request_version=row.version,
        submitted_at=now,
        expires_at=now + PROPOSAL_LIFETIME,
        **values,
    )
    row.last_activity_at = now
    row.expiry_warned_at = None
    row.save(update_fields=["last_activity_at", "expiry_warned_at"])
    record(event_about(ProposalSubmitted, proposal, by=by, now=now))
    return proposal


def _check_wording(request: LearningRequest, details: ProposalDetails) -> None:
    """Raise Invalid when the proposal answers an older wording of the request."""
    if details.request_version not in (None, request.version):
        raise Invalid(
            _(
                "The student changed this request while you were writing. What you wrote is kept: "
                "please read the request again, then send it."
            )
        )


@action
def edit_proposal(
    proposal: Proposal, *, by: User, details: ProposalDetails, version: int, now: datetime
) -> Proposal:
    """Change a pending proposal; the owner of the request sees what changed.

    Idempotent: without a difference nothing happens. Raises NotAllowed, NotPossibleNow, Stale, Invalid.
    """
    row = hold_proposal(proposal)
    check(rules.own_proposal(row, by=by))
    details = details.checked()
    check(rules.edit_proposal(row, by=by, now=now))
    values = _values(row.request, details)
    changed = _differences(row, values)
    if not changed:
        return row
    check_version(row, version)
    _check_wording(row.request, details)
    ProposalRevision.objects.create(
        proposal=row,
        version=row.version,
        former={name: _plain(getattr(row, name)) for name in changed},
        replaced_at=now,
    )
    for name in changed:
        setattr(row, name, values[name])
    row.request_version = row.request.version
    row.edited_at = now
    save_next_version(row)
    record(event_about(ProposalEdited, row, by=by, now=now, changed_fields=changed))
    return row


@action
def decline_proposal(
    proposal: Proposal, *, by: User, version: int, reason: str = "", now: datetime
) -> Proposal:
    """The owner of the request says no; `reason` may be empty or 10 to 500 characters.

    Idempotent. Raises NotAllowed, NotPossibleNow, Stale, Invalid.
    """
    row = hold_proposal(proposal)
    check(rules.own_request(row.request, by=by))
    if row.status == Proposal.Status.DECLINED and row.decline_reason == paragraphs(reason):
        return row
    reason = checked_reason(reason, optional=True)
    check(rules.decline_proposal(row, by=by, now=now))
    check_version(row, version)
    row.decline_reason = reason
    decide(row, Proposal.Status.DECLINED, now=now)
    record(event_about(ProposalDeclined, row, by=by, now=now, reason=reason))
    return row


@action
def withdraw_proposal(proposal: Proposal, *, by: User, version: int, now: datetime) -> Proposal:
    """The coach takes a pending proposal back. Idempotent. Raises NotAllowed, NotPossibleNow, Stale."""
    row = hold_proposal(proposal)
    check(rules.own_proposal(row, by=by))
    if row.status == Proposal.Status.WITHDRAWN:
        return row
    check(rules.withdraw_proposal(row, by=by, now=now))
    check_version(row, version)
    decide(row, Proposal.Status.WITHDRAWN, now=now)
    record(event_about(ProposalWithdrawn, row, by=by, now=now))
    return row


@action
def expire_proposal(proposal: Proposal, *, now: datetime) -> Proposal:
    """The clock ends a pending proposal at `expires_at`. Does nothing when that is not so."""
    row = hold_proposal(proposal)
    suspended = row.request.status == LearningRequest.Status.SUSPENDED
    if row.status != Proposal.Status.PENDING or now < row.expires_at or suspended:
        return row
    decide(row, Proposal.Status.EXPIRED, now=now)
    record(event_about(ProposalExpired, row, by=None, now=now))
    return row


@action
def sort_proposal(proposal: Proposal, *, by: User, triage: Proposal.Triage) -> Proposal:
    """The owner's private shortlist and archive, of proposals that wait.

    Nobody else learns of it, so no event is recorded. Idempotent. Raises NotAllowed, NotPossibleNow.
    """
    row = hold_proposal(proposal)
    check(rules.own_request(row.request, by=by))
    if row.triage == triage:
        return row
    check(rules.sort_proposal(row, by=by))
    row.triage = triage
    row.save(update_fields=["triage"])
    return row


def event_about(
    kind: type[E], proposal: Proposal, *, by: User | None, now: datetime, **more: object
) -> E:
    """An event about this proposal as it stands."""
    return kind(
        at=now,
        actor_id=by.pk if by else None,
        request_id=proposal.request_id,
        student_id=proposal.request.student_id,
        proposal_id=proposal.pk,
        coach_id=proposal.coach_id,
        version=proposal.version,
        **more,
    )


def _values(request: LearningRequest, details: ProposalDetails) -> dict[str, object]:
    """The columns that these details fill. Raises Invalid for missing or wrong answers."""
    return {
        "cover_letter": details.cover_letter,
        "approach_summary": details.approach_summary,
        "availability_match": details.availability_match,
        "payment_model": details.payment_model,
        "hourly_rate": details.hourly_rate,
        "price_per_session": details.session_amount,
        "session_count": details.session_count,
        "duration_minutes": details.duration_minutes,
        "expected_total": details.expected_total,
        "payment_schedule": details.payment_schedule,
        "answers": _answers(request, details.answers),
    }


def _answers(request: LearningRequest, given: dict[int, str]) -> list[dict[str, object]]:
    """One answer to each question in force, with its wording. Raises Invalid as `answer_<id>`."""
    problems = Problems()
    answers: list[dict[str, object]] = []
    for question in request.questions.filter(retired_at=None):
        text = given.get(question.pk, "")
        problems.text(f"answer_{question.pk}", text, limits.ANSWER)
        answers.append({"question_id": question.pk, "question": question.text, "answer": text})
    problems.refuse()
    return answers


def _differences(row: Proposal, values: dict[str, object]) -> tuple[str, ...]:
    return tuple(name for name in TERM_FIELDS if getattr(row, name) != values[name])


def _plain(value: object) -> object:
    """As JSON keeps it: amounts as text."""
    return value if isinstance(value, bool | int | str | list | None) else str(value)
