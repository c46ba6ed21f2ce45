"""The letter about what a saved search found."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.models import EventRecord
from core.templatetags.money import money
from marketplace.models import LearningRequest, SavedSearch
from notifications.addresses import absolute
from notifications.letters.base import Button, Letter, Params, letter

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Find:
    """One open request, as a line of the mail."""

    title: str
    about: str
    url: str


@letter("search_matched")
def about_finds(_kind: str, params: Params, reader: User, _now: datetime) -> Letter | None:
    """Every open request that was found while this mail waited; nothing once the search is deleted."""
    search = SavedSearch.objects.filter(pk=params["saved_search_id"], user=reader).first()
    if search is None:
        return None
    rows = LearningRequest.objects.open().filter(pk__in=_found_ids(params)).exclude(student=reader)
    found = list(rows.prefetch_related("skill_tags").order_by("-opened_at", "-pk"))
    if not found:
        return None
    return Letter(
        thread=f"search-{search.pk}",
        buttons=(Button(label=_("See all that fit"), url=absolute(f"/jobs?{search.query}")),),
        context={
            "title": search.name,
            "count": len(found),
            "finds": [_line(row) for row in found[:SHOWN]],
            "finds_more": max(len(found) - SHOWN, 0),
        },
    )


def _found_ids(params: Params) -> set[int]:
    """What the search reported from the first find of this mail until it was due."""
    reports = EventRecord.objects.filter(
        name="marketplace.SavedSearchMatched",
        stream=f"saved_search:{params['saved_search_id']}",
        happened_at__gte=datetime.fromisoformat(params["since"]),
        happened_at__lt=datetime.fromisoformat(params["until"]),
    )
    return {
        pk for payload in reports.values_list("payload", flat=True) for pk in payload["request_ids"]
    }


def _line(row: LearningRequest) -> Find:
    sessions = ngettext("%(n)s session", "%(n)s sessions", row.sessions_needed)
    parts = [
        row.get_level_display(),
        sessions % {"n": row.sessions_needed},
        money(row.budget, row.currency) if row.budget is not None else _("budget open"),
        ", ".join(skill.name for skill in row.skill_tags.all()),
    ]
    about = " · ".join(part for part in parts if part)
    return Find(title=row.title, about=about, url=absolute(f"/jobs/{row.pk}"))
