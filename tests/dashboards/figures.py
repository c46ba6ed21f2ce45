"""What the rows say, worked out from them alone: nothing here calls what the pages call."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.apps import apps
from django.db import models

from contracts.models import Contract, ContractVersion
from marketplace.models import LearningRequest
from sessions.models import CoachingSession, TimesOffer


def fee(amount: Decimal) -> Decimal:
    return (amount * 15 / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def with_shares(amounts: Iterable[Decimal]) -> set[Decimal]:
    """These amounts, the platform's part of each and the coach's."""
    found = {Decimal(amount) for amount in amounts}
    return found | {fee(a) for a in found} | {a - fee(a) for a in found}


def is_held(row: CoachingSession) -> bool:
    return row.status == "completed" or (row.status, row.resolution) == ("resolved", "completed")


def newest(contract: Contract) -> list[CoachingSession]:
    """Of each credit the last attempt."""
    rows = CoachingSession.objects.filter(contract=contract).order_by("number", "attempt")
    return list({row.number: row for row in rows}.values())


def progress_of(contracts: Iterable[Contract]) -> set[int]:
    """Held, booked, free and all credits of each."""
    said: set[int] = set()
    for contract in contracts:
        rows = newest(contract)
        booked = sum(row.status in ("scheduled", "confirmed") for row in rows)
        free = sum(row.status == "unscheduled" for row in rows)
        said |= {sum(map(is_held, rows)), booked, free, len(rows)}
        said |= {row.number for row in rows}
    return said


def terms(versions: Iterable[ContractVersion]) -> set[Decimal | int]:
    """Numbers of sets of terms, with fee and share of the price and the total."""
    said: set[Decimal | int] = set()
    for row in versions:
        said |= {row.number, row.session_count, row.duration_minutes, row.late_cancel_percent}
        said |= with_shares([row.price_per_session, row.total_amount])
        said |= {row.hourly_rate} if row.hourly_rate else set()
        kept = row.price_per_session * row.late_cancel_percent / 100
        said |= with_shares([kept]) | {row.price_per_session - kept}
    return said


def instants() -> set[datetime]:
    """Every instant in any row, and every day as the midnights that stand for it."""
    said: set[datetime] = set()
    for model in apps.get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, models.DateTimeField)]
        for row in model.objects.values_list(*names) if names else ():
            said |= {value.replace(microsecond=0) for value in row if isinstance(value, datetime)}
    return said


def offers_to(person) -> int:
    """Open offers of times to this person."""
    rows = TimesOffer.objects.filter(status="open").exclude(author=person)
    return rows.filter(session__contract__student=person).count()


def preferred_hours(request: LearningRequest) -> int:
    """The whole hours of the weekly ranges, such as 17:00 to 19:00."""
    return sum(
        int(each["ends"].removesuffix(":00")) - int(each["starts"].removesuffix(":00"))
        for each in request.preferred_times
    )
