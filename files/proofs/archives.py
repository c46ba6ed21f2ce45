"""ZIP, and the office documents that are made of it."""

import zipfile
import zlib
from pathlib import Path

from files.proofs.unfit import Unfit

MEMBERS_MOST = 5_000
UNPACKED_MOST = 400_000_000  # bytes
PIECE = 1 << 20
# What the library raises about bytes that are no archive, a broken one, or one packed in a way it lacks.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
)  # fmt: skip
ENCRYPTED = 0x1
BY_FOLDER = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
BY_TYPE = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}


def archive_format(path: Path) -> str:
    """Which document it is, or `zip`; every byte of it has been unpacked. Raises Unfit."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_odd(archive)
            _unpack(archive)
            return _format_of(archive)
    except UNREADABLE as error:
        raise Unfit("unreadable") from error


def _refuse_odd(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS_MOST or sum(each.file_size for each in members) > UNPACKED_MOST:
        raise Unfit("bomb")
    if any(each.flag_bits & ENCRYPTED for each in members):
        raise Unfit("locked")
    if any(each.filename.lower().endswith("vbaproject.bin") for each in members):
        raise Unfit("kind")


def _unpack(archive: zipfile.ZipFile) -> None:
    """Whatever the members say of themselves, no more than so many bytes come out."""
    left = UNPACKED_MOST
    for member in archive.infolist():
        with archive.open(member) as content:
            while piece := content.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unfit("bomb")


def _format_of(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "mimetype" in names:
        return BY_TYPE.get(archive.read("mimetype").strip(), "zip")
    if "[Content_Types].xml" in names:
        for folder, name in BY_FOLDER.items():
            if any(each.startswith(folder) for each in names):
                return name
    return "zip"
