"""Bytes over HTTP: one range of them, only if they changed, and never as a page of ours."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from files import storage
from files.kinds import FORMATS
from files.models import File
from files.names import saved_name

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\s*", re.ASCII)
# Nothing in it runs, frames or fetches anything, wherever and as whatever it is opened.
POLICY: Final = (
    "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class OutOfRange(Exception):
    """The part that is asked for lies behind the end."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is handed out. `tag` names these bytes for good; with `saved_as` it is saved, not shown."""

    name: str  # in the storage
    size: int
    content_type: str
    tag: str
    saved_as: str = ""
    cache: str = "private, no-store"


def saved_name_of(file: File) -> str:
    """With an ending of what it really is."""
    endings = next(
        (each.endings for each in FORMATS.values() if each.content_type == file.content_type),
        (".csv",),
    )
    return saved_name(file.name, endings)


def serve(request: HttpRequest, content: Content) -> HttpResponse:
    """200, 206, 304 or 416, as RFC 9110 says; several ranges at once are answered with the whole."""
    etag = f'"{content.tag}"'
    if _is_known(request, etag):
        return _labelled(HttpResponse(status=304), content, etag)
    try:
        part = _part_of(request, content.size, etag)
    except OutOfRange:
        nothing = HttpResponse(status=416, headers={"Content-Range": f"bytes */{content.size}"})
        return _labelled(nothing, content, etag)
    first, end = part or (0, content.size)
    response = _body(request, content, first, end)
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{end - 1}/{content.size}"
    response["Content-Length"] = str(end - first)
    return _labelled(response, content, etag)


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in known or f"W/{etag}" in known


def _part_of(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """From its first byte up to, not including, the one behind its last. None where all is asked for.

    Raises OutOfRange where none of it is there.
    """
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if first and last and int(last) < int(first):
        return None
    if not first:
        first, last = str(max(size - int(last), 0)) if int(last) else str(size), ""
    if int(first) >= size:
        raise OutOfRange
    return int(first), min(int(last) + 1, size) if last else size


def _body(request: HttpRequest, content: Content, first: int, end: int) -> HttpResponseBase:
    """By the proxy in front where it can, else piece by piece."""
    if settings.FILES_ACCEL and not request.headers.get("Range"):
        return HttpResponse(headers={"X-Accel-Redirect": settings.FILES_ACCEL + content.name})
    if request.method == "HEAD":
        return HttpResponse()
    pieces = storage.read(content.name, first, end - first)
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(_without_waiting(pieces))
    return StreamingHttpResponse(pieces)


async def _without_waiting(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read on a thread, so that nobody else waits for the disk."""
    following = sync_to_async(lambda: next(pieces, b""), thread_sensitive=False)
    while piece := await following():
        yield piece


def _labelled(response: HttpResponseBase, content: Content, etag: str) -> HttpResponse:
    response["Content-Type"] = content.content_type
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = content.cache
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    disposition = content_disposition_header(bool(content.saved_as), content.saved_as)
    response["Content-Disposition"] = disposition or "inline"
    return response  # type: ignore[return-value]  # Django's own views say so of streams
