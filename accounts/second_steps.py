"""The seeds of second steps are kept encrypted: who has a copy of the database alone can make no code."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import suppress
from secrets import token_bytes

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

SALT = "accounts.second-steps"
NONCE_BYTES = 12
SECRETS = ("secret", "seed")  # allauth's names for what a code is made of


class SecondStepAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        nonce = token_bytes(NONCE_BYTES)
        sealed = next(_ciphers()).encrypt(nonce, text.encode(), None)
        return urlsafe_b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidTag where no key of the settings fits, or what is kept was changed."""
        sealed = urlsafe_b64decode(encrypted_text)
        for cipher in _ciphers():
            with suppress(InvalidTag, ValueError):
                return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        raise InvalidTag


def _ciphers() -> Iterator[AESGCM]:
    """AES-256-GCM by the key of the settings, then by earlier ones."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield AESGCM(salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest())


@transaction.atomic
def encrypt_anew() -> int:
    """Encrypt all seeds by the present key, so that earlier ones can go. Returns how many rows that were."""
    adapter = SecondStepAdapter()
    rows = [
        row for row in Authenticator.objects.select_for_update() if row.data.keys() & {*SECRETS}
    ]
    for row in rows:
        for name in row.data.keys() & {*SECRETS}:
            row.data[name] = adapter.encrypt(adapter.decrypt(row.data[name]))
        row.save(update_fields=["data"])
    return len(rows)
