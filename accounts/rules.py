"""What speaks against each verb on accounts and coach profiles; None where nothing does."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import AddressChange, CoachProfile, User
from accounts.queries import has_verified_email
from accounts.signins import has_second_factor
from core.errors import DomainError, NotAllowed, NotPossibleNow

Approval = CoachProfile.Approval


def own_account(user: User, *, by: User) -> DomainError | None:
    """Everybody changes the own account only."""
    return None if by.pk == user.pk else NotAllowed()


def staff(by: User | AnonymousUser) -> DomainError | None:
    """Only who works here, and logs in with more than a password."""
    if not (isinstance(by, User) and by.is_active and by.is_staff):
        return NotAllowed(_("Only staff may do that."))
    if has_second_factor(by):
        return None
    return NotAllowed(
        _("Staff need a second step at every login. Set one up first; then the desk opens."),
        code="second_factor_missing",
    )


def stop_address_change(change: AddressChange, *, now: datetime) -> DomainError | None:
    """Whoever has the link that was sent to the old address."""
    if change.stopped_at is None and now < change.stop_until:
        return None
    return NotPossibleNow(
        _("The time to stop this change is over. Reply to the mail, and we help.")
    )


def suspend(user: User, *, by: User) -> DomainError | None:
    if refusal := staff(by):
        return refusal
    return NotAllowed(_("You cannot suspend your own account.")) if by.pk == user.pk else None


def edit_profile(user: User, *, by: User) -> DomainError | None:
    if refusal := own_account(user, by=by):
        return refusal
    if user.is_coach:
        return None
    return NotAllowed(_("Say in your settings that you want to coach first."))


def submit_profile(user: User, *, by: User) -> DomainError | None:
    """Ask staff for approval: a coach whose address is proven."""
    if refusal := edit_profile(user, by=by):
        return refusal
    if has_verified_email(user):
        return None
    return NotAllowed(_("Verify your email address first; we have sent you a link."))


def approve_coach(profile: CoachProfile, *, by: User) -> DomainError | None:
    if refusal := staff(by):
        return refusal
    if profile.approval == Approval.DRAFT:
        return NotPossibleNow(_("The coach has not sent the profile in yet."), subject=profile)
    return None


def refuse_coach(profile: CoachProfile, *, by: User) -> DomainError | None:
    """Refuse a profile that waits, or take an approval back."""
    if refusal := staff(by):
        return refusal
    if profile.approval in (Approval.PENDING, Approval.APPROVED):
        return None
    return NotPossibleNow(_("This profile does not wait for an answer."), subject=profile)
