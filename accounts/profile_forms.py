"""What a coach says: the profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import ProfileDetails
from accounts.actions.profiles import details_of
from accounts.models import CoachProfile
from accounts.skills import check_tags, split_tags
from core.fields import AmountField, TextField, WholeNumberField
from core.money import CURRENCIES
from core.texts import one_line


class TagsField(TextField):
    """Names between commas, each once."""

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(_in_one(value, ","))
        check_tags(text)
        return tuple(split_tags(text))


class LinesField(TextField):
    """One entry a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(_in_one(value, "\n"))
        return tuple(filter(None, map(one_line, text.splitlines())))


def _in_one(value: Any, sign: str) -> Any:
    """A program's list of texts as one text; anything else as it is."""
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return sign.join(value) if is_list else value


class CoachProfileForm(forms.Form):
    title = TextField(
        label=_("Headline"),
        required=False,
        help_text=_("What you help people with, in one line of 10 to 100 characters."),
    )
    bio = TextField(
        label=_("About you"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("How you work and for whom, 50 to 5,000 characters."),
    )
    skills = TagsField(
        label=_("Skills"), required=False, help_text=_("Up to 10, with commas between them.")
    )
    languages = TagsField(
        label=_("Languages you coach in"), required=False, help_text=_("With commas between them.")
    )
    hourly_rate = AmountField(
        label=_("An hour costs"),
        required=False,
        help_text=_("From 5 to 500. Each proposal can name its own price."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])
    experience = TextField(
        label=_("Experience"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    education = TextField(
        label=_("Education"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    portfolio_links = LinesField(
        label=_("Links to your work"), required=False, help_text=_("Up to 5, one on each line.")
    )
    version = WholeNumberField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(profile: CoachProfile) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        now = details_of(profile) if profile.pk else None
        return {
            "title": profile.title,
            "bio": profile.bio,
            "skills": ", ".join(now.skills) if now else "",
            "languages": ", ".join(profile.languages),
            "hourly_rate": profile.hourly_rate,
            "currency": profile.currency,
            "experience": profile.experience,
            "education": profile.education,
            "portfolio_links": "\n".join(profile.portfolio_links),
            "version": profile.version,
        }

    @staticmethod
    def details(data: dict[str, Any]) -> ProfileDetails:
        """The cleaned data as the action takes it."""
        return ProfileDetails(**{k: v for k, v in data.items() if k != "version"})
