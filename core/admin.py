"""The audit trail on the staff desk: who did what, when."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.desk import LookOnly, link, links, part_of, trail_address
from core.events import Event
from core.graphemes import shortened
from core.models import EventRecord
from core.numbers import whole_number


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
    found_by = ("stream",)
    people = ("actor",)
    search_help_text = _("How a person's name or email begins, or one thing, as in user:12")
    list_select_related = ("actor",)
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
        return shortened(text, 120)

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
        return link(part_of(name), value, value)
    return "—" if value in (None, "") else str(value)
