"""What each side can do with a session, per state. A button that is drawn enabled succeeds."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from core.cards import CardAction
from core.zones import current_zone_name
from sessions import rules
from sessions.aftermath import claim_words
from sessions.cards.seen import Seen
from sessions.cards.wrap_up import book_next
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import CONTEST_WINDOW
from sessions.queries import is_completed, open_claims, pending_move

Status = CoachingSession.Status


def answers(seen: Seen, offer: TimesOffer | None) -> Iterator[CardAction]:
    """The actions of a party, the most expected first."""
    if offer is not None:
        yield from _offered(seen, offer)
    elif seen.row.status in _BY_STATE:
        yield from _BY_STATE[seen.row.status](seen)


def _offered(seen: Seen, offer: TimesOffer) -> Iterator[CardAction]:
    me, now = seen.viewer, seen.now
    named = (("offer", str(offer.pk)),)
    if rules.decline_times(offer, by=me, now=now) is None:
        yield seen.press(
            "decline-times",
            _("None of these"),
            fields=named,
            outcome=_("%(name)s is told; the session stays open.") % {"name": seen.other_name},
        )
    yield seen.form("offer-times", _("Offer other times"))
    if rules.withdraw_times(offer, by=me, now=now) is None:
        yield seen.press(
            "withdraw-times",
            _("Withdraw these times"),
            fields=named,
            outcome=_("%(name)s can take none of them any more; the session stays open.")
            % {"name": seen.other_name},
        )
    if seen.role == "student" and offer.author_id != me.pk:
        yield seen.form("schedule", _("See all free times"))


def find_time(seen: Seen) -> Iterator[CardAction]:
    """For a session without a time: the student picks one, either offers some."""
    row, me = seen.row, seen.viewer
    if row.contract.status not in Contract.AGREED:
        return
    if seen.role == "student":
        refusal = rules.schedule(row, by=me)
        yield seen.form("schedule", _("Book a time"), tone="primary", refusal=refusal)
    yield seen.form(
        "offer-times",
        _("Offer times"),
        tone="primary" if seen.role == "coach" else "quiet",
        refusal=rules.offer_times(row, by=me),
    )


def _scheduled(seen: Seen) -> Iterator[CardAction]:
    row, me, now = seen.row, seen.viewer, seen.now
    if seen.role == "coach":
        yield seen.press(
            "confirm",
            _("Confirm %(time)s") % {"time": seen.day_and_time(row.span[0])},
            tone="primary",
            outcome=_("The time then stands for both of you."),
            refusal=rules.confirm(row, by=me, now=now),
        )
        if rules.decline(row, by=me, now=now) is None:
            yield seen.form("decline", _("Decline"))
    yield from _ask_to_move(seen)
    if seen.role == "student":
        yield from _cancel(seen)


def _confirmed(seen: Seen) -> Iterator[CardAction]:
    row, me, now = seen.row, seen.viewer, seen.now
    if rules.check_in(row, by=me, now=now) is None and not row.checked_in_at(me.pk):
        yield seen.press("check-in", _("I am here"), tone="primary")
    yield from _outcome(seen)
    yield from _ask_to_move(seen)
    if rules.set_meeting_link(row, by=me, now=now) is None:
        label = _("Change the meeting link") if row.meeting_url else _("Add a meeting link")
        yield seen.form("link", label)
    yield from _cancel(seen)


def _outcome(seen: Seen) -> Iterator[CardAction]:
    """Held, not held, or disagreed with: whatever can be said at this moment."""
    row, me, now = seen.row, seen.viewer, seen.now
    if rules.complete(row, by=me, now=now) is None:
        yield seen.press(
            "complete", _("It was held"), tone="primary", outcome=_complete_words(seen)
        )
    if rules.contest(row, by=me, now=now) is None:
        yield seen.form(
            "contest", _("I disagree"), tone="danger", outcome=_("Our staff decides then.")
        )
    if rules.claim_no_show(row, by=me, now=now) is None and not _claimed(row, me):
        yield seen.press(
            "no-show",
            _("%(name)s did not come") % {"name": seen.other_name},
            outcome=_no_show_words(seen),
        )
    yield from _notes(seen)


def _notes(seen: Seen) -> Iterator[CardAction]:
    """Writing down what came of it, also while or after staff decide; its own card offers to change it."""
    row = seen.row
    if not row.is_wrapped_up and rules.write_notes(row, by=seen.viewer, now=seen.now) is None:
        yield seen.form("notes", _("Write the wrap-up"))


def _claimed(row: CoachingSession, me: User) -> bool:
    return any(claim.author_id == me.pk for claim in open_claims(row))


def _complete_words(seen: Seen) -> str:
    money = seen.policy.money(seen.policy.price)
    if seen.role == "student":
        return _("You owe %(money)s. Your word is final.") % {"money": money}
    return _("%(name)s owes %(money)s and can disagree for 72 hours after the end.") % {
        "name": seen.other_name,
        "money": money,
    }


def _no_show_words(seen: Seen) -> str:
    return claim_words(
        seen.row,
        absent="student" if seen.role == "coach" else "coach",
        until=seen.now + CONTEST_WINDOW,
        zone_name=current_zone_name(),
    )


def _completed(seen: Seen) -> Iterator[CardAction]:
    yield from _outcome(seen)
    yield from _book_next(seen)


def _resolved(seen: Seen) -> Iterator[CardAction]:
    yield from _notes(seen)
    if is_completed(seen.row):
        yield from _book_next(seen)


def _book_next(seen: Seen) -> Iterator[CardAction]:
    """Until there is a wrap-up, whose card says it then."""
    if not seen.row.is_wrapped_up:
        yield from book_next(seen)


def _ask_to_move(seen: Seen) -> Iterator[CardAction]:
    """Drawn until the start; disabled with the reason while it is not possible."""
    row, me, now = seen.row, seen.viewer, seen.now
    if seen.role is None or now >= row.span[0] or pending_move(row) is not None:
        return
    late = seen.role == "student" and now >= seen.policy.cut_off
    yield seen.form(
        "reschedule",
        _("Ask for another time"),
        outcome=seen.policy.late_move_words(seen.role) if late else "",
        refusal=rules.request_reschedule(row, by=me, now=now),
    )


def _cancel(seen: Seen) -> Iterator[CardAction]:
    if seen.role is None or rules.cancel(seen.row, by=seen.viewer, now=seen.now) is not None:
        return
    yield seen.form(
        "cancel",
        _("Cancel session"),
        tone="danger",
        outcome=seen.policy.cancel_outcome(seen.role, now=seen.now).sentence,
    )


_BY_STATE: dict[str, Callable[[Seen], Iterator[CardAction]]] = {
    Status.UNSCHEDULED: find_time,
    Status.SCHEDULED: _scheduled,
    Status.CONFIRMED: _confirmed,
    Status.AWAITING_OUTCOME: _outcome,
    Status.COMPLETED: _completed,
    Status.DISPUTED: _notes,
    Status.RESOLVED: _resolved,
}
