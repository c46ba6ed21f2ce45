"""What happens to contracts, sessions, proposals and accounts becomes mails, in the same transaction."""

from contracts.events import ContractEvent, ContractOffered
from contracts.models import Contract
from core.events import on
from core.models import EventRecord
from notifications import emails
from sessions.events import SessionConfirmed, SessionEvent, SessionScheduled
from sessions.models import CoachingSession


@on(ContractOffered)
def mail_the_one_who_must_answer(event: ContractOffered, record: EventRecord) -> None:
    emails.send_contract_created_email(_contract(event), record=record)


@on(SessionScheduled)
def mail_the_coach(event: SessionScheduled, record: EventRecord) -> None:
    emails.send_session_scheduled_email(_session(event), record=record)


@on(SessionConfirmed)
def mail_both(event: SessionConfirmed, record: EventRecord) -> None:
    emails.send_session_confirmed_emails(_session(event), record=record)


def _contract(event: ContractEvent) -> Contract:
    related = ("student", "coach", "open_version")
    return Contract.objects.select_related(*related).get(pk=event.contract_id)


def _session(event: SessionEvent) -> CoachingSession:
    related = ("contract__student", "contract__coach")
    return CoachingSession.objects.select_related(*related).get(pk=event.session_id)
