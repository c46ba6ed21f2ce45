"""What the verbs of a contract share: done at once, or by a form that asks for terms or for a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from accounts.http import PersonRequest
from accounts.models import User
from contracts.access import find_contract
from contracts.data import contract_data, terms_data
from contracts.forms import DrawnForm, TermsForm, VersionForm
from contracts.models import Contract
from contracts.preview import initial_preview, preview_of
from contracts.terms import Terms
from core import payload
from core.actions import check
from core.errors import DomainError
from core.http import wants_json
from core.views import FormPage, answer, cleaned, form_press
from marketplace.models import Proposal

Rule = Callable[[], DomainError | None]
Deed = Callable[[dict[str, Any]], Contract]


class VersionVerb(Protocol):
    def __call__(
        self, contract: Contract, *, by: User, version_number: int, now: datetime
    ) -> Contract: ...


class ContractVerb(Protocol):
    def __call__(
        self, contract: Contract, *, by: User, version: int, now: datetime
    ) -> Contract: ...


def contract_answer(
    request: PersonRequest, contract: Contract, message: str, *, is_new: bool = False
) -> HttpResponse:
    """The answer to what was done with a contract; a program gets the whole contract as it is now."""

    def data() -> dict[str, Any]:
        fresh = find_contract(request.person, contract.pk)
        return contract_data(fresh, viewer=request.person, now=request.now)

    status = 201 if is_new else 200
    return answer(request, contract, message, data=data, status=status, onward=is_new)


def version_action(
    request: PersonRequest, contract_id: int, verb: VersionVerb, message: str
) -> HttpResponse:
    """Do what was pressed on a version, which the press names."""
    contract = find_contract(request.person, contract_id)
    named = cleaned(VersionForm(payload.read(request)))
    changed = verb(contract, by=request.person, now=request.now, **named)
    return contract_answer(request, changed, message)


def contract_action(
    request: PersonRequest, contract_id: int, verb: ContractVerb, message: str
) -> HttpResponse:
    """Do what was pressed on a contract; the press names the state from which it was drawn."""
    contract = find_contract(request.person, contract_id)
    drawn = cleaned(DrawnForm(payload.read(request)))
    changed = verb(contract, by=request.person, now=request.now, **drawn)
    return contract_answer(request, changed, message)


@dataclass(frozen=True, kw_only=True)
class TermsWords:
    """What stands around a form of terms, and what is said once they are sent."""

    title: str
    lead: str
    submit: str
    sent: str


def terms_form(
    request: PersonRequest,
    form: TermsForm,
    *,
    proposal: Proposal,
    terms: Terms,
    back: str,
    may: Rule,
    act: Deed,
    words: TermsWords,
    is_new: bool = False,
) -> HttpResponse:
    """A form that begins with these terms, what they mean beside it; a program gets them as data.

    `back` is where giving up leads.
    """
    if wants_json(request) and not form.is_bound:
        check(may())
        currency = proposal.request.currency
        return JsonResponse(
            {"currency": currency, "terms": terms_data(terms), **form.hidden_values()}
        )

    def context() -> dict[str, Any]:
        typed = form.is_bound
        return {
            "words": words,
            "back": back,
            "preview": preview_of(form, proposal=proposal)
            if typed
            else initial_preview(terms, proposal=proposal),
            "preview_url": reverse("contract-preview", args=[proposal.pk]),
        }

    return form_press(
        request,
        form=form,
        may=may,
        act=act,
        said=lambda contract: contract_answer(request, contract, words.sent, is_new=is_new),
        page=FormPage(template="contracts/terms.html", context=context),
    )


@dataclass(frozen=True, kw_only=True)
class ReasonWords:
    """What stands around a form that asks why, and what is said once it is done.

    `danger`: nothing leads back from it.
    """

    title: str
    explained: str
    submit: str
    done: str
    danger: bool = False


def reason_form(
    request: PersonRequest,
    contract: Contract,
    form: forms.Form,
    *,
    may: Rule,
    act: Deed,
    words: ReasonWords,
) -> HttpResponse:
    """A form that asks why."""
    return form_press(
        request,
        form=form,
        may=may,
        act=act,
        said=lambda changed: contract_answer(request, changed, words.done),
        page=FormPage(
            template="contracts/reason.html",
            context=lambda: {"words": words, "back": contract.get_absolute_url()},
        ),
    )
