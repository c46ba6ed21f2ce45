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
# Action, version of the target, the start that is taken, until when.
_Meaning = tuple[Action, int, datetime | None, datetime]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a link is to act on, as it stands while the mail is written."""

    action: Action
    id: int
    version: int = 0
    starts_at: datetime | None = None


class LetterLinks:
    """The buttons of one letter to one reader. A mail that is written again gets the same links.

    Not those that were revoked: whose suspension was lifted may act on what comes after. What a target has
    is read once, however many buttons are about it.
    """

    def __init__(self, *, reader: User, now: datetime) -> None:
        self.reader = reader
        self.now = now
        self._known: dict[int, dict[_Meaning, ActionLink]] = {}

    def address(self, target: Target, *, expires_at: datetime) -> str:
        """The absolute address of a button."""
        known = self._of_target(target.id)
        meaning = (target.action, target.version, target.starts_at, expires_at)
        if meaning not in known:
            known[meaning] = ActionLink.objects.create(
                user=self.reader,
                action=target.action,
                target_id=target.id,
                target_version=target.version,
                starts_at=target.starts_at,
                expires_at=expires_at,
                created_at=self.now,
            )
        return page("link-arrival", token_of(known[meaning]))

    def opening_address(self, action: Action, target_id: int) -> str:
        """The absolute address of a button that opens a page for its reader only."""
        target = Target(action=action, id=target_id)
        return self.address(target, expires_at=_whole_day(self.now + OPEN_FOR))

    def _of_target(self, target_id: int) -> dict[_Meaning, ActionLink]:
        if target_id not in self._known:
            links = ActionLink.objects.filter(
                user=self.reader, target_id=target_id, revoked_at=None, expires_at__gt=self.now
            )
            self._known[target_id] = {
                (Action(link.action), link.target_version, link.starts_at, link.expires_at): link
                for link in links.order_by("-pk")
            }
        return self._known[target_id]


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
