"""Open questions about contracts: offers, amendments, pauses, early endings."""

from collections.abc import Iterator

from django.db.models import Case, CharField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contract, ContractVersion, Motion
from core.bidi import isolated
from core.pending import ME, NOW, PendingDecision, PendingRow, Rows, as_pending

TITLES = {
    "answer_contract": gettext_lazy("Answer the contract offer"),
    "answer_amendment": gettext_lazy("Answer the proposed change"),
    "answer_pause": gettext_lazy("Answer the wish for a pause"),
    "answer_completion": gettext_lazy("Answer the wish to end early"),
}


def pending_rows() -> list[Rows]:
    """What waits for this person, and for the other side of this person's contracts."""
    party = Q(contract__student=ME) | Q(contract__coach=ME)
    live = Q(contract__status__in=Contract.LIVE)
    versions = ContractVersion.objects.filter(
        party, live, status=ContractVersion.Status.OFFERED, expires_at__gt=NOW
    )
    motions = Motion.objects.filter(party, live, status=Motion.Status.OPEN, expires_at__gt=NOW)
    amendment = Q(kind=ContractVersion.Kind.AMENDMENT)
    pause = Q(kind=Motion.Kind.PAUSE)
    return [
        _about(versions, _either(amendment, "answer_amendment", "answer_contract"), versions=True),
        _about(motions, _either(pause, "answer_pause", "answer_completion"), versions=False),
    ]


def _either(condition: Q, then: str, otherwise: str) -> Case:
    return Case(
        When(condition, then=Value(then)), default=Value(otherwise), output_field=CharField()
    )


def _about(rows: Rows, kind: Case, *, versions: bool) -> Rows:
    return as_pending(
        rows,
        kind=kind,
        asked_by="author_id",
        subject="contract_id",
        until="expires_at",
        first="contract__student_id",
        first_name="contract__student__display_name",
        first_picture="contract__student__picture",
        second="contract__coach_id",
        second_name="contract__coach__display_name",
        second_picture="contract__coach__picture",
        amount="total_amount" if versions else None,
        currency="contract__currency",
        label="contract__number",
        number="number" if versions else 0,
    )


def decisions(row: PendingRow) -> Iterator[PendingDecision]:
    """The question in words; nothing for a row of another app."""
    if row.kind not in TITLES:
        return
    person_id = row.other_than(row.asked_by)
    version = _("%(contract)s, version %(number)d") % {
        "contract": row.label,
        "number": row.number,
    }
    yield PendingDecision(
        kind=row.kind,
        person_id=person_id,
        title=str(TITLES[row.kind]),
        about=version if row.number else isolated(row.label),
        action=_("Read and answer"),
        url=reverse("contract-detail", args=[row.subject]),
        deadline=row.until,
        pair=row.pair,
        other=row.name_beside(person_id),
        other_picture=row.picture_beside(person_id),
        amount=row.amount,
        currency=row.currency,
    )
