"""Steps that the actions of this app share."""

from core.transactions import locked
from payments.models import Charge, CreditPayment
from sessions.actions.steps import hold as hold_session


def hold_charge(charge: Charge) -> Charge:
    """The charge as it stands now, locked after its contract, its session and its credit."""
    session = hold_session(charge.session)
    list(locked(CreditPayment.objects.filter(lines__charge=charge.pk)).order_by("id"))
    row = locked(Charge.objects.filter(pk=charge.pk)).get()
    if row.session_id != session.pk:  # it went on to the credit's next attempt meanwhile
        session = hold_session(row.session)
    row.session, row.contract = session, session.contract
    return row


def credit_of(charge: Charge) -> CreditPayment:
    """The one credit that it is for."""
    return CreditPayment.objects.get(lines__charge=charge)
