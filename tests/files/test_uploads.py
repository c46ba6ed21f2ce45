"""Bringing a file by tus, in parts, from the person it belongs to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from files import actions, rules, storage
from files.errors import NoRoom, WrongOffset
from files.models import File
from files.names import LENGTH_MOST, clean_name
from files.tasks import sweep_files
from tests.factories import NOW
from tests.files.builders import TUS, bring, metadata

pytestmark = pytest.mark.django_db
BYTES = "application/offset+octet-stream"


def bytes_left(folder) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def arrived(file) -> bytes:
    return b"".join(piece for name in file.parts for piece in storage.read(name, 0, file.size))


def announce(client, conversation, *, size=10, name="notes.txt", key=None, **headers):
    said = metadata(filename=name, target=f"conversation:{conversation.pk}", key=key or uuid4())
    sent = TUS | {"Upload-Length": str(size), "Upload-Metadata": said} | headers
    return client.post("/api/uploads", headers=sent)


def part(client, address, offset, data, **headers):
    sent = TUS | {"Upload-Offset": str(offset)} | headers
    return client.patch(address, data, content_type=BYTES, headers=sent)


@pytest.fixture
def mine(client: Client, student):
    client.force_login(student)
    return client


def test_a_file_arrives_in_parts(mine, conversation):
    created = announce(mine, conversation, size=10)
    address = created["Location"]
    assert (created.status_code, created["Upload-Offset"]) == (201, "0")
    assert part(mine, address, 0, b"Hello")["Upload-Offset"] == "5"
    assert mine.head(address, headers=TUS)["Upload-Offset"] == "5"
    assert part(mine, address, 5, b"world")["Upload-Offset"] == "10"
    file = File.objects.get()
    assert file.state == "checking"
    assert arrived(file) == b"Helloworld"


def test_the_same_key_is_the_same_upload(mine, conversation):
    key = uuid4()
    first, again = (announce(mine, conversation, key=key) for _time in range(2))
    assert first["Location"] == again["Location"]
    assert announce(mine, conversation, key=key, size=11).status_code == 409
    assert File.objects.count() == 1


def test_a_part_that_does_not_follow_is_refused_and_none_of_it_stays(
    mine, conversation, files_of_this_test
):
    address = announce(mine, conversation)["Location"]
    part(mine, address, 0, b"Hello")
    for offset in (0, 4, 6, 10):
        assert part(mine, address, offset, b"wor").status_code == 409
    assert part(mine, address, 5, b"worldly").status_code == 413
    assert bytes_left(files_of_this_test) == 5


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Length": "25000001"}, 413),
        ({"Upload-Length": "ten"}, 422),
        ({"Upload-Length": "-1"}, 422),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Metadata": ""}, 404),
        ({"Upload-Metadata": "target not-base64"}, 422),
    ],
)
def test_what_cannot_be_announced_is_refused(mine, conversation, change, status):
    answer = announce(mine, conversation, **change)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert not File.objects.exists()


def test_a_kind_that_is_never_taken_is_refused_before_a_byte_of_it(mine, conversation):
    assert announce(mine, conversation, name="run.exe").status_code == 415
    assert announce(mine, conversation, name="drawing.SVG").status_code == 415


def test_bytes_of_another_type_are_refused(mine, conversation):
    address = announce(mine, conversation)["Location"]
    sent = TUS | {"Upload-Offset": "0"}
    answer = mine.patch(address, b"Hello", content_type="text/plain", headers=sent)
    assert answer.status_code == 415


def test_what_is_spoken_here_is_said(mine):
    answer = mine.options("/api/uploads")
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,expiration"


def test_somebody_else_finds_no_upload(mine, login, conversation, coach, other_student):
    address = announce(mine, conversation)["Location"]
    for person in (coach, other_student):
        stranger = login(person)
        assert stranger.head(address, headers=TUS).status_code == 404
        assert part(stranger, address, 0, b"Hello").status_code == 404
        assert stranger.delete(address, headers=TUS).status_code == 404
    assert File.objects.get().received == 0


def test_nobody_adds_to_a_conversation_of_others(login, conversation, other_student):
    assert announce(login(other_student), conversation).status_code == 404
    assert not File.objects.exists()


def test_a_cancelled_upload_is_gone(mine, conversation, files_of_this_test):
    address = announce(mine, conversation)["Location"]
    part(mine, address, 0, b"Hello")
    assert mine.delete(address, headers=TUS).status_code == 204
    assert part(mine, address, 5, b"world").status_code == 410
    assert mine.head(address, headers=TUS).status_code == 410


def test_what_is_never_sent_is_gone_after_a_day(
    student, conversation, files_of_this_test, time_machine
):
    bring(student, conversation, b"Hello", "a.txt")
    time_machine.move_to(NOW + timedelta(hours=23), tick=False)
    sweep_files()
    assert bytes_left(files_of_this_test) == 5
    time_machine.move_to(NOW + timedelta(hours=24), tick=False)
    sweep_files()
    assert bytes_left(files_of_this_test) == 0
    assert not File.objects.exists()


def announced(person, conversation, size, *, now=NOW):
    return actions.start_upload(
        by=person, target=f"conversation:{conversation.pk}", client_id=uuid4(), name="a.zip",
        size=size, now=now,
    )  # fmt: skip


def test_a_new_account_brings_a_hundred_megabytes_a_day(student, conversation):
    student.date_joined = NOW - timedelta(days=1)
    for _time in range(4):
        announced(student, conversation, 25_000_000)
    with pytest.raises(NoRoom):
        announced(student, conversation, 1)
    student.date_joined = NOW - timedelta(days=8)
    announced(student, conversation, 1)


def test_a_conversation_holds_a_gigabyte(student, coach, conversation, monkeypatch):
    monkeypatch.setattr(rules, "TARGET_MOST", 30_000_000)
    announced(student, conversation, 25_000_000)
    with pytest.raises(NoRoom):
        announced(coach, conversation, 5_000_001)
    announced(coach, conversation, 5_000_000)


def test_thirty_files_wait_at_most(student, conversation):
    student.date_joined = NOW - timedelta(days=8)
    for _time in range(rules.UNSENT_MOST):
        announced(student, conversation, 1)
    with pytest.raises(NoRoom):
        announced(student, conversation, 1)
    announced(student, conversation, 1, now=NOW + timedelta(hours=24))


@given(st.text() | st.text("/\\. \u00a0\u3000\u2003a0_x\u0301", max_size=140))
@example("/\u00a00")
@example("x" * 115 + "." * 10 + "y" * 9)
def test_any_name_becomes_a_label_that_stays(name):
    label = clean_name(name)
    assert 0 < len(label) <= LENGTH_MOST
    assert not set(label) & set('/\\<>:"|?*\n\r\t\0\u202e')
    assert clean_name(label) == label


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("", "file"),
        ("...", "file"),
        ("\u2800.pdf", "file.pdf"),
        ("\u0301.pdf", "file.pdf"),
        ("\u3164 \u200b", "file"),
        ("👨\u200d👩\u200d👧" * 40 + ".png", "👨\u200d👩\u200d👧" * 23 + ".png"),
        ("e\u0323\u0301" * 100 + ".png", "\u1eb9\u0301" * 58 + ".png"),
        ("a" * 200 + ".pdf", "a" * 116 + ".pdf"),
        ("x" + "\u0301" * 200 + ".pdf", "file.pdf"),
        ("x" + "\u0301" * 200, "file"),
    ],
)
def test_a_name_is_a_label_and_no_path(name, label):
    assert clean_name(name) == label


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=30))
@pytest.mark.django_db
def test_whatever_parts_come_in_whatever_order_the_bytes_are_the_same(cuts, student, conversation):
    """As a client with cuts sends them: parts that do not follow are refused, then it asks and goes on."""
    data = bytes(range(40))
    file = announced(student, conversation, len(data))
    for first, length in cuts:
        file.refresh_from_db()
        try:
            actions.receive_part(file, offset=first, data=data[first : first + length], now=NOW)
        except WrongOffset:
            assert first != file.received
    file.refresh_from_db()
    if file.received < len(data):
        actions.receive_part(file, offset=file.received, data=data[file.received :], now=NOW)
    file.refresh_from_db()
    assert arrived(file) == data
    File.objects.all().delete()
