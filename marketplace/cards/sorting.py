"""The owner's private shortlist and archive, as buttons on a proposal that waits."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.cards import CardAction, card_action
from marketplace.models import Proposal

Triage = Proposal.Triage
SORTING_VERBS = ("shortlist", "unshortlist", "archive", "unarchive")


def sorting(proposal: Proposal) -> tuple[CardAction, ...]:
    """Into each section, or out of the one it lies in. For the owner's eyes alone."""
    return (_shortlist(proposal), _archive(proposal))


def _shortlist(proposal: Proposal) -> CardAction:
    if proposal.triage == Triage.SHORTLISTED:
        return _sort(proposal, "unshortlist", _("Take off the shortlist"), Triage.NONE)
    outcome = _("It stands first when you compare. The coach does not learn of it.")
    return _sort(proposal, "shortlist", _("Shortlist"), Triage.SHORTLISTED, outcome)


def _archive(proposal: Proposal) -> CardAction:
    if proposal.triage == Triage.ARCHIVED:
        return _sort(proposal, "unarchive", _("Bring it back"), Triage.NONE)
    outcome = _("It is put apart and still waits for your answer. The coach does not learn of it.")
    return _sort(proposal, "archive", _("Archive"), Triage.ARCHIVED, outcome)


def _sort(
    proposal: Proposal, verb: str, label: str, triage: Triage, outcome: str = ""
) -> CardAction:
    return card_action(
        verb,
        label,
        reverse("sort-proposal", args=[proposal.pk]),
        fields=(("triage", triage.value),),
        outcome=outcome,
    )
