"""Deals of `student` and `coach` at the stage that a mail is about, built through the actions."""

from datetime import UTC, datetime, timedelta

from contracts.models import Contract
from notifications.models import OutgoingEmail
from sessions.models import CoachingSession
from tests.factories import NOW, offered_contract

START = datetime(2026, 11, 12, 16, tzinfo=UTC)
POLICY = "Tell me <early> & kindly."


def offered(student, coach, **terms) -> Contract:
    """A contract of four sessions at EUR 40.00 that waits for the student."""
    return offered_contract(
        student, coach, late_cancel_percent=50, cancellation_policy=POLICY, **terms
    )


def only_mail(kind: str) -> OutgoingEmail:
    """The one queued mail of that kind; the mails of the steps before it are forgotten."""
    OutgoingEmail.objects.exclude(kind=kind).delete()
    return OutgoingEmail.objects.get()


def make_session(contract, *, status="scheduled", starts_at=START) -> CoachingSession:
    return CoachingSession.objects.create(
        contract=contract, number=2, terms=contract.open_version, status=status,
        scheduled_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        timezone="Europe/Berlin", booked_by=contract.student, booked_at=NOW,
        answer_by=NOW + timedelta(hours=48), confirmed_by_coach=status == "confirmed",
        agreed_at=NOW if status == "confirmed" else None,
    )  # fmt: skip
