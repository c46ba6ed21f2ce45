"""The staff desk's common parts: rows are looked at here, and beside each of them lies its audit trail."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.events import Event
from core.fields import TextField
from core.models import EventRecord
from core.numbers import whole_number
from core.views import press

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


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # it takes none when it runs
    """Rows are read here; what may change changes through actions.

    `known_as` is what the audit trail calls such a row; `trail` where its own story is told.
    """

    known_as = ""
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count of the whole table for each choice

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        if self.known_as:
            _pages[self.known_as] = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

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


def links(items: Iterator[str]) -> str:
    """One below the other."""
    return format_html_join("", "<div>{}</div>", ((item,) for item in items))


def _kinds(base: type[Event] = Event) -> Iterator[type[Event]]:
    """The classes that are recorded: those that no other class builds on."""
    heirs = base.__subclasses__()
    for heir in heirs:
        yield from _kinds(heir)
    if not heirs:
        yield base


def _spaced(name: str) -> str:
    """`SessionNoShowSettled` and `session_no_show_settled` → `Session no show settled`."""
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name)
    return words.replace("_", " ").strip().capitalize()


def _kind_words(name: str) -> str:
    """`contracts.ContractAccepted` → `Contracts: Contract accepted`."""
    app, _dot, kind = name.partition(".")
    return f"{_spaced(app)}: {_spaced(kind)}"


class KindFilter(admin.SimpleListFilter):
    title = _("what happened")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = {f"{kind.__module__.split('.')[0]}.{kind.__name__}" for kind in _kinds()}
        return [(name, _kind_words(name)) for name in sorted(names)]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(name=self.value()) if self.value() else rows


class SubjectFilter(admin.SimpleListFilter):
    """A sort of thing (`contract`), or one of them (`contract:12`)."""

    title = _("what it is about")
    parameter_name = "stream"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sorts = sorted({kind.stream_field.removesuffix("_id") for kind in _kinds()})
        choices = [(sort, _spaced(sort)) for sort in sorts]
        chosen = request.GET.get(self.parameter_name, "")
        return [(chosen, chosen.replace(":", " ")), *choices] if ":" in chosen else choices

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return rows
        return (
            rows.filter(stream=value)
            if ":" in value
            else rows.filter(stream__startswith=f"{value}:")
        )


class ActorFilter(admin.SimpleListFilter):
    """The clock, staff, everybody else, or one person (by id)."""

    title = _("who did it")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        choices = [
            ("people", _now("People")),
            ("staff", _now("Staff")),
            ("clock", _now("The clock")),
        ]
        chosen = request.GET.get(self.parameter_name, "")
        if (number := whole_number(chosen)) is None:
            return choices
        person = get_user_model().objects.filter(pk=number).first()
        return [(chosen, str(person or chosen)), *choices]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return rows
        if value == "clock":
            return rows.filter(actor=None)
        if (number := whole_number(value)) is not None:
            return rows.filter(actor=number)
        return (
            rows.filter(actor__is_staff=value == "staff")
            if value in ("staff", "people")
            else rows.none()
        )


@admin.register(EventRecord)
class EventRecordAdmin(LookOnly):
    """Who did what, when, with the values of that moment. Nobody can change or delete a line of it."""

    list_display = ("when", "what", "who", "about", "in_short")
    list_display_links = ("when", "what")
    list_filter = (KindFilter, SubjectFilter, ActorFilter)
    date_hierarchy = "happened_at"
    search_fields = ("stream__exact", "name", "actor__display_name", "actor__email")
    search_help_text = _("A person's name or email, a kind of event, or one thing, as in user:12")
    list_select_related = ("actor",)
    ordering = ("-id",)
    fields = ("when", "what", "who", "about", "values")
    readonly_fields = fields

    def trail(self, row: EventRecord) -> str:
        return row.stream

    @admin.display(description=_("When"), ordering="id")
    def when(self, row: EventRecord) -> str:
        return f"{row.happened_at:%Y-%m-%d %H:%M:%S} UTC"

    @admin.display(description=_("What"))
    def what(self, row: EventRecord) -> str:
        return _kind_words(row.name)

    @admin.display(description=_("Who"))
    def who(self, row: EventRecord) -> str:
        if row.actor is None:
            return _now("the clock")
        same = f"{reverse('admin:core_eventrecord_changelist')}?actor={row.actor.pk}"
        return format_html(
            '{} (<a href="{}">{}</a>)',
            link("user", row.actor.pk, row.actor),
            same,
            _now("only these"),
        )

    @admin.display(description=_("About"))
    def about(self, row: EventRecord) -> str:
        name, _colon, pk = row.stream.partition(":")
        thing = link(name, pk if pk.isdecimal() else None, f"{_spaced(name)} {pk}")
        return format_html(
            '{} (<a href="{}">{}</a>)', thing, trail_address(row.stream), _now("its story")
        )

    @admin.display(description=_("In short"))
    def in_short(self, row: EventRecord) -> str:
        text = ", ".join(f"{_spaced(key)}: {value}" for key, value in row.payload.items())
        return text if len(text) <= 120 else f"{text[:119]}…"

    @admin.display(description=_("Values"))
    def values(self, row: EventRecord) -> str:
        return format_html(
            "<table>{}</table>",
            format_html_join(
                "",
                "<tr><th>{}</th><td>{}</td></tr>",
                ((_spaced(key), _readable(key, value)) for key, value in row.payload.items()),
            ),
        )


def _readable(key: str, value: object) -> str:
    """A value of a payload: ids lead to their pages, lists and groups stand one below the other."""
    if isinstance(value, list):
        return links(_readable(key.removesuffix("s"), each) for each in value) or "—"
    if isinstance(value, dict):
        return links(
            format_html("{}: {}", _spaced(str(name)), _readable(str(name), each))
            for name, each in value.items()
        )
    if key.endswith("_id") and isinstance(value, int):
        name = key.removesuffix("_id")
        return link(_parts.get(name, name), value, value)
    return "—" if value in (None, "") else str(value)
