"""Reads of conversations and their entries."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model, Prefetch, Q, QuerySet, prefetch_related_objects

from accounts.models import User
from chat.models import SUBJECT_FIELDS, SUBJECT_OF, Conversation, Entry, Participant
from chat.timeline.attachments import load_files
from chat.timeline.people import Person, Sides
from contracts.models import Contract, ContractVersion
from core.cards import Known, fetch
from sessions.models import CoachingSession, RescheduleRequest, WrapUp

# What the cards of each subject look at beyond the row itself.
RELATED = {
    "request": ("student",),
    "proposal": ("request__student", "coach__calendar"),
    "contract_version": (
        "contract__student",
        "contract__coach",
        "contract__agreed_version",
        "contract__proposal__request",
        "based_on",
        "author",
    ),
    "session": ("contract__student", "contract__coach", "contract__agreed_version", "terms"),
    "reschedule": (
        "session__contract__student",
        "session__contract__coach",
        "session__terms",
        "author",
    ),
    "wrap_up": (
        "session__contract__student",
        "session__contract__coach",
        "session__contract__agreed_version",
        "session__terms",
    ),
    "charge": ("contract__student", "contract__coach", "session"),
}


def sides_of(conversation: Conversation) -> Sides:
    """The two people; costs a query unless student and coach were selected with it."""
    return Sides(student=Person.of(conversation.student), coach=Person.of(conversation.coach))


def with_people(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return conversations.select_related("student", "coach")


def changed_entries(conversation_id: int, numbers: Sequence[int]) -> list[Entry]:
    """The entries whose latest change is one of these numbers, in the order of the changes."""
    rows = Entry.objects.for_timeline().filter(conversation=conversation_id, changed_n__in=numbers)
    return with_subjects(rows.order_by("changed_n"))


def with_subjects(entries: Iterable[Entry], *, read: Iterable[Model] = ()) -> list[Entry]:
    """These entries with the objects of their cards and their files: a statement for each kind among them.

    What was `read` already, with what its card looks at, is the same object here.
    """
    found, read = list(entries), list(read)
    load_files(found)
    cards = [entry for entry in found if entry.kind == Entry.Kind.CARD]
    shown = {_subject_field(entry) for entry in cards}
    _hand_over(read, cards)
    prefetch_related_objects(
        cards,
        *(
            # Each goes to its entry; to write an order costs more the more is joined.
            Prefetch(field, model._default_manager.select_related(*RELATED[field]).order_by())  # noqa: SLF001
            for model, field in SUBJECT_OF.items()
            if field in shown
        ),
    )
    _share_contracts([*read, *_subjects_of(cards)])
    return found


def known_of(entries: Iterable[Entry], *, now: datetime, beside: Iterable[Model] = ()) -> Known:
    """What the cards among these entries, and those of what stands beside them, need to be drawn."""
    return fetch(dict.fromkeys((*_subjects_of(entries), *beside)), now=now)


def _hand_over(read: Sequence[Model], cards: Iterable[Entry]) -> None:
    """Let the cards show what was read already."""
    known = {(SUBJECT_OF[type(row)], row.pk): row for row in read}
    for entry in cards:
        field = _subject_field(entry)
        if row := known.get((field, getattr(entry, f"{field}_id"))):
            setattr(entry, field, row)


def _subjects_of(entries: Iterable[Entry]) -> list[Model]:
    """Each once, though several entries show it."""
    found = (entry.subject for entry in entries if entry.kind == Entry.Kind.CARD)
    return list(dict.fromkeys(subject for subject in found if subject is not None))


def _share_contracts(found: Sequence[Model]) -> None:
    """Let there be one object for each session and each contract these are about: each is read once."""
    sessions = {row.pk: row for row in found if isinstance(row, CoachingSession)}
    contracts: dict[int, Contract] = {}
    for row in found:
        if isinstance(row, RescheduleRequest | WrapUp):
            row.session = sessions.setdefault(row.session_id, row.session)
    for owner in (*sessions.values(), *found):
        if isinstance(owner, CoachingSession | ContractVersion):
            owner.contract = contracts.setdefault(owner.contract_id, owner.contract)


def _subject_field(entry: Entry) -> str:
    return next(field for field in SUBJECT_FIELDS if getattr(entry, f"{field}_id") is not None)


def waiting_places(user: User) -> QuerySet[Participant]:
    """In the conversations that hold something that this person has not read, or has put aside."""
    participants = Participant.objects.filter(user=user, archived_at__isnull=True)
    return participants.filter(Q(unread__gt=0) | Q(marked_unread=True))
