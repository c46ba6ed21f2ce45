"""Refusals of contracts, each with a sentence for the person."""

from datetime import datetime, timedelta
from math import ceil

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotAllowed, NotPossibleNow, TooMany
from core.zones import LocalTime


class NotAParty(NotAllowed):
    message = _("Only the two people of this contract may do that.")


class NotYourTurn(NotAllowed):
    """The author of the open version cannot answer it."""

    message = _("These are your own terms; it is the other person's turn to answer.")


class NotYourTerms(NotAllowed):
    message = _("Only the person who sent these terms may withdraw them.")


class ProposalNotAccepted(NotPossibleNow):
    message = _("There is no accepted proposal to make this contract from.")


class RequestPaused(NotPossibleNow):
    """Staff suspended the request; what was agreed on it before stands."""

    code = "request_paused"
    message = _(
        "Our staff have paused this request. No contract can be made from it until they reopen it."
    )


class AlreadyOffered(NotPossibleNow):
    code = "already_offered"
    message = _("There is already a contract for this proposal.")


class AlreadyFulfilled(NotPossibleNow):
    """A contract from this proposal was in force once; another deal starts from another proposal."""

    code = "already_fulfilled"
    message = _(
        "This proposal led to a contract already. For more sessions, agree on a new proposal."
    )


class NothingOpen(NotPossibleNow):
    message = _("No terms are waiting for an answer any more.")


class OfferLapsed(NotPossibleNow):
    code = "lapsed"
    message = _("The time to answer these terms is over.")


class EndDatePassed(NotPossibleNow):
    message = _("The end date of these terms has passed; counter with new dates instead.")


class TooManyCounters(TooMany):
    """Three an hour, so that a talk comes between; ten in all, so that an end is in sight."""

    code = "too_many_counters"
    message = _(
        "You two have sent three sets of terms within an hour. Talk first; "
        "the next are possible at %(time)s."
    )

    @classmethod
    def until(
        cls, again: datetime, *, by: User, now: datetime, subject: Model
    ) -> "TooManyCounters":
        """`again` is told on the person's clock: a card that says it stands there until then."""
        minute = again + timedelta(seconds=-again.timestamp() % 60)
        local = LocalTime(instant=minute, zone_name=by.timezone)
        return cls(
            cls.message % {"time": local.time_text},
            subject=subject,
            retry_after_seconds=ceil((again - now).total_seconds()),
        )


class NoCountersLeft(NotPossibleNow):
    code = "no_counters_left"
    message = _("Ten counter-offers are the limit. Accept, decline or withdraw the open one.")


class NotRunning(NotPossibleNow):
    message = _(
        "Only a contract that both agreed on, and that has not ended, can be changed this way."
    )


class AlreadyOpen(NotPossibleNow):
    code = "already_open"
    message = _("Something is waiting for an answer already. Answer or withdraw that first.")


class StillBooked(NotPossibleNow):
    code = "still_booked"
    message = _("There are sessions with a time or an offer of times. Settle those first.")


class StillUnsettled(NotPossibleNow):
    code = "still_unsettled"
    message = _("The outcome of a session is still open. Wait until it is settled.")


class NoPausesLeft(NotPossibleNow):
    code = "no_pauses_left"
    message = _("A contract can be paused three times at most.")


class NotPaused(NotPossibleNow):
    message = _("This contract is not paused.")


class AlreadyBound(NotPossibleNow):
    """Sessions used or booked since the amendment was written no longer fit it."""

    code = "already_bound"
    message = _("Sessions that were used or booked meanwhile no longer fit these terms.")
