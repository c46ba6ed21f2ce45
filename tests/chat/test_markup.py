import re
from html import escape, unescape

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


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("24. December works for me", "24. December works for me"),
        ("24) December works for me", "24) December works for me"),
        ("2026. That was a year", "2026. That was a year"),
        ("007. is no number", "007. is no number"),
        ("٣. ثلاثة", "٣. ثلاثة"),
        ("Yes.\n24. December\nor later", "Yes.\n24. December\nor later"),
        ("1. one", "<ol><li>one</li></ol>"),
        ("0. nought\n1. one", '<ol start="0"><li>nought</li><li>one</li></ol>'),
        ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
        ("24. yes\n31. no", '<ol start="24"><li>yes</li><li value="31">no</li></ol>'),
        ("1. a\n1. b\n5. c", '<ol><li>a</li><li value="1">b</li><li value="5">c</li></ol>'),
        ("2. b\n1. a", '<ol start="2"><li>b</li><li value="1">a</li></ol>'),
        ("1. one\n\n2. two\n\n3. three", "<ol><li>one</li><li>two</li><li>three</li></ol>"),
        ("1. one\r\n\r\n2. two\r\n", "<ol><li>one</li><li>two</li></ol>"),
        ("1. one\rand", "<ol><li>one</li></ol>and"),
        ("1. one\n\n1. again", "<ol><li>one</li></ol><ol><li>again</li></ol>"),
        ("1. one\nmore\n2. two", '<ol><li>one</li></ol>more<ol start="2"><li>two</li></ol>'),
        ("1. one\n   more\n2. two", "<ol><li>one\nmore</li><li>two</li></ol>"),
        ("1. one\n\n   more\n\n2. two", "<ol><li>one\n\nmore</li><li>two</li></ol>"),
        ("1) one\n2) two", '<ol data-sign=")"><li>one</li><li>two</li></ol>'),
        ("1. one\n1) other", '<ol><li>one</li></ol><ol data-sign=")"><li>other</li></ol>'),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        (
            "- a\n  - b\n    - c\n  - d\n- e",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>",
        ),
        (
            "1. a\n    - b\n        - c\n\t- d",
            "<ol><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ol>",
        ),
        ("- a\n\t- b\n\t\t- c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("- a\n  1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("-5 degrees", "-5 degrees"),
        ("- - -", "- - -"),
        ("1.5 hours", "1.5 hours"),
        ("\\- a", "\\- a"),
    ],
)
def test_a_list_counts_as_it_was_written(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("***both***", "<em><b>both</b></em>"),
        ("**bold *both***", "<b>bold <em>both</em></b>"),
        ("***both* bold**", "<b><em>both</em> bold</b>"),
        ("*lean **both***", "<em>lean <b>both</b></em>"),
        ("_**both**_ and **_both_**", "<em><b>both</b></em> and <b><em>both</em></b>"),
        ("*a* *b* **c**", "<em>a</em> <em>b</em> <b>c</b>"),
        ("**a* and *a**", "<b>a* and *a</b>"),
        ("**a*", "**a*"),
        ("*a **b* c**", "<em>a **b</em> c**"),
        ("****four****", "****four****"),
        ("***", "***"),
        ("* a * b *", "<ul><li>a * b *</li></ul>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("x**2 + y**2", "x**2 + y**2"),
        ("2**3**4", "2**3**4"),
        ("**un**clear", "<b>un</b>clear"),
        ("这是**重要**的，*真的*。", "这是<b>重要</b>的，<em>真的</em>。"),
        ("__init__ and a_b_c", "__init__ and a_b_c"),
        ("*one\ntwo*", "*one\ntwo*"),
        ("`*a* **b** _c_`", "<code>*a* **b** _c_</code>"),
        ("*a `*` b*", "<em>a <code>*</code> b</em>"),
        ("`` a`b ``", "<code>a`b</code>"),
        ("`a", "`a"),
        ("```\n*a*\n- b\n<i>\n```", "<pre><code>*a*\n- b\n&lt;i&gt;</code></pre>"),
        ("```\n*a*", "```\n<em>a</em>"),
        ("\\*a\\*", "*a*"),
        ("\\*\\*a\\*\\*", "**a**"),
        ("\\_a\\_ \\`a\\`", "_a_ `a`"),
        ("¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"),
        ("C:\\_a\\_b", "C:\\_a\\_b"),
    ],
)
def test_marks_pair_as_a_whole_or_are_shown_as_typed(text, html):
    assert to_html(text) == html


def test_links_open_elsewhere_and_give_nothing_away():
    html = to_html("see https://example.test/a?b=1&c=2.")
    assert 'href="https://example.test/a?b=1&amp;c=2"' in html
    assert "noopener noreferrer" in html
    assert html.endswith("</a>.")
    assert ">here</a>" in to_html("[here](https://example.test)")


LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://x.test", "https://x.test"),
        ("Http://x.test/A and more", "Http://x.test/A"),
        ("HTTPS://X.TEST/a", "HTTPS://X.TEST/a"),
        *((f"see https://x.test/a{sign}", "https://x.test/a")
          for sign in (".", ",", ";", ":", "!", "?", "'", '"', "...", "?!", "*", "_", "~", "…", "’", "”",
                       "»", "›", "）", "。", "，", "、", "」", "』", "】", "》", "！", "？", "：", "；", "؟",
                       "،", "।", "–", "—", "\u200b", "\u2060", "\u202e", "\u200f", ")", "]", "}", ").",
                       ")。", "”，", "」と", "。谢谢", "）还有", "(", " ")),
        ("(https://x.test/a)", "https://x.test/a"),
        ("（https://x.test/a）", "https://x.test/a"),
        ("「https://x.test/a」です", "https://x.test/a"),
        ("«https://x.test/a»", "https://x.test/a"),
        ("„https://x.test/a“", "https://x.test/a"),
        ("[https://x.test/a]", "https://x.test/a"),
        ("<https://x.test/a>", "https://x.test/a"),
        ("**https://x.test/a**", "https://x.test/a"),
        ("https://x.test/a_(b)", "https://x.test/a_(b)"),
        ("https://x.test/a_(b_(c))", "https://x.test/a_(b_(c))"),
        ("https://x.test/a_(b).", "https://x.test/a_(b)"),
        ("(https://x.test/a_(b))", "https://x.test/a_(b)"),
        ("(see https://x.test/a).Then", "https://x.test/a"),
        ("https://x.test/(a)/b?c[]=1", "https://x.test/(a)/b?c[]=1"),
        ("https://x.test/it's/l’été", "https://x.test/it's/l’été"),
        ("https://x.test/a–b_c*d", "https://x.test/a–b_c*d"),
        ("https://x.test:8443/a;b=1?c=d&e=f#g.h", "https://x.test:8443/a;b=1?c=d&e=f#g.h"),
        ("https://x.test#top, then", "https://x.test#top"),
        ("https://x.test:99999", "https://x.test"),
        ("https://x.test: a", "https://x.test"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("https://bücher.example/ä", "https://bücher.example/ä"),
        ("https://例え.テスト/道。", "https://例え.テスト/道"),
        ("https://उदाहरण.परीक्षा/", "https://उदाहरण.परीक्षा/"),
        ("https://пример.рф/путь", "https://пример.рф/путь"),
        ("见https://x.test/路径", "https://x.test/路径"),
        ("https://x.test谢谢", "https://x.test"),
        ("https://x.test🎉", "https://x.test"),
        ("https://x.test/?u=https://y.test/", "https://x.test/?u=https://y.test/"),
        ("[a](https://x.test/b_(c))", "https://x.test/b_(c)"),
        ("[a [b]](https://x.test/b)", "https://x.test/b"),
        ("([a](https://x.test/b))", "https://x.test/b"),
        ("[**a**](HTTPS://x.test/)", "HTTPS://x.test/"),
    ],
)  # fmt: skip
def test_an_address_ends_where_its_writer_ended_it(text, address):
    html = to_html(text)
    assert [unescape(found) for found, _label in LINK.findall(html)] == [address]
    if "](" not in text:
        assert unescape(re.sub("<[^>]*>", "", html)).strip() == text.replace("**", "").strip()


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "ftp://x.test", "git+https://x.test", "xhttps://x.test", "mailto:a@x.test",
     "a@x.test", "www.x.test", "data:text/html,a", "https://", "https://.", "https:// x", "https://)",
     "https://?a", "http:/x.test", "[a](ftp://x.test)", "[a](javascript:alert(1))", "hxxps://x.test"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_no_link(text):
    assert to_html(text) == escape(text)


def test_two_addresses_with_a_comma_between_are_two_links():
    html = to_html("https://x.test/a,https://y.test/b")
    assert [found for found, _label in LINK.findall(html)] == [
        "https://x.test/a",
        "https://y.test/b",
    ]


@pytest.mark.parametrize(
    "label", [" ", "\u00a0", "\u3164", "` `", "\u2800", "\u200b\u200d", "\u0301"]
)
def test_nothing_is_a_link_that_nobody_sees(label):
    ((address, shown),) = LINK.findall(to_html(f"[{label}](https://example.org/a)"))
    assert address == shown == "https://example.org/a"


def test_a_label_keeps_its_marks_and_holds_no_other_link():
    html = to_html("**[a *b* https://y.test](https://x.test/)**")
    assert LINK.findall(html) == [("https://x.test/", "a <em>b</em> https://y.test")]
    assert html.startswith("<b><a ")


@given(st.text(alphabet="*_`[]()<>\"'&- \n12.ahtps:/\\", max_size=300))
def test_no_text_makes_a_tag_of_its_own(text):
    html = to_html(text)
    bare = html
    for tag in ("b", "em", "code", "pre", "ul", "ol", "li", "a"):
        bare = bare.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    bare = re.sub(r'<(ol|li)( (start|value|data-sign)="[0-9)]+")+>', "", bare)
    while "<a href=" in bare:
        start = bare.index("<a href=")
        bare = bare[:start] + bare[bare.index(">", start) + 1 :]
    assert "<" not in bare


@pytest.mark.parametrize(
    "piece",
    [
        "*a",
        "**a",
        "_a",
        "`",
        "`a ",
        "[",
        "[a](",
        "[a](https://",
        "- ",
        "https://",
        "*(",
        ")*",
        "**a* ",
        " *a **b",
        "\\*",
        "1. a\n",
        "24. a\n\n",
        "- a\n  ",
        "```\n",
        "https://a(",
        "https://a,",
        "\n",
    ],
)
@pytest.mark.timeout(15)
def test_the_worst_text_comes_to_an_end(piece):
    """A pattern that tries every way to fail would not: it doubles with each letter."""
    assert to_html((piece * 4000)[:4000])
