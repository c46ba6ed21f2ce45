"""Handing files out: to whom, which bytes of them, and never as a page of ours."""

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files import storage
from tests.files import samples
from tests.files.builders import bring_checked, send
from tests.files.test_sending import drawn

pytestmark = pytest.mark.django_db
TEXT = b"0123456789" * 20


@pytest.fixture
def text(student, conversation):
    return bring_checked(student, conversation, TEXT, "notes.txt")


@pytest.fixture
def mine(login, student):
    return login(student)


def body(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def test_it_is_saved_under_its_name_and_runs_nowhere(mine, text):
    answer = mine.get(f"/files/{text.pk}", headers={"Accept-Encoding": "gzip"})
    assert body(answer) == TEXT
    assert {name: answer[name] for name in (
        "Content-Type", "Content-Length", "Content-Disposition", "Cache-Control",
        "X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Accept-Ranges",
    )} == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "200",
        "Content-Disposition": 'attachment; filename="notes.txt"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
    }  # fmt: skip
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "Content-Encoding" not in answer


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "name", "shown"),
    [
        (samples.picture, "photo.jpg", "inline"),
        (samples.sound, "voice.wav", "inline"),
        (samples.film, "film.mp4", "inline"),
        (samples.pdf, "plan.pdf", 'attachment; filename="plan.pdf"'),
        (samples.docx, "essay.docx", 'attachment; filename="essay.docx"'),
        (lambda: samples.picture("PNG"), "photo.pdf", "inline"),
    ],
)
def test_only_what_a_browser_draws_or_plays_is_shown(
    mine, student, conversation, make, name, shown
):
    file = bring_checked(student, conversation, make(), name)
    assert mine.head(f"/files/{file.pk}")["Content-Disposition"] == shown
    saved = mine.head(f"/files/{file.pk}/download")["Content-Disposition"]
    assert saved.startswith("attachment")


def test_a_lying_ending_is_put_right_when_it_is_saved(mine, student, conversation):
    file = bring_checked(student, conversation, samples.picture("PNG"), "report.pdf")
    saved = mine.head(f"/files/{file.pk}/download")["Content-Disposition"]
    assert saved == 'attachment; filename="report.pdf.png"'


@pytest.mark.once
@pytest.mark.parametrize(
    ("asked", "status", "said", "got"),
    [
        ("bytes=0-0", 206, "bytes 0-0/200", TEXT[:1]),
        ("bytes=190-", 206, "bytes 190-199/200", TEXT[190:]),
        ("bytes=-5", 206, "bytes 195-199/200", TEXT[-5:]),
        ("bytes=-500", 206, "bytes 0-199/200", TEXT),
        ("bytes=5-9999", 206, "bytes 5-199/200", TEXT[5:]),
        ("bytes=200-", 416, "bytes */200", b""),
        ("bytes=-0", 416, "bytes */200", b""),
        ("bytes=7-3", 200, None, TEXT),
        ("bytes=0-1,4-5", 200, None, TEXT),
        ("bytes=-", 200, None, TEXT),
        ("lines=0-1", 200, None, TEXT),
        ("bytes=\u0663-", 200, None, TEXT),
    ],
)
def test_a_part_is_answered_with_that_part(mine, text, asked, status, said, got):
    answer = mine.get(f"/files/{text.pk}", headers={"Range": asked})
    assert (answer.status_code, answer.get("Content-Range"), body(answer)) == (status, said, got)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(first=st.integers(0, 260), last=st.integers(0, 260))
def test_any_part_is_what_the_whole_has_there(mine, text, first, last):
    answer = mine.get(f"/files/{text.pk}", headers={"Range": f"bytes={first}-{last}"})
    got = body(answer)
    if answer.status_code == 206:
        assert got == TEXT[first : last + 1]
        assert int(answer["Content-Length"]) == len(got)
    else:
        assert (answer.status_code, got) == ((200, TEXT) if last < first else (416, b""))


def test_what_is_known_is_not_sent_again(mine, text):
    etag = mine.head(f"/files/{text.pk}")["ETag"]
    known = mine.get(f"/files/{text.pk}", headers={"If-None-Match": f'"other", W/{etag}'})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", etag)
    part = {"Range": "bytes=0-1"}
    assert mine.get(f"/files/{text.pk}", headers=part | {"If-Range": etag}).status_code == 206
    assert mine.get(f"/files/{text.pk}", headers=part | {"If-Range": '"old"'}).status_code == 200


def test_a_proxy_may_hand_it_out(mine, text):
    with override_settings(FILES_ACCEL="/kept-files/"):
        answer = mine.get(f"/files/{text.pk}")
    assert answer["X-Accel-Redirect"] == f"/kept-files/{storage.original(text)}"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def addresses(file):
    yield from (f"/files/{file.pk}", f"/files/{file.pk}/download", f"/files/{file.pk}/previews/1")


def test_only_the_two_of_the_conversation_see_it_and_only_once_it_was_sent(
    login, student, coach, other_student, other_coach, staff, conversation
):
    file = bring_checked(student, conversation, samples.picture(), "photo.jpg")
    people = (student, coach, other_student, other_coach, staff)

    def who_sees() -> list:
        browsers = {person: login(person) for person in people}
        return [
            [person for person in people if browsers[person].head(address).status_code == 200]
            for address in addresses(file)
        ]

    assert who_sees() == [[student]] * 3
    send(student, conversation, file)
    assert who_sees() == [[student, coach]] * 3
    assert "photo.jpg" in drawn(coach, conversation)


def test_what_was_refused_nobody_sees(login, student, coach, conversation):
    file = bring_checked(student, conversation, b"<svg>", "drawing.png")
    for person in (student, coach):
        assert {login(person).get(each).status_code for each in addresses(file)} == {404}


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_preview_that_there_is_not_is_not_found(mine, student, conversation, number):
    file = bring_checked(student, conversation, samples.picture(), "photo.jpg")
    assert mine.get(f"/files/{file.pk}/previews/{number}").status_code == 404
