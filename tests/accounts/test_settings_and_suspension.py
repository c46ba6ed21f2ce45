"""What people decide about their account, and what staff decide."""

from dataclasses import replace

import pytest

from accounts.actions import reinstate_account, suspend_account, update_settings
from accounts.actions.accounts import PersonSettings
from core.errors import Invalid, NotAllowed
from core.models import EventRecord
from tests.factories import NOW, PASSWORD

SETTINGS = PersonSettings(
    display_name="Sofia S.",
    timezone="Australia/Lord_Howe",
    language="en",
    is_student=True,
    is_coach=True,
    shows_read_markers=False,
)
REASON = "Asked others to pay outside the site."


def names_of_events():
    return list(EventRecord.objects.order_by("id").values_list("name", flat=True))


def test_a_person_changes_the_own_settings(student):
    update_settings(student, by=student, details=SETTINGS, now=NOW)

    student.refresh_from_db()
    assert (student.display_name, student.timezone) == ("Sofia S.", "Australia/Lord_Howe")
    assert (student.is_coach, student.shows_read_markers) == (True, False)
    (event,) = EventRecord.objects.all()
    assert event.payload["changed_fields"] == [
        "display_name", "timezone", "is_coach", "shows_read_markers",
    ]  # fmt: skip


def test_saving_the_same_again_does_nothing(student):
    update_settings(student, by=student, details=SETTINGS, now=NOW)
    update_settings(student, by=student, details=SETTINGS, now=NOW)
    assert names_of_events() == ["accounts.SettingsChanged"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"display_name": "  "}, "display_name"),
        ({"display_name": "x" * 81}, "display_name"),
        ({"timezone": "Nowhere/Atall"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"language": "tlh"}, "language"),
        ({"is_student": False, "is_coach": False}, "role"),
    ],
)
def test_wrong_settings_name_the_field_and_change_nothing(student, change, field):
    with pytest.raises(Invalid) as refusal:
        update_settings(student, by=student, details=replace(SETTINGS, **change), now=NOW)

    assert set(refusal.value.fields) == {field}
    assert names_of_events() == []
    student.refresh_from_db()
    assert student.display_name == "Sofia Student"


def test_nobody_changes_the_settings_of_another(student, other_student):
    with pytest.raises(NotAllowed):
        update_settings(student, by=other_student, details=SETTINGS, now=NOW)
    assert names_of_events() == []


def test_a_suspended_person_is_shut_out_and_told_why(student, staff, client):
    client.login(email=student.email, password=PASSWORD)
    suspend_account(student, by=staff, reason=REASON, now=NOW)
    suspend_account(student, by=staff, reason=REASON, now=NOW)

    assert names_of_events() == ["accounts.AccountSuspended", "accounts.AccessRevoked"]
    assert EventRecord.objects.first().payload["reason"] == REASON
    assert client.get("/account/sessions/").status_code == 302
    assert not client.login(email=student.email, password=PASSWORD)


def test_a_lifted_suspension_lets_the_person_in_again(student, staff, client):
    suspend_account(student, by=staff, reason=REASON, now=NOW)
    reinstate_account(student, by=staff, now=NOW)
    reinstate_account(student, by=staff, now=NOW)

    assert names_of_events()[-1] == "accounts.AccountReinstated"
    assert names_of_events().count("accounts.AccountReinstated") == 1
    assert client.login(email=student.email, password=PASSWORD)


def test_only_staff_suspend_and_not_themselves(student, coach, staff):
    with pytest.raises(NotAllowed):
        suspend_account(student, by=coach, reason=REASON, now=NOW)
    with pytest.raises(NotAllowed):
        suspend_account(staff, by=staff, reason=REASON, now=NOW)
    with pytest.raises(NotAllowed):
        reinstate_account(student, by=coach, now=NOW)
    with pytest.raises(Invalid):
        suspend_account(student, by=staff, reason="no", now=NOW)
    assert names_of_events() == []
