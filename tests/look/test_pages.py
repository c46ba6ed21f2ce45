import pytest
from django.template import Context, Template
from django.urls import reverse


def test_front_door_says_what_this_is_to_strangers(client):
    page = client.get("/").content.decode()
    assert "Agree on everything in one chat" in page
    assert reverse("account_signup") in page


def test_front_door_sends_people_with_a_login_on(client, student):
    client.force_login(student)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url == "/dashboard"


@pytest.mark.parametrize(
    ("cookie", "expected"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')]
)
def test_chosen_theme_is_drawn_by_the_server(client, cookie, expected):
    client.cookies["theme"] = cookie
    assert expected in client.get("/").content.decode()


@pytest.mark.parametrize("cookie", ["", "system", '"><script>alert(1)</script>'])
def test_any_other_theme_follows_the_system(client, cookie):
    client.cookies["theme"] = cookie
    page = client.get("/").content.decode()
    assert "<html" in page
    assert "data-theme" not in page
    assert "alert(1)" not in page


def test_no_page_needs_an_inline_script_or_style(client):
    page = client.get("/").content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert all(
        "src=" in tag
        for tag in page.split("<script")[1:]
        if not tag.startswith(' type="application/json')
    )


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_error_pages_need_nothing_from_the_request(name):
    page = Template(f'{{% include "{name}" %}}').render(Context())
    assert "Go to the start" in page


@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/user/"])
def test_the_staff_desk_wears_our_icon(client, staff, address):
    client.force_login(staff)
    page = client.get(address).content.decode()
    assert '<link rel="icon" href="/static/img/mark' in page
