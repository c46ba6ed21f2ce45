"""Nine people at every door, and one of each thing that an address can name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from chat.models import Conversation
from files.models import File
from marketplace import actions as marketplace
from notifications.models import Notification
from tests import factories
from tests.factories import NOW
from tests.files import samples
from tests.files.builders import bring_checked, send
from tests.kept import kept

# Enough of a form for the rule of a door to be asked.
FORM = urlencode({"version": 1, "request_version": 1, "reason": "Why", "text": "Words"})
FORM_TYPE = "application/x-www-form-urlencoded"
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')
# Who looks is noted, by whatever address.
OF_LOGINS = {"django_session", "usersessions_usersession"}

ROLES = {
    "A": "anonymous",
    "U": "a student with an unproven address",
    "S": "the student of the thing",
    "C": "its coach",
    "s": "another student",
    "c": "another coach",
    "B": "somebody who is both, and neither of the two",
    "F": "staff without a second factor",
    "T": "staff with one",
}


@dataclass(frozen=True)
class Door:
    """An address of the product by its name, or by its route where it has none."""

    name: str
    route: str
    parts: tuple[str, ...]

    def address(self, things: dict[str, object]) -> str:
        if self.name.startswith("/"):
            return self.name
        return reverse(self.name, kwargs={part: things[part] for part in self.parts})


def doors() -> Iterator[Door]:
    """Every address that the resolver knows, the staff desk's too."""
    yield from _doors(get_resolver(), "", "", ())


def _doors(
    resolver: URLResolver, route: str, namespace: str, parts: tuple[str, ...]
) -> Iterator[Door]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else f"/{here}"
            yield Door(name, here, parts + _parts(pattern))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _doors(pattern, here, inner, parts + _parts(pattern))


def _parts(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    return tuple(pattern.pattern.regex.groupindex)


@kept
def tell(student: User, coach: User) -> None:
    """An open request with a proposal and an invitation, and a contract with a session that is asked for."""
    factories.opens_every_day(coach)
    request = factories.open_request(student)
    factories.pending_proposal(request, coach)
    marketplace.save_draft(by=student, typed={"title": "Draft"}, now=NOW)
    marketplace.save_search(by=coach, name="Everything", query="q=excel", now=NOW)
    contract = factories.active_contract(student, coach)
    session = contract.sessions.first()
    factories.scheduled_session(session, starts_at=NOW + timedelta(days=2))
    conversation = Conversation.objects.get(student=student, coach=coach)
    photo = bring_checked(student, conversation, samples.picture(), "photo.jpg")
    send(student, conversation, photo)


@kept
def without_factor() -> User:
    fred = factories.make_user("Fred Factorless", is_staff=True, is_superuser=True)
    fred.authenticator_set.all().delete()
    return fred


def nine_people() -> dict[str, User | None]:
    """One of each role."""
    return {
        "A": None,
        "U": factories.make_student("Una Unproven", verified=False),
        "S": factories.make_student(),
        "C": factories.make_coach(),
        "s": factories.make_student("Omar Student"),
        "c": factories.make_coach("Olga Coach"),
        "B": factories.make_coach("Bo Both", is_student=True),
        "F": without_factor(),
        "T": factories.make_user("Stella Staff", is_staff=True, is_superuser=True),
    }


class World:
    """Whose things they are, by the names that addresses have for them."""

    def __init__(self) -> None:
        self.people = nine_people()
        student, coach = self.people["S"], self.people["C"]
        tell(student, coach)
        self.things = self._things(student, coach)
        self.cookies = {role: self._log_in(role) for role in ROLES}
        self.client = Client()

    def _things(self, student: User, coach: User) -> dict[str, object]:
        request = student.learning_requests.get(status="open")
        contract = student.contracts_as_student.get()
        conversation = Conversation.objects.get(student=student, coach=coach)
        session = contract.sessions.first()
        return {
            "coach_id": coach.pk,
            "request_id": request.pk,
            "job_id": request.pk,
            "proposal_id": request.proposals.get().pk,
            "contract_id": contract.pk,
            "session_id": session.pk,
            "conversation_id": conversation.pk,
            "seq": 1,
            "search_id": coach.saved_searches.get().pk,
            "notification_id": Notification.objects.filter(user=student).first().pk,
            "token": "no-such-token",
            "key": "0b8f2f0a-3c39-4d0c-9b64-2b6d3a1e8f11",
            "uidb36": "1",
            "file_id": File.objects.get(owner=student).pk,
            "number": 1,
            "name": "agenda",
            "program": "google",
            "pk": 1,
        }

    def _log_in(self, role: str) -> SimpleCookie:
        client = Client()
        if person := self.people[role]:
            client.force_login(person)
        return client.cookies

    def ask(self, role: str, method: str, address: str) -> "Answer":
        """What this person is answered. Whatever that changed is undone, the login too."""
        self.client.cookies = copy(self.cookies[role])
        with undone(), statements() as asked:
            answer = self.client.generic(method, address, FORM, content_type=FORM_TYPE)
            if answer.streaming:
                answer.getvalue()  # closes what it reads
        tables = {found[1] for each in asked if (found := WRITES.match(each))}
        return Answer(answer.status_code, answer.headers.get("Location", ""), tables - OF_LOGINS)


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    tables: set[str]

    @property
    def outcome(self) -> str:
        """`in`: the door is this person's, whatever its rules say. `out`: it is not. `none`: no such door."""
        if self.status == HTTPStatus.METHOD_NOT_ALLOWED:
            return "none"
        asks_for_login = "/account/login" in self.location
        return "out" if asks_for_login or self.status in (401, 403, 404, 410) else "in"


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile, without the values: SQLite would quote each in a query."""
    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is as if it had not."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
