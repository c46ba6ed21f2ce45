"""Whether money moves in earnest."""

from django.conf import settings


def is_test_money() -> bool:
    """Money that nobody pays: of the sandbox, or of Stripe's own test mode."""
    return settings.PAYMENTS != "off" and not settings.STRIPE_IS_LIVE
