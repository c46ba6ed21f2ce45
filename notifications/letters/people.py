"""Letters about a person's own account, the login system's among them."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from notifications.addresses import absolute
from notifications.kinds import ACCOUNT_MAILS
from notifications.letters.base import Button, Letter, Params, in_words, letter

# Where the button of a login mail leads, by the name that allauth gives the address.
LINKS = ("activate_url", "password_reset_url", "signup_url")


@letter("coach_approved", "coach_refused", "account_suspended", "account_reinstated")
def about_account(kind: str, params: Params, _reader: User, _now: datetime) -> Letter | None:
    return Letter(
        context={"reason": params.get("reason", "")},
        buttons=_account_buttons(kind),
        thread="account",
    )


def _account_buttons(kind: str) -> tuple[Button, ...]:
    if kind == "coach_approved":
        return (Button(label=_("Find work"), url=absolute("/jobs")),)
    if kind == "coach_refused":
        return (Button(label=_("Edit your profile"), url=absolute("/settings/coach")),)
    if kind == "account_reinstated":
        return (Button(label=_("Log in"), url=absolute("/account/login/")),)
    return ()


@letter(*(f"login_{name}" for name in ACCOUNT_MAILS))
def about_login(kind: str, params: Params, reader: User, _now: datetime) -> Letter | None:
    """What the login system wrote, with its link as the button and where the change came from."""
    at = params.get("timestamp")
    return Letter(
        context={**params, "at": in_words(datetime.fromisoformat(at), reader) if at else ""},
        buttons=_login_buttons(kind, params),
        facts=_origin(params, reader),
    )


def _login_buttons(kind: str, params: Params) -> tuple[Button, ...]:
    labels = {
        "login_email_confirmation": _("Confirm this address"),
        "login_email_confirmation_signup": _("Confirm this address"),
        "login_password_reset_key": _("Choose a new password"),
        "login_account_already_exists": _("Choose a new password"),
        "login_unknown_account": _("Sign up"),
    }
    url = next((params[name] for name in LINKS if params.get(name)), "")
    return (Button(label=labels[kind], url=url),) if kind in labels and url else ()


def _origin(params: Params, reader: User) -> tuple[tuple[str, str], ...]:
    if not params.get("timestamp"):
        return ()
    at = in_words(datetime.fromisoformat(params["timestamp"]), reader)
    return (
        (_("When"), at),
        (_("From"), params.get("ip", "")),
        (_("With"), params.get("user_agent", "")),
    )
