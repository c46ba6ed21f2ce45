"""What each side can do with a session, per state. A button that is drawn enabled succeeds."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from core.cards import CardAction
from sessions.actions.booking import why_not_cancel, why_not_confirm
from sessions.cards.seen import Seen
from sessions.models import CoachingSession, TimesOffer

Status = CoachingSession.Status


def answers(seen: Seen, offer: TimesOffer | None) -> Iterator[CardAction]:
    """The actions of a party, the most expected first. A paused contract takes no bookings."""
    if offer is not None:
        yield from _offered(seen, offer)
    elif seen.row.status in _BY_STATE:
        yield from _BY_STATE[seen.row.status](seen)


def _offered(seen: Seen, offer: TimesOffer) -> Iterator[CardAction]:
    named = (("offer", str(offer.pk)),)
    if offer.author_id == seen.viewer.pk:
        yield seen.form("offer-times", _("Offer other times"))
        yield seen.press("withdraw-times", _("Withdraw these times"), fields=named)
        return
    if seen.now < offer.lapses_at:
        yield seen.press("decline-times", _("None of these"), fields=named)
    yield seen.form("offer-times", _("Offer other times"))
    if seen.role == "student":
        yield seen.form("schedule", _("See all free times"))


def _unscheduled(seen: Seen) -> Iterator[CardAction]:
    why_not = why_not_book(seen.row)
    if seen.role == "student":
        yield seen.form("schedule", _("Book a time"), tone="primary", why_not=why_not)
    yield seen.form(
        "offer-times",
        _("Offer times"),
        tone="primary" if seen.role == "coach" else "quiet",
        why_not=why_not,
    )


def _scheduled(seen: Seen) -> Iterator[CardAction]:
    if seen.role == "coach":
        starts_at, _ends_at = seen.row.span
        yield seen.press(
            "confirm",
            _("Confirm %(time)s") % {"time": seen.day_and_time(starts_at)},
            tone="primary",
            why_not=why_not_confirm(seen.row, now=seen.now),
        )
        if seen.now < starts_at:
            yield seen.form("decline", _("Decline"))
        return
    yield from _cancel(seen)


def _confirmed(seen: Seen) -> Iterator[CardAction]:
    yield from _cancel(seen)


def _cancel(seen: Seen) -> Iterator[CardAction]:
    if seen.role is None or why_not_cancel(seen.row, now=seen.now):
        return
    yield seen.form(
        "cancel",
        _("Cancel session"),
        tone="danger",
        outcome=seen.policy.cancel_outcome(seen.role, now=seen.now).sentence,
    )


def why_not_book(row: CoachingSession) -> str:
    """The reason why this contract takes no bookings now, or nothing."""
    if row.contract.status == "paused":
        return _("The contract is paused.")
    if row.contract.status != "active":
        return _("The contract is not active.")
    return ""


_BY_STATE: dict[str, Callable[[Seen], Iterator[CardAction]]] = {
    Status.UNSCHEDULED: _unscheduled,
    Status.SCHEDULED: _scheduled,
    Status.CONFIRMED: _confirmed,
}
