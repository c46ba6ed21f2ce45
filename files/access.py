"""What the views of this app find; whatever is not found here is 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from files.models import File


def find_upload(person: User, file_id: int) -> File:
    """What this person brings."""
    return get_object_or_404(File, pk=file_id, owner=person)


def find_file(person: User, file_id: int) -> File:
    """What was found good."""
    rows = File.objects.visible_to(person).filter(state=File.State.READY)
    return get_object_or_404(rows, pk=file_id)
