"""Bringing files the way a page does, and looking into them the way a worker does."""

from base64 import b64encode
from uuid import uuid4

from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from files import actions
from files.checking import check_file
from files.models import File
from tests.factories import NOW

TUS = {"Tus-Resumable": "1.0.0"}


def metadata(**said) -> str:
    return ",".join(
        f"{name} {b64encode(str(value).encode()).decode()}" for name, value in said.items()
    )


def bring(person, conversation, data: bytes, name: str, *, now=NOW, client_id=None) -> File:
    """Every byte of it, in one part; nobody has looked into it yet."""
    file = actions.start_upload(
        by=person,
        target=f"conversation:{conversation.pk}",
        client_id=client_id or uuid4(),
        name=name,
        size=len(data),
        now=now,
    )
    return actions.receive_part(file, offset=0, data=data, now=now)


def bring_checked(person, conversation, data: bytes, name: str, *, now=NOW) -> File:
    file = bring(person, conversation, data, name, now=now)
    check_file(file.pk, now=now)
    file.refresh_from_db()
    return file


def send(person, conversation, *files: File, body="", now=NOW, client_id=None, reply=None):
    """What `append` answers to a message with these files."""
    (outcome,) = append(
        [
            NewMessage(
                conversation_id=conversation.pk,
                author_id=person.pk,
                client_id=client_id or uuid4(),
                body=body,
                at=now,
                reply_to_seq=reply,
                files=tuple(file.pk for file in files),
            )
        ]
    )
    return outcome
