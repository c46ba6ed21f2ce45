"""From objects of the library to answers of ours: what we use of them, and nothing more.

Nothing here imports `stripe`: the objects are taken as they come.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from payments.answers import (
    Account,
    Answer,
    Balance,
    BalanceLine,
    Card,
    Charge,
    Checkout,
    Customer,
    Dispute,
    Event,
    Intent,
    Link,
    Payout,
    Refund,
    Reversal,
    SetupIntent,
    Transfer,
)


def customer(told: Any) -> Customer:
    return Customer(told.id, told.email, _texts(told.metadata))


def card(told: Any) -> Card:
    face = told.card
    return Card(
        id=told.id,
        customer=_name(told.customer),
        brand=face.brand,
        last4=face.last4,
        exp_month=face.exp_month,
        exp_year=face.exp_year,
        fingerprint=face.fingerprint,
    )


def setup_intent(told: Any) -> SetupIntent:
    return SetupIntent(
        id=told.id,
        status=told.status,
        customer=_name(told.customer),
        card=_name(told.payment_method),
        metadata=_texts(told.metadata),
    )


def checkout(told: Any) -> Checkout:
    paid, kept = told.payment_intent, told.setup_intent
    return Checkout(
        id=told.id,
        mode=told.mode,
        status=told.status,
        payment_status=told.payment_status,
        url=told.url,
        expires_at=_instant(told.expires_at),
        customer=_name(told.customer),
        intent=_name(told.payment_intent),
        setup_intent=_name(told.setup_intent),
        metadata=_texts(told.metadata),
        payment=None if isinstance(paid, str | None) else intent(paid),
        saved=None if isinstance(kept, str | None) else _saved(kept),
    )


def _saved(setup: Any) -> Card | None:
    return None if isinstance(setup.payment_method, str | None) else card(setup.payment_method)


def intent(told: Any) -> Intent:
    action, problem = told.next_action, told.last_payment_error
    is_redirect = action is not None and action.type == "redirect_to_url"
    return Intent(
        id=told.id,
        status=told.status,
        amount=told.amount,
        amount_received=told.amount_received,
        currency=told.currency,
        customer=_name(told.customer),
        card=_name(told.payment_method),
        charge=_name(told.latest_charge),
        failure=failure_code(problem),
        confirm_url=action.redirect_to_url.url if is_redirect else None,
        metadata=_texts(told.metadata),
    )


def failure_code(problem: Any) -> str:
    """The bank's own reason, or Stripe's where the bank gave none; empty where nothing failed."""
    if problem is None:
        return ""
    return getattr(problem, "decline_code", None) or problem.code or ""


def charge(told: Any) -> Charge:
    return Charge(
        id=told.id,
        status=told.status,
        amount=told.amount,
        amount_refunded=told.amount_refunded,
        currency=told.currency,
        intent=_name(told.payment_intent),
        balance_transaction=_name(told.balance_transaction),
        is_disputed=told.disputed,
        failure=told.failure_code or "",
    )


def refund(told: Any) -> Refund:
    return Refund(
        id=told.id,
        status=told.status,
        amount=told.amount,
        currency=told.currency,
        charge=_name(told.charge),
        intent=_name(told.payment_intent),
        failure=getattr(told, "failure_reason", None) or "",
        metadata=_texts(told.metadata),
    )


def balance_line(told: Any) -> BalanceLine:
    return BalanceLine(
        id=told.id,
        kind=told.type,
        amount=told.amount,
        fee=told.fee,
        net=told.net,
        currency=told.currency,
        source=_name(told.source),
        status=told.status,
        available_on=_instant(told.available_on),
        created_at=_instant(told.created),
    )


def balance(told: Any) -> Balance:
    sides = [
        {each.currency: each.amount for each in side} for side in (told.available, told.pending)
    ]
    return Balance(*sides)


def event(told: Any) -> Event:
    about = told.data.object
    return Event(
        id=told.id,
        kind=told.type,
        object_kind=about.object,
        object_id=getattr(about, "id", None),
        account=getattr(told, "account", None),
        livemode=told.livemode,
        api_version=told.api_version,
        created_at=_instant(told.created),
    )


def account(told: Any) -> Account:
    needs = told.requirements
    return Account(
        id=told.id,
        country=told.country,
        currency=told.default_currency,
        can_receive=getattr(told.capabilities, "transfers", None) == "active",
        can_pay_out=told.payouts_enabled,
        is_submitted=told.details_submitted,
        disabled_reason=needs.disabled_reason or "",
        due=tuple(needs.currently_due or ()),
        metadata=_texts(told.metadata),
    )


def link(told: Any) -> Link:
    end = getattr(told, "expires_at", None)
    return Link(told.url, _instant(end) if end else None)


def transfer(told: Any) -> Transfer:
    return Transfer(
        id=told.id,
        amount=told.amount,
        amount_reversed=told.amount_reversed,
        currency=told.currency,
        account=_name(told.destination),
        charge=_name(told.source_transaction),
        group=told.transfer_group,
        balance_transaction=_name(told.balance_transaction),
        metadata=_texts(told.metadata),
    )


def reversal(told: Any) -> Reversal:
    return Reversal(
        id=told.id,
        transfer=_name(told.transfer),
        amount=told.amount,
        currency=told.currency,
        metadata=_texts(told.metadata),
    )


def payout(told: Any) -> Payout:
    return Payout(
        id=told.id,
        status=told.status,
        amount=told.amount,
        currency=told.currency,
        is_automatic=told.automatic,
        arrives_at=_instant(told.arrival_date),
        failure=told.failure_code or "",
    )


def dispute(told: Any) -> Dispute:
    entries, details = told.balance_transactions, told.evidence_details
    return Dispute(
        id=told.id,
        status=told.status,
        reason=told.reason,
        amount=told.amount,
        currency=told.currency,
        charge=_name(told.charge),
        withdrawn=-sum(each.net for each in entries),
        fee=sum(each.fee for each in entries),
        due_by=_instant(details.due_by) if details.due_by else None,
        submissions=details.submission_count,
    )


READERS: dict[str, Callable[[Any], Answer]] = {
    "account": account,
    "account_link": link,
    "balance": balance,
    "balance_transaction": balance_line,
    "charge": charge,
    "checkout.session": checkout,
    "customer": customer,
    "dispute": dispute,
    "event": event,
    "login_link": link,
    "payment_intent": intent,
    "payment_method": card,
    "payout": payout,
    "refund": refund,
    "setup_intent": setup_intent,
    "transfer": transfer,
    "transfer_reversal": reversal,
}


def read(told: Any) -> Answer:
    """By what it says it is."""
    return READERS[told.object](told)


def _name(value: Any) -> str | None:
    """An object is named or shown whole; either way its id."""
    return value if value is None or isinstance(value, str) else str(value.id)


def _texts(metadata: Any) -> dict[str, str]:
    return dict(metadata.to_dict()) if metadata else {}


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
