import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.timeline.markup import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("**bold** and *lean* and _lean_", "<b>bold</b> and <em>lean</em> and <em>lean</em>"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("**bold with *lean* inside**", "<b>bold with <em>lean</em> inside</b>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("Then:\n1. one\n2. two\nDone", "Then:<ol><li>one</li><li>two</li></ol>Done"),
        ("two\nlines", "two\nlines"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("**", "**"),
    ],
)
def test_a_message_is_drawn_as(text, html):
    assert to_html(text) == html


def test_links_open_elsewhere_and_give_nothing_away():
    html = to_html("see https://example.test/a?b=1&c=2.")
    assert 'href="https://example.test/a?b=1&amp;c=2"' in html
    assert "noopener noreferrer" in html
    assert html.endswith("</a>.")
    assert ">here</a>" in to_html("[here](https://example.test)")


@given(st.text(alphabet="*_`[]()<>\"'&- \n1.ahtps:/", max_size=300))
def test_no_text_makes_a_tag_of_its_own(text):
    html = to_html(text)
    bare = html
    for tag in ("b", "em", "code", "ul", "ol", "li", "a"):
        bare = bare.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    while "<a href=" in bare:
        start = bare.index("<a href=")
        bare = bare[:start] + bare[bare.index(">", start) + 1 :]
    assert "<" not in bare


@pytest.mark.parametrize("piece", ["*a", "**a", "_a", "`", "[", "[a](", "- ", "https://"])
@pytest.mark.timeout(15)
def test_the_worst_text_comes_to_an_end(piece):
    """A pattern that tries every way to fail would not: it doubles with each letter."""
    assert to_html((piece * 4000)[:4000])
