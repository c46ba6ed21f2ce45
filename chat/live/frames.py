"""The frames that pages send: a strict schema at the edge, so that nothing odd gets any further."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

FILES_MOST = 10
FRAME_BYTES_MOST = 64 * 1024
NUMBER_MOST = 2**53


class BadFrame(Exception):
    """The sentence is for whoever reads the page's console; `client` names the message it was about."""

    def __init__(self, text: str, *, client: str | None = None, code: str = "bad_frame") -> None:
        super().__init__(text)
        self.client = client
        self.code = code


@dataclass(frozen=True, slots=True)
class Send:
    conv: int
    client: UUID
    body: str
    reply: int | None
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Resume:
    """`after` is the last number that the page has; also asked now and then to find silent losses."""

    conv: int
    after: int


@dataclass(frozen=True, slots=True)
class Read:
    conv: int
    seq: int


@dataclass(frozen=True, slots=True)
class Typing:
    conv: int
    on: bool


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Got:
    """How many pushes the page has received on this socket so far."""

    count: int


Frame = Send | Resume | Read | Typing | Ping | Got


def parse(text: str | None) -> Frame:
    """The frame in this text. Raises BadFrame for anything else."""
    if text is None:
        raise BadFrame("Frames are JSON text, not bytes.")
    if len(text) > FRAME_BYTES_MOST or len(text.encode(errors="replace")) > FRAME_BYTES_MOST:
        raise BadFrame("A frame has at most 64 KiB.", code="frame_too_long")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("This is not JSON.") from None
    if not isinstance(data, dict):
        raise BadFrame("A frame is a JSON object.")
    kind = data.get("t")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise BadFrame("There is no such kind of frame.")
    return reader(data)


def _send(data: Mapping[str, Any]) -> Send:
    client = data.get("client")
    try:
        key = UUID(client)
    except (ValueError, TypeError, AttributeError):
        raise BadFrame("`client` must be a UUID.") from None
    body = data.get("body")
    if not isinstance(body, str):
        raise BadFrame("`body` must be a text.", client=str(key))
    reply = data.get("reply")
    try:
        return Send(
            conv=_number(data, "conv"),
            client=key,
            body=body,
            reply=None if reply is None else _number(data, "reply"),
            files=_files(data),
        )
    except BadFrame as bad:
        raise BadFrame(str(bad), client=str(key)) from None


def _files(data: Mapping[str, Any]) -> tuple[int, ...]:
    files = data.get("files", [])
    if not isinstance(files, list) or len(files) > FILES_MOST:
        raise BadFrame(f"`files` must be a list of at most {FILES_MOST} numbers.")
    return tuple(_number({"files": each}, "files") for each in files)


def _resume(data: Mapping[str, Any]) -> Resume:
    return Resume(conv=_number(data, "conv"), after=_number(data, "after"))


def _read(data: Mapping[str, Any]) -> Read:
    return Read(conv=_number(data, "conv"), seq=_number(data, "seq"))


def _typing(data: Mapping[str, Any]) -> Typing:
    on = data.get("on")
    if not isinstance(on, bool):
        raise BadFrame("`on` must be true or false.")
    return Typing(conv=_number(data, "conv"), on=on)


def _number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if type(value) is not int or not 0 <= value <= NUMBER_MOST:
        raise BadFrame(f"`{name}` must be a whole number from 0 on.")
    return value


READERS: dict[str, Any] = {
    "send": _send,
    "resume": _resume,
    "read": _read,
    "typing": _typing,
    "ping": lambda _data: Ping(),
    "got": lambda data: Got(count=_number(data, "count")),
}
