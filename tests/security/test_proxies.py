"""Whose address counts, with a proxy in front and without one."""

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory

FORGED = "198.51.100.1"
TRUE = "203.0.113.9"
PROXY = "127.0.0.1"


def address_of(**headers):
    return get_adapter().get_client_ip(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "X-Real-IP",
        "Forwarded",
        "True-Client-IP",
        "CF-Connecting-IP",
        "Client-IP",
    ],
)
def test_without_a_proxy_its_headers_are_not_believed(header):
    assert address_of(**{header: FORGED}) == PROXY


@pytest.mark.parametrize(
    "header", ["X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "Client-IP"]
)
def test_behind_one_only_what_it_added_counts(settings, header):
    """A proxy puts what it saw behind what it was told."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(**{"X-Forwarded-For": TRUE}) == TRUE
    assert address_of(**{"X-Forwarded-For": f"{FORGED}, {TRUE}"}) == TRUE
    assert address_of(**{"X-Forwarded-For": TRUE, header: FORGED}) == TRUE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL"]
)
def test_no_header_names_another_host_or_page(client, student, header, mailoutbox):
    answer = client.get("/settings", headers={header: "evil.example"})
    assert answer.status_code == 302
    assert "evil.example" not in answer.headers["Location"]
    assert client.get("/", headers={header: "/admin/"}).status_code == 200


@pytest.mark.django_db
def test_no_header_makes_an_open_line_a_safe_one(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    for header in ("X-Forwarded-Proto", "X-Forwarded-Ssl", "Front-End-Https"):
        assert client.get("/", headers={header: "https"}).status_code == 301
