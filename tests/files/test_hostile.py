"""What people with bad intent or bad luck bring: refused with a sentence, and nothing of it stays."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from chat.timeline.file_list import refusal_words
from files import storage
from files.errors import KindNotTaken
from files.models import File
from tests.files import samples
from tests.files.builders import bring_checked, send
from tests.files.test_sending import drawn
from tests.files.test_uploads import bytes_left

pytestmark = pytest.mark.django_db
SCRIPT = b"<script>alert(1)</script>"
Make = Callable[[], bytes]


def frames(number: int, size=(4, 4)) -> bytes:
    out = io.BytesIO()
    first, *more = (Image.new("L", size, shade % 256) for shade in range(number))
    first.save(out, "GIF", save_all=True, append_images=more)
    return out.getvalue()


def vast_photo() -> bytes:
    """A JPEG whose head speaks of 65,500 by 65,500 pixels."""
    data = samples.picture(size=(64, 48))
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack("!HH", 65_500, 65_500) + data[at + 9 :]


def members(number: int) -> bytes:
    return samples.archive(**{f"m{each}": b"" for each in range(number)})


def locked_archive() -> bytes:
    """With the flag of a password in both heads of its member."""
    data = bytearray(samples.archive(a="text"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying_archive() -> bytes:
    """One member that says it is a byte long."""
    data = samples.archive(a=b"\0" * 5_000_000)
    return data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 1))


def overlapping_archive() -> bytes:
    """Two members of which the second lies within the first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a", b"\0" * 500)
        packed.writestr("b", b"\0" * 10)
        packed.infolist()[1].header_offset = packed.infolist()[0].header_offset
    return out.getvalue()


def long_pdf(pages: int) -> bytes:
    """So many pages that are all the same one."""
    kids = b"3 0 R " * pages
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>",
    ]
    body = b"".join(b"%d 0 obj%sendobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"


def half(make: Make) -> Make:
    return lambda: make()[: len(make()) // 2]


HOSTILE: dict[str, tuple[str, Make, str]] = {
    "svg after a mark and blanks": ("a.png", lambda: "\ufeff \n<SVG onload=x>".encode(), "kind"),
    "svg after a comment": ("a.txt", lambda: b"<!-- x --><svg onload=x>", "kind"),
    "svg in utf-16": ("a.txt", lambda: "<svg onload=x>".encode("utf-16"), "kind"),
    "svg, packed": ("a.zip", lambda: gzip.compress(b"<svg onload=x>"), "kind"),
    "a page before a pdf": ("a.pdf", lambda: b"<html>" + SCRIPT + samples.pdf(), "kind"),
    "a script that begins as a gif": ("a.gif", lambda: b"GIF89a/*" + b" " * 40 + b"*/=1;", "unreadable"),
    "a script that begins as a jpeg": ("a.jpg", lambda: b"\xff\xd8\xff\xe0/*" + SCRIPT, "unreadable"),
    "a page that begins as a pdf": ("a.pdf", lambda: b"%PDF-1.4\n" + SCRIPT, "unreadable"),
    "a program called a picture": ("a.jpg", lambda: b"\x7fELF\2\1\1\0" + b"\0" * 60, "kind"),
    "an old document with macros": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "kind"),
    "vast photo": ("a.jpg", vast_photo, "bomb"),
    "too many frames": ("a.gif", lambda: frames(501), "bomb"),
    "too many members": ("a.zip", lambda: members(5_001), "bomb"),
    "a member that lies": ("a.zip", lying_archive, "unreadable"),
    "members that overlap": ("a.zip", overlapping_archive, "unreadable"),
    "locked archive": ("a.zip", locked_archive, "locked"),
    "pdf without pages": ("a.pdf", lambda: long_pdf(0), "unreadable"),
    "half a png": ("a.png", half(lambda: samples.picture("PNG", size=(300, 300))), "unreadable"),
    "half a gif": ("a.gif", half(lambda: samples.picture("GIF", size=(300, 300))), "unreadable"),
    "half a webp": ("a.webp", half(lambda: samples.picture("WEBP", size=(300, 300))), "unreadable"),
    "half a document": ("a.docx", half(samples.docx), "unreadable"),
    "half a sound": ("a.wav", half(samples.sound), "unreadable"),
    "the head of an mp3": ("a.mp3", lambda: b"ID3\3\0\0\0\0\0\0" + b"\0" * 200, "unreadable"),
    "the head of an ogg": ("a.ogg", lambda: b"OggS" + b"\0" * 200, "unreadable"),
    "the head of a webm": ("a.webm", lambda: b"\x1aE\xdf\xa3" + b"\0" * 200, "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_refused_with_a_sentence_and_nothing_stays(
    student, coach, conversation, files_of_this_test, case
):
    name, make, refusal = HOSTILE[case]
    file = bring_checked(student, conversation, make(), name)
    assert (file.state, file.refusal) == ("refused", refusal)
    assert bytes_left(files_of_this_test) == 0
    send(student, conversation, file, body="Words")
    html = drawn(coach, conversation)
    assert str(refusal_words(file)) in html
    assert "Words" in html
    assert f"/files/{file.pk}" not in html


@pytest.mark.parametrize(
    "name", ["photo.jpg.exe", "plan.pdf.svg", "page.html", "a.docm", "a.svgz", "a.jar"]
)
def test_a_second_ending_does_not_hide_the_last(student, conversation, files_of_this_test, name):
    with pytest.raises(KindNotTaken):
        bring_checked(student, conversation, samples.picture(), name)
    assert not File.objects.exists()
    assert bytes_left(files_of_this_test) == 0


def kept(file: File) -> bytes:
    with storage.store().open(storage.original(file)) as content:
        return content.read()


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif")]
)
def test_what_hangs_behind_a_picture_is_cut_off(student, conversation, kind, name):
    file = bring_checked(
        student, conversation, samples.picture(kind) + SCRIPT + samples.archive(a="x"), name
    )
    assert file.state == "ready"
    assert SCRIPT not in kept(file)
    assert b"PK\3\4" not in kept(file)


def test_no_note_of_a_photo_stays_wherever_it_is_written(student, conversation):
    notes = {"comment": b"at my home", "xmp": b"<x:xmpmeta>at my home</x:xmpmeta>"}
    for kind, name in (("JPEG", "a.jpg"), ("WEBP", "a.webp"), ("GIF", "a.gif")):
        data = samples.picture(kind, **notes)
        file = bring_checked(student, conversation, data, name)
        assert file.state == "ready"
        assert b"at my home" in data
        assert b"at my home" not in kept(file), kind


def test_a_photo_with_a_second_picture_in_it_is_kept_as_one(student, conversation):
    """As many phones take them."""
    second = Image.new("RGB", (64, 48))
    data = samples.picture("MPO", save_all=True, append_images=[second])
    file = bring_checked(student, conversation, data, "phone.jpg")
    assert (file.state, file.content_type) == ("ready", "image/jpeg")
    assert Image.open(io.BytesIO(kept(file))).format == "JPEG"


def test_what_moves_goes_on_moving(student, conversation):
    file = bring_checked(student, conversation, frames(5), "a.gif")
    assert file.state == "ready"
    assert Image.open(io.BytesIO(kept(file))).n_frames == 5


def test_of_ten_thousand_vast_pages_the_first_are_drawn_small(student, conversation):
    file = bring_checked(student, conversation, long_pdf(10_000), "long.pdf")
    assert (file.state, file.pages, file.previews) == ("ready", 10_000, 10)
    assert storage.store().size(storage.preview(file, 1)) < 60_000
