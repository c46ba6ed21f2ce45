"""Whatever is lost, doubled, swapped or late, our row says in the end what Stripe says."""

from dataclasses import dataclass, field
from datetime import timedelta
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from payments import inbox
from payments.answers import Event, Intent
from payments.failures import Unclear
from payments.inbox import Told, Via, receive
from payments.models import StripeEvent
from tests.factories import NOW

pytestmark = pytest.mark.django_db

NAME = "pi_1"


@dataclass
class Stripe:
    """One payment whose amount counts its changes, and the events that tell of them."""

    now: int = 0
    amount: int = 0
    events: list[Event] = field(default_factory=list)
    is_down: bool = False

    def change(self) -> None:
        self.amount += 1
        happened = Event(
            id=f"evt_{self.amount}", kind="payment_intent.processing", object_kind="payment_intent",
            object_id=NAME, account=None, livemode=False, api_version=None, created_at=self.instant(),
        )  # fmt: skip
        self.events.append(happened)

    def instant(self):
        return NOW + timedelta(seconds=self.now)

    def intent(self, _name) -> Intent:
        if self.is_down:
            raise Unclear("no answer")
        return Intent(NAME, "processing", self.amount, 0, "eur", None, None, None, "", None, {})


class Ours:
    """Our row, and the workers that have asked and not yet acted."""

    def __init__(self, stripe: Stripe) -> None:
        self.stripe = stripe
        self.amounts: list[int] = []
        self.told: list[Told] = []

    def sync(self, answer, _now) -> bool:
        self.amounts.append(answer.amount)
        return True

    def hear(self, number: int) -> None:
        if self.stripe.events:
            happened = self.stripe.events[number % len(self.stripe.events)]
            receive(happened, via=Via.WEBHOOK, now=self.stripe.instant())

    def ask(self, number: int) -> None:
        """A worker takes one and hears what the payment says."""
        due = list(inbox.due(self.stripe.instant()))
        if due and not self.stripe.is_down:
            chosen = due[number % len(due)]
            event = inbox.claim(chosen.pk, now=self.stripe.instant())
            self.told.append(inbox.ask(event, self.stripe, now=self.stripe.instant()))

    def act(self, number: int) -> None:
        if self.told:
            inbox.apply(self.told.pop(number % len(self.told)), now=self.stripe.instant())

    def die(self, number: int) -> None:
        """A worker is killed between the two."""
        if self.told:
            self.told.pop(number % len(self.told))

    def rest(self) -> None:
        """The hourly poll, and sweeps until nothing is open."""
        self.stripe.is_down = False
        inbox.poll(self.stripe, now=self.stripe.instant())
        while StripeEvent.objects.filter(status__in=StripeEvent.OPEN).exists():
            self.stripe.now += 100
            for event in list(inbox.due(self.stripe.instant())):
                inbox.work(event.pk, gateway=self.stripe, clock=self.stripe.instant)


VERBS = ("change", "hear", "ask", "act", "die", "time", "down")
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5)), max_size=40)


def play(stripe: Stripe, ours: Ours, verb: str, number: int) -> None:
    if verb == "change":
        stripe.change()
    elif verb == "time":
        stripe.now += 1 + number * 40
    elif verb == "down":
        stripe.is_down = not stripe.is_down
    else:
        getattr(ours, verb)(number)
    stripe.now += 1  # no two steps are at one instant


@settings(max_examples=60)
@example(
    [
        ("change", 0),
        ("hear", 0),
        ("ask", 0),
        ("change", 0),
        ("hear", 1),
        ("ask", 0),
        ("act", 1),
        ("act", 0),
    ]
)
@given(steps)
def test_our_row_follows_whatever_the_order(played):
    stripe = Stripe()
    ours = Ours(stripe)
    with (
        transaction.atomic(),
        mock.patch.object(inbox, "_syncs", {"payment_intent": ours.sync}),
        mock.patch.object(inbox, "_since", return_value=stripe.events),
    ):
        for verb, number in played:
            play(stripe, ours, verb, number)
        ours.rest()
        ended = set(StripeEvent.objects.values_list("status", flat=True))
        transaction.set_rollback(True)

    assert ours.amounts == sorted(ours.amounts), "never back"
    assert (ours.amounts[-1] if ours.amounts else 0) == stripe.amount
    assert ended <= {"done"}
