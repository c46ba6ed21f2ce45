"""Open questions about contracts: offers, amendments, pauses, early endings."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from contracts.models import Contract, ContractVersion, Motion
from core.needs import Need

MOTIONS = {
    Motion.Kind.PAUSE: (gettext_lazy("Answer the wish for a pause"), "answer_pause"),
    Motion.Kind.COMPLETION: (gettext_lazy("Answer the wish to end early"), "answer_completion"),
}


def turns_of(user: User, now: datetime) -> list[Need]:
    """What waits for this person, and for the other side of this person's contracts. One query."""
    rows: Any = (
        Contract.objects.visible_to(user)
        .live()
        .alias(motion=FilteredRelation("motions", condition=Q(motions__status="open")))
        .annotate(
            motion_kind=F("motion__kind"),
            motion_author=F("motion__author"),
            motion_until=F("motion__expires_at"),
        )
        .filter(Q(open_version__isnull=False) | Q(motion__isnull=False))
        .select_related("open_version", "student", "coach")
    )
    return [need for row in rows for need in _of_contract(row, now)]


def _of_contract(row: Any, now: datetime) -> Iterator[Need]:
    version = row.open_version
    if version is not None and version.expires_at > now:
        yield _answer_version(row, version)
    if row.motion_author and row.motion_until > now:
        yield _answer_motion(row)


def _answer_version(row: Contract, version: ContractVersion) -> Need:
    amends = version.kind == ContractVersion.Kind.AMENDMENT
    return Need(
        kind="answer_amendment" if amends else "answer_contract",
        title=_("Answer the proposed change") if amends else _("Answer the contract offer"),
        about=_("%(number)s, version %(version)d, %(sessions)s")
        % {
            "number": row.number,
            "version": version.number,
            "sessions": ngettext("%(count)d session", "%(count)d sessions", version.session_count)
            % {"count": version.session_count},
        },
        action=_("Read and answer"),
        deadline=version.expires_at,
        amount=version.total_amount,
        **_parties(row, author_id=version.author_id),
    )


def _answer_motion(row: Any) -> Need:
    title, kind = MOTIONS[Motion.Kind(row.motion_kind)]
    return Need(
        kind=kind,
        title=str(title),
        about=row.number,
        action=_("Read and answer"),
        deadline=row.motion_until,
        **_parties(row, author_id=row.motion_author),
    )


def _parties(row: Contract, *, author_id: int) -> dict[str, Any]:
    """Who must answer what this author asked, and where."""
    other = row.student if author_id == row.student_id else row.coach
    return {
        "person_id": row.other_party_id(author_id),
        "other": str(other),
        "pair": (row.student_id, row.coach_id),
        "currency": row.currency,
        "url": reverse("contract-detail", args=[row.pk]),
    }
