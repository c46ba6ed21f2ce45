"""What the views of contracts find for one of the two parties; anybody else gets 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from contracts.models import Contract
from contracts.queries import with_own_versions, with_people


def find_contract(person: User, contract_id: int) -> Contract:
    """The contract with its people, its proposal and the versions that stand. Raises Http404."""
    mine = with_people(Contract.objects.visible_to(person))
    return with_own_versions(get_object_or_404(mine, pk=contract_id))
