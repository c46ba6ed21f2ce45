"""Form fields that every app above may use."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import TextField
from core.zones import former_names, present_name, validate_zone, zone_names

ZoneGroup = tuple[str, list[tuple[str, str]]]


@cache
def zone_choices() -> list[ZoneGroup]:
    """Every zone to pick from, grouped by region, named by its place as people say it."""
    return [
        (region, [(name, _place(name)) for name in names])
        for region, names in groupby(zone_names(), key=lambda name: name.split("/", 1)[0])
    ]


def _place(name: str) -> str:
    return name.split("/", 1)[-1].replace("_", " ").replace("/", ", ")


class ZoneSelect(forms.Select):
    """Tells the page a zone's former names too: a browser may know it by one of them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if former := _former_names_of().get(str(value)):
            option["attrs"]["data-formerly"] = " ".join(former)
        return option


@cache
def _former_names_of() -> dict[str, list[str]]:
    found = defaultdict(list)
    for former, present in sorted(former_names().items()):
        found[present].append(former)
    return dict(found)


class ZoneField(forms.ChoiceField):
    """An IANA zone. A template that wraps it in `<browser-zone>` proposes the browser's own."""

    widget = ZoneSelect
    default_error_messages = {"invalid_choice": _("Choose a time zone from the list.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        super().__init__(choices=zone_choices, **options)

    def allow_none(self, label: str) -> None:
        """Add the empty choice, with the words for it."""
        self.required = False
        self.choices = [("", label), *zone_choices()]

    def prepare_value(self, value: Any) -> Any:
        return present_name(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        """A former name is taken for the one that the place has today."""
        return present_name(super().to_python(value))

    def valid_value(self, value: Any) -> bool:
        """The listed ones, and what else the data set knows."""
        try:
            validate_zone(str(value))
        except forms.ValidationError:
            return False
        return True


_RANGE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?")


class TimeRangesField(TextField):
    """Wall-clock ranges of one day, written `09:00–12:00, 14:00–18:30`; cleaned to minutes, ascending."""

    default_error_messages = {"ranges": _("Write times like 09:00–12:00, 14:00–18:30.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 200)
        options.setdefault(
            "widget",
            forms.TextInput(
                attrs={"placeholder": "09:00–12:00, 14:00–18:30", "autocomplete": "off"}
            ),
        )
        super().__init__(**options)

    def clean(self, value: Any) -> tuple[tuple[int, int], ...]:
        text = super().clean(value)
        parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
        found = [_RANGE.fullmatch(part) for part in parts]
        if not all(found):
            raise forms.ValidationError(self.error_messages["ranges"], code="ranges")
        ranges = [self._minutes(match.groups("00")) for match in found if match]
        return tuple(sorted(ranges))

    def _minutes(self, parts: tuple[str, ...]) -> tuple[int, int]:
        first_hour, first_minute, last_hour, last_minute = map(int, parts)
        if max(first_minute, last_minute) > 59:
            raise forms.ValidationError(self.error_messages["ranges"], code="ranges")
        return first_hour * 60 + first_minute, last_hour * 60 + last_minute

    def prepare_value(self, value: Any) -> Any:
        return ranges_text(value) if isinstance(value, tuple) else value


def ranges_text(ranges: Iterable[tuple[int, int]]) -> str:
    """Such as `09:00–12:00, 14:00–18:30`."""
    return ", ".join(f"{clock_text(starts)}–{clock_text(ends)}" for starts, ends in ranges)


def clock_text(minute: int) -> str:
    """A minute of the day as `09:00`; the end of the day is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
