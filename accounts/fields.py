"""Form fields that every app above may use."""

from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.zones import validate_zone, zone_names

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


class ZoneField(forms.ChoiceField):
    """An IANA zone. A template that wraps it in `<browser-zone>` proposes the browser's own."""

    default_error_messages = {"invalid_choice": _("Choose a time zone from the list.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        super().__init__(choices=zone_choices, **options)

    def valid_value(self, value: Any) -> bool:
        """Older names of a zone are fine as well; browsers still send some."""
        try:
            validate_zone(str(value))
        except forms.ValidationError:
            return False
        return True
