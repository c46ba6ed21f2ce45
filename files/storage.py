"""Where the bytes lie: the storage `files` of the settings, under names that follow from no input."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.base import File as Content
from django.core.files.storage import Storage, storages

from files.models import File

PIECE = 256 * 1024  # bytes read at once


def store() -> Storage:
    return storages["files"]


def original(file: File) -> str:
    return f"kept/{file.folder}/original"


def preview(file: File, number: int) -> str:
    """Its pictures are counted from 1."""
    return f"kept/{file.folder}/preview-{number}.webp"


def save_part(file: File, data: bytes) -> str:
    """Returns the name of the piece."""
    return store().save(f"parts/{file.folder}/{uuid4().hex}", ContentFile(data))


def drop(*names: str) -> None:
    """What is not there is no matter."""
    for name in names:
        store().delete(name)


def assemble(file: File, path: Path) -> None:
    """Write the pieces, in their order, into one file of this machine."""
    with path.open("wb") as whole:
        for name in file.parts:
            with store().open(name) as piece:
                whole.writelines(piece.chunks(PIECE))


def keep(name: str, path: Path) -> None:
    """Put this file of this machine there, in place of what was."""
    store().delete(name)
    with path.open("rb") as content:
        store().save(name, Content(content))


def forget(file: File) -> None:
    """Take away every byte of it, also a piece that no row knows."""
    for folder in (f"parts/{file.folder}", f"kept/{file.folder}"):
        for name in _names_in(folder):
            store().delete(f"{folder}/{name}")
        store().delete(folder)


def _names_in(folder: str) -> list[str]:
    try:
        return store().listdir(folder)[1]
    except FileNotFoundError:
        return []


def read(name: str, first: int, length: int) -> Iterator[bytes]:
    """So many bytes from the byte `first` on, a piece at a time."""
    with store().open(name) as content:
        yield from _pieces(content, first, length)


def _pieces(content: BinaryIO | Content, first: int, length: int) -> Iterator[bytes]:
    content.seek(first)
    while length > 0 and (piece := content.read(min(PIECE, length))):
        length -= len(piece)
        yield piece
