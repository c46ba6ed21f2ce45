"""What is reckoned while somebody types reads amounts and numbers as the server does."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.fields import WholeNumberField
from core.money import signs_of
from tests.amounts import MARKED, MARKED_UNCLEAR, OF_ANOTHER, READ, TOO_MANY_CENTS, UNCLEAR
from tests.browser.doors import enter

COUNTS = [
    "8",
    " 8 ",
    "８",
    "٨",
    "1 500",
    "1'500",
    "+8",
    "8.",
    "8,",
    "1,500",
    "8.0",
    "8x",
    "1e2",
    "",
]
REFUSED = [*UNCLEAR, *TOO_MANY_CENTS]
SHOWN = """cases => {
    const form = document.createElement('form');
    form.innerHTML = `<live-total data-fee-percent="0">
        <input name="price_per_session"><input name="session_count">
        <output><span data-part="total"></span></output></live-total>`;
    const total = form.firstElementChild, output = form.querySelector('output');
    const [price, count] = form.querySelectorAll('input');
    return cases.map(([currency, marks, typed, times]) => {
        Object.assign(total.dataset, { currency, marks });
        price.value = typed;
        count.value = times;
        form.isConnected || document.body.append(form);
        price.dispatchEvent(new Event('input', { bubbles: true }));
        return output.hidden ? '' : output.textContent.trim();
    });
}"""


@pytest.fixture
def shown(product, chromium):
    """What the page shows as the total of these (currency, typed price, typed number of sessions)."""
    page = enter(chromium, product, "student@demo.test", "/post-request")
    page.evaluate("customElements.whenDefined('live-total').then(() => true)")

    def totals(cases):
        given = [[cur, " ".join(signs_of(cur)), typed, times] for cur, typed, times in cases]
        return dict(zip(cases, page.evaluate(SHOWN, given), strict=True))

    yield totals
    page.context.close()


def in_words(currency, amount):
    return f"{currency} {amount:,.2f}" if amount > 0 else ""


def test_every_spelling_of_an_amount_comes_to_what_the_server_keeps(shown):
    right = {("", typed): plain for typed, plain in READ.items()} | MARKED
    expected = {
        (currency or "EUR", typed, "1"): in_words(currency or "EUR", Decimal(plain))
        for (currency, typed), plain in right.items()
    }
    assert shown(list(expected)) == expected


def test_what_the_server_refuses_comes_to_nothing(shown):
    wrong = [("XXX", typed, "1") for typed in REFUSED]
    wrong += [(*typed, "1") for typed in (*OF_ANOTHER, *MARKED_UNCLEAR)]
    assert shown(wrong) == dict.fromkeys(wrong, "")


def test_numbers_of_sessions_are_read_as_the_server_reads_them(shown):
    assert shown([("EUR", "1", typed) for typed in COUNTS]) == {
        ("EUR", "1", typed): in_words("EUR", counted(typed)) for typed in COUNTS
    }


def counted(typed):
    try:
        return WholeNumberField().clean(typed)
    except ValidationError:
        return 0
