"""What kinds of files are taken, by their bytes. Needs nothing of Django: it is read confined, too."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Format:
    """`endings` are those that its name may have, the usual one first."""

    name: str
    kind: str  # as `models.File.Kind`
    content_type: str
    endings: tuple[str, ...]


OFFICE: Final = "application/vnd.openxmlformats-officedocument"
OPEN: Final = "application/vnd.oasis.opendocument"
FORMATS: Final = {
    each.name: each
    for each in (
        Format("jpeg", "image", "image/jpeg", (".jpg", ".jpeg")),
        Format("png", "image", "image/png", (".png",)),
        Format("gif", "image", "image/gif", (".gif",)),
        Format("webp", "image", "image/webp", (".webp",)),
        Format("heic", "image", "image/jpeg", (".heic", ".heif")),  # is kept as JPEG
        Format("pdf", "pdf", "application/pdf", (".pdf",)),
        Format("mp3", "audio", "audio/mpeg", (".mp3",)),
        Format("m4a", "audio", "audio/mp4", (".m4a",)),
        Format("ogg", "audio", "audio/ogg", (".ogg", ".oga", ".opus")),
        Format("wav", "audio", "audio/wav", (".wav",)),
        Format("mp4", "video", "video/mp4", (".mp4", ".m4v", ".mov")),
        Format("webm", "video", "video/webm", (".webm",)),
        Format("docx", "other", f"{OFFICE}.wordprocessingml.document", (".docx",)),
        Format("xlsx", "other", f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
        Format("pptx", "other", f"{OFFICE}.presentationml.presentation", (".pptx",)),
        Format("odt", "other", f"{OPEN}.text", (".odt",)),
        Format("ods", "other", f"{OPEN}.spreadsheet", (".ods",)),
        Format("odp", "other", f"{OPEN}.presentation", (".odp",)),
        Format("zip", "other", "application/zip", (".zip",)),
        Format("text", "other", "text/plain; charset=utf-8", (".txt", ".md", ".csv")),
    )
}
ENDINGS: Final = tuple(ending for each in FORMATS.values() for ending in each.endings)
STARTS: Final = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"PK\x03\x04", "zip"),
    (b"ID3", "mp3"),
)
HEIC_BRANDS: Final = {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis"}
SOUND_BRANDS: Final = {b"M4A ", b"M4B "}
# What a browser would take for a page or a drawing with script, however its text begins.
MARKUP = re.compile(rb"<(?:!doctype|html|svg|script|body|head|iframe|\?xml|!--)", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(head: bytes) -> str | None:
    """The name of the format that these first bytes (4 KiB) are of; None for what is not taken."""
    for start, name in STARTS:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2:
        return "mp3"  # a frame of layer III
    return "text" if _is_text(head) else None


def _by_brand(brand: bytes) -> str | None:
    if brand in HEIC_BRANDS:
        return "heic"
    if brand == b"avif":
        return None
    return "m4a" if brand in SOUND_BRANDS else "mp4"


def _is_text(head: bytes) -> bool:
    return bool(head) and not CONTROLS.search(head) and not MARKUP.search(head)
