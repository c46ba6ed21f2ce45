"""Files of every kind that is taken, and some that are not, made here byte by byte."""

import io
import struct
import wave
import zipfile
import zlib

from fpdf import FPDF
from PIL import Image

# In two halves, so that no scanner takes this file for what it is about.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + r"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


def picture(kind="JPEG", *, size=(64, 48), **options) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def halves(size) -> bytes:
    """A JPEG whose left half is red and whose right one is blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def photo_with_place() -> bytes:
    """Taken with the camera on its side, at 52° north."""
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "Secret Camera"
    notes.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0)})
    return picture(exif=notes)


def bomb() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        )

    head = struct.pack("!IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 3751 * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(*, pages=2, password=None) -> bytes:
    paper = FPDF()
    for number in range(pages):
        paper.add_page()
        paper.set_font("helvetica", size=20)
        paper.cell(text=f"Page {number + 1}")
    if password:
        paper.set_encryption(owner_password="owner", user_password=password)
    return bytes(paper.output())


def archive(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", ""))
        made.writeframes(b"\0\1" * 800)
    return out.getvalue()


def film() -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data) + 8) + kind + data

    return (
        box(b"ftyp", b"isom\0\0\2\0isommp42") + box(b"moov", b"\0" * 40) + box(b"mdat", b"\1" * 90)
    )
