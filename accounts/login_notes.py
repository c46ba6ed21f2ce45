"""What happened to how somebody logs in: noted for themselves, and forgotten after ninety days."""

import ipaddress
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from accounts.models import LoginNote, User
from core.http import now_of

KEPT_FOR = timedelta(days=90)
SHOWN_MOST = 50


def note(user: User, kind: LoginNote.Kind, *, request: HttpRequest) -> None:
    LoginNote.objects.create(
        user=user,
        kind=kind,
        at=now_of(request),
        network=network_of(get_adapter().get_client_ip(request)),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:200],
    )


def network_of(address: str) -> str:
    """Roughly where: `192.0.2.0/24` for `192.0.2.7`, and a site's network of IPv6."""
    prefix = 24 if ipaddress.ip_address(address).version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def notes_of(user: User, *, now: datetime) -> list[LoginNote]:
    """The latest first."""
    kept = LoginNote.objects.filter(user=user, at__gt=now - KEPT_FOR)
    return list(kept.order_by("-at", "-pk")[:SHOWN_MOST])


def forget_old_notes(*, now: datetime) -> int:
    """Returns how many that were."""
    count, _kinds = LoginNote.objects.filter(at__lte=now - KEPT_FOR).delete()
    return count
