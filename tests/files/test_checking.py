"""What every kind of file comes to, in the process that opens it."""

import io
import socket
import threading

import pytest
from PIL import Image

from files import checking, storage
from files.actions import forget_file
from files.checking import check_file
from files.confined import look_into
from files.models import File
from tests.factories import NOW
from tests.files import samples
from tests.files.builders import bring, bring_checked
from tests.files.test_uploads import bytes_left

pytestmark = pytest.mark.django_db

GOOD = {
    "photo.jpg": (samples.picture, "image"),
    "shot.png": (lambda: samples.picture("PNG"), "image"),
    "move.gif": (lambda: samples.picture("GIF"), "image"),
    "web.webp": (lambda: samples.picture("WEBP"), "image"),
    "plan.pdf": (samples.pdf, "pdf"),
    "essay.docx": (samples.docx, "other"),
    "all.zip": (lambda: samples.archive(a="text"), "other"),
    "notes.md": (lambda: "# Über\n".encode(), "other"),
    "table.csv": (lambda: b"a;b\n1;2\n", "other"),
    "voice.wav": (samples.sound, "audio"),
    "film.mp4": (samples.film, "video"),
}
BAD = {
    "svg": ("drawing.png", lambda: b"<svg onload='alert(1)'>", "kind"),
    "html as png": ("page.png", lambda: b"<!DOCTYPE html><script>alert(1)</script>", "kind"),
    "html as text": ("page.txt", lambda: b"\n  <html><body>", "kind"),
    "xml as csv": ("page.csv", lambda: b"<?xml version='1.0'?><svg/>", "kind"),
    "program": ("note.txt", lambda: b"MZ\x90\0\3\0\0\0", "kind"),
    "bomb": ("small.png", samples.bomb, "bomb"),
    "half a picture": ("cut.jpg", lambda: samples.picture(size=(400, 400))[:2000], "unreadable"),
    "broken pdf": ("broken.pdf", lambda: b"%PDF-1.7\n" + b"garbage " * 40, "unreadable"),
    "locked pdf": ("locked.pdf", lambda: samples.pdf(password="word"), "locked"),
    "broken zip": ("broken.zip", lambda: samples.archive(a="text" * 99)[:60], "unreadable"),
    "zip bomb": ("many.zip", lambda: samples.archive(a=b"\0" * 410_000_000), "bomb"),
    "macros": ("macro.docx", lambda: samples.archive(word__vbaProject_bin=b"x").replace(
        b"vbaProject_bin", b"vbaProject.bin"), "kind"),
    "cut film": ("film.mp4", lambda: samples.film()[:-9], "unreadable"),
    "latin text": ("latin.txt", lambda: "grün".encode("latin-1"), "unreadable"),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_is_ready_to_be_read(student, conversation, name):
    make, kind = GOOD[name]
    file = bring_checked(student, conversation, make(), name)
    assert (file.state, file.kind, file.refusal) == ("ready", kind, "")
    assert storage.store().size(storage.original(file)) == file.stored_size > 0


@pytest.mark.once
@pytest.mark.parametrize("case", BAD)
def test_what_is_not_taken_is_refused_and_none_of_it_is_kept(
    student, conversation, files_of_this_test, case
):
    name, make, refusal = BAD[case]
    file = bring_checked(student, conversation, make(), name)
    assert (file.state, file.refusal) == ("refused", refusal)
    assert bytes_left(files_of_this_test) == 0


def test_a_lying_ending_changes_nothing_about_what_it_is(student, conversation):
    file = bring_checked(student, conversation, samples.picture("PNG"), "report.pdf")
    assert (file.kind, file.content_type, file.name) == ("image", "image/png", "report.pdf")


def test_a_photo_keeps_which_way_is_up_and_nothing_else_that_the_camera_noted(
    student, conversation
):
    file = bring_checked(student, conversation, samples.photo_with_place(), "photo.jpg")
    with storage.store().open(storage.original(file)) as kept:
        data = kept.read()
    notes = Image.open(io.BytesIO(data)).getexif()
    assert file.location_removed
    assert (file.width, file.height) == (48, 64)  # upright
    assert dict(notes) == {0x0112: 6}
    assert b"Secret" not in data


def test_the_preview_of_a_large_picture_is_small(student, conversation):
    data = samples.picture(size=(3000, 2000), quality=95)
    file = bring_checked(student, conversation, data, "large.jpg")
    with storage.store().open(storage.preview(file, 1)) as kept:
        shown = Image.open(kept)
        assert shown.format == "WEBP"
        assert max(shown.size) <= 1280


def test_the_first_pages_of_a_long_pdf_are_drawn(student, conversation):
    file = bring_checked(student, conversation, samples.pdf(pages=12), "long.pdf")
    assert (file.pages, file.previews) == (12, 10)


def test_a_photo_of_another_maker_becomes_a_jpeg(student, conversation):
    from pillow_heif import register_heif_opener

    register_heif_opener()
    file = bring_checked(student, conversation, samples.picture("HEIF"), "IMG_1.HEIC")
    assert (file.state, file.content_type) == ("ready", "image/jpeg")


def test_a_second_look_changes_nothing(student, conversation):
    file = bring_checked(student, conversation, samples.pdf(), "plan.pdf")
    check_file(file.pk, now=NOW)
    assert File.objects.get().stored_size == file.stored_size


# --- The scanner ----------------------------------------------------------------------------


def test_what_expired_while_it_was_looked_into_leaves_no_byte(
    student, conversation, files_of_this_test, monkeypatch
):
    file = bring(student, conversation, samples.picture(), "photo.jpg")

    def look_too_long(*about):
        found = look_into(*about)
        assert forget_file(file.pk, unsent_before=file.expires_at, deleted_before=NOW)
        return found

    monkeypatch.setattr(checking, "look_into", look_too_long)
    check_file(file.pk, now=NOW)
    assert not File.objects.exists()
    assert not bytes_left(files_of_this_test)


@pytest.fixture
def clamd(settings):
    """Speaks clamd's protocol, and knows one signature, also inside what is packed."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.FILES_SCANNER = f"clamd://127.0.0.1:{listener.getsockname()[1]}"
    threading.Thread(target=answer_scans, args=[listener], daemon=True).start()
    yield
    listener.close()


def answer_scans(listener):
    while True:
        try:
            line, _address = listener.accept()
        except OSError:
            return
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            data = b""
            while length := int.from_bytes(said.read(4), "big"):
                data += said.read(length)
            found = samples.EICAR in data
            line.sendall(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")


def test_what_the_scanner_finds_is_blocked(student, conversation, files_of_this_test, clamd):
    file = bring_checked(student, conversation, samples.EICAR, "eicar.txt")
    assert (file.state, file.refusal, file.was_scanned) == ("refused", "blocked", True)
    assert bytes_left(files_of_this_test) == 0


def test_what_the_scanner_finds_nothing_in_is_shown_as_scanned(student, conversation, clamd):
    file = bring_checked(student, conversation, b"Hello", "hello.txt")
    assert (file.state, file.was_scanned) == ("ready", True)


def test_while_the_scanner_is_down_nothing_passes_and_nothing_is_lost(
    student, conversation, settings, request
):
    settings.FILES_SCANNER = "clamd://127.0.0.1:1"
    file = bring_checked(student, conversation, b"Hello", "hello.txt")
    assert (file.state, file.tries) == ("checking", 1)
    request.getfixturevalue("clamd")
    check_file(file.pk, now=NOW)
    assert File.objects.get().state == "checking"  # not yet: it waits a little longer each time
    check_file(file.pk, now=file.check_at)
    assert File.objects.get().state == "ready"


def test_without_a_scanner_it_is_said(student, conversation):
    assert not bring_checked(student, conversation, b"Hello", "hello.txt").was_scanned


def test_what_was_killed_while_it_looked_is_looked_at_again_later(student, conversation):
    from files.actions import claim_check

    file = bring(student, conversation, b"Hello", "hello.txt")
    claimed = claim_check(file.pk, now=NOW)
    assert claim_check(file.pk, now=NOW) is None
    assert claim_check(file.pk, now=claimed.check_at) is not None
