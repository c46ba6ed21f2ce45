"""Nobody's name or headline passes for the platform's own, however it is spelled."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import edit_profile, update_settings
from accounts.actions.accounts import PersonSettings
from accounts.actions.profiles import details_of
from accounts.hosts import shown_address
from accounts.impersonation import wrong_headline, wrong_name
from accounts.models import User
from core.errors import Invalid
from core.models import EventRecord
from tests.factories import NOW

OURS = [
    "Skileez Support",
    "Skileez Staff",
    "SKILEEZ",
    "skileez",
    "Ski\u200bleez Support",
    "S k i l e e z",
    "S.k.i.l.e.e.z Help",
    "SkiIeez",
    "Sk1leez",
    "Ski1eez Payments",
    "Skilleez",
    "Skileezz",
    "Ѕкіӏееz",
    "Śkíléèż",
    "ＳＫＩＬＥＥＺ",
    "𝐒𝐤𝐢𝐥𝐞𝐞𝐳",
    "$kileez",
    "Sκιleez",
    "TheSkileezTeam",
]
ROLES = [
    "Support",
    "support",
    "The Support Team",
    "Official Support",
    "Admin",
    "ADMINISTRATOR",
    "Ädmin",
    "Аdmin",
    "Adm1n",
    "Admin 2",
    "Admin01",
    "adrnin",
    "Moderator",
    "Mo\u200bderator",
    "Help Desk",
    "Help-Desk",
    "Helpdesk",
    "Customer Service",
    "Staff",
    "Tech Support 24/7",
    "Trust & Safety",
]
PEOPLE = [
    "Stella Staff",
    "Ana Moderatova",
    "Sofia Student",
    "John Support",
    "Kil Leeze",
    "Musk Lezama",
    "Admir Nović",
    "Mod Ibrahim",
    "Lee Skill",
    "Иван Петров",
    "Мария Стаф",
    "Νίκος Παπαδόπουλος",
    "王小明",
    "أحمد علي",
    "Skye Leeds",
    "Anna | Coach",
]


@pytest.mark.parametrize("name", [*OURS, *ROLES])
def test_a_name_that_would_pass_for_ours_is_wrong(name):
    assert wrong_name(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_peoples_names_are_names(name):
    assert wrong_name(name) is None


@pytest.mark.parametrize(
    "headline",
    [
        "Skileez Support",
        "Official Skileez coach support",
        "Skileez",
        "Skileez Official",
        "Help desk",
    ],
)
def test_a_headline_that_would_pass_for_ours_is_wrong(headline):
    assert wrong_headline(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "Coaching on Skileez since 2024",
        "I help you with technical support interviews",
        "Customer service trainer",
        "",
    ],
)
def test_what_coaches_say_of_their_work_is_none(headline):
    assert wrong_headline(headline) is None


def person_settings(user, **changes):
    values = {name: getattr(user, name) for name in PersonSettings.__dataclass_fields__}
    return PersonSettings(**{**values, **changes})


def test_settings_refuse_it_with_its_field_and_change_nothing(student, login):
    details = person_settings(student, display_name="Skileez Support")
    with pytest.raises(Invalid) as refusal:
        update_settings(student, by=student, details=details, now=NOW)
    assert refusal.value.fields.keys() == {"display_name"}
    page = login(student).post(
        "/settings",
        {
            "display_name": "SkiIeez Staff",
            "timezone": "UTC",
            "language": "en",
            "role": "student",
        },
    )
    assert page.status_code == 422
    student.refresh_from_db()
    assert student.display_name == "Sofia Student"
    assert not EventRecord.objects.exists()


@pytest.mark.django_db
def test_nobody_signs_up_as_the_platform(client):
    client.post(
        "/account/signup/",
        {
            "display_name": "Skileez Support",
            "email": "new@example.test",
            "password1": "correct horse battery",
            "role": "student",
            "timezone": "UTC",
        },
    )
    assert not User.objects.exists()


def test_a_headline_is_refused_with_its_field(coach):
    profile = coach.coach_profile
    details = replace(details_of(profile), title="Official Skileez support desk")
    with pytest.raises(Invalid) as refusal:
        edit_profile(coach, by=coach, details=details, version=profile.version, now=NOW)
    assert "title" in refusal.value.fields


def test_whatever_form_is_made_of_the_model_refuses_it_as_well(student):
    student.display_name = "Help Desk"
    with pytest.raises(ValidationError, match="your own name"):
        student.full_clean()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/work?page=2", "example.org/work?page=2"),
        ("https://paypal.com@evil.test/", "evil.test/"),
        ("https://аpple.com/x", "xn--pple-43d.com/x"),
        ("https://bücher.example", "bücher.example"),
        ("https://example.org:8080/a@b", "example.org:8080/a@b"),
    ],
)
def test_a_link_to_ones_work_is_shown_from_its_host_on(address, shown):
    assert shown_address(address) == shown
