"""What time alone makes due: charges to try, pages that are over, sessions that are not paid in time."""

import logging
from datetime import datetime

from django.db.models import Q, QuerySet

from core.errors import Busy
from payments.actions import charging
from payments.models import Charge

logger = logging.getLogger(__name__)
MOST = 500


def due(now: datetime) -> QuerySet[Charge]:
    """Those that may have a next step now, the most pressing first."""
    to_give_up = Q(pay_by__lte=now, session__status="confirmed", session__scheduled_at__gt=now)
    found = Charge.objects.filter(status__in=Charge.LIVE).filter(
        Q(try_at__lte=now) | Q(checkout_ends_at__lte=now, status="paying") | to_give_up
    )
    return found.select_related("session").order_by("pay_by", "id")


def sweep(now: datetime) -> int:
    """Follow each of them; what fails is logged and tried at the next sweep. Returns how many."""
    return sum(_followed(charge, now) for charge in list(due(now)[:MOST]))


def _followed(charge: Charge, now: datetime) -> bool:
    try:
        charging.follow(charge, now=now)
    except Busy:
        return False
    except Exception:
        logger.exception("%s could not be followed", charge)
        return False
    return True
