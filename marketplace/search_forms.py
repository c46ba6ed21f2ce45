"""The filters of the list of work, as an address's query."""

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField, TextField, WholeNumberField
from core.money import CURRENCIES
from marketplace.fields import SkillsField
from marketplace.models import Level, PaymentModel
from marketplace.search import JobSearch

HOURS = [(0, _("Any")), *((n, str(n)) for n in (1, 2, 4, 6, 10))]
SORTS = [
    ("new", _("Newest")),
    ("skills", _("Most of my skills")),
    ("budget", _("Highest budget per session")),
    ("text", _("Best fit to the words")),
]


class JobSearchForm(forms.Form):
    q = TextField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    skills = SkillsField(label=_("Skills"), required=False)
    level = forms.MultipleChoiceField(
        label=_("Level"),
        required=False,
        choices=[(value, capfirst(label)) for value, label in Level.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    payment_model = forms.ChoiceField(
        label=_("Prices"),
        required=False,
        choices=[
            ("", _("Any")),
            *((value, capfirst(label)) for value, label in PaymentModel.choices),
        ],
    )
    budget_least = AmountField(label=_("Budget at least"), required=False, min_value=0)
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[(code, code) for code in CURRENCIES],
        initial=CURRENCIES[0],
    )
    sessions_least = WholeNumberField(label=_("Sessions from"), required=False, min_value=1)
    sessions_most = WholeNumberField(label=_("Sessions to"), required=False, min_value=1)
    overlap = forms.TypedChoiceField(
        label=_("Hours that suit my calendar"),
        required=False,
        choices=HOURS,
        coerce=int,
    )
    saved = forms.BooleanField(label=_("Only those I saved"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the words is set."""
        cleaned = getattr(self, "cleaned_data", {})
        # A currency says nothing by itself: it belongs to the budget.
        quiet = {"q", "currency"}
        return any(cleaned.get(name) for name in self.fields if name not in quiet)

    def search(self, after: str = "") -> JobSearch:
        """What was asked for; a filter that makes no sense is left out (and marked on the page)."""
        cleaned = self.cleaned_data
        return JobSearch(
            text=cleaned.get("q", ""),
            skills=cleaned.get("skills", ()),
            levels=tuple(cleaned.get("level", ())),
            payment_model=cleaned.get("payment_model", ""),
            budget_least=cleaned.get("budget_least"),
            currency=cleaned.get("currency") or "EUR",
            sessions_least=cleaned.get("sessions_least"),
            sessions_most=cleaned.get("sessions_most"),
            overlap_hours=cleaned.get("overlap") or 0,
            saved_only=cleaned.get("saved", False),
            sort=cleaned.get("sort") or "new",
            after=after,
        )


def stored_query(data: QueryDict) -> str:
    """The filters of a search as a saved search keeps them: without order, page and what is empty."""
    kept = QueryDict(mutable=True)
    for name in JobSearchForm.base_fields:
        values = [value for value in data.getlist(name) if value]
        if values and name not in ("sort", "saved"):
            kept.setlist(name, values)
    if "budget_least" not in kept:
        kept.pop("currency", None)
    return kept.urlencode()


def search_of(query: str) -> JobSearch:
    """The search that a stored query stands for."""
    form = JobSearchForm(QueryDict(query))
    form.full_clean()
    return form.search()
