"""Whether a person may do a thing about money now."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, NotAllowed, NotPossibleNow
from payments.models import Charge, SavedCard


def pay(charge: Charge, *, by: User, now: datetime) -> DomainError | None:
    """Its payer, until the time to pay is over, and not while the saved card is being charged.

    What took place unpaid, as it was agreed on just before, can be paid at any time.
    """
    if by.pk != charge.payer_id:
        return NotAllowed(_("Only the one who pays can do that."))
    if charge.status == Charge.Status.PAID:
        return NotPossibleNow(_("This is paid already."), subject=charge)
    if charge.status == Charge.Status.CHARGING:
        return NotPossibleNow(_("Your card is being charged right now."), subject=charge)
    if charge.status not in Charge.PAYABLE:
        return NotPossibleNow(_("Nothing is to be paid any more."), subject=charge)
    if charge.pay_by <= now < charge.session.span[0]:
        return NotPossibleNow(_("The time to pay is over."), subject=charge)
    return None


def choose_card(card: SavedCard, *, by: User, now: datetime) -> DomainError | None:
    """Its owner, while it is there and its last month has not passed."""
    if card.removed_at is not None:
        return NotPossibleNow(_("This card was removed."))
    if card.is_over(now=now):
        return NotPossibleNow(_("This card has expired."))
    return None if by.pk == card.user_id else NotAllowed()


def remove_card(card: SavedCard, *, by: User) -> DomainError | None:
    """Its owner, at any time."""
    return None if by.pk == card.user_id else NotAllowed()
