"""From the first word of a file to its last byte."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core.actions import check
from core.errors import DomainError
from core.events import after_commit
from core.transactions import action, hold_name, locked
from files import rules, storage
from files.models import File
from files.names import clean_name

_kicks: list[Callable[[int], object]] = []


def kick_checks_with(kick: Callable[[int], object]) -> None:
    """Who is told of a file that has arrived, after the commit. A lost kick is found by a sweep."""
    _kicks[:] = [kick]


@action
def start_upload(
    *, by: User, target: str, client_id: UUID, name: str, size: int, now: datetime
) -> File:
    """Announce a file of `size` bytes. The same (person, target, client_id) again is the same file.

    Raises EmptyFile, FileTooLarge, KindNotTaken, NoRoom, KeyOfAnotherFile.
    """
    label = clean_name(name)
    check(rules.announce(label, size))
    hold_name(f"files:{by.pk}")
    hold_name(f"files:{target}")
    if known := File.objects.filter(owner=by, target=target, client_id=client_id).first():
        check(rules.repeat(known, name=label, size=size))
        return known
    check(rules.start(target, size, by=by, now=now))
    return File.objects.create(
        owner=by,
        target=target,
        client_id=client_id,
        name=label,
        size=size,
        created_at=now,
        expires_at=now + rules.UNSENT_FOR,
    )


def receive_part(file: File, *, offset: int, data: bytes, now: datetime) -> File:
    """Keep the next bytes. Of two parts for the same offset one is kept.

    The bytes are written before the row is held, so that nobody waits for a disk. Raises WrongOffset,
    FileTooLarge, UploadOver; nothing is left of a part that was refused.
    """
    check(rules.receive(file, offset=offset, length=len(data), now=now))
    if not data:
        return file
    name = storage.save_part(file, data)
    try:
        return _add_part(file.pk, name, offset=offset, length=len(data), now=now)
    except DomainError:
        storage.drop(name)
        raise


@action
def _add_part(file_id: int, name: str, *, offset: int, length: int, now: datetime) -> File:
    file = locked(File.objects.filter(pk=file_id)).get()
    check(rules.receive(file, offset=offset, length=length, now=now))
    file.parts = [*file.parts, name]
    file.received += length
    if file.received == file.size:
        file.state, file.check_at = File.State.CHECKING, now
        after_commit(lambda: _kick(file_id))
    file.save(update_fields=["parts", "received", "state", "check_at"])
    return file


def _kick(file_id: int) -> None:
    for kick in _kicks:
        kick(file_id)
