"""What happens in the product is told outside it, in the same transaction: mails and lines of the bell."""

from accounts.events import (
    AccountEvent,
    AccountMailRequested,
    AccountSuspended,
    CoachApproved,
    CoachProfileSubmitted,
    CoachRefused,
    EmailVerified,
)
from accounts.models import User
from contracts.events import ContractOffered
from contracts.models import Contract
from core.events import Event, on
from core.models import EventRecord
from marketplace.events import RequestExpiryWarned, SavedSearchMatched
from notifications import bell, emails, links, notices
from notifications.outbox import queue_email
from notifications.routes import ROUTES, notices_for
from sessions.events import RescheduleRequested, SessionEvent, SessionScheduled
from sessions.models import CoachingSession


@on(*ROUTES)
def tell(event: Event, record: EventRecord) -> None:
    """Everything that the routes know of."""
    for notice in notices_for(event, record):
        bell.ring(notice, at=event.at, record=record)
        emails.send(notice, at=event.at, record=record)


@on(ContractOffered)
def tell_of_an_offer(event: ContractOffered, record: EventRecord) -> None:
    related = ("open_version", "proposal__request")
    contract = Contract.objects.select_related(*related).get(pk=event.contract_id)
    bell.ring(notices.contract_created(contract), at=event.at, record=record)
    emails.send_contract_created_email(contract, record=record)


@on(SessionScheduled)
def tell_of_a_booking(event: SessionScheduled, record: EventRecord) -> None:
    session = _session(event)
    bell.ring(notices.session_scheduled(session), at=event.at, record=record)
    emails.send_session_scheduled_email(session, record=record)


@on(RescheduleRequested)
def tell_of_a_wish_to_move(event: RescheduleRequested, record: EventRecord) -> None:
    session = _session(event)
    bell.ring(notices.reschedule_requested(session), at=event.at, record=record)
    emails.send_reschedule_request_email(session, record=record)


def _session(event: SessionEvent) -> CoachingSession:
    related = ("contract__proposal__request",)
    return CoachingSession.objects.select_related(*related).get(pk=event.session_id)


@on(SavedSearchMatched)
def tell_of_what_a_search_found(event: SavedSearchMatched, record: EventRecord) -> None:
    bell.ring(notices.search_matched(event, key=f"event-{record.pk}"), at=event.at, record=record)
    emails.send_search_matched_email(event, record=record)


# These are in no conversation, but change what the dashboard of the person says, bell or no bell.
@on(EmailVerified, CoachProfileSubmitted, CoachApproved, CoachRefused)
def tell_open_pages(event: AccountEvent, _record: EventRecord) -> None:
    bell.push_count(event.user_id)


@on(RequestExpiryWarned)
def tell_open_pages_of_an_end(event: RequestExpiryWarned, _record: EventRecord) -> None:
    bell.push_count(event.student_id)


@on(AccountSuspended)
def switch_links_off(event: AccountSuspended, _record: EventRecord) -> None:
    """What is still in somebody's mailbox must open nothing."""
    links.revoke_all(event.user_id, now=event.at)


@on(AccountMailRequested)
def send_account_mail(event: AccountMailRequested, record: EventRecord) -> None:
    """What the login system has to say, in our dress; it may go to an address without an account."""
    name = event.template.rpartition("/")[2]
    queue_email(
        recipient=User.objects.filter(pk=event.user_id).first() if event.user_id else None,
        kind=f"login_{name}",
        params=dict(event.context),
        at=event.at,
        dedupe_key=f"login_{name}:event-{record.pk}",
        record=record,
        to_address=event.to_address,
    )
