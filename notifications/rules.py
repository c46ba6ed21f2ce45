"""What speaks against pressing the link of a mail, whatever it answers."""

from datetime import datetime

from core.errors import DomainError, NotPossibleNow
from notifications.models import ActionLink


def press_link(link: ActionLink, *, now: datetime) -> DomainError | None:
    """Nothing before it ends, while it is not taken back and its owner's account is open."""
    is_open = link.revoked_at is None and link.user.is_active and now < link.expires_at
    return None if is_open else NotPossibleNow()
