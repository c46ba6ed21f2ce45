"""States that tests start from, built the way people build them: through the actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from unittest import mock

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import CoachProfile, User
from calendars.models import WeeklyRange
from contracts.actions import accept_contract, offer_contract
from contracts.models import Contract
from contracts.terms import terms_from_proposal
from core.quotas import Quota
from marketplace import actions as marketplace
from marketplace.models import LearningRequest, Proposal
from sessions import actions as sessions
from tests.kept import kept
from tests.marketplace.builders import answering, request_details

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday
PASSWORD = "correct horse"


@kept
def make_user(name: str, *, verified: bool = True, **fields) -> User:
    """A person called `name`, with the email `<name>@example.test`; who is staff has a second step."""
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@example.test")
    user = User.objects.create_user(email, PASSWORD, display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    if user.is_staff:
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return user


@kept
def make_student(name: str = "Sofia Student", **fields) -> User:
    return make_user(name, **{"is_student": True, "timezone": "Europe/Berlin", **fields})


@kept
def make_coach(name: str = "Carl Coach", *, approved: bool = True, **fields) -> User:
    coach = make_user(name, **{"is_coach": True, "timezone": "America/New_York", **fields})
    CoachProfile.objects.create(
        user=coach,
        title="Coach",
        approval=CoachProfile.Approval.APPROVED if approved else CoachProfile.Approval.PENDING,
    )
    return coach


@contextmanager
def without_quotas() -> Iterator[None]:
    """States of any size: how often people may do a thing is no matter of what they have done."""
    with mock.patch.object(Quota, "refusal_after", return_value=None):
        yield


@kept
def open_request(student: User, *, now: datetime = NOW, **details) -> LearningRequest:
    """A request that waits for proposals; `details` change fields of `RequestDetails`."""
    with without_quotas():
        return marketplace.post_request(by=student, details=request_details(**details), now=now)


@kept
def pending_proposal(
    request: LearningRequest, coach: User, *, now: datetime = NOW, **details
) -> Proposal:
    """A coach's proposal that waits for the student; `details` change fields of `ProposalDetails`."""
    with without_quotas():
        return marketplace.submit_proposal(
            request, by=coach, details=answering(request, **details), now=now
        )


@kept
def accepted_proposal(student: User, coach: User, *, now: datetime = NOW, **details) -> Proposal:
    """The student's request (of `Learn data analysis…`), awarded to this coach."""
    proposal = pending_proposal(open_request(student, now=now), coach, now=now, **details)
    return marketplace.accept_proposal(
        proposal,
        by=student,
        version=proposal.version,
        request_version=proposal.request.version,
        now=now,
    )


@kept
def make_accepted_proposal(student: User, coach: User) -> Proposal:
    """Four sessions of an hour at 40.00, agreed between these two at NOW."""
    request = open_request(
        student,
        title="Spoken Spanish for travel",
        description="I want to hold a conversation by summer, starting from very little.",
        sessions_needed=4,
    )
    proposal = pending_proposal(request, coach, session_count=4, price_per_session=Decimal("40.00"))
    return marketplace.accept_proposal(proposal, by=student, version=1, request_version=1, now=NOW)


@kept
def offered_contract(student: User, coach: User, *, by: User | None = None, **terms) -> Contract:
    """A contract that `by` (the coach) offered at NOW; `terms` are changed ones."""
    proposal = make_accepted_proposal(student, coach)
    offer = replace(terms_from_proposal(proposal, now=NOW), **terms)
    return offer_contract(proposal, by=by or coach, terms=offer, now=NOW)


@kept
def active_contract(student: User, coach: User, **terms) -> Contract:
    """A contract that the coach offered and the student accepted at NOW."""
    contract = offered_contract(student, coach, **terms)
    return accept_contract(contract, by=student, version_number=1, now=NOW)


@kept
def offered_session(session, *, by, starts, now=NOW):
    """That unscheduled session with these starts put to the other side. Returns the session."""
    sessions.offer_times(
        session, by=by, starts=starts, timezone=by.timezone, version=session.version, now=now
    )
    session.refresh_from_db()
    return session


@kept
def confirmed_session(session, *, starts_at, now=NOW):
    """That unscheduled session, offered by its coach and accepted by its student."""
    coach, student = session.contract.coach, session.contract.student
    offered_session(session, by=coach, starts=[starts_at], now=now)
    offer = session.offers.get(status="open")
    return sessions.accept_time(offer, by=student, starts_at=starts_at, now=now)


@kept
def scheduled_session(session, *, starts_at, now=NOW):
    """That unscheduled session, picked by its student from the coach's free slots."""
    student = session.contract.student
    return sessions.schedule_session(
        session,
        by=student,
        starts_at=starts_at,
        timezone=student.timezone,
        version=session.version,
        now=now,
    )


@kept
def opens_every_day(coach, *, starts_minute=0, ends_minute=24 * 60):
    """The coach teaches at these minutes of each day, on the coach's own clock."""
    for weekday in range(7):
        WeeklyRange.objects.get_or_create(
            calendar=coach.calendar,
            weekday=weekday,
            starts_minute=starts_minute,
            ends_minute=ends_minute,
        )


@kept
def completed_session(session, *, starts_at, by=None, now=NOW):
    """That unscheduled session, booked, held, and called completed by its student (or by `by`)."""
    booked = confirmed_session(session, starts_at=starts_at, now=now)
    ended_at = booked.ends_at
    return sessions.complete_session(
        booked, by=by or session.contract.student, version=booked.version, now=ended_at
    )


@kept
def resolved_session(session, *, staff, starts_at, outcome, amount=None, now=NOW):
    """That session, which its student contested after the coach called it completed, decided by staff."""
    held = completed_session(session, starts_at=starts_at, by=session.contract.coach, now=now)
    disputed = sessions.contest_outcome(
        held, by=session.contract.student, reason="The room stayed empty.", version=held.version,
        now=held.ends_at,
    )  # fmt: skip
    return sessions.resolve_dispute(
        disputed, by=staff, outcome=outcome, amount=amount, note="We spoke to both of you.",
        version=disputed.version, now=disputed.ends_at,
    )  # fmt: skip
