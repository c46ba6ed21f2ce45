"""Action links: what a mail's button stands for, signed for the mail and backed by a row.

The row alone opens nothing, since its key has to be signed; the signature alone opens nothing, since the row
says whose it is, what it does, until when, and whether it was used or revoked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from accounts.models import User
from notifications.addresses import page
from notifications.models import ActionLink

Action = ActionLink.Action
OPEN_FOR = timedelta(days=30)
# What only opens a page of the product: for that the person has to be logged in.
OPENING = (Action.OPEN_CONTRACT, Action.OPEN_SESSION)
_signer = Signer(sep=".", salt="notifications.action-link")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a link is to act on, as it stands while the mail is written."""

    action: Action
    id: int
    version: int = 0
    starts_at: datetime | None = None


def link_address(target: Target, *, reader: User, now: datetime, expires_at: datetime) -> str:
    """The absolute address of a button. A mail that is written again gets the same links.

    Not those that were revoked: whose suspension was lifted may act on what comes after.
    """
    link, _is_new = ActionLink.objects.get_or_create(
        user=reader,
        action=target.action,
        target_id=target.id,
        target_version=target.version,
        starts_at=target.starts_at,
        expires_at=expires_at,
        revoked_at=None,
        defaults={"created_at": now},
    )
    return page("link-arrival", token_of(link))


def opening_address(action: Action, target_id: int, *, reader: User, now: datetime) -> str:
    """The absolute address of a button that opens a page for its reader only."""
    return link_address(
        Target(action=action, id=target_id),
        reader=reader,
        now=now,
        expires_at=_whole_day(now + OPEN_FOR),
    )


def _whole_day(at: datetime) -> datetime:
    """So that the retries of a mail share one link."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def token_of(link: ActionLink) -> str:
    return _signer.sign(link.key.hex)


def link_of(token: str) -> ActionLink | None:
    """The link that a token was made for; None for any other text."""
    try:
        key = UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return ActionLink.objects.select_related("user").filter(key=key).first()


def revoke_all(user_id: int, *, now: datetime) -> int:
    """From now on no link of this person works. Returns how many that were."""
    unused = ActionLink.objects.filter(
        user_id=user_id, used_at__isnull=True, revoked_at__isnull=True
    )
    return unused.update(revoked_at=now)
