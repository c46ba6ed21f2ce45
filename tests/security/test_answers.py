"""What every answer of the product says of itself, whoever asks and wherever."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.http import HttpResponse
from django.test import Client

from dashboards import front_door
from server.headers import PERMISSIONS_POLICY
from tests.security.test_matrix import in_product
from tests.security.world import FORM, FORM_TYPE, World, undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ELSEWHERE = "https://elsewhere.example"
# Their press carries a signed token, which only the reader of the mail has.
PRESSED_FROM_OUTSIDE = {"unsubscribe", "link-page"}
# Shown to who has logged in half: the first of two steps.
ENTRANCES = {"account_confirm_login_code", "mfa_authenticate"}


@pytest.fixture
def world() -> World:
    return World()


def browser_of(world: World, role: str, **options) -> Client:
    client = Client(**options)
    client.cookies = world.cookies[role].copy()
    return client


def looks(world: World, roles: str = "AST", **how) -> Iterator[tuple[str, HttpResponse]]:
    """What these people are answered at every door when they look, or come with another method."""
    for name, door in in_product().items():
        for role in roles:
            yield f"{role} {name}", at(world, role, door.address(world.things), **how)


def at(world: World, role: str, address: str, *, method: str = "GET", **headers) -> HttpResponse:
    """What this person is answered there, over TLS; it is as if nobody had asked."""
    with undone():
        answer = browser_of(world, role).generic(
            method, address, FORM, content_type=FORM_TYPE, secure=True,
            headers={"Origin": ELSEWHERE} | headers,
        )  # fmt: skip
        if answer.streaming:
            answer.getvalue()
    return answer


@pytest.mark.parametrize(
    ("roles", "how"),
    [
        ("AST", {}),
        ("S", {"HX-Request": "true"}),
        ("S", {"Accept": "application/json"}),
        ("AS", {"method": "POST"}),
        ("S", {"method": "POST", "Accept": "application/json"}),
        ("S", {"method": "HEAD"}),
        ("S", {"method": "PUT"}),
    ],
    ids=["looks", "fragments", "programs", "presses", "presses-of-programs", "heads", "other-methods"],
)  # fmt: skip
def test_every_answer_says_what_it_is_and_whom_it_is_for(world, settings, roles, how):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    kinds, wrong = set(), []
    for where, answer in looks(world, roles, **how):
        kinds.add(answer.status_code)
        wrong += [f"{where}: {fault}" for fault in faults_of(answer, of=where[0])]
    assert not wrong, "\n".join(wrong)
    assert kinds & {200, 204}, kinds


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (200, {"path": "/static/js/app.js"}),
        (304, {"path": "/static/js/app.js", "HTTP_IF_MODIFIED_SINCE": "Tue, 03 Nov 2099 09:00:00 GMT"}),
        (404, {"path": "/static/no.js"}),
        (404, {"path": "/no/such/page"}),
        (400, {"path": "/coaches/%00"}),
        (400, {"path": "/", "HTTP_HOST": "elsewhere.example"}),
        (403, {"path": "/account/login/", "method": "POST"}),
        (403, {"path": "/account/login/", "method": "DELETE"}),
        (500, {"path": "/robots.txt"}),
    ],
)  # fmt: skip
def test_so_does_what_is_answered_without_a_page(settings, monkeypatch, status, how):
    """By a middleware on the way in, by Django for us, or when something broke."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    if status == 500:
        monkeypatch.setattr(front_door, "HttpResponse", None)
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with closing(browser.generic(**{"method": "GET", "secure": True} | how)) as answer:
        assert answer.status_code == status
        assert list(faults_of(answer, of="A")) == []


def test_so_does_what_leads_from_the_open_line_to_tls(settings, client):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    answer = client.get("/dashboard")
    assert (answer.status_code, answer["Location"][:8]) == (301, "https://")
    assert list(faults_of(answer, of="A")) == ["Strict-Transport-Security: None"]  # only over TLS


SAID_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


def faults_of(answer: HttpResponse, *, of: str) -> Iterator[str]:
    for name, value in SAID_ALWAYS.items():
        if answer.headers.get(name) != value:
            yield f"{name}: {answer.headers.get(name)}"
    if of != "A" and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "kept by the browser"
    yield from faults_of_type(answer)
    yield from faults_of_policy(answer)
    if any(name.startswith("Access-Control-") for name in answer.headers):
        yield "open to pages of other sites"
    if answer.headers.get("Location", "").startswith(ELSEWHERE):
        yield "leads elsewhere"


def faults_of_type(answer: HttpResponse) -> Iterator[str]:
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 304 and (answer.streaming or answer.content) and not kind:
        yield "no type"
    if kind.startswith("text/") and "charset=utf-8" not in kind.lower().replace('"', ""):
        yield f"{kind} without its encoding"


