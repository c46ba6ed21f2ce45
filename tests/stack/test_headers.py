"""What browsers are told about answers: who may keep them, and what a page may do."""

import gzip
import pickle
import re
from contextlib import closing

import pytest
import redis
from django.core.cache import caches

from server.headers import headers_alone

PRIVATE = "private, no-store"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/dashboard", "/chat", "/settings", "/contracts", "/coaches", "/", "/chat/999", "/no"],
)
def test_no_store_keeps_what_somebody_signed_in_was_shown(client, student, address):
    client.force_login(student)
    assert client.get(address)["Cache-Control"] == PRIVATE
    assert client.get(address, HTTP_ACCEPT="application/json")["Cache-Control"] == PRIVATE
    assert client.head(address)["Cache-Control"] == PRIVATE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/logout/"],
)
def test_nor_the_doors_of_an_account(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]
    assert "no-store" in client.post(address, {"email": "a@b.test"})["Cache-Control"]


@pytest.mark.django_db
def test_what_nobodys_cookie_asked_for_says_nothing_of_the_kind(client):
    assert "Cache-Control" not in client.get("/robots.txt")
    with closing(client.get("/static/js/app.js")) as script:
        assert script.getvalue()
    assert "no-store" not in script["Cache-Control"]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/account/login/", "/static/js/app.js", "/no", "/healthz"]
)
def test_every_answer_stays_with_our_pages_and_asks_for_nothing_unused(client, address):
    with closing(client.get(address)) as answer:
        answer.getvalue()
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, None),
        ({"SECONDS": 60}, "max-age=60"),
        ({"SECONDS": 60, "INCLUDE_SUBDOMAINS": True}, "max-age=60; includeSubDomains"),
        (
            {"SECONDS": 60, "INCLUDE_SUBDOMAINS": True, "PRELOAD": True},
            "max-age=60; includeSubDomains; preload",
        ),
    ],
)
def test_the_server_itself_says_how_long_to_keep_to_tls_as_pages_do(settings, client, given, said):
    for name, value in given.items():
        setattr(settings, f"SECURE_HSTS_{name}", value)
    assert headers_alone().get("Strict-Transport-Security") == said
    assert client.get("/robots.txt", secure=True).get("Strict-Transport-Security") == said


@pytest.mark.django_db
def test_a_page_comes_compressed_and_no_token_stands_in_it_twice(client):
    pages = [client.get("/account/login/", HTTP_ACCEPT_ENCODING="gzip") for _visit in range(2)]

    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    tokens = [TOKEN.findall(gzip.decompress(page.content).decode()) for page in pages]
    assert tokens[0]
    assert not set(tokens[0]) & set(tokens[1])


@pytest.mark.django_db
def test_a_page_takes_script_from_our_files_only(client):
    policy = client.get("/account/login/")["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types default" in policy
    assert "unsafe" not in policy


def test_cached_values_are_json(settings, valkey_server):
    settings.CACHES = {
        "default": {
            "BACKEND": "server.cache.FailOpenRedisCache",
            "LOCATION": valkey_server.url,
            "OPTIONS": {"serializer": "server.cache.JsonSerializer"},
        }
    }
    cache = caches["default"]
    for value in (True, None, 0, -7, 1.5, "ä", ["a", 1], {"k": [None]}):
        cache.set("value", value)
        assert cache.get("value", "lost") == value
    cache.set("tries", 1)
    assert cache.incr("tries") == 2
    with pytest.raises(TypeError, match="JSON"):
        cache.set("value", object())
    with redis.from_url(valkey_server.url) as server:
        server.set(cache.make_key("value"), pickle.dumps(["code"]))
    with pytest.raises(ValueError, match=r"codec|Expecting"):
        cache.get("value")
