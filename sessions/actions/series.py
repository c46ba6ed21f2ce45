"""Several credits in one press: the same time in several weeks."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import lock_calendars
from contracts import rules as contract_rules
from contracts.models import Contract
from core.actions import check
from core.errors import Invalid
from core.transactions import action, locked
from sessions import rules
from sessions.actions.booking import pick_start
from sessions.actions.steps import hold_sessions
from sessions.blocking import parties
from sessions.models import CoachingSession, TimesOffer
from sessions.queries import latest_attempts

Status = CoachingSession.Status


@action
def book_series(
    contract: Contract, *, by: User, starts: Sequence[datetime], timezone: str, now: datetime
) -> list[CoachingSession]:
    """Give each start to the next free credit: the student books them, the coach offers one start each.

    All of them or none; the same starts again return the sessions they went to. Raises NotAllowed,
    Invalid, and whatever refuses a single booking or offer.
    """
    check(contract_rules.party(contract, by=by))
    lock_calendars(parties(contract))
    held = locked(Contract.objects.filter(pk=contract.pk)).get()
    latest = latest_attempts(hold_sessions(held))
    free = [row for row in latest if row.status == Status.UNSCHEDULED]
    wanted = sorted(set(starts))
    if not wanted:
        raise Invalid(fields={"starts": [_("Choose at least one week.")]})
    taken = _sessions_by_start(latest, by)
    if all(start in taken for start in wanted):
        return [taken[start] for start in wanted]
    check(rules.book_series(held, by=by))
    if any(start.second or start.microsecond for start in wanted):
        raise Invalid(fields={"starts": [_("A session starts on a full minute.")]})
    if len(wanted) > len(free):
        raise Invalid(
            fields={"starts": [_("Only %(count)d sessions are free.") % {"count": len(free)}]}
        )
    return [
        pick_start(row, by=by, starts_at=start, timezone=timezone, version=row.version, now=now)
        for row, start in zip(free, wanted, strict=False)
    ]


def _sessions_by_start(
    rows: Sequence[CoachingSession], by: User
) -> dict[datetime, CoachingSession]:
    """What this person has booked, or alone offered, at which start."""
    booked = [row for row in rows if row.status in row.BLOCKING and row.booked_by_id == by.pk]
    offers = TimesOffer.objects.filter(
        session__in=[row.pk for row in rows if row.status == Status.OFFERED],
        status=TimesOffer.Status.OPEN,
        author=by,
    ).prefetch_related("starts")
    by_id = {row.pk: row for row in rows}
    starts = ((offer, offer.start_times) for offer in offers)
    return {
        **{row.span[0]: row for row in booked},
        **{times[0]: by_id[offer.session_id] for offer, times in starts if len(times) == 1},
    }
