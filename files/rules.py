"""What speaks against each verb on files; None where nothing does."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import has_verified_email
from core.errors import DomainError, NotAllowed
from core.quotas import NEWCOMER_FOR
from files.errors import (
    EmptyFile,
    FileTooLarge,
    KeyOfAnotherFile,
    KindNotTaken,
    NoRoom,
    NotAPicture,
    UploadOver,
    WrongOffset,
)
from files.kinds import ENDINGS
from files.models import File
from files.pictures import target_of

MB: Final = 1_000_000
FILE_MOST: Final = 25 * MB
TARGET_MOST: Final = 1_000 * MB
NEWCOMERS_DAY_MOST: Final = 100 * MB
PART_MOST: Final = 4 * 1024 * 1024  # bytes of one request; `config.settings.limits` takes as many
UNSENT_MOST: Final = 30  # files of one person that nobody was sent yet
UNSENT_FOR: Final = timedelta(hours=24)


def announce(name: str, size: int) -> DomainError | None:
    """What can be said before a byte of it is there: the name promises a kind, the bytes decide."""
    if size == 0:
        return EmptyFile(fields={"file": [EmptyFile.message]})
    if size > FILE_MOST:
        return FileTooLarge()
    ending = name.lower().rpartition(".")[1:]
    return None if not ending[0] or name.lower().endswith(ENDINGS) else KindNotTaken()


def start(target: str, size: int, *, by: User, now: datetime) -> DomainError | None:
    """Whether there is room for one more. Asked under `hold_room`."""
    mine = File.objects.standing().filter(owner=by)
    if mine.filter(sent_at=None, expires_at__gt=now).count() >= UNSENT_MOST:
        return NoRoom(_("Too many files wait to be sent. Send or remove some first."))
    if _bytes_of(File.objects.standing().filter(target=target)) + size > TARGET_MOST:
        return NoRoom(
            _("There is no room left here: 1 GB of files is the most. Delete some first.")
        )
    if now < by.date_joined + NEWCOMER_FOR:
        today = File.objects.filter(owner=by, created_at__gt=now - timedelta(days=1))
        if _bytes_of(today) + size > NEWCOMERS_DAY_MOST:
            return NoRoom(_("A new account may bring 100 MB within a day. Try again tomorrow."))
    return None


def _bytes_of(files: QuerySet[File]) -> int:
    total: int = files.aggregate(total=Sum("size"))["total"] or 0
    return total


def repeat(file: File, *, name: str, size: int) -> DomainError | None:
    """The same file again."""
    return None if (file.name, file.size) == (name, size) else KeyOfAnotherFile()


def receive(file: File, *, offset: int, length: int, now: datetime) -> DomainError | None:
    """The next part of what was announced."""
    if refusal := look_at_upload(file, now=now):
        return refusal
    if offset != file.received:
        return WrongOffset()
    return FileTooLarge() if offset + length > file.size else None


def choose_picture(file: File, *, by: User, now: datetime) -> DomainError | None:
    """As what one is shown by: a file that was brought as that and has arrived whole."""
    if not has_verified_email(by):
        return NotAllowed(_("Confirm your email address first; we sent you a link."))
    if file.target != target_of(by.pk) or file.owner_id != by.pk:
        return NotAPicture()
    if refusal := look_at_upload(file, now=now):
        return refusal
    return NotAPicture() if file.state == File.State.ARRIVING else None


def look_at_upload(file: File, *, now: datetime) -> DomainError | None:
    """Until it expires, unless it was sent."""
    is_over = file.deleted_at or (file.sent_at is None and file.expires_at <= now)
    return UploadOver() if is_over else None
