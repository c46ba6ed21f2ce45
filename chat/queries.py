"""Reads of conversations and their entries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Model, Q

from accounts.models import User
from chat.models import SUBJECT_FIELDS, SUBJECT_OF, Conversation, Entry, Participant
from chat.people import Person, Sides
from contracts.models import Contract, ContractVersion
from core.cards import prepare
from sessions.models import CoachingSession, RescheduleRequest

# What the cards of each subject look at beyond the row itself.
RELATED = {
    "request": ("student",),
    "proposal": ("request__student", "coach"),
    "contract_version": (
        "contract__student",
        "contract__coach",
        "contract__agreed_version",
        "based_on",
        "author",
    ),
    "session": ("contract__student", "contract__coach", "contract__agreed_version", "terms"),
    "reschedule": ("session__contract__student", "session__contract__coach", "author"),
}


def sides_of(conversation: Conversation) -> Sides:
    """The two people; costs a query unless student and coach were selected with it."""
    return Sides(student=Person.of(conversation.student), coach=Person.of(conversation.coach))


def changed_entries(conversation_id: int, numbers: Sequence[int]) -> list[Entry]:
    """The entries whose latest change is one of these numbers, in the order of the changes."""
    rows = Entry.objects.for_timeline().filter(conversation=conversation_id, changed_n__in=numbers)
    return with_subjects(rows.order_by("changed_n"))


def with_subjects(found: Iterable[Entry]) -> list[Entry]:
    """These entries with the objects of their cards: one query per kind of card among them."""
    entries = list(found)
    wanted: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == Entry.Kind.CARD:
            wanted[_subject_field(entry)].append(entry)
    for model, field in SUBJECT_OF.items():
        cards = wanted[field]
        if not cards:
            continue
        rows = model._default_manager.select_related(*RELATED[field])  # noqa: SLF001
        rows_by_id = rows.in_bulk({getattr(entry, f"{field}_id") for entry in cards})
        for entry in cards:
            setattr(entry, field, rows_by_id[getattr(entry, f"{field}_id")])
    subjects = [entry.subject for cards in wanted.values() for entry in cards]
    prepare(share_contracts(subject for subject in subjects if subject is not None))
    return entries


def share_contracts(subjects: Iterable[Model]) -> list[Model]:
    """These, with one object for each session and each contract they are about: each is read once."""
    found = list(subjects)
    sessions = {row.pk: row for row in found if isinstance(row, CoachingSession)}
    contracts: dict[int, Contract] = {}
    for row in found:
        if isinstance(row, RescheduleRequest):
            row.session = sessions.setdefault(row.session_id, row.session)
    for owner in (*sessions.values(), *found):
        if isinstance(owner, CoachingSession | ContractVersion):
            owner.contract = contracts.setdefault(owner.contract_id, owner.contract)
    return found


def _subject_field(entry: Entry) -> str:
    return next(field for field in SUBJECT_FIELDS if getattr(entry, f"{field}_id") is not None)


def unread_conversations(user: User) -> int:
    """How many conversations hold something that this person has not read, or has put aside."""
    places = Participant.objects.filter(user=user, archived_at__isnull=True)
    return places.filter(Q(unread__gt=0) | Q(marked_unread=True)).count()
