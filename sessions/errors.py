"""Refusals of this app."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, NotPossibleNow


class SlotTaken(NotPossibleNow):
    """Somebody's calendar holds something else at that time; nothing was booked."""

    code = "slot_taken"
    message = _("This time was taken in the meantime. Nothing was booked; please choose another.")


class SlotNotFree(NotPossibleNow):
    """The start is outside what the coach's availability, notice and horizon allow."""

    code = "slot_not_free"
    message = _("The coach is not available at this time. Please choose one of the free times.")


class SettlementChanged(Invalid):
    """A booking, a cancel or a cut-off lies between what was shown beforehand and the press."""

    code = "settlement_changed"
    message = _(
        "Something changed since you opened this. Nothing was done; here is what it comes to now."
    )
