"""What the edits of a proposal changed, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.models import PaymentModel, PaymentSchedule, Proposal, ProposalRevision

LONG_TEXTS = ("cover_letter", "approach_summary", "answers")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that an edit changed, in words; of a long text only that it was rewritten."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What the author changed at one instant."""

    at: datetime
    changes: tuple[Change, ...]


def last_changes(proposal: Proposal) -> tuple[Change, ...]:
    """What the last edit changed, for a proposal that still waits."""
    if proposal.status != Proposal.Status.PENDING or not proposal.edited_at:
        return ()
    return next((edit.changes for edit in edits(proposal)), ())


def edits(proposal: Proposal) -> Iterator[Edit]:
    """Every edit, the newest first."""
    later: dict[str, object] = {}
    for revision in reversed(list(proposal.revisions.all())):
        yield Edit(at=revision.replaced_at, changes=_changes(proposal, revision, later))
        later |= revision.former


def _changes(
    proposal: Proposal, revision: ProposalRevision, later: dict[str, object]
) -> tuple[Change, ...]:
    """`later` are the values that stood after it, of the fields that were changed again."""
    labels = {
        "cover_letter": _("Letter"),
        "approach_summary": _("Approach"),
        "availability_match": _("Preferred times"),
        "payment_model": _("Price model"),
        "hourly_rate": _("Rate per hour"),
        "price_per_session": _("Price per session"),
        "session_count": _("Sessions"),
        "duration_minutes": _("Minutes each"),
        "expected_total": _("Total"),
        "payment_schedule": _("Paid"),
        "answers": _("Answers"),
    }
    former = revision.former
    return tuple(
        Change(
            label=label,
            before="" if name in LONG_TEXTS else _shown(proposal, name, former[name]),
            after=_("rewritten")
            if name in LONG_TEXTS
            else _shown(proposal, name, later.get(name, getattr(proposal, name))),
        )
        for name, label in labels.items()
        if name in former
    )


def _shown(proposal: Proposal, name: str, value: object) -> str:
    """A value of a changed field in words."""
    if name == "availability_match":
        return _("suits them") if value else _("not claimed")
    if value is None:
        return "–"
    if name in ("hourly_rate", "price_per_session", "expected_total"):
        return f"{proposal.request.currency} {Decimal(str(value)):.2f}"
    if name in ("payment_model", "payment_schedule"):
        labels = {**dict(PaymentModel.choices), **dict(PaymentSchedule.choices)}
        return str(labels.get(str(value), value))
    return str(value)
