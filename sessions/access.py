"""The rows that an address or a press names, as far as this person may see them; else Http404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from contracts.models import Contract
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer

SESSION_JOINS = ("contract__student", "contract__coach", "contract__agreed_version", "terms")
CONTRACT_JOINS = ("student", "coach", "agreed_version")


def find_session(person: User, session_id: int) -> CoachingSession:
    rows = CoachingSession.objects.visible_to(person).select_related(*SESSION_JOINS)
    return get_object_or_404(rows, pk=session_id)


def find_contract(person: User, contract_id: int) -> Contract:
    rows = Contract.objects.visible_to(person).select_related(*CONTRACT_JOINS)
    return get_object_or_404(rows, pk=contract_id)


def find_credit(contract: Contract, number: int) -> CoachingSession:
    """The latest attempt to hold a credit of a contract that was found."""
    session = contract.sessions.filter(number=number).order_by("attempt").last()
    if session is None:
        raise Http404
    session.contract = contract
    return session


def find_offer(session: CoachingSession, offer_id: int) -> TimesOffer:
    """An offer of times for a session that was found."""
    return get_object_or_404(session.offers, pk=offer_id)


def find_reschedule(session: CoachingSession, reschedule_id: int) -> RescheduleRequest:
    """A request to move a session that was found."""
    return get_object_or_404(session.reschedules, pk=reschedule_id)
