"""Handing files out, to those who may see them."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from files import serving, storage
from files.access import find_file
from files.models import File
from files.serving import Content

SHOWN = {File.Kind.IMAGE, File.Kind.AUDIO, File.Kind.VIDEO}


@signed_in
@require_safe
def show(request: PersonRequest, file_id: int) -> HttpResponse:
    """Shown where a browser only draws or plays it; everything else is saved."""
    return _original(request, file_id, saved=False)


@signed_in
@require_safe
def download(request: PersonRequest, file_id: int) -> HttpResponse:
    return _original(request, file_id, saved=True)


@signed_in
@require_safe
def preview(request: PersonRequest, file_id: int, number: int) -> HttpResponse:
    """A small picture of it, or of one of its pages; they are counted from 1."""
    file = find_file(request.person, file_id)
    if not 1 <= number <= file.previews:
        raise Http404
    name = storage.preview(file, number)
    size = storage.store().size(name)
    return serving.serve(
        request,
        Content(name=name, size=size, content_type="image/webp", tag=f"{file.folder}-{number}"),
    )


def _original(request: PersonRequest, file_id: int, *, saved: bool) -> HttpResponse:
    file = find_file(request.person, file_id)
    return serving.serve(
        request,
        Content(
            name=storage.original(file),
            size=file.stored_size,
            content_type=file.content_type,
            tag=file.folder,
            saved_as="" if file.kind in SHOWN and not saved else serving.saved_name_of(file),
        ),
    )
