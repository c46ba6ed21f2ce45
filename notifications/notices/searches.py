"""The notice about what a saved search found."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import EventRecord
from core.templatetags.money import money
from marketplace.events import SavedSearchMatched
from marketplace.models import LearningRequest, SavedSearch, SearchFind
from notifications.addresses import absolute
from notifications.habits import after_quiet_hours
from notifications.notices.base import Envelope, Notice, event_key, event_params
from notifications.notices.groups import PROPOSALS
from notifications.notices.letter import Button
from notifications.notices.readers import the_person

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Find:
    """One open request, as a line of the mail."""

    title: str
    about: str
    url: str


class SearchMatched(Notice):
    """Every open request that was found while its mail waited; nothing once the search is deleted."""

    name = "search_matched"
    group = PROPOSALS
    readers = {SavedSearchMatched: the_person}
    title = _("a new request fits a saved search")
    notification = _("New requests fit your saved search “%(title)s”.")

    @classmethod
    def envelopes(cls, event: SavedSearchMatched, record: EventRecord) -> list[Envelope]:
        """Each find is told at once, and by one mail for all within an hour or its owner's quiet hours.

        The first find queues the mail; its letter names every one there is when it is sent.
        """
        query = SavedSearch.objects.values_list("query", flat=True).get(pk=event.saved_search_id)
        at_once = Envelope(
            notice=cls,
            reader_id=event.user_id,
            key=event_key(record),
            params={**event_params(event), "title": event.name},
            path=f"/jobs?{query}",
            mail=False,
        )
        return [at_once, cls._gathered(at_once, event)]

    @classmethod
    def _gathered(cls, at_once: Envelope, event: SavedSearchMatched) -> Envelope:
        owner = User.objects.get(pk=event.user_id)
        hour_ends = event.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        due = after_quiet_hours(owner, now=hour_ends)
        span = {"since": event.at.isoformat(), "until": due.isoformat()}
        return replace(
            at_once,
            key=f"search-{event.saved_search_id}-{due:%Y%m%dT%H%M}",
            params={**at_once.params, **span},
            in_app=False,
            mail=True,
            not_before=hour_ends,
        )

    @cached_property
    def search(self) -> SavedSearch | None:
        mine = SavedSearch.objects.filter(user=self.reader)
        return mine.filter(pk=self.params["saved_search_id"]).first()

    @cached_property
    def found(self) -> list[LearningRequest]:
        """From the first find of this mail until it was due."""
        finds = SearchFind.objects.filter(
            search=self.params["saved_search_id"],
            found_at__gte=datetime.fromisoformat(self.params["since"]),
            found_at__lt=datetime.fromisoformat(self.params["until"]),
        )
        rows = LearningRequest.objects.open().filter(pk__in=finds.values("request"))
        others = rows.exclude(student=self.reader).prefetch_related("skill_tags")
        return list(others.order_by("-opened_at", "-pk"))

    @property
    def thread(self) -> str:
        return f"search-{self.params['saved_search_id']}"

    def is_true(self) -> bool:
        return self.search is not None and bool(self.found)

    def context(self) -> dict[str, Any]:
        return {
            "title": self.search and self.search.name,
            "count": len(self.found),
            "finds": [_find(row) for row in self.found[:SHOWN]],
            "finds_more": max(len(self.found) - SHOWN, 0),
        }

    def buttons(self) -> tuple[Button, ...]:
        query = self.search.query if self.search else ""
        return (Button(label=gettext("See all that fit"), url=absolute(f"/jobs?{query}")),)


def _find(row: LearningRequest) -> Find:
    sessions = ngettext("%(n)s session", "%(n)s sessions", row.sessions_needed)
    parts = [
        row.get_level_display(),
        sessions % {"n": row.sessions_needed},
        money(row.budget, row.currency) if row.budget is not None else gettext("budget open"),
        ", ".join(skill.name for skill in row.skill_tags.all()),
    ]
    about = " · ".join(part for part in parts if part)
    return Find(title=row.title, about=about, url=absolute(f"/jobs/{row.pk}"))
