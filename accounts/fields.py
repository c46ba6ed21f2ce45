"""Form fields that every app above may use."""

from collections import defaultdict
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
