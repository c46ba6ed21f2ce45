"""What the last edit of a proposal changed, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.models import PaymentModel, PaymentSchedule, Proposal, ProposalRevision


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that the last edit changed, in words."""

    label: str
    before: str
    after: str


def last_changes(proposal: Proposal) -> tuple[Change, ...]:
    """What the last edit changed, for a proposal that still waits."""
    if proposal.status != Proposal.Status.PENDING or not proposal.edited_at:
        return ()
    revisions = list(proposal.revisions.all())
    return tuple(_changes(proposal, revisions[-1])) if revisions else ()


def _changes(proposal: Proposal, revision: ProposalRevision) -> list[Change]:
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
    return [
        Change(
            label=labels[name],
            before=_shown(proposal, name, before),
            after=_shown(proposal, name, getattr(proposal, name)),
        )
        for name, before in revision.former.items()
    ]


def _shown(proposal: Proposal, name: str, value: object) -> str:
    """A value of a changed field in words; long texts are only said to be rewritten."""
    if name in ("cover_letter", "approach_summary", "answers"):
        return _("rewritten") if value == getattr(proposal, name) else ""
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
