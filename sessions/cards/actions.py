"""What each side can do with a session, per state. A button that is drawn enabled succeeds."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from core.cards import CardAction
from core.zones import current_zone_name
from sessions import answers, rules
from sessions.aftermath import claim_words
from sessions.cards.session_view import SessionView
from sessions.cards.wrap_up import book_next
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import CONTEST_WINDOW
from sessions.queries import is_completed, open_claims, pending_reschedule

Status = CoachingSession.Status


def session_actions(view: SessionView, offer: TimesOffer | None) -> Iterator[CardAction]:
    """The actions of a party, the most expected first."""
    if offer is not None:
        yield from _offered(view, offer)
    elif view.row.status in _BY_STATE:
        yield from _BY_STATE[view.row.status](view)


def _offered(view: SessionView, offer: TimesOffer) -> Iterator[CardAction]:
    me, now = view.viewer, view.now
    named = (("offer", str(offer.pk)),)
    if rules.decline_times(offer, by=me, now=now) is None:
        yield view.press(
            "decline-times",
            _("None of these"),
            fields=named,
            outcome=_("%(name)s is told; the session stays open.") % {"name": view.other_name},
        )
    refusal = rules.offer_times(view.row, by=me)
    yield view.form("offer-times", _("Offer other times"), refusal=refusal)
    if rules.withdraw_times(offer, by=me, now=now) is None:
        yield view.press(
            "withdraw-times",
            _("Withdraw these times"),
            fields=named,
            outcome=_("%(name)s can take none of them any more; the session stays open.")
            % {"name": view.other_name},
        )
    if view.role == "student" and offer.author_id != me.pk:
        yield view.form("schedule", _("See all free times"))


def find_time(view: SessionView) -> Iterator[CardAction]:
    """For a session without a time: the student picks one, either offers some."""
    row, me = view.row, view.viewer
    if row.contract.status not in Contract.AGREED:
        return
    if view.role == "student":
        refusal = rules.schedule(row, by=me)
        yield view.form("schedule", _("Book a time"), tone="primary", refusal=refusal)
    yield view.form(
        "offer-times",
        _("Offer times"),
        tone="primary" if view.role == "coach" else "quiet",
        refusal=rules.offer_times(row, by=me),
    )


def _scheduled(view: SessionView) -> Iterator[CardAction]:
    row, me, now = view.row, view.viewer, view.now
    if view.role == "coach":
        yes = answers.confirm(row, by=me, version=row.version, now=now)
        no = answers.decline(row, by=me, version=row.version, now=now)
        yield view.answer(yes, view.label(yes), tone=yes.tone, outcome=yes.outcome)
        if no.refusal is None:
            yield view.form(no.verb, no.name)
    yield from _ask_to_reschedule(view)
    if view.role == "student":
        yield from _cancel(view)


def _confirmed(view: SessionView) -> Iterator[CardAction]:
    row, me, now = view.row, view.viewer, view.now
    if rules.check_in(row, by=me, now=now) is None and not row.checked_in_at(me.pk):
        yield view.press("check-in", _("I am here"), tone="primary")
    yield from _outcome(view)
    yield from _ask_to_reschedule(view)
    if rules.set_meeting_link(row, by=me, now=now) is None:
        label = _("Change the meeting link") if row.meeting_url else _("Add a meeting link")
        yield view.form("link", label)
    yield from _cancel(view)


def _outcome(view: SessionView) -> Iterator[CardAction]:
    """Held, not held, or disagreed with: whatever can be said at this moment."""
    row, me, now = view.row, view.viewer, view.now
    if rules.complete(row, by=me, now=now) is None:
        yield view.press(
            "complete", _("It was held"), tone="primary", outcome=_complete_words(view)
        )
    if rules.contest(row, by=me, now=now) is None:
        yield view.form(
            "contest", _("I disagree"), tone="danger", outcome=_("Our staff decides then.")
        )
    if rules.claim_no_show(row, by=me, now=now) is None and not _claimed(row, me):
        yield view.press(
            "no-show",
            _("%(name)s did not come") % {"name": view.other_name},
            outcome=_no_show_words(view),
        )
    yield from _notes(view)


def _notes(view: SessionView) -> Iterator[CardAction]:
    """Writing down what came of it, also while or after staff decide; its own card offers to change it."""
    row = view.row
    if not row.is_wrapped_up and rules.write_notes(row, by=view.viewer, now=view.now) is None:
        yield view.form("notes", _("Write the wrap-up"))


def _claimed(row: CoachingSession, me: User) -> bool:
    return any(claim.author_id == me.pk for claim in open_claims(row))


def _complete_words(view: SessionView) -> str:
    money = view.policy.money(view.policy.price)
    if view.role == "student":
        return _("You owe %(money)s. Your word is final.") % {"money": money}
    return _("%(name)s owes %(money)s and can disagree for 72 hours after the end.") % {
        "name": view.other_name,
        "money": money,
    }


def _no_show_words(view: SessionView) -> str:
    return claim_words(
        view.row,
        absent="student" if view.role == "coach" else "coach",
        until=view.now + CONTEST_WINDOW,
        zone_name=current_zone_name(),
    )


def _completed(view: SessionView) -> Iterator[CardAction]:
    yield from _outcome(view)
    yield from _book_next(view)


def _resolved(view: SessionView) -> Iterator[CardAction]:
    yield from _notes(view)
    if is_completed(view.row):
        yield from _book_next(view)


def _book_next(view: SessionView) -> Iterator[CardAction]:
    """Until there is a wrap-up, whose card says it then."""
    if not view.row.is_wrapped_up:
        yield from book_next(view)


def _ask_to_reschedule(view: SessionView) -> Iterator[CardAction]:
    """Drawn until the start; disabled with the reason while it is not possible."""
    row, me, now = view.row, view.viewer, view.now
    if view.role is None or now >= row.span[0] or pending_reschedule(row) is not None:
        return
    late = view.role == "student" and now >= view.policy.cut_off
    yield view.form(
        "reschedule",
        _("Ask for another time"),
        outcome=view.policy.late_move_words(view.role) if late else "",
        refusal=rules.request_reschedule(row, by=me, now=now),
    )


def _cancel(view: SessionView) -> Iterator[CardAction]:
    if view.role is None or rules.cancel(view.row, by=view.viewer, now=view.now) is not None:
        return
    yield view.form(
        "cancel",
        _("Cancel session"),
        tone="danger",
        outcome=view.policy.cancel_outcome(view.role, now=view.now).sentence,
    )


_BY_STATE: dict[str, Callable[[SessionView], Iterator[CardAction]]] = {
    Status.UNSCHEDULED: find_time,
    Status.SCHEDULED: _scheduled,
    Status.CONFIRMED: _confirmed,
    Status.AWAITING_OUTCOME: _outcome,
    Status.COMPLETED: _completed,
    Status.DISPUTED: _notes,
    Status.RESOLVED: _resolved,
}
