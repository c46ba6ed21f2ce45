"""What Stripe told us."""

from core.retention import Kept, keep_for_a_while
from payments.models import StripeEvent

keep_for_a_while(
    Kept(
        name="stripe_events",
        rows=lambda: StripeEvent.objects.exclude(status__in=StripeEvent.OPEN),
        since="received_at",
    )
)
