"""Staff read what happened, by kind, by person and by thing; nobody writes in that book."""

import pytest
from django.contrib import admin
from django.urls import reverse

import core.desk
from contracts.models import ContractVersion
from core.looks import NAME
from core.models import EventRecord
from tests.factories import NOW, active_contract, confirmed_session, open_request

pytestmark = pytest.mark.django_db
TRAIL = "/admin/core/eventrecord/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def contract(student, coach):
    return active_contract(student, coach)


def shown(desk, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def listed(desk, query: str) -> list[str]:
    """The kinds of the events on the list, newest first."""
    answer = desk.get(f"{TRAIL}?{query}")
    assert answer.status_code == 200, query
    return [row.name.split(".")[1] for row in answer.context["cl"].result_list]


def test_the_list_is_filtered_by_kind(desk, contract):
    assert listed(desk, "name=contracts.ContractAccepted") == ["ContractAccepted"]
    assert listed(desk, "name=contracts.ContractDeclined") == []


def test_the_list_is_filtered_by_what_it_is_about(desk, contract, student):
    open_request(student, title="Something else entirely")
    of_it = listed(desk, f"stream=contract:{contract.pk}")
    assert of_it == ["ContractAccepted", "ContractOffered"]
    assert listed(desk, "stream=contract") == of_it
    assert "RequestPosted" in listed(desk, "stream=request")
    assert listed(desk, f"stream=contract:{contract.pk + 1}") == []


def test_the_list_is_filtered_by_who_did_it(desk, contract, student, coach, staff):
    assert "ContractAccepted" in listed(desk, f"actor={student.pk}")
    assert "ContractAccepted" not in listed(desk, f"actor={coach.pk}")
    assert "ContractAccepted" in listed(desk, "actor=people")
    assert "ContractAccepted" not in listed(desk, "actor=staff")
    assert "ContractAccepted" not in listed(desk, "actor=clock")
    assert listed(desk, "actor=9999999999999999999999") == []
    assert student.display_name in shown(desk, f"{TRAIL}?actor={student.pk}")


def test_the_list_is_searched_by_person_and_by_thing(desk, contract, student):
    assert "ContractAccepted" in listed(desk, f"q={student.email}")
    assert listed(desk, f"q=contract:{contract.pk}") == ["ContractAccepted", "ContractOffered"]
    assert listed(desk, "q=nobody-of-this-name") == []


def test_an_event_is_read_in_words_with_ways_to_what_it_names(desk, contract, student):
    row = EventRecord.objects.get(name="contracts.ContractAccepted")
    page = shown(desk, f"{TRAIL}{row.pk}/change/")
    assert "Contracts: Contract accepted" in page
    assert "2026-11-03 09:00:00 UTC" in page
    assert f'href="/admin/contracts/contract/{contract.pk}/change/"' in page
    assert f'href="/admin/accounts/user/{student.pk}/change/"' in page
    version = ContractVersion.objects.get()
    assert f'href="/admin/contracts/contractversion/{version.pk}/change/"' in page


def test_what_a_person_typed_is_shown_as_text(desk, student, coach):
    from marketplace.actions import suspend_request
    from tests.factories import make_user

    helper = make_user("Hanna Helper", is_staff=True)
    reason = "Reported: <script>alert(1)</script>"
    suspend_request(open_request(student), by=helper, reason=reason, now=NOW)
    row = EventRecord.objects.get(name="marketplace.RequestSuspended")
    for page in (TRAIL, f"{TRAIL}{row.pk}/change/"):
        text = shown(desk, page)
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    "query", ["stream=<b>", "actor=-1", "name=%27", "stream=:", "actor=%C2%B2"]
)
def test_odd_filters_find_nothing_and_break_nothing(desk, contract, query):
    assert desk.get(f"{TRAIL}?{query}").status_code in (200, 302)


def test_every_row_with_a_story_leads_to_it(desk, contract, student):
    confirmed_session(contract.sessions.get(number=1), starts_at=NOW.replace(day=6))
    session = contract.sessions.get(number=1)
    of_contract = f"{TRAIL}?stream=contract:{contract.pk}"
    for model, pk, story in (
        ("contracts_contract", contract.pk, of_contract),
        ("contracts_contractversion", contract.agreed_version_id, of_contract),
        ("coaching_sessions_coachingsession", session.pk, of_contract),
        ("marketplace_proposal", contract.proposal_id, None),
        ("accounts_user", student.pk, f"{TRAIL}?stream=user:{student.pk}"),
    ):
        answer = desk.get(reverse(f"admin:{model}_history", args=[pk]))
        assert answer.status_code == 302, model
        assert answer.url == (story or f"{TRAIL}?stream=request:{contract.proposal.request_id}")
        assert desk.get(answer.url).status_code == 200


def test_nothing_on_the_desk_is_added_changed_or_deleted_by_hand(desk, contract, student):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=student, type="totp", data={"secret": "abcdef"})
    counts = {}
    for model in admin.site._registry:
        counts[model] = model._default_manager.count()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert desk.get(reverse(f"{name}_add")).status_code == 403, model
        assert desk.post(reverse(f"{name}_add"), {}).status_code == 403, model
        row = model._default_manager.order_by("-pk").first()
        if row is None:
            continue
        assert desk.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, model
        assert desk.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403, model
        assert (
            desk.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        )
        answer = desk.get(reverse(f"{name}_changelist"))
        assert "delete_selected" not in answer.content.decode(), model
    looks = EventRecord.objects.filter(name__in=("chat.ConversationInspected", NAME)).count()
    counts[EventRecord] += looks
    assert {model: model._default_manager.count() for model in counts} == counts


def test_the_desk_has_every_kind_of_row_that_staff_ask_for():
    names = {model._meta.label for model in admin.site._registry}
    assert names == {
        "accounts.User",
        "accounts.CoachProfile",
        "calendars.Calendar",
        "accounts.Skill",
        "account.EmailAddress",
        "mfa.Authenticator",
        "usersessions.UserSession",
        "marketplace.LearningRequest",
        "marketplace.Proposal",
        "marketplace.Invitation",
        "contracts.Contract",
        "contracts.ContractVersion",
        "contracts.Motion",
        "coaching_sessions.CoachingSession",
        "coaching_sessions.RescheduleRequest",
        "chat.Conversation",
        "notifications.OutgoingEmail",
        "core.EventRecord",
    }


def test_who_is_no_staff_reaches_none_of_it(login, contract, student):
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert login(student).get(reverse(name)).status_code == 302, model


def test_every_part_that_an_event_names_leads_to_a_page():
    assert set(core.desk._parts.values()) <= set(core.desk._pages)
