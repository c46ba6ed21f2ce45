"""What people fill in; the rules themselves are those of `details.py` and the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.fields import ZoneField
from calendars.weekly import WeekGrid, week_grid
from core.field_words import NOT_A_CHOICE
from core.fields import AmountField, WholeNumberField, YesNoField
from core.money import CURRENCIES
from marketplace import limits
from marketplace.details import ProposalDetails, RequestDetails
from marketplace.fields import (
    PreferredTimesField,
    QuestionsField,
    RowField,
    SkillsField,
    WrittenField,
)
from marketplace.models import (
    LearningRequest,
    Level,
    PaymentModel,
    PaymentSchedule,
    Proposal,
    ScreeningQuestion,
)

PLEASE_CHOOSE = {
    "required": _("Please choose."),
    "invalid_choice": _("Please choose one of these."),
}


def choice(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    named = [(value, capfirst(text)) for value, text in choices]
    return forms.ChoiceField(label=label, choices=named, error_messages=PLEASE_CHOOSE, **options)


class RequestForm(forms.Form):
    """A learning request, new or edited."""

    title = WrittenField(
        limits.TITLE,
        label=_("What do you want to learn?"),
        help_text=_("One line, such as “Prepare for the B2 German exam by June”."),
    )
    description = WrittenField(
        limits.DESCRIPTION,
        lines=7,
        label=_("Tell coaches more"),
        help_text=_("Where you stand, where you want to be, what has worked for you before."),
    )
    skill_tags = SkillsField(
        label=_("Skills"), required=False, help_text=_("Up to ten, with commas between them.")
    )
    level = choice(_("Your level now"), Level.choices, widget=forms.RadioSelect)
    sessions_needed = WholeNumberField(
        label=_("Sessions you have in mind"), min_value=1, max_value=limits.SESSIONS_MOST
    )
    timeframe = WrittenField(
        limits.TIMEFRAME,
        label=_("By when?"),
        help_text=_("In your words: “before my move in May”."),
    )
    budget = AmountField(
        label=_("Budget in total"),
        required=False,
        min_value=limits.BUDGET_LEAST,
        help_text=_("For all sessions together. Leave it empty to ask for offers."),
    )
    currency = choice(_("Currency"), [(code, code) for code in CURRENCIES])
    payment_model = choice(
        _("Prices"),
        [("", _("either way is fine")), *PaymentModel.choices],
        required=False,
    )
    preferred_times = PreferredTimesField(label=_("When could you meet?"), required=False)
    timezone = ZoneField(
        label=_("On the clock of"), help_text=_("The times above are read on this clock.")
    )
    questions = QuestionsField(label=_("Questions to every coach"), required=False)

    def details(self) -> RequestDetails:
        """What was typed, in the right types; only after the form was found valid."""
        return RequestDetails(**self.cleaned_data)

    @property
    def grid(self) -> WeekGrid:
        """The week with what is (or was just) ticked."""
        field = PreferredTimesField(required=False)
        try:
            return week_grid(field.to_python(self["preferred_times"].value()))
        except forms.ValidationError:
            return week_grid(())

    @property
    def question_texts(self) -> list[str]:
        """One text per input, filled up with empty ones to the most that is possible."""
        value = self["questions"].value() or []
        texts = [str(text) for text in value] if isinstance(value, list | tuple) else []
        return texts + [""] * (limits.QUESTIONS_MOST - len(texts))


def request_initial(request: LearningRequest) -> dict[str, Any]:
    """The form's values for a request that is stored."""
    return {
        **{name: getattr(request, name) for name in ("title", "description", "level", "budget")},
        "currency": request.currency,
        "sessions_needed": request.sessions_needed,
        "timeframe": request.timeframe,
        "payment_model": request.payment_model,
        "timezone": request.timezone,
        "preferred_times": request.preferred_times,
        "skill_tags": [skill.name for skill in request.skill_tags.all()],
        "questions": [q.text for q in request.questions.filter(retired_at=None)],
    }


TYPED_LISTS = ("preferred_times", "questions")
TYPED_TEXTS = tuple(name for name in RequestForm.base_fields if name not in TYPED_LISTS)


def typed_in(data: Mapping[str, Any]) -> dict[str, object]:
    """What a draft keeps of a form as it is sent: texts as they are, right or wrong."""
    lists = {name: _texts(data, name) for name in TYPED_LISTS}
    return {**{name: str(data.get(name) or "") for name in TYPED_TEXTS}, **lists}


def _texts(data: Mapping[str, Any], name: str) -> list[str]:
    many = getattr(data, "getlist", None)
    values = many(name) if many else data.get(name)
    return [str(value) for value in values] if isinstance(values, list) else []


