"""What money asks of people: to pay what was not charged, and for a card to be charged."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Contract, PaidThrough
from core.pending import ME, NOW, PendingDecision, PendingRow, Rows, as_pending
from payments.models import Charge, SavedCard


def pending_rows() -> list[Rows]:
    """Charges that wait for their payer, and running contracts whose student has no card."""
    shared = Q(contract__student=ME) | Q(contract__coach=ME)
    waiting = Charge.objects.filter(shared, status=Charge.Status.WAITING, pay_by__gt=NOW)
    has_card = Exists(SavedCard.objects.filter(user=OuterRef("student"), removed_at__isnull=True))
    without = Contract.objects.filter(
        ~has_card,
        Q(student=ME) | Q(coach=ME),
        status=Contract.Status.ACTIVE,
        agreed_version__paid_through=PaidThrough.PLATFORM,
    )
    return [_of_charges(waiting), _of_contracts(without)]


def _of_charges(charges: Rows) -> Rows:
    return as_pending(
        charges,
        kind=Value("pay_charge"),
        subject="pk",
        parent="contract_id",
        until="pay_by",
        first="contract__student_id",
        first_name="contract__student__display_name",
        second="contract__coach_id",
        second_name="contract__coach__display_name",
        amount="amount",
        currency="currency",
        label="contract__number",
        number="session__number",
        starts_at="session__scheduled_at",
        minutes="session__duration_minutes",
    )


def _of_contracts(contracts: Rows) -> Rows:
    return as_pending(
        contracts,
        kind=Value("save_card"),
        subject="pk",
        first="student_id",
        first_name="student__display_name",
        second="coach_id",
        second_name="coach__display_name",
        currency="currency",
        label="number",
        number=0,
    )


def decisions(row: PendingRow) -> Iterator[PendingDecision]:
    """The question in words, to the student; nothing for a row of another app."""
    if row.kind == "pay_charge":
        names = {"number": row.number, "contract": row.label}
        about = _("Session %(number)d of %(contract)s") % names
        page = reverse("charge-detail", args=[row.subject])
        yield _decision(row, _("Pay for the session"), about, _("Pay"), page)
    elif row.kind == "save_card":
        about = _("Contract %(contract)s is paid through Skileez") % {"contract": row.label}
        yield _decision(row, _("Save a card"), about, _("Save a card"), reverse("payments"))


def _decision(row: PendingRow, title: str, about: str, action: str, url: str) -> PendingDecision:
    return PendingDecision(
        kind=row.kind,
        person_id=row.first,
        title=title,
        about=about,
        action=action,
        url=url,
        deadline=row.until,
        pair=row.pair,
        other=row.name_beside(row.first),
        amount=row.amount,
        currency=row.currency,
        starts_at=row.starts_at,
        minutes=row.minutes,
    )
