"""Who logs in by a password: the one who has proven to own the address."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.addresses import owner_of
from accounts.models import User


class ProvenAddress(AuthenticationBackend):
    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """One password is hashed, whether there is such an account, others that name it, or none.

        So neither the answer nor its time tells a stranger who signed up with an address whether it is taken.
        """
        user: User | None = self._check_password(owner_of(email), password)
        return user