class ProposalForm(forms.Form):
    """A coach's offer; asks the questions that are in force, as `answer_<id>`."""

    cover_letter = WrittenField(
        limits.COVER_LETTER,
        lines=7,
        label=_("Your letter"),
        help_text=_("Why you, for this person. The first lines are read first."),
    )
    approach_summary = WrittenField(
        limits.APPROACH_SUMMARY,
        lines=4,
        label=_("How you would go about it"),
        help_text=_("Two or three steps from here to what they want."),
    )
    availability_match = YesNoField(label=_("I can teach at the times they prefer"), required=False)
    payment_model = choice(_("Your price is"), PaymentModel.choices, widget=forms.RadioSelect)
    price_per_session = AmountField(
        label=_("Price per session"), required=False, min_value=limits.SESSION_PRICE_LEAST
    )
    hourly_rate = AmountField(
        label=_("Rate per hour"),
        required=False,
        min_value=limits.HOURLY_RATE_LEAST,
        max_value=limits.HOURLY_RATE_MOST,
    )
    session_count = WholeNumberField(
        label=_("Sessions"), min_value=1, max_value=limits.SESSIONS_MOST
    )
    duration_minutes = WholeNumberField(
        label=_("Minutes each"),
        min_value=limits.DURATION_LEAST_MINUTES,
        max_value=limits.DURATION_MOST_MINUTES,
        widget=forms.NumberInput(attrs={"list": "durations"}),
    )
    payment_schedule = choice(_("Paid"), PaymentSchedule.choices, widget=forms.RadioSelect)
    request_version = WholeNumberField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request_row: LearningRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request_row = request_row
        self.currency = request_row.currency
        self.asked = list(request_row.questions.filter(retired_at=None))
        for question in self.asked:
            self.fields[answer_name(question)] = WrittenField(
                limits.ANSWER, lines=3, label=question.text
            )

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[answer_name(question)] for question in self.asked]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = (
            "hourly_rate"
            if cleaned.get("payment_model") == PaymentModel.PER_HOUR
            else "price_per_session"
        )
        if name not in self.errors and cleaned.get(name) is None:
            self.add_error(name, _("Please write an amount."))
        other = "price_per_session" if name == "hourly_rate" else "hourly_rate"
        self.errors.pop(other, None)  # it does not count, so it cannot be wrong
        cleaned[other] = None
        return cleaned

    def details(self) -> ProposalDetails:
        """What was typed, in the right types; only after the form was found valid."""
        cleaned = dict(self.cleaned_data)
        answers = {q.pk: cleaned.pop(answer_name(q)) for q in self.asked}
        return ProposalDetails(**cleaned, answers=answers)


def answer_name(question: ScreeningQuestion) -> str:
    return f"answer_{question.pk}"


def proposal_initial(request: LearningRequest) -> dict[str, Any]:
    """Where a new proposal starts: what the student has in mind."""
    return {
        "session_count": request.sessions_needed,
        "duration_minutes": 60,
        "payment_model": PaymentModel.PER_SESSION,
        "payment_schedule": PaymentSchedule.PER_SESSION,
        "request_version": request.version,
    }


def edited_proposal_initial(proposal: Proposal) -> dict[str, Any]:
    """The form's values for a proposal that is stored; new questions start empty."""
    names = [
        "cover_letter",
        "approach_summary",
        "availability_match",
        "payment_model",
        "price_per_session",
        "hourly_rate",
        "session_count",
        "duration_minutes",
        "payment_schedule",
    ]
    answers = {f"answer_{a['question_id']}": a["answer"] for a in proposal.answers}
    values = {name: getattr(proposal, name) for name in names}
    return {**values, **answers, "request_version": proposal.request.version}


def flat_answers(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A program's `{"answers": {"3": "…"}}` as the form's `answer_3`."""
    answers = data.get("answers")
    if not isinstance(answers, dict):
        return data
    return {**data, **{f"answer_{key}": text for key, text in answers.items()}}


class VersionForm(forms.Form):
    """A press names the version of what was on the screen."""

    version = WholeNumberField(widget=forms.HiddenInput)


class AcceptForm(VersionForm):
    request_version = WholeNumberField(widget=forms.HiddenInput)


class DeclineForm(VersionForm):
    reason = WrittenField(
        limits.REASON,
        lines=4,
        required=False,
        label=_("Reason"),
        help_text=_("The coach reads it. A kind sentence helps; it may stay empty."),
    )


class TriageForm(forms.Form):
    """Where a proposal is to stand. Empty means among the others; left out, nothing was asked for."""

    triage = forms.ChoiceField(choices=Proposal.Triage.choices, required=False)

    def clean_triage(self) -> str:
        if "triage" not in self.data:
            raise forms.ValidationError(NOT_A_CHOICE)
        triage: str = self.cleaned_data["triage"]
        return triage


class InviteForm(forms.Form):
    """Which of one's open requests the coach is invited to."""

    request = RowField(
        LearningRequest.objects.none(),
        label=_("Which request?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=PLEASE_CHOOSE,
    )

    def __init__(self, *args: Any, requests: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["request"].queryset = requests  # type: ignore[attr-defined]
