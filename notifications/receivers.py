"""What happens in the product is told outside it, in the same transaction: mails and the bell."""

from accounts.events import (
    AccessRevoked,
    AccountEmptied,
    AccountEvent,
    CoachApproved,
    CoachProfileSubmitted,
    CoachRefused,
    EmailVerified,
)
from core.events import Event, on
from core.models import EventRecord
from marketplace.events import RequestExpiryWarned
from notifications import bell, emails, feeds, links
from notifications.models import Notification, OutgoingEmail
from notifications.notices import envelopes_for, told_events


@on(*told_events())
def tell(event: Event, record: EventRecord) -> None:
    """Every notice of this event, to everyone whom it concerns."""
    for envelope in envelopes_for(event, record):
        bell.ring(envelope, at=event.at, record=record)
        emails.send(envelope, at=event.at, record=record)


# These are in no conversation, but change what the dashboard of the person says, bell or no bell.
@on(EmailVerified, CoachProfileSubmitted, CoachApproved, CoachRefused)
def tell_open_pages(event: AccountEvent, _record: EventRecord) -> None:
    bell.push_count(event.user_id)


@on(RequestExpiryWarned)
def tell_open_pages_of_an_end(event: RequestExpiryWarned, _record: EventRecord) -> None:
    bell.push_count(event.student_id)


@on(AccessRevoked)
def close_what_was_handed_out(event: AccessRevoked, _record: EventRecord) -> None:
    """What is still in somebody's mailbox, or known to a program, must open nothing."""
    links.revoke_all(event.user_id, now=event.at)
    feeds.close_feed(event.user_id)


@on(AccountEmptied)
def forget_what_was_told(event: AccountEmptied, _record: EventRecord) -> None:
    """It stands under an address that was never proven to be theirs."""
    OutgoingEmail.objects.filter(recipient=event.user_id).delete()
    Notification.objects.filter(user=event.user_id).delete()
