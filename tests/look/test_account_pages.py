import pytest
from django.urls import reverse

ENTRANCES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
]
ROOMS = ["account_email", "account_change_password", "mfa_index", "usersessions_list"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENTRANCES)
def test_doors_wear_our_dress(client, name):
    page = client.get(reverse(name)).content.decode()
    assert 'class="entrance__box"' in page
    assert "style=" not in page
    assert "<p><label" not in page


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_wear_our_dress(client, student, name):
    client.force_login(student)
    page = client.get(reverse(name)).content.decode()
    assert 'class="filters"' in page
    assert 'aria-current="page"' in page
    assert "style=" not in page


@pytest.mark.django_db
def test_refused_login_says_so_beside_the_form_and_keeps_the_address(client):
    page = client.post(
        reverse("account_login"), {"login": "a@b.test", "password": "wrong"}
    ).content.decode()
    assert 'class="form-errors" role="alert"' in page
    assert 'value="a@b.test"' in page


@pytest.mark.django_db
def test_time_zone_of_the_sign_up_form_takes_the_browsers_own(client):
    assert "<browser-zone>" in client.get(reverse("account_signup")).content.decode()


def test_browser_names_are_readable(client, student):
    client.post(reverse("account_login"), {"login": student.email, "password": "wrong"})
    client.force_login(student)
    agent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.get("/account/email/", headers={"user-agent": agent})
    page = client.get(reverse("usersessions_list"), headers={"user-agent": agent}).content.decode()
    assert "Firefox on Windows" in page
