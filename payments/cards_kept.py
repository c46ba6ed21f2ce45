"""Reads over people's cards."""

from payments.models import SavedCard


def has_card(user_id: int) -> bool:
    """Whether there is one that was not taken away; whether it still pays, its bank says."""
    return SavedCard.objects.filter(user=user_id, removed_at__isnull=True).exists()
