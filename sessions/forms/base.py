"""What the forms of sessions have in common."""

from typing import Any

from django import forms

from core.fields import TextField, WholeNumberField
from core.zones import validate_zone


class VersionedForm(forms.Form):
    """Names the version of the session that the page was drawn from."""

    version = WholeNumberField(widget=forms.HiddenInput)


class ZonedForm(VersionedForm):
    """Wall-clock input in a named zone, by default the writer's own."""

    timezone = TextField(widget=forms.HiddenInput, validators=[validate_zone], required=False)

    def __init__(self, *args: Any, zone_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone_name

    def clean_timezone(self) -> str:
        return self.cleaned_data["timezone"] or self.zone_name
