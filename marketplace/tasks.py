"""Doors for the clock. Due rows are read without locks; each goes through its action, which looks again."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.db.models import Max, QuerySet

from accounts.models import Skill
from accounts.skills import skill_slug
from core import clock
from core.errors import DomainError
from marketplace import actions
from marketplace.actions.awarding import RELEASED_AFTER
from marketplace.actions.closing import WARNED_AFTER
from marketplace.actions.searching import LOOKS_BACK, may_have_news
from marketplace.commitments import uncommitted
from marketplace.models import REQUEST_LIFETIME, LearningRequest, Proposal, SavedSearch
from marketplace.search_forms import search_of

logger = logging.getLogger(__name__)
# One run takes at most so many of a kind; the rest is due again at the next.
BATCH = 500
# Every minute's look goes back so far; what comes to light later is found by the hour.
LATELY = timedelta(days=2)
Status = LearningRequest.Status


@shared_task
def sweep_marketplace() -> None:
    """Whatever the clock ends, warns of or releases; may run twice, at once, or a day late."""
    now = clock.now()
    each(due_proposals(now), actions.expire_proposal, now)
    each(due_requests(now), actions.expire_request, now)
    each(requests_to_warn_of(now), actions.warn_of_expiry, now)
    each(overdue_awards(now), actions.release_overdue_proposal, now)
    each(searches_with_news(now), _report, now)


@shared_task
def release_missed_awards() -> None:
    """The awards that fell due without a sweep, or whose contract came to nothing since."""
    now = clock.now()
    each(missed_awards(now), actions.release_overdue_proposal, now)


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


def searches_with_news(now: datetime) -> list[SavedSearch]:
    """Those that the new requests may fit; the others have looked with that, all in one statement.

    A new request is held against the searches, one short question each: to look for all that is open, with
    what its owner's calendar leaves free, costs twenty times as much.
    """
    searches = searches_to_report()
    opened = _opened_since(min((each.checked_at for each in searches), default=now), now)
    wanted = {each.pk: search_of(each.query) for each in searches} if opened else {}
    offered = _skills_of(opened)
    news = [
        each
        for each in searches
        if each.pk in wanted
        and offered.issuperset(map(skill_slug, wanted[each.pk].skills))
        and may_have_news(each, wanted=wanted[each.pk], opened=opened, now=now)
    ]
    quiet = {each.pk for each in searches} - {each.pk for each in news}
    SavedSearch.objects.filter(pk__in=quiet, checked_at__lt=now).update(checked_at=now)
    return news


def _opened_since(checked_at: datetime, now: datetime) -> list[int]:
    rows = LearningRequest.objects.open()
    opened = rows.filter(opened_at__gt=checked_at - LOOKS_BACK, opened_at__lte=now)
    return list(opened.values_list("pk", flat=True))


def _skills_of(requests: list[int]) -> frozenset[str]:
    """What any of them names: a search that wants another skill needs no question of its own."""
    slugs = Skill.objects.filter(requests__in=requests).values_list("slug", flat=True)
    return frozenset(slugs.distinct())


def searches_to_report() -> list[SavedSearch]:
    """Those that have not looked since the last request was opened, and a little longer."""
    newest = LearningRequest.objects.open().aggregate(at=Max("opened_at"))["at"]
    if newest is None:
        return []
    rows = SavedSearch.objects.filter(checked_at__lt=newest + LOOKS_BACK, user__is_active=True)
    return list(rows.select_related("user").order_by("checked_at")[:BATCH])


def overdue_awards(now: datetime) -> list[Proposal]:
    """Accepted two weeks ago, or a little before that, with no contract that holds them."""
    released = now - RELEASED_AFTER
    lately = _awards().filter(accepted_at__gt=released - LATELY, accepted_at__lte=released)
    return list(lately.order_by("accepted_at")[:BATCH])


def missed_awards(now: datetime) -> list[Proposal]:
    """The same since whenever: those whose contract came to nothing later. Looks at all of them."""
    missed = _awards().filter(accepted_at__lte=now - RELEASED_AFTER)
    return list(missed.order_by("accepted_at")[:BATCH])


def _awards() -> QuerySet[Proposal]:
    accepted = Proposal.objects.filter(
        status=Proposal.Status.ACCEPTED, request__status=Status.AWARDED
    )
    return uncommitted(accepted)
