"""The staff desk's common parts: rows are looked at here, and beside each of them lies its audit trail."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.events import record
from core.fields import TextField
from core.http import now_of
from core.looks import LookedAt
from core.search_bounds import bounded_search
from core.views import press

PEOPLE_MOST = 50
# What the audit trail calls a thing ("user") → the address name of its page on the desk.
_pages: dict[str, str] = {}
# What an event calls a thing by its part in the story → what the audit trail calls it.
_parts: dict[str, str] = {}


def register_parts(**things: str) -> None:
    """Say whose ids an app's events hold: with `author="user"`, an `author_id` leads to that user's page."""
    _parts.update(things)


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Reason, as the person will read it"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


class FirstRows(Paginator):  # type: ignore[type-arg]  # it takes none when it runs
    """Counts no further than staff leaf through; what is older is found by a search or a filter."""

    COUNTED_MOST = 1000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.COUNTED_MOST].count())


def ids_of_people(words: str) -> list[int]:
    """Whose name or email begins with these words, the newest first."""
    people = get_user_model().objects.filter(
        Q(email__istartswith=words) | Q(display_name__istartswith=words)
    )
    return list(people.order_by("-pk").values_list("pk", flat=True)[:PEOPLE_MOST])


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # it takes none when it runs
    """Rows are read here; what may change changes through actions.

    `known_as` is what the audit trail calls such a row; `trail` where its own story is told, with
    `looks_are_kept` also who of the staff read it. A search finds rows that have exactly these words in a
    field of `found_by`, or a person in one of `people` whose name or email begins with them.
    """

    known_as = ""
    looks_are_kept = False
    found_by: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    ordering = ("-id",)
    search_help_text = _("How a person's name or email begins, or the whole of a number")
    show_full_result_count = False
    paginator = FirstRows
    show_facets = admin.ShowFacets.NEVER  # a count of the whole table for each choice

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        if self.known_as:
            _pages[self.known_as] = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.found_by, *self.people)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Each condition is answered by an index: who looks for people looks for them first."""
        words = search_term.strip()
        if not words:
            return queryset, False
        found = Q(pk__in=[])
        for field in self.found_by:
            found |= Q(**{field: words})
        ids = ids_of_people(words) if self.people else []
        for field in self.people:
            found |= Q(**{f"{field}__in": ids})
        return queryset.filter(found), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list is read while it is drawn: both within the bounds of every search."""
        with bounded_search(request.GET.get("q", "")):
            response = super().changelist_view(request, extra_context)
            return response.render() if isinstance(response, TemplateResponse) else response

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One row with all its values. A list shows little and leaves no line, its rows' pages do."""
        if self.looks_are_kept and request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_view_permission(request, row):
                self._keep_look(request, row)
        return super().change_view(request, object_id, form_url, extra_context)

    def _keep_look(self, request: HttpRequest, row: Any) -> None:
        with transaction.atomic():
            record(LookedAt(at=now_of(request), actor_id=request.user.pk, thing=self.trail(row)))

    def trail(self, row: Any) -> str:
        """The stream of the audit trail that tells of this row; empty when none does."""
        return f"{self.known_as}:{row.pk}" if self.known_as else ""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The admin keeps a log of its own presses; ours is the audit trail."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row) or not self.trail(row):
            return super().history_view(request, object_id, extra_context)
        return HttpResponseRedirect(trail_address(self.trail(row)))

    def ask_reason(
        self,
        request: HttpRequest,
        *,
        title: str,
        verb: str,
        act: Callable[[str], object],
        back: str,
    ) -> HttpResponse:
        """A page with one field for the reason; `act(reason)` runs on its answer."""
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and press(form, lambda data: act(data["reason"])) is not None:
            messages.success(request, title)
            return HttpResponseRedirect(back)
        return self.press_page(request, title=title, verb=verb, back=back, form=form)

    def ask_once(
        self,
        request: HttpRequest,
        *,
        title: str,
        verb: str,
        act: Callable[[], object],
        back: str,
        said: str,
    ) -> HttpResponse:
        """A page with one button; `act()` runs on its press."""
        if request.method == "POST":
            act()
            messages.success(request, said)
            return HttpResponseRedirect(back)
        return self.press_page(request, title=title, verb=verb, back=back)

    def press_page(
        self,
        request: HttpRequest,
        *,
        title: str,
        verb: str,
        back: str,
        form: forms.Form | None = None,
        facts: Iterable[tuple[object, object]] = (),
    ) -> HttpResponse:
        """`facts` is what has to be known before the press, as names and values."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "facts": tuple(facts),
            "verb": verb,
            "back": back,
        }
        return TemplateResponse(request, "core/admin_press.html", context)


def trail_address(stream: str) -> str:
    """The list of everything that happened to one thing, such as `contract:12`."""
    return f"{reverse('admin:core_eventrecord_changelist')}?stream={stream}"


def link(name: str, pk: object, text: object) -> str:
    """A link to that thing's page on the desk; plain text for what has none."""
    if name not in _pages or pk is None:
        return str(text)
    return format_html('<a href="{}">{}</a>', reverse(_pages[name], args=[pk]), text)


def listed(name: str, chosen: Mapping[str, object], text: object) -> str:
    """A link to that list of the desk (`contracts_contract`) with these filters; it may be an app's above."""
    address = f"{reverse(f'admin:{name}_changelist')}?{urlencode(chosen)}"
    return format_html('<a href="{}">{}</a>', address, text)


def searched(name: str, words: str, text: object) -> str:
    """A link to that list of the desk, searched for these words."""
    return listed(name, {"q": words}, text)


def part_of(name: str) -> str:
    """What the audit trail calls whoever has this part in an event."""
    return _parts.get(name, name)


def links(items: Iterator[str]) -> str:
    """One below the other."""
    return format_html_join("", "<div>{}</div>", ((item,) for item in items))
