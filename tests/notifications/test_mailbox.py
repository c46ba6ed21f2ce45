"""The dev mailbox: what was sent can be read, by developers only."""

import pytest
from django.core.mail import EmailMultiAlternatives

from notifications import mailbox


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "notifications.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.DEV_MAILBOX = True
    return tmp_path


def send(subject="Hello", to="a@example.test"):
    message = EmailMultiAlternatives(subject, "See https://skileez.test/x", to=[to])
    message.attach_alternative("<html><head></head><body><b>Bold</b></body></html>", "text/html")
    message.send()


def test_sent_mails_are_listed_newest_first(folder, client):
    send("First")
    send("Second", to="b@example.test")
    assert [mail.subject for mail in mailbox.newest_first()] == ["Second", "First"]
    page = client.get("/dev/mailbox").content.decode()
    assert page.index("Second") < page.index("First")
    only_b = client.get("/dev/mailbox", {"to": "b@example.test"}).content.decode()
    assert "First" not in only_b


def test_a_mail_is_shown_as_text_and_in_a_frame_that_may_run_nothing(folder, client):
    send()
    (mail,) = mailbox.newest_first()
    page = client.get(f"/dev/mailbox/{mail.name}")
    assert "https://skileez.test/x" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    frame = client.get(f"/dev/mailbox/{mail.name}/html")
    assert "<b>Bold</b>" in frame.content.decode()
    policy = frame["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_an_empty_mailbox_says_what_to_do(folder, client):
    assert "No mail yet" in client.get("/dev/mailbox").content.decode()


@pytest.mark.parametrize("path", ["", "/20261103T090000000000-aaaaaaaa", "/..", "/../html"])
def test_it_does_not_exist_where_it_is_switched_off(folder, client, settings, path):
    settings.DEV_MAILBOX = False
    assert client.get(f"/dev/mailbox{path}").status_code == 404


def test_a_name_we_never_gave_is_not_looked_up(folder, client):
    (folder / "secret.eml").write_text("Subject: secret\n\n")
    assert client.get("/dev/mailbox/secret").status_code == 404
    assert client.get("/dev/mailbox/20261103T090000000000-aaaaaaaa").status_code == 404
