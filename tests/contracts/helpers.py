"""What the tests of contracts say often."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from contracts.models import Contract
from contracts.terms import Terms
from core.models import EventRecord

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
TYPED = {
    "session_count": "6",
    "duration_minutes": "60",
    "payment_model": "per_session",
    "price_per_session": "45,50",
    "payment_schedule": "four_weekly",
    "start_date": "2026-11-10",
    "end_date": "2027-05-10",
    "timezone": "Europe/Berlin",
    "late_cancel_percent": "50",
    "cancellation_policy": "Tell me early.",
    "learning_outcomes": "Order a meal.",
    "valid_days": "5",
}


def some_terms(**changed) -> Terms:
    """Four sessions of 40.00 in Berlin, from the cast's Tuesday on."""
    terms = Terms(
        session_count=4,
        payment_model="per_session",
        hourly_rate=None,
        price_per_session=Decimal("40.00"),
        duration_minutes=60,
        payment_schedule="per_session",
        start_date=date(2026, 11, 3),
        end_date=date(2027, 11, 3),
        timezone="Europe/Berlin",
    )
    return replace(terms, **changed)


def event_names() -> list[str]:
    """What happened to contracts so far, oldest first."""
    records = EventRecord.objects.filter(name__startswith="contracts.").order_by("id")
    return [record.name.removeprefix("contracts.") for record in records]


def last_event() -> EventRecord:
    return EventRecord.objects.order_by("id").last()


def snapshot(contract: Contract) -> tuple:
    """Everything that a refusal must leave alone."""
    row = Contract.objects.filter(pk=contract.pk).values().get()
    versions = list(contract.versions.order_by("number").values())
    return row, versions, list(contract.motions.values()), event_names()


def url(name, row):
    return reverse(name, args=[row.pk])
