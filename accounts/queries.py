"""Questions about people."""

from hashlib import sha256

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from accounts.models import CoachProfile, User


def has_verified_email(user: User) -> bool:
    """Whether the person has proven to own the address that mails go to."""
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


def is_approved_coach(user: User) -> bool:
    """Whether staff approved this person's coach profile and the account is in use."""
    approved = CoachProfile.objects.filter(user=user, approval=CoachProfile.Approval.APPROVED)
    return user.is_active and user.is_coach and approved.exists()


def approved_coaches() -> QuerySet[User]:
    """All of whom that is so."""
    approval = CoachProfile.Approval.APPROVED
    return User.objects.filter(is_active=True, is_coach=True, coach_profile__approval=approval)


def visible_profiles() -> QuerySet[CoachProfile]:
    """Profiles that everybody may see: approved, of people who coach and are not suspended."""
    return CoachProfile.objects.filter(
        approval=CoachProfile.Approval.APPROVED, user__is_coach=True, user__is_active=True
    )


def hash_of_session(session_key: str) -> str:
    """What names a browser session in events and groups without letting the reader into it."""
    return sha256(session_key.encode()).hexdigest()
