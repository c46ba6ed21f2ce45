"""The only module that speaks to Stripe.

It refuses to work while a transaction is open: the network may take long and may not answer, and rows that
are locked meanwhile would keep everybody waiting. What Stripe says comes back as `payments.answers`, what
goes wrong as `payments.failures`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.conf import settings
from django.db import connection

from payments import answers, readers
from payments.failures import (
    AccountNotAble,
    BalanceShort,
    CardRefused,
    GatewayFailure,
    KeyReused,
    KeysRefused,
    Refused,
    SignatureWrong,
    Unclear,
)
from payments.writes import Write

if TYPE_CHECKING:
    from stripe import StripeError

SECONDS_FOR_A_PERSON = 10.0
SECONDS_FOR_A_WORKER = 30.0
SECONDS_A_SIGNATURE_HOLDS = 300
MOST_IN_A_PAGE = 100
REFUSALS: dict[str, type[Refused]] = {
    "balance_insufficient": BalanceShort,
    "insufficient_capabilities_for_transfer": AccountNotAble,
    "account_invalid": AccountNotAble,
}
T = TypeVar("T")


class TransactionOpen(RuntimeError):
    """Stripe was to be asked while rows were held."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """The newest first; `has_more` of the older ones."""

    items: tuple[T, ...]
    has_more: bool


class Gateway:
    def __init__(self, *, key: str, base: str = "", seconds: float = SECONDS_FOR_A_WORKER) -> None:
        import requests
        import stripe  # a tenth of a start, and most processes never ask

        stripe.enable_telemetry = False
        line = requests.Session()
        line.max_redirects = 0  # our key and what we ask go to nobody to whom an answer leads
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": base} if base else None,
            # Our own rows decide about a second try; the library would decide without them.
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=seconds, session=line),
        )

    # --- writes ---------------------------------------------------------------------------

    def send(self, write: Write, *, key: str, account: str | None = None) -> answers.Answer:
        """Do it once, however often the same `key` comes within a day. Raises GatewayFailure."""
        service: Any = self._client.v1
        for name in write.verb.split("."):
            service = getattr(service, name)
        options = _options(account) | {"idempotency_key": key}
        return self._ask(lambda: readers.read(service(*write.ids, write.params, options)))

    # --- reads ----------------------------------------------------------------------------

    def customer(self, customer: str) -> answers.Customer:
        return self._ask(lambda: readers.customer(self._client.v1.customers.retrieve(customer)))

    def card(self, card: str) -> answers.Card:
        return self._ask(lambda: readers.card(self._client.v1.payment_methods.retrieve(card)))

    def cards(self, customer: str) -> Page[answers.Card]:
        query: Any = {"customer": customer, "type": "card", "limit": MOST_IN_A_PAGE}
        return self._page(lambda: self._client.v1.payment_methods.list(query), readers.card)

    def setup_intent(self, intent: str) -> answers.SetupIntent:
        return self._ask(
            lambda: readers.setup_intent(self._client.v1.setup_intents.retrieve(intent))
        )

    def checkout(self, checkout: str) -> answers.Checkout:
        """With its payment, if one was begun there, or the card that it saved."""
        query: Any = {"expand": ["payment_intent", "setup_intent.payment_method"]}
        return self._ask(
            lambda: readers.checkout(self._client.v1.checkout.sessions.retrieve(checkout, query))
        )

    def intent(self, intent: str) -> answers.Intent:
        return self._ask(lambda: readers.intent(self._client.v1.payment_intents.retrieve(intent)))

    def intents(self, customer: str, *, after: str | None = None) -> Page[answers.Intent]:
        query = _query(after, customer=customer)
        return self._page(lambda: self._client.v1.payment_intents.list(query), readers.intent)

    def charge(self, charge: str) -> answers.Charge:
        return self._ask(lambda: readers.charge(self._client.v1.charges.retrieve(charge)))

    def refund(self, refund: str) -> answers.Refund:
        return self._ask(lambda: readers.refund(self._client.v1.refunds.retrieve(refund)))

    def refunds(self, *, intent: str, after: str | None = None) -> Page[answers.Refund]:
        query = _query(after, payment_intent=intent)
        return self._page(lambda: self._client.v1.refunds.list(query), readers.refund)

    def balance(self, *, account: str | None = None) -> answers.Balance:
        options: Any = _options(account)
        return self._ask(lambda: readers.balance(self._client.v1.balance.retrieve(None, options)))

    def balance_line(self, line: str) -> answers.BalanceLine:
        return self._ask(
            lambda: readers.balance_line(self._client.v1.balance_transactions.retrieve(line))
        )

    def balance_lines(
        self, *, since: int | None = None, after: str | None = None
    ) -> Page[answers.BalanceLine]:
        """`since`: seconds since 1970, inclusive."""
        query = _query(after, created={"gte": since} if since else None)
        return self._page(
            lambda: self._client.v1.balance_transactions.list(query), readers.balance_line
        )

    def account(self, account: str) -> answers.Account:
        return self._ask(lambda: readers.account(self._client.v1.accounts.retrieve(account)))

    def transfer(self, transfer: str) -> answers.Transfer:
        return self._ask(lambda: readers.transfer(self._client.v1.transfers.retrieve(transfer)))

    def transfers(self, *, group: str, after: str | None = None) -> Page[answers.Transfer]:
        query = _query(after, transfer_group=group)
        return self._page(lambda: self._client.v1.transfers.list(query), readers.transfer)

    def reversals(self, transfer: str, *, after: str | None = None) -> Page[answers.Reversal]:
        query = _query(after)
        return self._page(
            lambda: self._client.v1.transfers.reversals.list(transfer, query), readers.reversal
        )

    def payout(self, payout: str, *, account: str | None = None) -> answers.Payout:
        options: Any = _options(account)
        return self._ask(
            lambda: readers.payout(self._client.v1.payouts.retrieve(payout, None, options))
        )

    def payouts(
        self, *, account: str | None = None, after: str | None = None
    ) -> Page[answers.Payout]:
        query, options = _query(after), cast("Any", _options(account))
        return self._page(lambda: self._client.v1.payouts.list(query, options), readers.payout)

    def dispute(self, dispute: str) -> answers.Dispute:
        return self._ask(lambda: readers.dispute(self._client.v1.disputes.retrieve(dispute)))

    def disputes(
        self, *, charge: str | None = None, after: str | None = None
    ) -> Page[answers.Dispute]:
        query = _query(after, charge=charge)
        return self._page(lambda: self._client.v1.disputes.list(query), readers.dispute)

    def events(
        self, *, since: int | None = None, after: str | None = None, account: str | None = None
    ) -> Page[answers.Event]:
        """Of the last 30 days. `since`: seconds since 1970, inclusive."""
        query = _query(after, created={"gte": since} if since else None)
        options: Any = _options(account)
        return self._page(lambda: self._client.v1.events.list(query, options), readers.event)

    def event_of_webhook(self, body: bytes, signature: str, secrets: list[str]) -> answers.Event:
        """Signed with one of these secrets, within five minutes. Asks nobody. Raises SignatureWrong."""
        from stripe import SignatureVerificationError

        for secret in secrets:
            try:
                told = self._client.construct_event(
                    body, signature, secret, SECONDS_A_SIGNATURE_HOLDS
                )
            except (SignatureVerificationError, ValueError):
                continue
            return readers.event(told)
        raise SignatureWrong("No secret of ours made this signature.")

    # --- asking ---------------------------------------------------------------------------

    def _page(self, ask: Callable[[], Any], read: Callable[[Any], T]) -> Page[T]:
        told = self._ask(ask)
        return Page(tuple(map(read, told.data)), told.has_more)

    def _ask(self, ask: Callable[[], T]) -> T:
        refuse_open_transaction()
        with own_failures():
            return ask()


def gateway(*, seconds: float = SECONDS_FOR_A_WORKER) -> Gateway:
    """The gateway that the settings name."""
    return Gateway(key=settings.STRIPE_KEY, base=settings.STRIPE_API_BASE, seconds=seconds)


def refuse_open_transaction() -> None:
    """Raise TransactionOpen inside any transaction but the one that a test wraps itself in."""
    blocks: list[Any] = connection.atomic_blocks
    if any(not block._from_testcase for block in blocks):  # noqa: SLF001  (as Django's own `durable` does)
        raise TransactionOpen("Stripe is asked after the commit, never before.")


@contextmanager
def own_failures() -> Iterator[None]:
    from stripe import StripeError

    try:
        yield
    except StripeError as error:
        raise failure_of(error) from error


def failure_of(error: "StripeError") -> GatewayFailure:
    """What Stripe's error means to us. Whatever we do not know may have been done: it is unclear."""
    import stripe

    message = error.user_message or str(error)
    if isinstance(error, stripe.CardError):
        problem: Any = error.error
        intent = getattr(problem, "payment_intent", None)
        code = readers.failure_code(problem)
        return CardRefused(message, code=code, intent_id=intent.id if intent else None)
    if isinstance(error, stripe.IdempotencyError):
        return KeyReused(message)
    code = getattr(error.error, "code", None) or ""
    if isinstance(error, stripe.PermissionError) and code in REFUSALS:  # one account, not our key
        return REFUSALS[code](message, code=code)
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return KeysRefused(message)
    if isinstance(error, stripe.InvalidRequestError):
        return REFUSALS.get(code, Refused)(message, code=code, param=error.param or "")
    return Unclear(message)


def _query(after: str | None, **given: Any) -> Any:
    query = {name: value for name, value in given.items() if value is not None}
    return query | {"limit": MOST_IN_A_PAGE} | ({"starting_after": after} if after else {})


def _options(account: str | None) -> dict[str, str]:
    return {"stripe_account": account} if account else {}
