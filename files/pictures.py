"""Pictures of people: a file of their own, cut to squares, of which the one chosen last is shown."""

from hashlib import sha256
from typing import Final

from accounts.models import User
from files.models import File

TARGET: Final = "picture"
# Pixels of the squares that are made, in the order of a file's previews.
SIDES: Final = (512, 128, 64)


def target_of(person_id: int) -> str:
    return f"{TARGET}:{person_id}"


def is_open(person_id: int, user_id: int) -> bool:
    """Everybody brings pictures of themselves alone."""
    return person_id == user_id


def is_picture(file: File) -> bool:
    return file.target.startswith(f"{TARGET}:")


def picture_key(file: File) -> str:
    """By what it is asked for: nobody guesses it, and it does not say where the bytes lie.

    It is kept beside the person, so it outlasts the secret key.
    """
    return sha256(f"picture:{file.folder}".encode()).hexdigest()[:32]


def chosen_picture(person: User) -> File | None:
    """The one that was chosen last, also while it is being checked and after it was refused."""
    chosen = File.objects.filter(
        owner=person, target=target_of(person.pk), deleted_at=None, sent_at__isnull=False
    )
    return chosen.order_by("-sent_at", "-pk").first()
