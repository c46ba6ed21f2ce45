"""The parts of the look in every state, while developing; the people in it are made up."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from core.cards import CardAction
from core.views import FormPage, answer, form_press

THURSDAY = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
MODELS = [("session", "Per session"), ("hour", "Per hour")]
TERMS = [("0", "Nothing is kept"), ("50", "Half is kept"), ("100", "All is kept")]


class WishForm(forms.Form):
    title = forms.CharField(label="Title", min_length=10, help_text="What do you want to learn?")
    description = forms.CharField(label="Describe it", widget=forms.Textarea, required=False)
    price = forms.DecimalField(label="Price", min_value=10, help_text="At least 10.")
    sessions = forms.IntegerField(label="Sessions", min_value=1, max_value=50)
    kept = forms.ChoiceField(label="Late cancel", choices=TERMS)
    model = forms.ChoiceField(label="How is it paid?", choices=MODELS, widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I have read the policy", help_text="It is short.")


CONTRACT_ACTIONS = (
    CardAction(
        verb="accept",
        label="Accept version 2",
        url="/styleguide/form",
        tone="primary",
        outcome="8 sessions become yours to book. Nothing is charged now.",
    ),
    CardAction(
        verb="counter", label="Counter", url="/styleguide/form", method="get", opens="drawer"
    ),
    CardAction(verb="decline", label="Decline", url="/styleguide/form", tone="danger"),
)
RAIL_ACTIONS = (
    CardAction(
        verb="offer",
        label="Offer times",
        url="/styleguide/form",
        method="get",
        opens="drawer",
        tone="primary",
        outcome="You name up to five starts; the other person picks one.",
    ),
    CardAction(
        verb="pause",
        label="Pause the contract",
        url="",
        enabled=False,
        why_not="Session 2 is booked. Pause when nothing is booked.",
    ),
)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part on one page."""
    typed = {"title": "Short", "price": "2", "sessions": "", "kept": "50", "model": ""}
    wrong = WishForm(typed, auto_id="wrong_%s")
    return render(request, "styleguide/parts.html", {"wrong": wrong, **_context()})


def styleguide_chat(request: HttpRequest) -> HttpResponse:
    """The workspace with one conversation that shows every kind of entry."""
    return render(request, "styleguide/chat.html", _context())


def styleguide_form(request: HttpRequest) -> HttpResponse:
    """A form for the drawer: refuses bad input, changes nothing."""
    sent = "Sent. Nothing was kept; this is a sample."
    return form_press(
        request,
        form=WishForm(request.POST or None),
        may=lambda: None,
        act=lambda data: data,
        said=lambda _kept: answer(request, "styleguide", sent, leave=False),
        page=FormPage(template="styleguide/form.html", fragment="styleguide/form.html"),
    )


def _context() -> dict[str, object]:
    return {
        "form": WishForm(auto_id="sample_%s"),
        "theirs": "Europe/Madrid",
        "mine": "America/Vancouver",
        "thursday": THURSDAY,
        "friday": THURSDAY + timedelta(hours=16),
        "contract_actions": CONTRACT_ACTIONS,
        "rail_actions": RAIL_ACTIONS,
        "dots": ["done", "done", "booked", "open", "open", "open", "void", "open"],
        "hues": range(8),
        "tones": ["accent", "ok", "warn", "danger", "info"],
        "colours": [
            *("canvas", "surface", "raised", "sunken", "hover", "line", "line-strong", "ink"),
            *("accent", "accent-soft", "ok", "ok-soft", "warn", "warn-soft"),
            *("danger", "danger-soft", "info", "info-soft"),
        ],
    }


urlpatterns = [
    path("styleguide", styleguide, name="styleguide"),
    path("styleguide/chat", styleguide_chat, name="styleguide-chat"),
    path("styleguide/form", styleguide_form, name="styleguide-form"),
]
