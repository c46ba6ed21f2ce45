"""What is measured: every page and fragment, the verbs of the socket, the sweeps, the staff desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.growth.shape import Shape


@dataclass(frozen=True, kw_only=True)
class Door:
    """`name` is its address with what differs from one person to the next left out."""

    name: str
    path: str


@dataclass(frozen=True)
class Own:
    """One of each kind that this person has a part in."""

    conversation: int
    contract: int
    session: int
    request: int
    proposal: int


def own_of(shape: Shape, person: int) -> Own:
    """The pair with most to show. A pair's rows have its number."""
    first = {
        shape.heavy_coach: 2,
        shape.heavy_student: 1,
        shape.light_coach: 340,
        shape.light_student: 345,
    }
    pair = first[person]
    return Own(
        conversation=pair, contract=pair, session=8 * (pair - 1) + 5, request=pair, proposal=pair
    )


PARTS = ("setup", "needs", "agenda", "contracts", "requests", "pipeline", "earnings")


def doors_of(shape: Shape, person: int) -> list[Door]:
    """The addresses of this person."""
    own = own_of(shape, person)
    is_coach = person <= shape.coaches
    hidden = {"requests"} if is_coach else {"pipeline", "earnings"}
    paths = [
        "/dashboard",
        *(f"/dashboard/fragments/{part}" for part in PARTS if part not in hidden),
        "/dashboard/head",
        "/calendar",
        "/calendar/time?starts={soon}",
        "/chat",
        "/chat?filter=mine",
        "/chat?filter=active",
        "/chat/rows",
        "/chat/waiting",
        "/chat/{conversation}",
        "/chat/{conversation}?before=15",
        "/chat/{conversation}?show=agreements",
        "/chat/{conversation}/rail",
        "/chat/{conversation}/files",
        "/chat/{conversation}/entries?before=18",
        "/chat/{conversation}/entries?after=10",
        "/chat/search?q=session",
        "/chat/search?q=zwetschge",
        "/chat/search?q=nowhere",
        "/notifications",
        "/notifications/count",
        "/contracts",
        "/contracts?show=needs-me",
        "/contracts?show=active",
        "/contracts/{contract}",
        "/contracts/{contract}/sessions",
        "/contracts/{contract}/record.json",
        "/sessions/{session}",
        "/sessions/{session}/calendar.ics",
        "/jump",
        "/jump?q=nowhere",
        "/coaches",
        "/coaches?q=nobody",
        "/coaches?q=skill",
        "/coaches?skills=Skill+7",
        "/coaches?together=5",
        "/coaches?sort=cheap",
        "/coaches/2",
        "/proposals/{proposal}",
        "/jobs/{request}",
        "/jobs",
        "/jobs?q=skill&sort=text",
        "/jobs?q=nowhere",
        "/jobs?sort=skills",
        "/jobs?sort=budget",
        "/jobs?skills=Skill+7",
        "/jobs?overlap=2",
        *(("/dashboard/earnings.csv",) if is_coach else ("/my-requests", "/post-request")),
        *(() if is_coach else ("/jobs/{request}/manage",)),
        "/settings",
        "/settings/notifications",
        "/settings/availability",
    ]
    soon = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:00Z}"
    return [Door(name=path, path=path.format(**vars(own), soon=soon)) for path in paths]


DESK = (
    "/admin/",
    "/admin/accounts/user/",
    "/admin/accounts/user/?q=person77@growth.test",
    "/admin/accounts/coachprofile/",
    "/admin/marketplace/learningrequest/",
    "/admin/marketplace/proposal/",
    "/admin/contracts/contract/",
    "/admin/contracts/contract/?q=SK-2026-000077",
    "/admin/coaching_sessions/coachingsession/",
    "/admin/chat/conversation/",
    "/admin/core/eventrecord/",
    "/admin/core/eventrecord/?stream=contract:7",
    "/admin/notifications/outgoingemail/",
)


def sweeps() -> dict[str, Callable[[datetime], Any]]:
    """What the clock calls, by name."""
    from accounts.login_notes import forget_old_notes
    from contracts.tasks import sweep as sweep_contracts
    from marketplace.tasks import sweep_marketplace
    from notifications import outbox
    from notifications.digests import LATELY, queue_digests
    from notifications.reminders import queue_nudges, queue_reminders
    from sessions.sweep import sweep as sweep_sessions
    from sessions.sweep import sweep_missed

    return {
        "accounts": lambda now: forget_old_notes(now=now),
        "contracts": sweep_contracts,
        "marketplace": lambda _now: sweep_marketplace(),
        "sessions": sweep_sessions,
        "sessions missed": sweep_missed,
        "digests": lambda now: queue_digests(now=now, lately=LATELY),
        "digests, fifty readers": lambda now: queue_digests(
            now=_morning_of(50, now), lately=LATELY
        ),
        "reminders": lambda now: queue_reminders(now=now),
        "nudges": lambda now: queue_nudges(now=now),
        "mails": lambda now: list(outbox.due(now)[:500]),
    }


def _morning_of(readers: int, now: datetime) -> datetime:
    """Tomorrow's, when so many have their day's mail still to come."""
    from notifications.models import Habits

    morning = (now + timedelta(days=1)).replace(hour=8, minute=20)
    daily = Habits.objects.filter(digest="daily").order_by("pk")
    later = daily.exclude(pk__in=list(daily.values_list("pk", flat=True)[:readers]))
    later.update(digest_looked_on=morning.date())
    return morning


def verbs(shape: Shape, person: int) -> dict[str, Callable[[datetime], Any]]:
    """What a socket and a press ask for, by name; each writes."""
    from uuid import uuid4

    from accounts.models import User
    from chat.timeline import actions
    from chat.timeline.append import append
    from chat.timeline.statements import NewMessage
    from notifications import bell

    conversation = own_of(shape, person).conversation
    user = User.objects.get(pk=person)

    def send(now: datetime) -> None:
        append(
            [
                NewMessage(
                    conversation_id=conversation,
                    author_id=person,
                    client_id=uuid4(),
                    body="See you then",
                    at=now,
                )
            ]
        )

    return {
        "send": send,
        "read": lambda _now: actions.mark_read(conversation, by_id=person, seq=10_000),
        "read all": lambda now: bell.mark_all_read(user, up_to_id=2**40, now=now),
    }
