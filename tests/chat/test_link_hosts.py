"""No link leads elsewhere than its text makes one think."""

import pytest

from chat.timeline.markup import to_html


def after_link(text):
    """What stands behind the link."""
    return to_html(text).rpartition("</a>")[2]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("[paypal.com](https://evil.test)", " (evil.test)"),
        ("[https://paypal.com/login](https://evil.test/x)", " (evil.test)"),
        ("[**PayPal.com**](https://evil.test)", " (evil.test)"),
        (
            "[log in at bank.example now](https://bank.example.evil.test)",
            " (bank.example.evil.test)",
        ),
        ("[skileez.example](https://skileez.example@evil.test/)", " (evil.test)"),
        ("https://skileez.example@evil.test/", " (evil.test)"),
        ("[ｐaypal.com](https://evil.test)", " (evil.test)"),
        ("[аpple](https://аpple.com)", " (xn--pple-43d.com)"),
        ("[apple.com](https://аррӏе.com)", " (xn--80ak6aa92e.com)"),
    ],
)
def test_where_it_really_leads_stands_beside(text, beside):
    assert after_link(text) == beside


@pytest.mark.parametrize(
    "text",
    [
        "[example.org](https://example.org/page)",
        "[Example.org](https://www.example.org)",
        "[example.org](https://docs.example.org/)",
        "[my page](https://example.org)",
        "[version 1.2](https://example.org)",
        "https://example.org/a@b",
        "https://bücher.example/",
        "https://почта.рф/",
        "https://日本語.jp/",
    ],
)
def test_a_plain_link_stays_plain(text):
    assert after_link(text) == ""
    assert "xn--" not in to_html(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://аpple.com/x", ">https://xn--pple-43d.com/x</a>"),
        ("https://аррӏе.com", ">https://xn--80ak6aa92e.com</a>"),
        ("https://xn--pple-43d.com/", ">https://xn--pple-43d.com/</a>"),
    ],
)
def test_a_host_that_looks_like_another_is_shown_in_its_safe_form(text, shown):
    assert shown in to_html(text)
