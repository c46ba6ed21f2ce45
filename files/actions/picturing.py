"""Choosing the picture by which one is shown. Files are held before the person."""

from datetime import datetime

from accounts.actions.pictures import show_picture
from accounts.models import User
from core.actions import check
from core.transactions import action, locked
from files import rules
from files.errors import UploadOver
from files.models import File
from files.pictures import picture_key, target_of


@action
def choose_picture(file: File, *, by: User, now: datetime) -> File:
    """Show it as soon as it is found good, in place of the one before. Raises NotAPicture, UploadOver.

    Choosing what is chosen already changes nothing.
    """
    held = hold_pictures(by.pk)
    row = next((each for each in held if each.pk == file.pk), None) or _as_it_stands(file)
    check(rules.choose_picture(row, by=by, now=now))
    if row.sent_at is None:
        row.sent_at = now
        row.save(update_fields=["sent_at"])
    _show_last(held, by.pk, now=now)
    return row


@action
def settle_picture(owner_id: int, *, now: datetime) -> None:
    """One of this person's was looked into: show it if it is good and none was chosen after it."""
    _show_last(hold_pictures(owner_id), owner_id, now=now)


@action
def remove_pictures(owner_id: int, *, by_id: int | None, now: datetime) -> None:
    """Initials from now on, whatever is still on its way."""
    for file in hold_pictures(owner_id):
        file.deleted_at = now
        file.save(update_fields=["deleted_at"])
    show_picture(owner_id, "", by_id=by_id, now=now)


def _as_it_stands(file: File) -> File:
    """Where it is none of those that are held: it was taken away meanwhile, or is no picture."""
    row = File.objects.filter(pk=file.pk).first()
    if row is None:
        raise UploadOver
    return row


def hold_pictures(owner_id: int) -> list[File]:
    """All that this person brought and that stand, in the order in which files are held."""
    mine = File.objects.filter(owner=owner_id, target=target_of(owner_id), deleted_at=None)
    return list(locked(mine).order_by("pk"))


def _show_last(held: list[File], owner_id: int, *, now: datetime) -> None:
    """Of those that are chosen and good the last; what was chosen before it goes, and what was refused."""
    chosen = sorted(
        (file for file in held if file.sent_at), key=lambda file: (file.sent_at, file.pk)
    )
    good = [at for at, file in enumerate(chosen) if file.state == File.State.READY]
    shown = good[-1] if good else 0
    for at, file in enumerate(chosen[:-1]):  # of the last one its owner is told
        if at < shown or file.state == File.State.REFUSED:
            file.deleted_at = now
            file.save(update_fields=["deleted_at"])
    if good:
        show_picture(owner_id, picture_key(chosen[shown]), by_id=owner_id, now=now)