def faults_of_policy(answer: HttpResponse) -> Iterator[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    for rule in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        if rule not in policy:
            yield f"no {rule}"
    if "frame-ancestors 'none'" not in policy and "frame-ancestors 'self'" not in policy:
        yield "may be framed"
    if answer.headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
        yield "may be framed by an old browser"


def test_every_page_of_somebody_logged_in_has_the_way_out(world):
    without = [
        where
        for where, answer in looks(world, "S")
        if answer.status_code == 200
        and not answer.streaming
        and answer.content.lstrip().lower().startswith(b"<!doctype html")
        and where.split()[1] not in ENTRANCES
        and b'action="/account/logout/"' not in answer.content
    ]
    assert without == []


def test_no_press_from_another_site_gets_through(world):
    """Neither without a token nor with one that was made up."""
    let_in = []
    for name, door in in_product().items():
        browser = browser_of(world, "S", enforce_csrf_checks=True)
        for token in ({}, {"X-CSRFToken": "a" * 64}):
            with undone():
                answer = browser.post(
                    door.address(world.things), FORM, content_type=FORM_TYPE, headers=token
                )
            if answer.status_code not in (403, 404, 405):
                let_in.append(name)
    assert set(let_in) == PRESSED_FROM_OUTSIDE


@pytest.mark.parametrize(
    "address",
    [
        "/static/", "/static/js/", "/static/../manage.py", "/static/%2e%2e/config/settings.py",
        "/.git/config", "/.env", "/config/settings.py", "/.data/skileez.sqlite3", "/static/js/app.js.map",
    ],
)  # fmt: skip
def test_no_folder_is_listed_and_no_file_of_the_source_is_served(client, address):
    assert client.get(address).status_code in (400, 404)


def test_trace_gives_nothing_back(client, student):
    client.force_login(student)
    for address in ("/", "/dashboard", "/account/login/", "/static/js/app.js"):
        answer = client.generic("TRACE", address, headers={"X-Secret": "s3cr3t"})
        body = answer.getvalue() if answer.streaming else answer.content
        assert answer.status_code in (302, 405)
        assert b"s3cr3t" not in body


def test_a_press_reads_its_body_and_no_other_part_of_the_request(client, student):
    """What stands in the address fills in no field, and of two values the last one counts everywhere."""
    client.force_login(student)
    sent = {
        "display_name": ["First", "Second"],
        "timezone": "Europe/Madrid",
        "language": "en",
        "role": "student",
    }
    client.post("/settings?display_name=Third&timezone=Asia/Tokyo", sent)
    student.refresh_from_db()
    assert (student.display_name, student.timezone) == ("Second", "Europe/Madrid")
    client.post("/settings?display_name=Third", {"timezone": "Asia/Tokyo"})
    student.refresh_from_db()
    assert (student.display_name, student.timezone) == ("Second", "Europe/Madrid")


def test_no_press_sets_what_its_form_has_not(client, student, coach):
    client.force_login(student)
    sent = {
        "display_name": "Sofia",
        "timezone": "Europe/Madrid",
        "language": "en",
        "role": "student",
    }
    more = {
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "",
        "email": coach.email,
        "id": coach.pk,
    }
    more |= {"date_joined": "2000-01-01", "password": "x", "access_number": "9", "user": coach.pk}
    for body in ({"data": sent | more}, {"data": sent | more, "content_type": "application/json"}):
        client.post("/settings", **body)
    before = {name: getattr(student, name) for name in (*more.keys() - {"user"}, "pk")}
    student.refresh_from_db()
    assert student.display_name == "Sofia"
    assert {name: getattr(student, name) for name in before} == before
    assert type(coach).objects.get(pk=coach.pk).display_name == coach.display_name


def test_no_address_of_ours_leads_to_another_site(client, student):
    for there in (f"{ELSEWHERE}/", "//elsewhere.example/", r"/\elsewhere.example", "javascript:x"):
        client.logout()
        sent = {"login": student.email, "password": "correct horse", "next": there}
        assert client.post("/account/login/", sent).headers.get("Location", "/").startswith("/")


def test_logging_out_clears_what_the_browser_keeps(client, student):
    client.force_login(student)
    assert "Clear-Site-Data" not in client.get("/settings").headers
    assert client.post("/account/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.post("/account/logout/").headers


def test_files_are_named_by_us_and_saved_rather_than_shown(world):
    files = {
        "earnings-csv": ("C", r'attachment; filename="skileez-earnings\.csv"'),
        "contract-record": ("S", r'attachment; filename="[A-Z0-9-]+\.pdf"'),
        "contract-record-data": ("S", r'attachment; filename="[A-Z0-9-]+\.json"'),
        "session-calendar-file": ("S", r'attachment; filename="[A-Z0-9-]+\.ics"'),
    }
    for name, (role, disposition) in files.items():
        address = in_product()[name].address(world.things)
        answer = browser_of(world, role).get(f"{address}?filename=x.html&download=../x")
        assert answer.status_code == 200, name
        assert re.fullmatch(disposition, answer.headers["Content-Disposition"]), name
