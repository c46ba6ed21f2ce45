"""Connected accounts: a coach who is paid out, once a hosted page knows enough of them."""

from typing import Any

from sandbox import clock, shown
from sandbox.call import Call
from sandbox.errors import no_access, refusal, wrong_param
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

SECONDS_OF_A_LINK = 5 * clock.MINUTE
LINKS = {"account_onboarding", "account_update"}
CURRENCIES = {"GB": "gbp", "US": "usd", "CH": "chf", "PL": "pln", "SE": "sek", "DK": "dkk"}
AT_FIRST = ["external_account", "individual.address", "individual.dob", "tos_acceptance.date"]
# What is asked once somebody left in the middle.
HALF_WAY = ["external_account"]


@route("POST", "/v1/accounts", "country", "email", "controller", "capabilities", "metadata")
def create(call: Call) -> Body:
    country = (call.text("country") or "IE").upper()
    wanted = [
        name for name, ask in call.group("capabilities").items() if ask.get("requested") == "true"
    ]
    account: Body = {
        "id": new_id("acct"),
        "object": "account",
        "business_type": "individual",
        "capabilities": dict.fromkeys(wanted, "inactive"),
        "charges_enabled": False,
        "controller": _controller(call.group("controller")),
        "country": country,
        "created": call.now,
        "default_currency": CURRENCIES.get(country, "eur"),
        "details_submitted": False,
        "email": call.text("email"),
        "external_accounts": _external(None),
        "metadata": call.metadata(),
        "payouts_enabled": False,
        "requirements": requirements(AT_FIRST, None),
        "settings": _settings("daily"),
        "type": "express",
    }
    return call.store.add(account)


def _controller(asked: Body) -> Body:
    parts = {
        "fees": ("payer", "account"),
        "losses": ("payments", "stripe"),
        "stripe_dashboard": ("type", "full"),
    }
    told = {
        name: {inner: asked.get(name, {}).get(inner, usual)}
        for name, (inner, usual) in parts.items()
    }
    collection = asked.get("requirement_collection", "stripe")
    return {
        "type": "application",
        "is_controller": True,
        "requirement_collection": collection,
        **told,
    }


def requirements(due: list[str], disabled_reason: str | None) -> Body:
    names = ("alternatives", "errors", "past_due", "pending_verification")
    return {
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": disabled_reason,
        "eventually_due": due,
        **{name: [] for name in names},
    }


def _external(account: Body | None) -> Body:
    url = f"/v1/accounts/{account['id']}/external_accounts" if account else "/v1/accounts"
    data = [_bank(account)] if account else []
    return {"object": "list", "data": data, "has_more": False, "url": url}


def _bank(account: Body) -> Body:
    return {
        "id": new_id("ba"),
        "object": "bank_account",
        "account": account["id"],
        "bank_name": "SANDBOX BANK",
        "country": account["country"],
        "currency": account["default_currency"],
        "last4": "3000",
        "status": "new",
    }


def _settings(interval: str) -> Body:
    schedule = {"delay_days": 7, "interval": interval}
    return {
        "branding": {},
        "card_payments": {},
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "payments": {"statement_descriptor": None},
        "payouts": {"debit_negative_balances": True, "schedule": schedule},
    }


@route("GET", "/v1/accounts/*")
def retrieve(call: Call) -> Body:
    return own(call, call.ids[0])


def own(call: Call, account_id: str, param: str = "id") -> Body:
    """Raises ApiError, also where its owner has cut the tie."""
    account = call.object("account", account_id, param)
    if not call.knows(account_id):
        raise no_access(account_id)
    return account


@route("GET", "/v1/accounts", *OF_EVERY_LIST)
def find(call: Call) -> Body:
    return shown.listing(call, "account", "/v1/accounts")


