"""Sound and video: that the containers are whole, as far as their boxes, pages and frames tell."""

import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from files.proofs.unfit import Unfit

BOXES_MOST = 10_000
HEAD = 64 * 1024


def prove_recording(path: Path, name: str) -> None:
    """Raises Unfit."""
    prove = {"mp4": _prove_mp4, "m4a": _prove_mp4, "wav": _prove_wav}.get(name)
    if prove is not None:
        prove(path)
        return
    with path.open("rb") as content:
        head = content.read(HEAD)
    if not {"webm": _is_webm, "ogg": _is_ogg, "mp3": _is_mp3}[name](head):
        raise Unfit("unreadable")


def _prove_mp4(path: Path) -> None:
    with path.open("rb") as content:
        kinds = set(_boxes(content, path.stat().st_size))
    if not {b"ftyp", b"moov", b"mdat"} <= kinds:
        raise Unfit("unreadable")


def _boxes(content: BinaryIO, end: int) -> Iterator[bytes]:
    """The kinds of the outermost boxes, which fill the file to its last byte. Raises Unfit."""
    at = 0
    for _number in range(BOXES_MOST):
        if at == end:
            return
        content.seek(at)
        head = content.read(16)
        if len(head) < 8:
            break
        size, kind = struct.unpack("!I4s", head[:8])
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack("!Q", head[8:])
        size = size or end - at
        if size < 8 or at + size > end:
            break
        yield kind
        at += size
    raise Unfit("unreadable")


def _prove_wav(path: Path) -> None:
    try:
        with wave.open(str(path)) as sound:
            left = sound.getnframes()
            frame = sound.getnchannels() * sound.getsampwidth()
            while piece := sound.readframes(HEAD):
                left -= len(piece) // frame
            if left or not sound.getnframes():
                raise Unfit("unreadable")
    except (wave.Error, EOFError) as error:
        raise Unfit("unreadable") from error


def _is_webm(head: bytes) -> bool:
    return b"\x42\x82\x84webm" in head[:64] and b"\x18\x53\x80\x67" in head


def _is_ogg(head: bytes) -> bool:
    return head[4:6] == b"\0\x02" and (b"vorbis" in head[:64] or b"OpusHead" in head[:64])


def _is_mp3(head: bytes) -> bool:
    """A frame of layer III after the tag, and another where the first one ends."""
    at = 0
    if head[:3] == b"ID3":
        a, b, c, d = head[6:10]
        at = 10 + (a << 21 | b << 14 | c << 7 | d)
    if at >= len(head):  # a tag with a picture fills what was read
        return True
    return head[at : at + 1] == b"\xff" and head[at + 1 : at + 2] > b"\xe0"
