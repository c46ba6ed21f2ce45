"""How a file ends."""

from collections.abc import Iterable
from datetime import datetime

from core.transactions import action, locked
from files import storage
from files.models import File


@action
def delete_files(file_ids: Iterable[int], *, now: datetime) -> None:
    """Nobody sees them from now on; a sweep takes the bytes away."""
    files = locked(File.objects.filter(pk__in=file_ids, deleted_at=None)).order_by("pk")
    for file in files:
        file.deleted_at = now
        file.save(update_fields=["deleted_at"])


@action
def cancel_upload(file: File, *, now: datetime) -> None:
    """Whoever brings it thought better of it. What was sent already stays: the message is deleted instead."""
    row = locked(File.objects.filter(pk=file.pk, sent_at=None)).first()
    if row is not None:
        row.deleted_at = row.deleted_at or now
        row.save(update_fields=["deleted_at"])


@action
def forget_file(file_id: int, *, unsent_before: datetime, deleted_before: datetime) -> bool:
    """Take away the bytes of what expired unsent or was deleted by then, and the row that nobody names."""
    file = locked(File.objects.filter(pk=file_id)).first()
    if file is None:
        return False
    is_unsent = file.sent_at is None and file.expires_at <= unsent_before
    is_deleted = file.deleted_at is not None and file.deleted_at <= deleted_before
    if not (is_unsent or is_deleted):
        return False
    storage.forget(file)
    if file.sent_at is None:
        file.delete()
    else:
        file.state, file.previews, file.parts = File.State.REFUSED, 0, []
        file.refusal, file.check_at = "deleted", None
        file.save()
    return True
