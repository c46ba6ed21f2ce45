"""Steps that the actions of this app share."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import lock_calendars
from calendars.spans import Span
from contracts.models import Contract
from core.actions import save_next_version
from core.errors import Invalid
from core.events import record
from core.transactions import locked
from core.zones import validate_zone
from sessions import rules
from sessions.blocking import find_clashes, parties, release
from sessions.events import RescheduleClosed, event_fields
from sessions.models import CoachingSession, ProposedStart, RescheduleRequest, TimesOffer
from sessions.queries import pending_reschedule

Status = CoachingSession.Status


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


def hold_offer(offer: TimesOffer, *, calendars: bool = False) -> TimesOffer:
    """The offer as it stands now, its session held (`offer.session`)."""
    row = hold(offer.session, calendars=calendars)
    fresh = TimesOffer.objects.get(pk=offer.pk)
    fresh.session = row
    return fresh


def hold_reschedule(reschedule: RescheduleRequest, *, calendars: bool = False) -> RescheduleRequest:
    """The request as it stands now, its session held (`reschedule.session`)."""
    row = hold(reschedule.session, calendars=calendars)
    fresh = RescheduleRequest.objects.select_related("counters").get(pk=reschedule.pk)
    fresh.session = row
    return fresh


def close_open_offer(row: CoachingSession, outcome: str, *, now: datetime) -> None:
    """Nobody need answer the open offer of times any more, if there is one."""
    row.offers.filter(status=TimesOffer.Status.OPEN).update(status=outcome, decided_at=now)


def void_pending_reschedule(row: CoachingSession, *, by: User | None, now: datetime) -> None:
    """A pending request ends because its session does, or begins."""
    if (reschedule := pending_reschedule(row)) is not None:
        close_reschedule(row, reschedule, RescheduleRequest.Status.VOID, by=by, now=now)


def close_reschedule(
    row: CoachingSession,
    reschedule: RescheduleRequest,
    outcome: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Close a request that came to nothing, and say so; the old time stands."""
    reschedule.status, reschedule.decided_at = outcome, now
    reschedule.version += 1
    reschedule.save(update_fields=["status", "decided_at", "version"])
    record(
        RescheduleClosed(
            **event_fields(row, by=by, now=now),
            reschedule_id=reschedule.pk,
            outcome=outcome,
            reason=reason,
        )
    )


def end_attempt(
    row: CoachingSession,
    status: str,
    *,
    now: datetime,
    by: User | None,
    reason: str = "",
    owed: Decimal = Decimal(0),
    credit_back: bool,
) -> CoachingSession | None:
    """Close this attempt, free both calendars, and open the next one when the credit comes back.

    Returns the fresh row. A credit comes back only while its contract lives.
    """
    if row.status in CoachingSession.BLOCKING:
        row.sequence += 1
    release(row)
    close_open_offer(row, TimesOffer.Status.SUPERSEDED, now=now)
    void_pending_reschedule(row, by=by, now=now)
    row.status = status
    row.owed_amount = owed
    row.ended_by, row.ended_at, row.end_reason = by, now, reason
    row.answer_by = None
    save_next_version(row)
    return open_next_attempt(row) if credit_back else None


def open_next_attempt(row: CoachingSession) -> CoachingSession | None:
    """The credit's next attempt, under the terms in force; None when the contract is over."""
    contract = row.contract
    if contract.status not in Contract.AGREED:
        return None
    terms = contract.agreed_version
    assert terms is not None
    return CoachingSession.objects.create(
        contract=contract,
        number=row.number,
        attempt=row.attempt + 1,
        terms=terms,
        duration_minutes=terms.duration_minutes,
        timezone=terms.timezone,
    )


def checked_starts(
    row: CoachingSession,
    starts: Iterable[datetime],
    *,
    most: int,
    now: datetime,
    field: str = "starts",
) -> list[datetime]:
    """The starts without repeats, ascending. Raises Invalid unless each could be held by this contract."""
    wanted = sorted(set(starts))
    if not wanted:
        raise Invalid(fields={field: [_("Choose at least one time.")]})
    if len(wanted) > most:
        raise Invalid(fields={field: [_("Choose at most %(most)d times.") % {"most": most}]})
    refusals = [rules.start_at(row, start, now=now) for start in wanted]
    problems = [str(refusal.message) for refusal in refusals if refusal]
    if problems:
        raise Invalid(fields={field: list(dict.fromkeys(problems))})
    return wanted


def write_starts(
    proposal: TimesOffer | RescheduleRequest, starts: Iterable[datetime], *, row: CoachingSession
) -> None:
    """What the other side can choose from."""
    ProposedStart.objects.bulk_create(
        ProposedStart(**{proposal.KIND: proposal}, starts_at=start, ends_at=start + row.length)
        for start in starts
    )


def refuse_clashes(row: CoachingSession, starts: Sequence[datetime], *, field: str) -> None:
    """Raise Invalid when one of the starts is already taken in either calendar."""
    spans = [Span(start, start + row.length) for start in starts]
    if any(find_clashes(row.contract, spans, ignore=row)):
        raise Invalid(fields={field: [_("One of these times is no longer free.")]})


def checked_zone(name: str) -> str:
    """The IANA name itself. Raises Invalid for any other text."""
    try:
        validate_zone(name)
    except ValidationError as error:
        raise Invalid(fields={"timezone": error.messages}) from error
    return name
