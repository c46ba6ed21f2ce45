"""What somebody who looks for work keeps: requests, and searches that report."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check
from core.errors import Invalid
from core.events import record
from core.texts import NOTHING_TO_SEE, one_line
from core.transactions import action, locked
from marketplace import rules
from marketplace.events import SavedSearchMatched
from marketplace.models import LearningRequest, SavedRequest, SavedSearch, SearchFind
from marketplace.search import JobSearch, Reader, matching, shares_enough

NAME_MOST = 80
REPORTED_MOST = 20
# A request is stamped before it is committed; one that a look could not see yet is found by the next.
LOOKS_BACK = timedelta(minutes=2)
# The notice of a new request keeps the list's address, which has 300 characters.
QUERY_MOST = 280


@action
def save_request(request: LearningRequest, *, by: User, now: datetime) -> None:
    """Keep a request to find it again. Private, so no event. Idempotent."""
    SavedRequest.objects.get_or_create(user=by, request=request, defaults={"saved_at": now})


@action
def forget_request(request: LearningRequest, *, by: User) -> None:
    """Idempotent."""
    SavedRequest.objects.filter(user=by, request=request).delete()


@action
def save_search(*, by: User, name: str, query: str, now: datetime) -> SavedSearch:
    """Keep a search and report what opens from now on. The same query is kept once.

    Private, so no event. Raises Invalid, NotPossibleNow beyond 20.
    """
    name = " ".join(one_line(name).split())
    if not name:
        raise Invalid(fields={"name": [NOTHING_TO_SEE]})
    if len(name) > NAME_MOST:
        problem = _("Please choose a name of at most %d characters.") % NAME_MOST
        raise Invalid(fields={"name": [problem]})
    if len(query) > QUERY_MOST:
        raise Invalid(fields={"": [_("These filters are too long to be kept.")]})
    if not query:
        raise Invalid(
            fields={"": [_("Set at least one filter, so that there is something to report.")]}
        )
    if same := SavedSearch.objects.filter(user=by, query=query).first():
        return same
    check(rules.save_search(by=by))
    return SavedSearch.objects.create(
        user=by, name=name, query=query, created_at=now, checked_at=now
    )


@action
def delete_search(search: SavedSearch, *, by: User) -> None:
    check(rules.delete_search(search, by=by))
    search.delete()


def may_have_news(
    search: SavedSearch, *, wanted: JobSearch, opened: Collection[int], now: datetime
) -> bool:
    """Whether any of these may have to be told of: a look without a lock and without shared time."""
    fresh = matching(wanted, viewer=search.user).filter(pk__in=opened)
    return fresh.filter(opened_at__gt=_since(search), opened_at__lte=now).exists()


def _since(search: SavedSearch) -> datetime:
    return max(search.checked_at - LOOKS_BACK, search.created_at)


@action
def report_search(
    search: SavedSearch, *, wanted: JobSearch, now: datetime
) -> tuple[LearningRequest, ...]:
    """The clock tells the owner once of every request that opened since the last look and fits.

    `wanted` is what the stored query asks for. Beyond 20 the rest is left to the next look.
    Several workers may do this at once.
    """
    row = locked(SavedSearch.objects.filter(pk=search.pk)).select_related("user").get()
    since = _since(row)
    finds = row.finds.filter(found_at__gte=since).order_by("found_at")
    told = {find.request_id: find.found_at for find in finds}
    opened = matching(wanted, viewer=row.user).filter(opened_at__gt=since, opened_at__lte=now)
    reader = Reader.of(row.user, now)
    fitting = (
        job
        for job in opened.order_by("opened_at", "pk").iterator(chunk_size=200)
        if not _knows(told, job) and shares_enough(job, wanted, reader)
    )
    found, rest = list(islice(fitting, REPORTED_MOST)), next(fitting, None)
    row.checked_at = max(now, row.checked_at) if rest is None else just_before(rest)
    row.save(update_fields=["checked_at"])
    if found:
        SearchFind.objects.bulk_create(
            SearchFind(search=row, request=job, found_at=now) for job in found
        )
        record(
            SavedSearchMatched(
                at=now,
                actor_id=None,
                saved_search_id=row.pk,
                user_id=row.user_id,
                name=row.name,
                request_ids=tuple(job.pk for job in found),
            )
        )
    return tuple(found)


def just_before(job: LearningRequest) -> datetime:
    """The last look, when this request is still to be told of."""
    assert job.opened_at is not None
    return job.opened_at - timedelta(microseconds=1)


def _knows(told: dict[int, datetime], job: LearningRequest) -> bool:
    last = told.get(job.pk)
    return last is not None and job.opened_at is not None and last >= job.opened_at
