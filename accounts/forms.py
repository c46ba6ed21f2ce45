"""What people say of themselves: signing up, settings."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressField
from accounts.fields import ZoneField
from accounts.impersonation import validate_name
from accounts.models import User
from core.fields import TextField, YesNoField

ROLES = [
    ("student", _("I want to learn")),
    ("coach", _("I want to coach")),
    ("both", _("Both")),
]


class NameField(TextField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(
            label=_("Your name"),
            max_length=80,
            widget=widget,
            validators=[validate_name],
            **options,
        )


class SignUpForm(SignupForm):
    """An account: who, how to reach, what for, and on which clock."""

    email = AddressField()
    field_order = ["display_name", "email", "password1", "role", "timezone"]

    display_name = NameField(help_text=_("Others see this name."))
    role = forms.ChoiceField(
        label=_("What brings you here?"),
        choices=ROLES,
        initial="student",
        widget=forms.RadioSelect,
        help_text=_("You can change this later."),
    )
    timezone = ZoneField(
        initial="UTC",
        help_text=_("Every time you see here is on this clock."),
    )

    def clean_password1(self) -> str:
        """Looked at beside the name, which allauth leaves out of account."""
        password: str = self.cleaned_data["password1"]
        known = {name: self.cleaned_data.get(name, "") for name in ("email", "display_name")}
        validate_password(password, User(**known))
        return password

    def save(self, request: HttpRequest) -> User:
        """The account, its calendar and its address, or none of them."""
        with transaction.atomic():
            user: User = super().save(request)
        return user


class SettingsForm(forms.Form):
    display_name = NameField(help_text=_("Others see this name."))
    timezone = ZoneField(help_text=_("Every time you see here is on this clock."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(
        label=_("What brings you here?"), choices=ROLES, widget=forms.RadioSelect
    )
    shows_read_markers = YesNoField(
        label=_("Show others when I have read their messages"), required=False
    )

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        role = (
            "both" if user.is_student and user.is_coach else "coach" if user.is_coach else "student"
        )
        return {
            "display_name": user.display_name,
            "timezone": user.timezone,
            "language": user.language,
            "role": role,
            "shows_read_markers": user.shows_read_markers,
        }
