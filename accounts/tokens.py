"""What the link of a forgotten password proves, besides that it is of ours."""

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from accounts.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """Good until the password, an address or anything else ends all access to the account."""

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        assert isinstance(user, User)
        addresses = EmailAddress.objects.filter(user=user).order_by("email")
        known = "|".join([str(user.access_number), *(address.email for address in addresses)])
        return f"{super()._make_hash_value(user, timestamp)}|{known}"
