"""How accounts whose address nobody ever proved are emptied: docs/adr/0009."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.actions.access import end_all_access
from accounts.events import AccountEmptied
from accounts.models import AddressChange, LoginNote, User
from core.events import record
from core.transactions import action, locked

BATCH = 100
# What an account has of itself. Whatever else refers to one is business, and keeps it.
OWN = frozenset(
    {
        "action_links",
        "address_changes",
        "authenticator",
        "calendar",
        "emailaddress",
        "logentry",
        "login_notes",
        "notice_habits",
        "notice_preferences",
        "notifications",
        "outgoing_emails",
        "usersession",
    }
)


def empty_oldest_unproven(*, asked_before: datetime, now: datetime) -> int:
    """Empty up to `BATCH` accounts that were last asked for a proof before then. Returns how many were due.

    Those that are proven, staff's or have any business are never looked at again.
    """
    due = User.objects.filter(proof_asked_at__lt=asked_before).order_by("proof_asked_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    busy = _with_business(ids)
    for user_id in ids:
        if user_id in busy or not empty_unproven(user_id, asked_before=asked_before, now=now):
            User.objects.filter(pk=user_id, proof_asked_at__lt=asked_before).update(
                proof_asked_at=None
            )
    return len(ids)


@action
def empty_unproven(user_id: int, *, asked_before: datetime, now: datetime) -> bool:
    """Take away all that one of these accounts is but its number, which the audit trail names.

    False, and nothing happens, if it was proven meanwhile or asked again.
    """
    # In the order in which a confirmation takes them.
    addresses = list(locked(EmailAddress.objects.filter(user=user_id).order_by("pk")))
    waiting = User.objects.filter(pk=user_id, proof_asked_at__lt=asked_before, is_staff=False)
    user = locked(waiting).first()
    if user is None or any(address.verified for address in addresses):
        return False
    end_all_access(user, by=None, now=now)
    for model in (EmailAddress, Authenticator, LoginNote, AddressChange):
        model.objects.filter(user=user).delete()
    _make_nobodys(user)
    record(AccountEmptied(at=now, actor_id=None, user_id=user.pk))
    return True


def _with_business(ids: Iterable[int]) -> set[int]:
    """Which of these people have rows that are not their `OWN`."""
    found: set[int] = set()
    for relation in User._meta.related_objects:  # noqa: SLF001
        if relation.name in OWN:
            continue
        name = relation.field.name
        rows = relation.related_model._default_manager.filter(**{f"{name}__in": ids})  # noqa: SLF001
        found.update(rows.values_list(f"{name}__pk", flat=True))
    return found


def _make_nobodys(user: User) -> None:
    user.email, user.display_name = "", ""
    user.is_active = user.is_student = user.is_coach = False
    user.proof_asked_at = None
    user.set_unusable_password()
    user.save()
