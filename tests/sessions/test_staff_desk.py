"""Staff read sessions in the admin and decide disputes there."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from notifications.emails import compose
from notifications.models import OutgoingEmail
from sessions.actions import complete_session, contest_outcome
from tests.cast import prove
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
    prove(client)
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
    assert "from 0.00 to 40.00" in " ".join(too_much.context["form"].errors["amount"])
    assert seen() == []
    assert client.post(resolve, {**sent, "amount": "20.00"}).status_code == 302
    disputed.refresh_from_db()
    assert (disputed.status, str(disputed.owed_amount)) == ("resolved", "20.00")
    assert seen() == ["SessionResolved"]


@pytest.mark.parametrize("sent", [None, {"outcome": "completed"}])
def test_a_session_that_nobody_disputes_is_not_decided(client, staff, session, events, sent):
    client.force_login(staff)
    prove(client)
    resolve = reverse("admin:sessions-admin-resolve", args=[session.pk])
    seen = events()
    answer = client.get(resolve) if sent is None else client.post(resolve, sent)
    assert answer.status_code == 409
    assert seen() == []


@time_machine.travel(END, tick=False)
def test_what_both_said_stands_beside_the_decision(client, staff, disputed):
    client.force_login(staff)
    prove(client)
    page = client.get(reverse("admin:sessions-admin-resolve", args=[disputed.pk])).content.decode()
    for fact in (
        "Sofia Student (sofia.student@example.test)",
        "Thu 5 Nov 10:00 (Berlin) · Thu 5 Nov 04:00 (New York)",
        "It lasted ten minutes.",
        "It counts as held: EUR 40.00 is owed.",
        "Only for a share: from 0.00 to EUR 40.00.",
    ):
        assert fact in page


@pytest.mark.parametrize(
    ("outcome", "amount", "owed", "says"),
    [
        ("completed", "", "40.00", "You owe EUR 40.00 for it."),
        ("credit_back", "", "0.00", "The session can be booked again"),
        ("share", "20.00", "20.00", "You owe EUR 20.00 for it."),
        ("share", "0.00", "0.00", "Nothing is owed for it."),
    ],
)
@time_machine.travel(END, tick=False)
def test_both_are_mailed_the_decision_with_its_reason(
    client, staff, disputed, student, outcome, amount, owed, says
):
    client.force_login(staff)
    prove(client)
    resolve = reverse("admin:sessions-admin-resolve", args=[disputed.pk])
    sent = {"version": disputed.version, "outcome": outcome, "note": "Both logs say so."}
    assert client.post(resolve, {**sent, "amount": amount}).status_code == 302
    disputed.refresh_from_db()
    assert (disputed.status, str(disputed.owed_amount)) == ("resolved", owed)
    mails = {
        email.recipient_id: " ".join(compose(email, now=END).body.split())
        for email in OutgoingEmail.objects.filter(kind="session_resolved")
    }
    assert set(mails) == {student.pk, disputed.contract.coach_id}
    assert all("Both logs say so." in text for text in mails.values())
    assert says in mails[student.pk]


@time_machine.travel(END, tick=False)
def test_a_page_drawn_before_somebody_else_decided_decides_nothing(client, staff, disputed, events):
    client.force_login(staff)
    prove(client)
    resolve = reverse("admin:sessions-admin-resolve", args=[disputed.pk])
    sent = {"version": disputed.version, "outcome": "completed", "note": "Both logs say so."}
    client.post(resolve, sent)
    seen = events()
    answer = client.post(resolve, {**sent, "outcome": "credit_back"})
    assert answer.status_code == 409
    disputed.refresh_from_db()
    assert disputed.resolution == "completed"
    assert seen() == []


def test_nobody_else_gets_there(client, coach, disputed):
    client.force_login(coach)
    resolve = reverse("admin:sessions-admin-resolve", args=[disputed.pk])
    answer = client.post(resolve, {"version": disputed.version, "outcome": "completed"})
    assert answer.status_code == 302
    disputed.refresh_from_db()
    assert disputed.status == "disputed"
