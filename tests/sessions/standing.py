"""Each state in which a session can stand, and the addresses at which it is changed."""

from datetime import timedelta

from django.urls import reverse

from core.cards import build_card
from sessions.actions import check_in, complete_session, contest_outcome, request_reschedule
from tests.factories import (
    NOW,
    confirmed_session,
    make_user,
    offered_session,
    resolved_session,
    scheduled_session,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = NOW + 4 * DAY
LATER = START + DAY
JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}
WHY = "Something came up at work."


def url(name, row):
    return reverse(f"session-{name}", args=[row.pk])


def ask(row, by, *, now=NOW, starts=(LATER,)):
    row.refresh_from_db()
    return request_reschedule(
        row, by=by, starts=list(starts), timezone=by.timezone, reason=WHY,
        version=row.version, now=now,
    )  # fmt: skip


def states(session, coach, student):
    """Each state in which a session can stand, by name, as (make it, at what instant to look)."""

    def waiting():
        return scheduled_session(session, starts_at=START)

    def confirmed():
        return confirmed_session(session, starts_at=START)

    def moving():
        row = confirmed()
        ask(row, student)
        return row

    def here():
        row = confirmed()
        for person in (student, coach):
            check_in(row, by=person, now=START)
        return row

    def done():
        row = confirmed()
        return complete_session(row, by=coach, version=row.version, now=START + HOUR)

    def disputed():
        row = done()
        return contest_outcome(
            row, by=student, reason="The room stayed empty.", version=row.version, now=row.ends_at
        )

    def resolved():
        staff = make_user("Sten Staff", is_staff=True, is_superuser=True)
        return resolved_session(session, staff=staff, starts_at=START, outcome="completed")

    return {
        "unscheduled": (lambda: session, NOW),
        "offered": (lambda: offered_session(session, by=coach, starts=[START, LATER]), NOW),
        "scheduled": (waiting, NOW),
        "confirmed": (confirmed, NOW),
        "inside the cut-off": (confirmed, START - HOUR),
        "at the door": (confirmed, START - HOUR / 12),
        "moving": (moving, NOW),
        "running": (here, START + HOUR / 2),
        "over": (here, START + 2 * HOUR),
        "completed": (done, START + 3 * HOUR),
        "disputed": (disputed, START + 3 * HOUR),
        "resolved": (resolved, START + 3 * HOUR),
    }


def labels(row, viewer, now):
    return [a.label for a in build_card(row, viewer=viewer, now=now).actions if a.enabled]
