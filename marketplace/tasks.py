"""Doors for the clock. Due rows are read without locks; each goes through its action, which looks again."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db.models import Max

from core import clock
from core.errors import DomainError
from marketplace import actions
from marketplace.actions.awarding import RELEASED_AFTER
from marketplace.actions.closing import WARNED_AFTER
from marketplace.actions.searching import LOOKS_BACK
from marketplace.commitments import uncommitted
from marketplace.models import REQUEST_LIFETIME, LearningRequest, Proposal, SavedSearch
from marketplace.search_forms import search_of

logger = logging.getLogger(__name__)
# One run takes at most so many of a kind; the rest is due again at the next.
BATCH = 500
Status = LearningRequest.Status


@shared_task
def sweep_marketplace() -> None:
    """Whatever the clock ends, warns of or releases; may run twice, at once, or a day late."""
    now = clock.now()
    each(due_proposals(now), actions.expire_proposal, now)
    each(due_requests(now), actions.expire_request, now)
    each(requests_to_warn_of(now), actions.warn_of_expiry, now)
    each(overdue_awards(now), actions.release_overdue_proposal, now)
    each(searches_to_report(), _report, now)


def each(rows: Iterable[Any], act: Callable[..., Any], now: datetime) -> None:
    """Let the clock act on each row alone: one that is refused or locked does not hold up the others."""
    for row in rows:
        try:
            act(row, now=now)
        except DomainError:
            logger.warning("the sweep could not %s %s", act.__name__, row.pk, exc_info=True)


def due_proposals(now: datetime) -> list[Proposal]:
    """Pending beyond their time, except where staff froze the request."""
    rows = Proposal.objects.pending().filter(expires_at__lte=now)
    return list(rows.exclude(request__status=Status.SUSPENDED).order_by("expires_at")[:BATCH])


def due_requests(now: datetime) -> list[LearningRequest]:
    """Open and without activity for their whole lifetime."""
    rows = LearningRequest.objects.open().filter(last_activity_at__lte=now - REQUEST_LIFETIME)
    return list(rows.order_by("last_activity_at")[:BATCH])


def requests_to_warn_of(now: datetime) -> list[LearningRequest]:
    """Open, quiet for 25 days, and not warned of yet."""
    quiet = LearningRequest.objects.open().filter(last_activity_at__lte=now - WARNED_AFTER)
    return list(quiet.filter(expiry_warned_at=None).order_by("last_activity_at")[:BATCH])


def _report(search: SavedSearch, *, now: datetime) -> None:
    actions.report_search(search, wanted=search_of(search.query), now=now)


def searches_to_report() -> list[SavedSearch]:
    """Those that have not looked since the last request was opened, and a little longer."""
    newest = LearningRequest.objects.open().aggregate(at=Max("opened_at"))["at"]
    if newest is None:
        return []
    rows = SavedSearch.objects.filter(checked_at__lt=newest + LOOKS_BACK, user__is_active=True)
    return list(rows.order_by("checked_at")[:BATCH])


def overdue_awards(now: datetime) -> list[Proposal]:
    """Accepted two weeks ago, with no contract that holds them."""
    accepted = Proposal.objects.filter(
        status=Proposal.Status.ACCEPTED,
        accepted_at__lte=now - RELEASED_AFTER,
        request__status=Status.AWARDED,
    )
    return list(uncommitted(accepted).order_by("accepted_at")[:BATCH])
