"""What the views of contracts share: finding the row, reading the press, answering."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import signed_in
from accounts.models import User
from contracts.data import contract_data
from contracts.forms import DrawnForm, VersionForm
from contracts.models import Contract
from contracts.queries import with_people
from core import clock, payload
from core.errors import Invalid
from core.http import done, stays

Verb = Callable[..., Contract]


def person(request: HttpRequest) -> User:
    """Who asks; only behind `signed_in`."""
    assert isinstance(request.user, User)
    return request.user


def visible_contract(request: HttpRequest, contract_id: int) -> Contract:
    """The contract, for its parties only; 404 for anybody else."""
    mine = Contract.objects.visible_to(person(request))
    return get_object_or_404(with_people(mine), pk=contract_id)


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The data of a form that has no page of its own. Raises Invalid with its fields."""
    if not form.is_valid():
        raise Invalid(fields={name: [str(e) for e in form.errors[name]] for name in form.errors})
    return form.cleaned_data


def answered(
    request: HttpRequest, contract: Contract, message: object, *, status: int = 200
) -> HttpResponse:
    """The answer to a press that succeeded. Pages that keep themselves current stay where they are."""
    now, viewer = clock.now(), person(request)
    contract = visible_contract(request, contract.pk)
    page = reverse("contract-detail", args=[contract.pk])
    return done(
        request,
        to=page,
        message=str(message),
        data=contract_data(contract, viewer=viewer, now=now),
        status=status,
        leave=not stays(request, to=page),
    )


def version_press(verb: Verb, message: object) -> Callable[..., HttpResponse]:
    """A view for a verb that names the version it answers."""
    return _press(verb, VersionForm, message)


def drawn_press(verb: Verb, message: object) -> Callable[..., HttpResponse]:
    """A view for a verb that names the state of the contract it was drawn from."""
    return _press(verb, DrawnForm, message)


def _press(
    verb: Verb, form_class: type[forms.Form], message: object
) -> Callable[..., HttpResponse]:
    @signed_in
    @require_POST
    def view(request: HttpRequest, contract_id: int) -> HttpResponse:
        contract = visible_contract(request, contract_id)
        named = cleaned(form_class(payload.read(request)))
        contract = verb(contract, by=person(request), now=clock.now(), **named)
        return answered(request, contract, message)

    return view
