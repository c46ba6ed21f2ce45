"""Being there, what came of it, and who disagrees."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check, checked_reason, save_next_version
from core.errors import Invalid
from core.events import record
from core.texts import NOTHING_TO_SEE, paragraphs
from core.transactions import action
from sessions import rules
from sessions.actions.attempts import end_attempt
from sessions.actions.proposals import void_pending_reschedule
from sessions.actions.steps import hold
from sessions.blocking import release
from sessions.events import (
    NoShowClaimed,
    NoShowSettled,
    SessionAwaitsOutcome,
    SessionCompleted,
    SessionDisputed,
    SessionNotHeld,
    SessionResolved,
    SessionStarted,
    event_fields,
)
from sessions.models import CoachingSession, NoShowClaim
from sessions.policy import CONTEST_WINDOW, policy_for
from sessions.queries import open_claims

Status = CoachingSession.Status
Claim = NoShowClaim.Status
Resolution = CoachingSession.Resolution


@action
def check_in(session: CoachingSession, *, by: User, now: datetime) -> CoachingSession:
    """Say "I am here", from T − 10 min until the end; a pending reschedule is void then.

    Once per party; again changes nothing. Raises NotAllowed, NotPossibleNow.
    """
    row = hold(session)
    if row.checked_in_at(by.pk) is not None:
        return row
    check(rules.check_in(row, by=by, now=now))
    void_pending_reschedule(row, by=by, now=now)
    if by.pk == row.contract.student_id:
        row.student_checked_in_at = now
    else:
        row.coach_checked_in_at = now
    save_next_version(row)
    record(SessionStarted(**event_fields(row, by=by, now=now)))
    return row


@action
def complete_session(
    session: CoachingSession, *, by: User, version: int, now: datetime
) -> CoachingSession:
    """Say that it was held: final from the student, contestable until E + 72 h from the coach.

    One's own claim that the other did not come is taken back. The student's word makes the coach's final.
    Raises NotAllowed, Stale, NotPossibleNow.
    """
    row = hold(session)
    if row.status == Status.COMPLETED and row.ended_by_id == by.pk:
        return row
    check(rules.complete(row, by=by, now=now), row=row, version=version)
    row.no_show_claims.filter(status=Claim.OPEN, author=by).update(status=Claim.TAKEN_BACK)
    is_final = by.pk == row.contract.student_id
    final_at = now if is_final else max(now, policy_for(row).outcome_by)
    _complete(row, by=by, final_at=final_at, now=now)
    return row


@action
def claim_no_show(
    session: CoachingSession, *, by: User, version: int, now: datetime
) -> CoachingSession:
    """Say that the other did not come; who says so must have checked in. From T + 15 min to E + 72 h.

    It becomes true after 72 hours unless contested. Two claims that cross are a dispute.
    Raises NotAllowed, Stale, NotPossibleNow.
    """
    row = hold(session)
    claims = open_claims(row)
    if any(claim.author_id == by.pk for claim in claims):
        return row
    check(rules.claim_no_show(row, by=by, now=now), row=row, version=version)
    contest_by = now + CONTEST_WINDOW
    NoShowClaim.objects.create(session=row, author=by, claimed_at=now, contest_by=contest_by)
    if claims:
        return _dispute(row, by=by, reason="", now=now)
    row.final_at = contest_by
    save_next_version(row)
    record(
        NoShowClaimed(
            **event_fields(row, by=by, now=now),
            absent_id=row.contract.other_party_id(by.pk),
            contest_by=contest_by,
        )
    )
    return row


@action
def contest_outcome(
    session: CoachingSession, *, by: User, reason: str, version: int, now: datetime
) -> CoachingSession:
    """Disagree with the other's claim of a no-show, or as the student with the coach's completion.

    Staff decide then. Raises NotAllowed, Stale, Invalid, NotPossibleNow once it is final.
    """
    row = hold(session)
    if row.status == Status.DISPUTED and rules.party(row, by=by) is None:
        return row
    check(rules.contest(row, by=by, now=now), row=row, version=version)
    return _dispute(row, by=by, reason=checked_reason(reason), now=now)


@action
def resolve_dispute(
    session: CoachingSession,
    *,
    by: User,
    outcome: str,
    note: str,
    version: int,
    now: datetime,
    amount: Decimal | None = None,
) -> CoachingSession:
    """Staff decide a dispute: it counts as completed, the credit goes back, or a share is owed.

    `amount` is that share, between nothing and the session's price. Raises NotAllowed, Stale, Invalid.
    """
    row = hold(session)
    if (row.status, row.resolution, row.ended_by_id) == (Status.RESOLVED, outcome, by.pk):
        return row
    check(rules.resolve(row, by=by), row=row, version=version)
    owed = _resolved_amount(row, outcome, amount)
    row.resolution, row.resolution_note = outcome, _checked_note(note)
    row.final_at = now
    fresh = end_attempt(
        row,
        Status.RESOLVED,
        now=now,
        by=by,
        owed=owed,
        credit_back=outcome == Resolution.CREDIT_BACK,
    )
    record(
        SessionResolved(
            **event_fields(row, by=by, now=now),
            outcome=outcome,
            note=row.resolution_note,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return row


# --- the clock --------------------------------------------------------------------------------


@action
def await_outcome(session: CoachingSession, *, now: datetime) -> CoachingSession:
    """From its end on a confirmed session waits for its outcome. Does nothing before, or twice."""
    row = hold(session)
    if row.status != Status.CONFIRMED or now < row.span[1]:
        return row
    void_pending_reschedule(row, by=None, now=now)
    release(row)
    row.status = Status.AWAITING_OUTCOME
    save_next_version(row)
    record(SessionAwaitsOutcome(**event_fields(row, by=None, now=now)))
    return row


@action
def settle_outcome(session: CoachingSession, *, now: datetime) -> CoachingSession:
    """What the clock decides where people did not: a claim that stood, or E + 72 h without a word.

    Unmarked, it is completed if the coach checked in, else not held. Does nothing before, or twice.
    """
    row = hold(session)
    if row.status not in rules.UNDECIDED:
        return row
    claim = next(iter(open_claims(row)), None)
    if claim is not None:
        return _settle_claim(row, claim, now=now) if now >= claim.contest_by else row
    policy = policy_for(row)
    if now < policy.outcome_by:
        return row
    if row.coach_checked_in_at is not None:
        _complete(row, by=None, final_at=policy.outcome_by, now=now)
        return row
    fresh = end_attempt(row, Status.NOT_HELD, now=now, by=None, credit_back=True)
    record(
        SessionNotHeld(
            **event_fields(row, by=None, now=now), next_attempt_id=fresh.pk if fresh else None
        )
    )
    return row


# --- steps ------------------------------------------------------------------------------------


def _complete(row: CoachingSession, *, by: User | None, final_at: datetime, now: datetime) -> None:
    release(row)
    void_pending_reschedule(row, by=by, now=now)
    row.status = Status.COMPLETED
    row.owed_amount = row.terms.price_per_session
    row.ended_by, row.ended_at, row.final_at = by, now, final_at
    save_next_version(row)
    record(SessionCompleted(**event_fields(row, by=by, now=now)))


def _dispute(row: CoachingSession, *, by: User, reason: str, now: datetime) -> CoachingSession:
    release(row)
    void_pending_reschedule(row, by=by, now=now)
    row.no_show_claims.filter(status=Claim.OPEN).update(status=Claim.CONTESTED)
    row.status, row.dispute_reason = Status.DISPUTED, reason
    row.final_at, row.owed_amount = None, None
    save_next_version(row)
    record(SessionDisputed(**event_fields(row, by=by, now=now)))
    return row


def _settle_claim(row: CoachingSession, claim: NoShowClaim, *, now: datetime) -> CoachingSession:
    by_coach = claim.author_id == row.contract.coach_id
    claim.status = Claim.STANDS
    claim.save(update_fields=["status"])
    row.final_at = claim.contest_by
    fresh = end_attempt(
        row,
        Status.NO_SHOW_STUDENT if by_coach else Status.NO_SHOW_COACH,
        now=now,
        by=None,
        owed=row.terms.price_per_session if by_coach else Decimal(0),
        credit_back=not by_coach,
    )
    absent_id = row.contract.student_id if by_coach else row.contract.coach_id
    record(
        NoShowSettled(
            **event_fields(row, by=None, now=now),
            absent_id=absent_id,
            next_attempt_id=fresh.pk if fresh else None,
        )
    )
    return row


def _resolved_amount(row: CoachingSession, outcome: str, amount: Decimal | None) -> Decimal:
    price = row.terms.price_per_session
    if outcome == Resolution.COMPLETED:
        return price
    if outcome == Resolution.CREDIT_BACK:
        return Decimal(0)
    if outcome != Resolution.SHARE:
        raise Invalid(fields={"outcome": [_("Choose one of the outcomes.")]})
    if amount is None or not 0 <= amount <= price:
        raise Invalid(
            fields={"amount": [_("Give an amount from 0.00 to %(price)s.") % {"price": price}]}
        )
    return amount


def _checked_note(note: str) -> str:
    text = paragraphs(note)
    if not text:
        raise Invalid(fields={"note": [NOTHING_TO_SEE]})
    if not 10 <= len(text) <= 1000:
        raise Invalid(fields={"note": [_("Explain the decision in 10 to 1,000 characters.")]})
    return text
