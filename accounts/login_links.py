"""The links of login mails. Opening one changes nothing, whoever opens it, and whoever is logged in there.

allauth's own views log that person out, and keep the key of a forgotten password in the session.
"""

import re
from typing import Any
from uuid import UUID

from allauth.account.forms import ReauthenticateForm, UserTokenForm
from allauth.account.models import EmailAddress, get_emailconfirmation_model
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import ConfirmEmailView, PasswordResetFromKeyView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import rules
from accounts.actions import stop_address_change
from accounts.addresses import is_taken, masked
from accounts.login_notes import note
from accounts.models import AddressChange, LoginNote, User
from accounts.tokens import ResetTokens
from core import page_cookies, throttle
from core.http import TimedRequest
from core.transactions import locked

KEY_COOKIE = "reset"
TRIES, WITHIN_SECONDS = 30, 600  # of one client at links that stop a change
KEY = re.compile(r"[0-9A-Za-z]+-[0-9A-Za-z]+")


def is_for_another(request: HttpRequest, owner_id: int) -> bool:
    """Whether somebody else than the link's owner is logged in here."""
    return request.user.is_authenticated and request.user.pk != owner_id


def link_of_another(request: HttpRequest, *, address: str) -> HttpResponse:
    """The page that says so, with the choice to log out and come back. Nothing was done."""
    context = {"owner": masked(address), "here": request.path}
    return render(request, "accounts/link_of_another.html", context, status=403)


@method_decorator(never_cache, name="dispatch")
class ConfirmAddress(ConfirmEmailView):
    """Pressed where its owner is logged in, or with the account's password.

    A stranger may sign up with any address. Whoever reads its mail and presses in good faith would prove it
    for an account whose password the stranger has.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        confirmation = get_emailconfirmation_model().from_key(kwargs["key"])
        if confirmation and is_for_another(request, confirmation.email_address.user_id):
            return link_of_another(request, address=confirmation.email_address.email)
        return super().dispatch(request, *args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        context = self.get_context_data()
        if not context["can_confirm"]:
            return self.render_to_response(context, status=409)
        if context["form"] and not context["form"].is_valid():
            return self.render_to_response(context, status=422)
        try:
            with transaction.atomic():
                # The sweep of unproven accounts takes the same first: what it emptied is found no more.
                owner_id = self.object.email_address.user_id
                list(locked(EmailAddress.objects.filter(user=owner_id).order_by("pk")))
                return super().post(*args, **kwargs)
        except IntegrityError:  # another account was quicker by a moment
            return self.render_to_response(context | {"can_confirm": False}, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """An account may have taken the address since, or may still hold the one that it left."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        address = self.object.email_address if self.object else None
        if address and is_taken(address.email, wished_by=address.user_id):
            context["can_confirm"] = False
        return {**context, "form": self._proof_form(address) if address else None}

    def _proof_form(self, address: EmailAddress) -> ReauthenticateForm | None:
        if self.request.user.is_authenticated:  # as the owner: `dispatch` shows others out
            return None
        typed = self.request.POST if self.request.method == "POST" else None
        return ReauthenticateForm(typed, user=address.user)


@method_decorator(never_cache, name="dispatch")
class ChooseNewPassword(PasswordResetFromKeyView):
    """The key leaves the address at once, into a cookie of this one page."""

    reset_user: User | None

    def dispatch(
        self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any
    ) -> HttpResponseBase:
        if key != self.reset_url_key and KEY.fullmatch(key):
            return self._arrival(uidb36, key)
        self.key = page_cookies.read(request, KEY_COOKIE)
        form = UserTokenForm(data={"uidb36": uidb36, "key": self.key})
        self.reset_user = form.reset_user if form.is_valid() else None
        if self.reset_user is None:
            return self.render_to_response(self.get_context_data(token_fail=True))
        if is_for_another(request, self.reset_user.pk):
            return link_of_another(request, address=self.reset_user.email)
        return super(PasswordResetFromKeyView, self).dispatch(request, uidb36, self.key, **kwargs)

    def _arrival(self, uidb36: str, key: str) -> HttpResponse:
        path = self._page(uidb36)
        response = HttpResponseRedirect(self.passthrough_next_url(path))
        page_cookies.give(response, KEY_COOKIE, key, page=path)
        return response

    def _page(self, uidb36: str) -> str:
        return reverse("account_reset_password_from_key", args=[uidb36, self.reset_url_key])

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        page_cookies.take_back(response, KEY_COOKIE, page=self._page(self.kwargs["uidb36"]))
        return response


# The key in the address is worth more than a CSRF token: only the reader of the mail has it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address_change_stop(request: TimedRequest, key: UUID) -> HttpResponse:
    """What the old address was sent: GET shows what a press would do, POST takes the account back."""
    throttle.count(request, "address-stop", most=TRIES, seconds=WITHIN_SECONDS)
    change = AddressChange.objects.select_related("user").filter(key=key).first()
    if change is None:
        return render(request, "notifications/link_lost.html", status=404)
    refusal = rules.stop_address_change(change, now=request.now)
    if request.method != "POST" or refusal:
        status = refusal.status if refusal and request.method == "POST" else 200
        context = {"change": change, "refusal": refusal}
        return render(request, "accounts/address_change_stop.html", context, status=status)
    user = stop_address_change(change, now=request.now)
    note(user, LoginNote.Kind.ADDRESS_STOPPED, request=request)
    token = ResetTokens().make_token(user)
    uid = user_pk_to_url_str(user)
    return redirect("account_reset_password_from_key", uidb36=uid, key=token)
