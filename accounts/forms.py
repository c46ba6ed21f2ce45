"""What people say of themselves: signing up, settings."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.coach_search import CoachSearch
from accounts.fields import ZoneField
from accounts.models import User
from accounts.skills import split_tags
from core.fields import AmountField, TextField, YesNoField
from core.money import CURRENCIES

ROLES = [
    ("student", _("I want to learn")),
    ("coach", _("I want to coach")),
    ("both", _("Both")),
]


class NameField(TextField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(label=_("Your name"), max_length=80, widget=widget, **options)


class SignUpForm(SignupForm):
    """An account: who, how to reach, what for, and on which clock."""

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


class ZoneForm(forms.Form):
    zone = ZoneField(label=_("As seen from"))

    def chosen(self, default: str) -> str:
        """The zone that was asked for, or the default when it is none."""
        return self.cleaned_data["zone"] if self.is_valid() else default


class CoachSearchForm(forms.Form):
    """Filters of the list of coaches. What is not understood is shown as wrong and left out."""

    SORTS = [("new", _("Newest first")), ("cheap", _("Lowest price")), ("dear", _("Highest price"))]
    HOURS = [(0, _("Any time")), (2, _("2 hours a week")), (5, _("5 hours a week")),
             (10, _("10 hours a week")), (20, _("20 hours a week"))]  # fmt: skip

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, skill or words of the profile")}),
    )
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Spanish, interviews")}),
    )
    language = forms.CharField(label=_("Language"), required=False, max_length=40)
    rate_most = AmountField(label=_("An hour costs at most"), required=False, min_value=0)
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[(c, c) for c in CURRENCIES]
    )
    together = forms.TypedChoiceField(
        label=_("Free when I am"), required=False, coerce=int, empty_value=None, choices=HOURS
    )
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    after = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def search(self) -> CoachSearch:
        """What is looked for, from the fields that are right."""
        self.is_valid()
        data = self.cleaned_data
        return CoachSearch(
            text=data.get("q", ""),
            skills=tuple(split_tags(data.get("skills", ""))),
            language=data.get("language", "").strip(),
            rate_most=data.get("rate_most"),
            currency=data.get("currency") or CURRENCIES[0],
            together_hours=data.get("together") or 0,
            sort=data.get("sort") or "new",
            after=data.get("after", ""),
        )
