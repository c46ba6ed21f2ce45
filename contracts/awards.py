"""Which awards a contract binds: told to the marketplace, which lives below and releases the others."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from contracts.models import Contract
from marketplace.commitments import uncommitted_means
from marketplace.models import Proposal


@uncommitted_means
def without_contract(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those with no live contract, and none that was ever in force."""
    binding = Contract.objects.filter(
        Q(status__in=Contract.LIVE) | Q(activated_at__isnull=False), proposal=OuterRef("pk")
    )
    return proposals.filter(~Exists(binding))
