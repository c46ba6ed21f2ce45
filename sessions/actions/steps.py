"""Steps that the actions of this app share."""

from django.core.exceptions import ValidationError

from calendars.busy import lock_calendars
from contracts.models import Contract
from core.errors import Invalid
from core.transactions import locked
from core.zones import validate_zone
from sessions.blocking import parties
from sessions.models import CoachingSession


def hold(session: CoachingSession, *, calendars: bool = False) -> CoachingSession:
    """The session as it stands now, locked together with its contract (`row.contract`).

    With `calendars` both persons' calendars are locked first, as anything that blocks time must.
    """
    contract = Contract.objects.get(pk=session.contract_id)
    if calendars:
        lock_calendars(parties(contract))
    contract = locked(Contract.objects.filter(pk=contract.pk)).get()
    row = locked(CoachingSession.objects.filter(pk=session.pk)).get()
    row.contract = contract
    return row


def hold_sessions(contract: Contract) -> list[CoachingSession]:
    """Every attempt of a locked contract, with its terms, locked in order."""
    rows = CoachingSession.objects.filter(contract=contract).order_by("id")
    held = list(locked(rows.select_related("terms")))
    for row in held:
        row.contract = contract
    return held


def checked_zone(name: str) -> str:
    """The IANA name itself. Raises Invalid for any other text."""
    try:
        validate_zone(name)
    except ValidationError as error:
        raise Invalid(fields={"timezone": error.messages}) from error
    return name
