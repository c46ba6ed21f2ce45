"""Wrong passwords and codes: counted by account and network address, so that nobody locks out another.

What others try elsewhere only slows the account down. A known device is counted by itself. The counts are
kept in the cache, and there are none while it is away.
"""

import time
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.addresses import owner_of
from accounts.known_devices import device_of
from accounts.login_notes import note
from accounts.models import LoginNote, User

MOST, WITHIN_SECONDS = 5, 300  # of one account from one address, or on one known device
ADDRESS_MOST, ADDRESS_SECONDS = 30, 60  # of all accounts from one address
DAY = 24 * 3600
TOLD_AT = 10  # wrong tries for an account in a day
DELAY_SECONDS, DELAY_MOST_SECONDS = 0.2, 2.0  # for each try after those


class Try:
    """One password or code for an account: counted before it is looked at, so that haste gains nothing."""

    def __init__(
        self, request: HttpRequest, account: str, *, what: str, owner: User | None = None
    ) -> None:
        """`account` is the address that was typed, or that of `owner`, who is logged in or about to be.

        Raises ValidationError beyond the limit.
        """
        self.request = request
        self.owner = owner or owner_of(account)
        name = str(self.owner.pk) if self.owner else account.lower()
        self.account = sha256(name.encode()).hexdigest()
        device = device_of(request, self.owner)
        address = get_adapter().get_client_ip(request)
        self.key = f"tries:{what}:{self.account}:{device or address}"
        if _count(self.key, WITHIN_SECONDS) > MOST:
            raise _too_many(WITHIN_SECONDS)
        if not device:
            if _count(f"tries:{address}", ADDRESS_SECONDS) > ADDRESS_MOST:
                raise _too_many(ADDRESS_SECONDS)
            self._wait()

    def _wait(self) -> None:
        over = cache.get(self._in_all, 0) - TOLD_AT
        if over >= 0:
            time.sleep(min(DELAY_SECONDS * (over + 1), DELAY_MOST_SECONDS))

    @property
    def _in_all(self) -> str:
        return f"tries-in-all:{self.account}"

    def succeeded(self) -> None:
        """A right one counts for nothing."""
        try:
            cache.decr(self.key)
        except ValueError:  # it ran out meanwhile
            return

    def failed(self) -> None:
        """Tell the owner when somebody keeps trying, once a day."""
        tries = _count(self._in_all, DAY)
        if self.owner is None:
            return
        note(self.owner, LoginNote.Kind.FAILED, request=self.request)
        if tries == TOLD_AT:
            get_adapter().send_notification_mail("account/email/tries_failed", self.owner)


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def _too_many(seconds: int) -> ValidationError:
    message = _("These were too many tries from here. You can try again in %(minutes)d min.")
    return ValidationError(message % {"minutes": seconds // 60}, code="too_many_login_attempts")
