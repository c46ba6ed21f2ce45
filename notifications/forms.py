"""What people choose about being written to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import ClockField
from notifications.models import Habits
from notifications.notices import all_notices


class KindsField(forms.MultipleChoiceField):
    """The ticked kinds, by name; none is a choice, too. What cannot be switched may be among them.

    A page's form sends nothing where nothing is ticked; a program says so by an empty list.
    """

    default_error_messages = {
        "missing": _("Please send the list of what to hear of, even if empty.")
    }

    def __init__(self) -> None:
        super().__init__(required=False, choices=_names_of_kinds)

    def to_python(self, value: Any) -> list[str]:
        if value is None:
            raise forms.ValidationError(self.error_messages["missing"], code="missing")
        return super().to_python(value)


def _names_of_kinds() -> list[tuple[str, str]]:
    return [(notice.name, notice.name) for notice in all_notices()]


class MailsForm(forms.Form):
    """What one is mailed about."""

    mail = KindsField()


class NotificationsForm(MailsForm):
    """What one is told and how, quiet hours and the digest. Times are on the person's own clock."""

    in_app = KindsField()
    quiet_from = ClockField(label=_("Quiet from"), required=False)
    quiet_until = ClockField(label=_("Quiet until"), required=False)
    digest = forms.ChoiceField(
        label=_("Mail about unread messages"),
        choices=Habits.Digest.choices,
        widget=forms.RadioSelect,
        help_text=_("Once a day is at eight, together with everything else that waits for you."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (
            "quiet_from" in cleaned
            and "quiet_until" in cleaned
            and (start is None) != (end is None)
        ):
            name = "quiet_until" if end is None else "quiet_from"
            self.add_error(name, _("Give both times, or none."))
        return cleaned
