"""Staff read sessions in the admin and decide disputes there."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from sessions.actions import complete_session, contest_outcome
from tests.factories import NOW, confirmed_session

END = NOW + timedelta(days=2, hours=1)


@pytest.fixture
def disputed(session, student, coach):
    row = confirmed_session(session, starts_at=NOW + timedelta(days=2))
    row = complete_session(row, by=coach, version=row.version, now=END)
    return contest_outcome(
        row, by=student, reason="It lasted ten minutes.", version=row.version, now=END
    )


@time_machine.travel(END, tick=False)
def test_staff_decide_a_dispute_at_their_desk(client, staff, disputed, events):
    client.force_login(staff)
    change = reverse("admin:coaching_sessions_coachingsession_change", args=[disputed.pk])
    assert "It lasted ten minutes." in client.get(change).content.decode()
    assert (
        client.get(reverse("admin:coaching_sessions_coachingsession_changelist")).status_code == 200
    )
    resolve = reverse("admin:sessions-admin-resolve", args=[disputed.pk])
    assert resolve in client.get(change).content.decode()
    seen = events()
    sent = {"version": disputed.version, "outcome": "share", "note": "Half of it took place."}
    too_much = client.post(resolve, {**sent, "amount": "41.00"})
    assert "from 0.00 to 40.00" in too_much.content.decode()
    assert seen() == []
    assert client.post(resolve, {**sent, "amount": "20.00"}).status_code == 302
    disputed.refresh_from_db()
    assert (disputed.status, str(disputed.owed_amount)) == ("resolved", "20.00")
    assert seen() == ["SessionResolved"]


def test_nobody_else_gets_there(client, coach, disputed):
    client.force_login(coach)
    resolve = reverse("admin:sessions-admin-resolve", args=[disputed.pk])
    answer = client.post(resolve, {"version": disputed.version, "outcome": "completed"})
    assert answer.status_code == 302
    disputed.refresh_from_db()
    assert disputed.status == "disputed"
