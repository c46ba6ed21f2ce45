"""`python -m bench.people pairs COUNT`: pairs of people with a conversation and a login, as JSON;
`python -m bench.people fill CONVERSATION ENTRIES`: that many messages in a conversation;
`python -m bench.people fill_each ENTRIES`: the same in every conversation.

Sessions are made directly: logging in 1,000 people by form would only measure the password hasher.
"""

import json
import sys

import django


def main() -> None:
    django.setup()
    verb, *numbers = sys.argv[1:]
    counts = [int(number) for number in numbers]
    if verb == "pairs":
        print(json.dumps(make_pairs(*counts)))
    elif verb == "fill":
        fill(*counts)
    else:
        fill_each(*counts)


def make_pairs(count: int) -> list[dict[str, object]]:
    """Each pair as {conv, people: [{user, cookie}, …]}; a first call fixes who they are."""
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import User
    from chat.models import Conversation, Participant

    now = timezone.now()
    with transaction.atomic():
        users = User.objects.bulk_create(
            User(
                email=f"bench{number}@bench.test",
                password=f"!{number}",
                display_name=f"Bench {number}",
                is_student=number % 2 == 0,
                is_coach=number % 2 == 1,
            )
            for number in range(2 * count)
        )
        pairs = [users[at : at + 2] for at in range(0, len(users), 2)]
        conversations = Conversation.objects.bulk_create(
            Conversation(student=a, coach=b, created_at=now, last_activity_at=now) for a, b in pairs
        )
        Participant.objects.bulk_create(
            Participant(conversation=conversation, user=user)
            for conversation, pair in zip(conversations, pairs, strict=True)
            for user in pair
        )
    return [
        {
            "conv": conversation.pk,
            "people": [{"user": user.pk, "cookie": cookie_of(user)} for user in pair],
        }
        for conversation, pair in zip(conversations, pairs, strict=True)
    ]


def fill(conversation_id: int, entries: int) -> None:
    """So many messages of the student, and the counter at their number."""
    from django.utils import timezone

    from chat.models import Conversation, Entry

    conversation = Conversation.objects.get(pk=conversation_id)
    Entry.objects.bulk_create(
        (
            Entry(
                conversation=conversation,
                seq=number,
                changed_n=number,
                kind=Entry.Kind.MESSAGE,
                author_id=conversation.student_id,
                body="x" * 200,
                words="x" * 60,
                created_at=timezone.now(),
            )
            for number in range(1, entries + 1)
        ),
        batch_size=2_000,
    )
    conversation.counter = conversation.last_seq = entries
    conversation.save()


def fill_each(entries: int) -> None:
    from chat.models import Conversation

    for conversation_id in Conversation.objects.values_list("pk", flat=True):
        fill(conversation_id, entries)


def cookie_of(user: object) -> str:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.signins import note_login
    from core import clock

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    note_login(session, now=clock.now())
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    main()
