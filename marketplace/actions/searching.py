"""What somebody who looks for work keeps: requests, and searches that report."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Invalid, NotAllowed, NotPossibleNow
from core.events import record
from core.transactions import action, locked
from marketplace.events import SavedSearchMatched
from marketplace.models import LearningRequest, SavedRequest, SavedSearch
from marketplace.search import JobSearch, Reader, matching, shares_enough

SEARCHES_MOST = 20
REPORTED_MOST = 20
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
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid(fields={"name": [_("Please choose a name of at most 80 characters.")]})
    if len(query) > QUERY_MOST:
        raise Invalid(fields={"": [_("These filters are too long to be kept.")]})
    if not query:
        raise Invalid(
            fields={"": [_("Set at least one filter, so that there is something to report.")]}
        )
    mine = SavedSearch.objects.filter(user=by)
    if same := mine.filter(query=query).first():
        return same
    if mine.count() >= SEARCHES_MOST:
        raise NotPossibleNow(
            _("You have %d saved searches. Please delete one first.") % SEARCHES_MOST
        )
    return SavedSearch.objects.create(
        user=by, name=name, query=query, created_at=now, checked_at=now
    )


@action
def delete_search(search: SavedSearch, *, by: User) -> None:
    if search.user_id != by.pk:
        raise NotAllowed
    search.delete()


@action
def report_search(
    search: SavedSearch, *, wanted: JobSearch, now: datetime
) -> tuple[LearningRequest, ...]:
    """The clock tells the owner once of every request that opened since the last look and fits.

    `wanted` is what the stored query asks for. Several workers may do this at once.
    """
    row = locked(SavedSearch.objects.filter(pk=search.pk)).select_related("user").get()
    since, row.checked_at = row.checked_at, max(now, row.checked_at)
    row.save(update_fields=["checked_at"])
    opened = matching(wanted, viewer=row.user).filter(opened_at__gt=since, opened_at__lte=now)
    reader = Reader.of(row.user, now)
    fitting = opened.order_by("opened_at", "pk").iterator(chunk_size=200)
    found = [job for job in fitting if shares_enough(job, wanted, reader)][:REPORTED_MOST]
    if found:
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
