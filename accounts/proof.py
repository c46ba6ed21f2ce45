"""Fresh proof: within the last minutes, whoever is logged in here has shown again that it is really they."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.http import PersonRequest
from core.http import error_json, is_htmx, now_of, wants_json

# A password, and a code or a key. The link of a forgotten password proves a mailbox only.
PROOFS = ("password", "mfa")
P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the login, or a proof after it, is not older than ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    records = get_authentication_records(request, request.user)
    latest: float = max((each["at"] for each in records if each["method"] in PROOFS), default=0)
    return now_of(request).timestamp() - latest < app_settings.REAUTHENTICATION_TIMEOUT


def fresh_proof(view: View[P]) -> View[P]:
    """Ask before what opens the account to others or cannot be undone; then go on with what was pressed."""

    @wraps(view)
    def proven(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return proven


def ask(request: HttpRequest) -> HttpResponse | None:
    """What a program or a fragment of a page is told; None where allauth sends a page to the question."""
    if request.method != "POST":
        request.session.pop(
            STATE_SESSION_KEY, None
        )  # a press that was given up at an earlier question
    if wants_json(request):
        message = _("Show again that it is you: this needs a proof of the last ten minutes.")
        return error_json(403, code="proof_needed", message=message)
    if not is_htmx(request):
        return None
    for name in [name for name in request.META if name.startswith("HTTP_HX_")]:
        del request.META[name]  # what is resumed is a page
    method = get_adapter().get_reauthentication_methods(request.user)[0]
    return HttpResponse(
        status=204, headers={"HX-Redirect": suspend_request(request, method["url"])["Location"]}
    )
