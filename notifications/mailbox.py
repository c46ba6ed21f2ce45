"""The dev mailbox: where mail goes when no SMTP server is named, and how it is read back."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
SHOWN = 200


class FolderBackend(BaseEmailBackend):
    """Writes each message as one `.eml` file into settings.EMAIL_FILE_PATH, newest name last."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            # Under a hidden name first: a reader never sees half a message.
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One delivered message. `name` identifies it in addresses."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    attachments: tuple[str, ...]


def newest_first() -> list[Mail]:
    """The last of what was sent, at most `SHOWN`."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    return [_read(name) for name in names[:SHOWN]]


def mail_named(name: str) -> Mail | None:
    """One message; None for a name that we never gave."""
    if not NAME.fullmatch(name) or not _path(name).is_file():
        return None
    return _read(name)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _path(name: str) -> Path:
    return _folder() / f"{name}.eml"


def _read(name: str) -> Mail:
    message = message_from_bytes(_path(name).read_bytes(), policy=policy.default)
    return Mail(
        name=name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=datetime.strptime(f"{name[:21]}+0000", "%Y%m%dT%H%M%S%f%z"),
        text=_part(message, "text/plain"),
        html=_part(message, "text/html"),
        attachments=tuple(
            part.get_content_type()
            for part in message.walk()
            if part.get_content_type() == "text/calendar" or part.get_filename()
        ),
    )


def _part(message: ParsedMessage, content_type: str) -> str:
    for part in message.walk():
        if part.get_content_type() == content_type:
            return str(part.get_content())
    return ""
