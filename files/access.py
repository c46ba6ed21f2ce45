"""What the views of this app find; whatever is not found here is 404."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from files.models import File
from files.pictures import picture_key


def find_upload(person: User, file_id: int) -> File:
    """What this person brings."""
    return get_object_or_404(File, pk=file_id, owner=person)


def find_file(person: User, file_id: int) -> File:
    """What was found good."""
    rows = File.objects.visible_to(person).filter(state=File.State.READY)
    return get_object_or_404(rows, pk=file_id)


def find_picture(viewer: User | AnonymousUser, key: str) -> File:
    """By which somebody is shown now."""
    for file in File.objects.pictures_for(viewer).filter(owner__picture=key):
        if picture_key(file) == key:
            return file
    raise Http404
