"""The filters of the list of coaches, as an address's query."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.skills import split_tags
from core.fields import AmountField, TextField
from core.money import CURRENCIES
from marketplace.coach_search import CoachSearch


class CoachSearchForm(forms.Form):
    """Filters of the list of coaches. What is not understood is shown as wrong and left out."""

    SORTS = [("new", _("Newest first")), ("cheap", _("Lowest price")), ("dear", _("Highest price"))]
    HOURS = [(0, _("Any time")), (2, _("2 hours a week")), (5, _("5 hours a week")),
             (10, _("10 hours a week")), (20, _("20 hours a week"))]  # fmt: skip

    q = TextField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, skill or words of the profile")}),
    )
    skills = TextField(
        label=_("Skills"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Spanish, interviews")}),
    )
    language = TextField(label=_("Language"), required=False, max_length=40)
    rate_most = AmountField(label=_("An hour costs at most"), required=False, min_value=0)
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[(c, c) for c in CURRENCIES],
        initial=CURRENCIES[0],
    )
    together = forms.TypedChoiceField(
        label=_("Free when I am"), required=False, coerce=int, empty_value=None, choices=HOURS
    )
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    after = TextField(required=False, max_length=40, widget=forms.HiddenInput)

    def search(self) -> CoachSearch:
        """What is looked for, from the fields that are right."""
        self.is_valid()
        data = self.cleaned_data
        return CoachSearch(
            text=data.get("q", ""),
            skills=tuple(split_tags(data.get("skills", ""))),
            language=data.get("language", ""),
            rate_most=data.get("rate_most"),
            currency=data.get("currency") or CURRENCIES[0],
            together_hours=data.get("together") or 0,
            sort=data.get("sort") or "new",
            after=data.get("after", ""),
        )
