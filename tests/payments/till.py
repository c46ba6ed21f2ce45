"""All of money in a test: the sandbox, its clock, and workers that work until all is quiet."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from payments import calls, inbox, sweep
from payments.actions import cards
from payments.answers import Event
from payments.gateway import Gateway
from payments.models import Charge, SavedCard, StripeCall, StripeEvent
from sandbox.app import API
from tests.payments.clock import Clock
from tests.sandbox.house import House


@dataclass
class Till:
    """`told` are the events that were heard already; `deaf` hears none."""

    house: House
    clock: Clock
    gateway: Gateway
    deaf: bool = False
    told: set[str] = field(default_factory=set)

    def work(self) -> None:
        """What the workers do, and Stripe tells, until nothing more follows."""
        for _round in range(20):
            before = self._standing()
            sweep.sweep(self.clock())
            for name in list(calls.due(self.clock()).values_list("pk", flat=True)):
                calls.send(name, gateway=self.gateway, clock=self.clock)
            if not self.deaf:
                self.hear()
            for pk in list(inbox.due(self.clock()).values_list("pk", flat=True)):
                inbox.work(pk, gateway=self.gateway, clock=self.clock)
            if self._standing() == before:
                return
        raise AssertionError("it never got quiet")

    def hear(self) -> None:
        """What Stripe tells, the oldest first."""
        for event in reversed(self.gateway.events().items):
            if event.id not in self.told:
                self.told.add(event.id)
                self.receive(event)

    def receive(self, event: Event) -> None:
        inbox.receive(event, via=inbox.Via.WEBHOOK, now=self.clock())

    def _standing(self) -> tuple[object, ...]:
        return (
            sorted(StripeCall.objects.values_list("pk", "status", "attempts")),
            sorted(StripeEvent.objects.values_list("pk", "status", "attempts")),
            sorted(Charge.objects.values_list("pk", "version")),
        )

    def go_to(self, instant: datetime, *, seconds: int = 0) -> None:
        span = instant - self.clock() + timedelta(seconds=seconds)
        self.clock.go_on(seconds=int(span.total_seconds()))

    def at(self, **ahead: int) -> datetime:
        """An hour so far ahead, on the half: where people are free."""
        return (self.clock() + timedelta(**ahead)).replace(minute=0, second=0, microsecond=0)

    # --- what a person does ---------------------------------------------------------------

    def save_card(self, person, token="pm_card_visa") -> SavedCard:
        """Through the hosted page."""
        setup = cards.begin_saving(person, now=self.clock())
        self.work()
        setup.refresh_from_db()
        self._pay_at(setup.url, token)
        self.work()
        return SavedCard.objects.get(user=person, is_default=True)

    def pay(self, charge: Charge, token="pm_card_visa", *, says="yes") -> None:
        """On the hosted page, to which the charge has led already; `says`: what the bank is told."""
        charge.refresh_from_db()
        self._pay_at(charge.checkout_url, token, says)

    def _pay_at(self, page: str, token: str, says: str = "yes") -> None:
        onward, _page = self.house.press(page, "pay", card=token)
        if "/bank/" in onward:
            self.house.press(onward, says)


def till_of(house: House) -> Till:
    clock = Clock(house)
    return Till(house, clock, Gateway(key="sk_test_x", base=house.address + API, seconds=5))


def sandbox_on(given) -> None:
    """Money moves, in the settings of a test."""
    given.PAYMENTS, given.PAYMENT_CURRENCIES = "sandbox", ["EUR"]
    given.STRIPE_KEY, given.STRIPE_IS_LIVE = "sk_test_x", False
