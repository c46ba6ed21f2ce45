"""Wrong passwords and codes: counted by account and network address, so that nobody locks out another.

While an account is being guessed from everywhere, each address has fewer tries for it; a known device is
counted by itself and keeps its own. The counts are rows: no cache that is away opens the door wider.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from math import ceil

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.addresses import owner_of
from accounts.known_devices import device_of
from accounts.login_notes import note
from accounts.models import LoginNote, TryCount, User
from core.durations import duration_text
from core.errors import TooMany
from core.http import now_of
from core.transactions import locked

MOST, WITHIN = 5, timedelta(minutes=5)  # of one account from one address, or on one known device
ADDRESS_MOST, ADDRESS_WITHIN = 30, timedelta(minutes=1)  # of all accounts from one address
DAY = timedelta(days=1)
TOLD_AT = 10  # wrong tries for an account in a day, from everywhere
WATCHED_MOST, WATCHED_WITHIN = 2, timedelta(minutes=10)  # of it from one address, after those
CODE_GOOD_FOR = timedelta(seconds=90)
NOBODY = User(pk=0)


@dataclass(frozen=True, kw_only=True)
class Limit:
    key: str
    most: int
    within: timedelta


class Try:
    """One password or code for an account: counted before it is looked at, so that haste gains nothing."""

    def __init__(
        self, request: HttpRequest, account: str, *, what: str, owner: User | None = None
    ) -> None:
        """`account` is the address that was typed, or that of `owner`, who is logged in or about to be.

        Raises TooMany beyond a limit.
        """
        self.request, self.now = request, now_of(request)
        self.owner = owner or owner_of(account)
        self.account = str(self.owner.pk) if self.owner else account.lower()
        self.limits = self._limits(what)
        for limit in self.limits:
            _refuse_beyond(limit, now=self.now)

    def _limits(self, what: str) -> list[Limit]:
        if device := device_of(self.request, self.owner):
            return [Limit(key=f"{what}:{self.account}:{device}", most=MOST, within=WITHIN)]
        address = get_adapter().get_client_ip(self.request)
        client = client_of(address)
        limits = [
            Limit(key=f"{what}:{self.account}:{client}", most=MOST, within=WITHIN),
            Limit(key=client, most=ADDRESS_MOST, within=ADDRESS_WITHIN),
        ]
        if _counted(self._in_all, now=self.now) >= TOLD_AT:
            key = f"watched:{what}:{self.account}:{client}"
            limits.append(Limit(key=key, most=WATCHED_MOST, within=WATCHED_WITHIN))
        return limits

    @property
    def _in_all(self) -> str:
        return f"in-all:{self.account}"

    def succeeded(self) -> None:
        """A right one counts for nothing."""
        for limit in self.limits:
            _count(limit.key, within=limit.within, now=self.now, step=-1)

    def failed(self) -> None:
        """Tell the owner when somebody keeps trying, once a day.

        Where there is no owner as much is done, and the note taken back: the time of it tells nothing.
        """
        with transaction.atomic():
            tries = _count(self._in_all, within=DAY, now=self.now).count
            with transaction.atomic():
                note(self.owner or NOBODY, LoginNote.Kind.FAILED, request=self.request)
                transaction.set_rollback(self.owner is None)
        if self.owner and tries == TOLD_AT:
            get_adapter().send_notification_mail("account/email/tries_failed", self.owner)


def client_of(address: str) -> str:
    """Who is counted as one: an address of IPv4, and the network that one subscriber of IPv6 has."""
    if ip_address(address).version == 4:
        return address
    return str(ip_network(f"{address}/64", strict=False))


def use_code(user: User, code: str, *, now: datetime) -> bool:
    """Whether this right code was not used a moment ago; from now on it was."""
    return _count(f"code:{user.pk}:{code}", within=CODE_GOOD_FOR, now=now).count == 1


def forget_old_tries(*, now: datetime) -> int:
    """Returns how many counts that were."""
    count, _kinds = TryCount.objects.filter(ends_at__lte=now).delete()
    return count


def _refuse_beyond(limit: Limit, *, now: datetime) -> None:
    row = _count(limit.key, within=limit.within, now=now)
    if row.count <= limit.most:
        return
    seconds = ceil((row.ends_at - now).total_seconds())
    message = _("These were too many tries from here. You can try again in %(length)s.")
    length = duration_text(ceil(seconds / 60))
    raise TooMany(message % {"length": length}, retry_after_seconds=seconds)


@transaction.atomic
def _count(key: str, *, within: timedelta, now: datetime, step: int = 1) -> TryCount:
    """The count with this use of the key. It begins anew when its time is over."""
    name = _name(key)
    TryCount.objects.get_or_create(name=name, defaults={"ends_at": now + within})
    row = locked(TryCount.objects.filter(name=name)).get()
    if row.ends_at <= now:
        row.count, row.ends_at = 0, now + within
    row.count = max(0, row.count + step)
    row.save(update_fields=["count", "ends_at"])
    return row


def _counted(key: str, *, now: datetime) -> int:
    row = TryCount.objects.filter(name=_name(key), ends_at__gt=now).first()
    return row.count if row else 0


def _name(key: str) -> str:
    """Neither addresses nor codes stand in the table."""
    return sha256(key.encode()).hexdigest()
