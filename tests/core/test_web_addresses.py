"""An address of the web is one that leads somewhere; what is wrong with another is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.web_addresses import web_address_problem

LEADING = [
    "https://example.test",
    "http://example.test/",
    "HTTPS://Example.test/Work?x=1&y=a@b#part",
    "https://example.test:8443/a",
    "https://example.test:65535/",
    "https://müller.example.test/größe",
    "https://例え.テスト/仕事",
    "https://203.0.113.9/x",
    "https://example.test/@sofia",
    "https://example.test/a(b)_c;d,e",
]
WRONG = {
    "example.test": "begins with",
    "www.example.test/a b": "begins with",
    "ftp://example.test": "begins with",
    "javascript:alert(1)": "begins with",
    "https:/example.test": "begins with",
    "": "begins with",
    "https://example.test/my work": "blanks",
    "https://exam ple.test": "blanks",
    "https://example.test/a\u2003b": "blanks",
    "https://example.test/a\tb": "blanks",
    "https://me:secret@example.test": "name or a password",
    "https://me@example.test/": "name or a password",
    "https://example.test\\@evil.test/": "name or a password",
    "https://": "what comes after",
    "https:///work": "what comes after",
    "https://?q": "what comes after",
    "https://#part": "what comes after",
    "https://work": "what comes after",
    "https://localhost/": "what comes after",
    "https://example..test/": "what comes after",
    "https://-example.test/": "what comes after",
    "https://example.test:99999999/": "what comes after",
    "https://example.test:65536": "what comes after",
    "https://example.test:99999/a": "what comes after",
    "https://example.test:0/": "what comes after",
    "https://[broken": "what comes after",
    "https://example.\x01test/": "what comes after",
}


@pytest.mark.parametrize("address", LEADING)
def test_an_address_that_leads_somewhere_has_no_problem(address):
    assert web_address_problem(address) is None


@pytest.mark.parametrize(("address", "said"), WRONG.items())
def test_another_is_told_what_is_wrong_with_it(address, said):
    assert said in web_address_problem(address)


def test_only_the_schemes_asked_for_are_taken():
    assert web_address_problem("http://example.test", schemes=["https"])


@given(st.text())
def test_any_text_has_an_answer(text):
    web_address_problem(text)
    web_address_problem(f"https://{text}")