@route("POST", "/v1/accounts/*", "email", "metadata", "settings")
def update(call: Call) -> Body:
    account = own(call, call.ids[0])
    schedule = call.group("settings").get("payouts", {}).get("schedule", {})
    if schedule:
        account["settings"]["payouts"]["schedule"] |= schedule_of(schedule)
    if "email" in call.params:
        account["email"] = call.text("email")
    call.store.save(account, metadata=call.metadata(account["metadata"]))
    _tell(call, account)
    return account


def schedule_of(asked: Body) -> dict[str, Any]:
    """When money goes to the bank. Raises ApiError."""
    interval = asked.get("interval", "daily")
    if interval not in {"daily", "weekly", "monthly", "manual"}:
        raise wrong_param(f"Invalid interval: {interval}", "settings[payouts][schedule][interval]")
    schedule: dict[str, Any] = {"interval": interval}
    if interval == "weekly":
        schedule["weekly_anchor"] = asked.get("weekly_anchor", "monday")
    if interval == "monthly":
        schedule["monthly_anchor"] = int(asked.get("monthly_anchor", 1))
    return schedule


# --- what becomes of it -----------------------------------------------------------------------


def _tell(call: Call, account: Body) -> None:
    tell(call, "account.updated", account, account["id"])


def _set_capabilities(call: Call, account: Body, status: str) -> None:
    for name, before in account["capabilities"].items():
        if before != status:
            account["capabilities"][name] = status
            tell(call, "capability.updated", _capability(account, name), account["id"])


def _capability(account: Body, name: str) -> Body:
    return {
        "id": name,
        "object": "capability",
        "account": account["id"],
        "requested": True,
        "requested_at": account["created"],
        "status": account["capabilities"][name],
    }


def complete(call: Call, account: Body) -> None:
    """All is known that has to be: money can come and go."""
    _set_capabilities(call, account, "active")
    call.store.save(
        account,
        details_submitted=True,
        external_accounts=_external(account),
        payouts_enabled=True,
        requirements=requirements([], None),
    )
    _tell(call, account)


def leave_half_way(call: Call, account: Body) -> None:
    call.store.save(account, requirements=requirements(HALF_WAY, None))
    _tell(call, account)


def restrict(call: Call, account: Body) -> None:
    """Stripe asks for more, and lets nothing through until it is told."""
    due = requirements(["individual.verification.document"], "requirements.past_due")
    _set_capabilities(call, account, "inactive")
    call.store.save(account, payouts_enabled=False, requirements=due)
    _tell(call, account)


def cut_the_tie(call: Call, account: Body) -> None:
    """Its owner wants nothing more to do with the platform: from now on it is a stranger's."""
    platform = {"id": "ca_sandbox", "object": "application", "name": "Sandbox"}
    tell(call, "account.application.deauthorized", platform, account["id"])
    call.store.save(account, _is_gone=True)


# --- links to hosted pages --------------------------------------------------------------------


@route(
    "POST",
    "/v1/account_links",
    "account",
    "type",
    "refresh_url",
    "return_url",
    "collection_options",
)
def link(call: Call) -> Body:
    account = own(call, call.needed("account"), "account")
    if call.needed("type") not in LINKS:
        raise wrong_param("Invalid type of link.", "type")
    page: Body = {
        "id": new_id("link"),
        "object": "_link",
        "account": account["id"],
        "expires_at": call.now + SECONDS_OF_A_LINK,
        "refresh_url": call.needed("refresh_url"),
        "return_url": call.needed("return_url"),
    }
    call.store.add(page)
    return {
        "object": "account_link",
        "created": call.now,
        "expires_at": page["expires_at"],
        "url": f"{call.origin}/_sandbox/onboarding/{page['id']}",
    }


@route("POST", "/v1/accounts/*/login_links")
def log_in(call: Call) -> Body:
    account = own(call, call.ids[0])
    if not account["details_submitted"]:
        message = "Cannot create a login link for an account that has not completed onboarding."
        raise refusal("account_invalid", message)
    url = f"{call.origin}/_sandbox/express/{account['id']}"
    return {"object": "login_link", "created": call.now, "url": url}
