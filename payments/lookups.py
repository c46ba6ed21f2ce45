"""Whether a call whose answer never came was done: looked up by the name that its metadata carries.

Only what moves money is looked up. Of the rest a second one does no harm: a page that nobody was led to
ends by itself, and what is ended twice has ended.
"""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from payments.answers import Answer
from payments.gateway import Gateway, Page
from payments.models import StripeCall


class Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def metadata(self) -> dict[str, str]: ...


N = TypeVar("N", bound=Named)
Look = Callable[[Gateway, StripeCall], Answer | None]


def intent(gateway: Gateway, call: StripeCall) -> Answer | None:
    customer = str(call.params["customer"])
    return _named(call, _items(lambda after: gateway.intents(customer, after=after)))


def refund(gateway: Gateway, call: StripeCall) -> Answer | None:
    paid_by = gateway.charge(str(call.params["charge"])).intent
    if paid_by is None:
        return None
    return _named(call, _items(lambda after: gateway.refunds(intent=paid_by, after=after)))


def transfer(gateway: Gateway, call: StripeCall) -> Answer | None:
    group = str(call.params["transfer_group"])
    return _named(call, _items(lambda after: gateway.transfers(group=group, after=after)))


def reversal(gateway: Gateway, call: StripeCall) -> Answer | None:
    (of,) = call.ids
    return _named(call, _items(lambda after: gateway.reversals(of, after=after)))


LOOKS: dict[str, Look] = {
    "payment_intents.create": intent,
    "refunds.create": refund,
    "transfers.create": transfer,
    "transfers.reversals.create": reversal,
}


def _items(page_after: Callable[[str | None], Page[N]]) -> Iterator[N]:
    """Of all pages, the newest first."""
    after: str | None = None
    while True:
        page = page_after(after)
        yield from page.items
        if not page.has_more or not page.items:
            return
        after = page.items[-1].id


def _named(call: StripeCall, found: Iterator[N]) -> N | None:
    return next((each for each in found if each.metadata.get("call") == str(call.pk)), None)
