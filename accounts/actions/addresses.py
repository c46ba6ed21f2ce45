"""How an account gets another address, and how its old one stops that."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts import rules
from accounts.actions.access import end_all_access
from accounts.addresses import is_taken
from accounts.events import AddressChangeAsked, AddressChanged, AddressChangeStopped
from accounts.models import AddressChange, User
from accounts.queries import has_verified_email
from core.actions import check
from core.events import record
from core.transactions import action, locked

STOPPABLE_FOR = timedelta(hours=72)


@action
def ask_address_change(user: User, *, address: str, now: datetime) -> AddressChange:
    """Keep that this person wishes to have another address, so that the one of now can stop it.

    The login system takes an address that was never proven away at once: the new one stands in its place.
    """
    User.objects.filter(pk=user.pk, email="").update(email=address)
    change = AddressChange.objects.create(
        user=user,
        old_address=user.email,
        old_was_proven=has_verified_email(user),
        new_address=address,
        asked_at=now,
        stop_until=now + STOPPABLE_FOR,
    )
    record(
        AddressChangeAsked(
            at=now, actor_id=user.pk, user_id=user.pk, old_address=user.email, new_address=address
        )
    )
    return change


@action
def make_address_change(user: User, *, by: User | None, now: datetime) -> AddressChange | None:
    """The wish that came true when this person's present address was confirmed; None if it was none.

    From now on it can be stopped for as long again.
    """
    wishes = AddressChange.objects.filter(user=user, stopped_at=None, happened_at=None)
    change = locked(wishes.filter(new_address=user.email)).order_by("-pk").first()
    if change is None:
        return None
    change.happened_at, change.stop_until = now, now + STOPPABLE_FOR
    change.save(update_fields=["happened_at", "stop_until"])
    record(
        AddressChanged(
            at=now,
            actor_id=by.pk if by else None,
            user_id=user.pk,
            old_address=change.old_address,
            new_address=change.new_address,
        )
    )
    return change


@action
def stop_address_change(change: AddressChange, *, now: datetime) -> User:
    """Give the account back to its old address: nobody is logged in, and a new password has to be chosen.

    Second steps that came after the wish go as well, and later wishes can be stopped by nobody. A repeat
    does nothing. Raises NotPossibleNow after `stop_until`.
    """
    change = locked(AddressChange.objects.select_related("user").filter(pk=change.pk)).get()
    user = change.user
    if change.stopped_at is not None:
        return user
    check(rules.stop_address_change(change, now=now))
    later = AddressChange.objects.filter(user=user, pk__gte=change.pk, stopped_at=None)
    later.update(stopped_at=now)
    _restore(user, address=change.old_address, since=change.asked_at)
    end_all_access(user, by=user, now=now)
    record(
        AddressChangeStopped(
            at=now,
            actor_id=user.pk,
            user_id=user.pk,
            old_address=change.old_address,
            new_address=change.new_address,
        )
    )
    return user


def _restore(user: User, *, address: str, since: datetime) -> None:
    """The press has proven that the old address is theirs, unless another account has it by now."""
    is_theirs = not is_taken(address, wished_by=user.pk)
    EmailAddress.objects.filter(user=user).delete()
    user.email = address
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.create(user=user, email=address, verified=is_theirs, primary=True)
    Authenticator.objects.filter(user=user, created_at__gte=since).delete()
