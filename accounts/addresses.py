"""The addresses that people log in with: how long one may be, whose it is, and how it is shown to others."""

from allauth.account.fields import EmailField
from allauth.core import context as allauth_context
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AddressChange, User
from core.http import now_of
from core.texts import one_line

LONGEST = 254  # RFC 5321, and what an account keeps
TOO_LONG = _("An email address has at most 254 characters.")


class AddressField(EmailField):
    """An address that is short enough to be kept whole.

    allauth's own takes 320 characters, cuts what the account keeps, and lets browsers cut what is typed.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(**options, max_length=None)

    def to_python(self, value: object) -> str:
        address = one_line(super().to_python(value))  # what cannot be seen is no address
        refuse_long(address)
        return address


def refuse_long(address: str) -> None:
    """Raises a ValidationError."""
    if len(address) > LONGEST:
        raise ValidationError(TOO_LONG, code="max_length")


def owner_of(address: str) -> User | None:
    """Who has proven to own this address; what somebody only typed is nobody's yet."""
    mine = {"emailaddress__email": address.lower(), "emailaddress__verified": True}
    return User.objects.filter(email=address.lower(), **mine).first()


def is_taken(address: str, *, wished_by: int | None) -> bool:
    """Whether this is the address of somebody else than the person with that id."""
    owner = owner_of(address)
    if owner is not None:
        return owner.pk != wished_by
    return _is_held(address).exclude(user=wished_by).exists()


def _is_held(address: str) -> QuerySet[AddressChange]:
    """Changes away from this address that it can still stop: till then it belongs to who had proven it."""
    return AddressChange.objects.filter(
        old_address__iexact=address,
        old_was_proven=True,
        happened_at__isnull=False,
        stopped_at=None,
        stop_until__gt=now_of(allauth_context.request),
    )


def masked(address: str) -> str:
    """Such as `so…@example.test`: enough for its owner to know it again."""
    name, _at, domain = address.partition("@")
    return f"{name[: min(2, len(name) // 2)]}…@{domain}"
