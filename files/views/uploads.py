"""Uploads by tus 1.0.0: core, creation, termination, expiration (https://tus.io/protocols/resumable-upload).

A program's whole conversation is JSON where it is refused. The person, the target and the key that the
client chose name an upload; asking for it twice gives the same one.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import PersonRequest, signed_in
from core import numbers, throttle
from core.actions import check
from core.errors import Invalid
from core.http import for_programs
from files import actions, rules
from files.access import find_upload
from files.errors import NotTheBytes, OtherVersion
from files.models import File
from files.targets import find_target

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponse]
VERSION: Final = "1.0.0"
BYTES: Final = "application/offset+octet-stream"
CAN: Final = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,expiration",
    "Tus-Max-Size": str(rules.FILE_MOST),
}
# A fast line brings 25 MB in some twenty requests; nobody needs more of them.
REQUESTS_MOST, WITHIN_SECONDS = 600, 60


def speaks_tus(view: View[P]) -> View[P]:
    """Refuse who speaks another version (412); say ours with every answer."""

    @wraps(view)
    def held(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise OtherVersion
        throttle.count_use(f"files:{request.person.pk}", most=REQUESTS_MOST, seconds=WITHIN_SECONDS)
        response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        return response

    return held


@for_programs
@signed_in
@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def uploads(request: PersonRequest) -> HttpResponse:
    """What is spoken here (OPTIONS), and a new upload (POST)."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=CAN)
    said = _metadata(request)
    file = actions.start_upload(
        by=request.person,
        target=find_target(request.person, said.get("target", "")),
        client_id=_key(said),
        name=said.get("filename", ""),
        size=_number(request, "Upload-Length"),
        now=request.now,
    )
    place = {"Location": reverse("file-upload", args=[file.pk])}
    return HttpResponse(status=201, headers=place | _state(file))


@for_programs
@signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@speaks_tus
def upload(request: PersonRequest, file_id: int) -> HttpResponse:
    """How far it is (HEAD), its next bytes (PATCH), and its end (DELETE)."""
    file = find_upload(request.person, file_id)
    if request.method == "DELETE":
        actions.cancel_upload(file, now=request.now)
        return HttpResponse(status=204)
    check(rules.look_at_upload(file, now=request.now))
    if request.method == "PATCH":
        if request.headers.get("Content-Type") != BYTES:
            raise NotTheBytes
        offset = _number(request, "Upload-Offset")
        # The server takes no longer body than `rules.PART_MOST`.
        data = request.read(rules.PART_MOST + 1)
        file = actions.receive_part(file, offset=offset, data=data, now=request.now)
        return HttpResponse(status=204, headers=_state(file))
    whole = {"Upload-Length": str(file.size), "Cache-Control": "no-store"}
    return HttpResponse(status=200, headers=whole | _state(file))


def _state(file: File) -> dict[str, str]:
    expires = http_date(file.expires_at.timestamp())
    state = {"Upload-Offset": str(file.received), "Upload-Expires": expires}
    return state | ({"Upload-Sent": "1"} if file.sent_at else {})


def _number(request: PersonRequest, header: str) -> int:
    number = numbers.whole_number(request.headers.get(header))
    if number is None:
        raise Invalid(fields={header: [_("A whole number is needed.")]})
    return number


def _metadata(request: PersonRequest) -> Mapping[str, str]:
    """`Upload-Metadata`: names, each with its value in Base64. Raises Invalid."""
    said = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        name, _space, value = pair.strip().partition(" ")
        try:
            said[name] = b64decode(value, validate=True).decode()
        except (NotBase64, UnicodeDecodeError):
            raise Invalid(fields={name: [_("This is not text in Base64.")]}) from None
    return said


def _key(said: Mapping[str, str]) -> UUID:
    try:
        return UUID(said.get("key", ""))
    except ValueError:
        raise Invalid(fields={"key": [_("A key in the form of a UUID is needed.")]}) from None
