"""Being there, what came of it, and who disagrees."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Invalid, NotAllowed, NotPossibleNow
from core.events import record
from core.transactions import action
from sessions.actions.steps import (
    changed,
    checked_reason,
    end_attempt,
    hold,
    refuse,
    require_party,
    require_version,
    void_pending_move,
)
from sessions.actions.told import about
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
)
from sessions.models import CoachingSession, NoShowClaim
from sessions.policy import CONTEST_WINDOW, Role, policy_for

Status = CoachingSession.Status
Claim = NoShowClaim.Status
Resolution = CoachingSession.Resolution
UNDECIDED = (Status.CONFIRMED, Status.AWAITING_OUTCOME)


@action
def check_in(session: CoachingSession, *, by: User, now: datetime) -> CoachingSession:
    """Say "I am here", from T − 10 min until the end; a pending wish to move is void then.

    Once per party; again changes nothing. Raises NotAllowed, NotPossibleNow.
    """
    row = hold(session)
    role = require_party(row, by)
    if row.checked_in_at(by.pk) is not None:
        return row
    refuse(row, why_not_check_in(row, now=now))
    void_pending_move(row, by=by, now=now)
    if role == "student":
        row.student_checked_in_at = now
    else:
        row.coach_checked_in_at = now
    changed(row)
    record(SessionStarted(**about(row, by=by, now=now)))
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
    role = require_party(row, by)
    if row.status == Status.COMPLETED and row.ended_by_id == by.pk:
        return row
    require_version(row, version)
    refuse(row, why_not_complete(row, by, role, now=now))
    row.no_show_claims.filter(status=Claim.OPEN, author=by).update(status=Claim.TAKEN_BACK)
    final_at = now if role == "student" else max(now, policy_for(row).outcome_by)
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
    role = require_party(row, by)
    claims = open_claims(row)
    if any(claim.author_id == by.pk for claim in claims):
        return row
    require_version(row, version)
    refuse(row, why_not_claim(row, by, now=now))
    contest_by = now + CONTEST_WINDOW
    NoShowClaim.objects.create(session=row, author=by, claimed_at=now, contest_by=contest_by)
    if claims:
        return _dispute(row, by=by, reason="", now=now)
    row.final_at = contest_by
    changed(row)
    absent_id = row.contract.coach_id if role == "student" else row.contract.student_id
    record(NoShowClaimed(**about(row, by=by, now=now), absent_id=absent_id, contest_by=contest_by))
    return row


@action
def contest_outcome(
    session: CoachingSession, *, by: User, reason: str, version: int, now: datetime
) -> CoachingSession:
    """Disagree with the other's claim of a no-show, or as the student with the coach's completion.

    Staff decide then. Raises NotAllowed, Stale, Invalid, NotPossibleNow once it is final.
    """
    row = hold(session)
    role = require_party(row, by)
    if row.status == Status.DISPUTED:
        return row
    require_version(row, version)
    refuse(row, why_not_contest(row, by, role, now=now))
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
    if not by.is_staff:
        raise NotAllowed(_("Only our staff can decide a dispute."))
    if (row.status, row.resolution, row.ended_by_id) == (Status.RESOLVED, outcome, by.pk):
        return row
    require_version(row, version)
    if row.status != Status.DISPUTED:
        raise NotPossibleNow(_("This session is not disputed."), subject=row)
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
            **about(row, by=by, now=now),
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
    void_pending_move(row, by=None, now=now)
    release(row)
    row.status = Status.AWAITING_OUTCOME
    changed(row)
    record(SessionAwaitsOutcome(**about(row, by=None, now=now)))
    return row


@action
def settle_outcome(session: CoachingSession, *, now: datetime) -> CoachingSession:
    """What the clock decides where people did not: a claim that stood, or E + 72 h without a word.

    Unmarked, it is completed if the coach checked in, else not held. Does nothing before, or twice.
    """
    row = hold(session)
    if row.status not in UNDECIDED:
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
        SessionNotHeld(**about(row, by=None, now=now), next_attempt_id=fresh.pk if fresh else None)
    )
    return row


# --- why not ----------------------------------------------------------------------------------


def why_not_check_in(row: CoachingSession, *, now: datetime) -> str:
    """The reason why nobody can check in, or nothing."""
    if row.status != Status.CONFIRMED:
        return _("This session is not confirmed.")
    if now < policy_for(row).join_opens:
        return _("The door opens 10 minutes before the start.")
    if now >= row.span[1]:
        return _("The session is over.")
    return ""


def why_not_complete(row: CoachingSession, by: User, role: Role, *, now: datetime) -> str:
    """The reason why this party cannot mark it as held, or nothing."""
    if row.status == Status.COMPLETED and role == "student":
        return "" if row.final_at and now < row.final_at else _("The outcome is final already.")
    if row.status not in UNDECIDED:
        return _("This session does not wait for an outcome.")
    if now < row.span[1]:
        return _("The session is not over yet.")
    authors = {claim.author_id for claim in open_claims(row)}
    if authors - {by.pk}:
        return _("The other side says that you did not come. Contest that first.")
    if now >= policy_for(row).outcome_by and by.pk not in authors:
        return _("The time to report the outcome is over.")
    return ""


def why_not_claim(row: CoachingSession, by: User, *, now: datetime) -> str:
    """The reason why this party cannot report that the other did not come, or nothing."""
    if row.status not in UNDECIDED:
        return _("This session does not wait for an outcome.")
    policy = policy_for(row)
    if now < policy.no_show_from:
        return _("Wait until 15 minutes after the start.")
    if now >= policy.outcome_by:
        return _("The time to report the outcome is over.")
    if row.checked_in_at(by.pk) is None:
        return _("Only someone who checked in can report that the other did not come.")
    return ""


def why_not_contest(row: CoachingSession, by: User, role: Role, *, now: datetime) -> str:
    """The reason why this party cannot disagree with the outcome, or nothing."""
    claims = open_claims(row) if row.status in UNDECIDED else []
    claim = next((claim for claim in claims if claim.author_id != by.pk), None)
    if claim is not None:
        return "" if now < claim.contest_by else _("The time to contest is over.")
    marked_by_coach = row.status == Status.COMPLETED and row.ended_by_id != row.contract.student_id
    if role != "student" or not marked_by_coach:
        return _("There is nothing to contest.")
    if row.final_at is None or now >= row.final_at:
        return _("The outcome is final.")
    return ""


def open_claims(row: CoachingSession) -> list[NoShowClaim]:
    """The claims that wait, the oldest first; read anew unless `row` was prepared for drawing."""
    claims = [claim for claim in row.no_show_claims.all() if claim.status == Claim.OPEN]
    return sorted(claims, key=lambda claim: claim.pk)


# --- steps ------------------------------------------------------------------------------------


def _complete(row: CoachingSession, *, by: User | None, final_at: datetime, now: datetime) -> None:
    release(row)
    void_pending_move(row, by=by, now=now)
    row.status = Status.COMPLETED
    row.owed_amount = row.terms.price_per_session
    row.ended_by, row.ended_at, row.final_at = by, now, final_at
    changed(row)
    record(SessionCompleted(**about(row, by=by, now=now)))


def _dispute(row: CoachingSession, *, by: User, reason: str, now: datetime) -> CoachingSession:
    release(row)
    void_pending_move(row, by=by, now=now)
    row.no_show_claims.filter(status=Claim.OPEN).update(status=Claim.CONTESTED)
    row.status, row.dispute_reason = Status.DISPUTED, reason
    row.final_at, row.owed_amount = None, None
    changed(row)
    record(SessionDisputed(**about(row, by=by, now=now)))
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
            **about(row, by=None, now=now),
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
    text = note.strip()
    if not 10 <= len(text) <= 1000:
        raise Invalid(fields={"note": [_("Explain the decision in 10 to 1,000 characters.")]})
    return text
