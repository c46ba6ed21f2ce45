"""What the links of mails and calendars are signed with, and what a token of one kind opens elsewhere."""

import base64
import re
from contextlib import nullcontext
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.signing import BadSignature, Signer

from notifications import feeds, links, preferences
from notifications.feeds import feed_address, open_feed
from notifications.links import Action, LetterLinks, Target
from notifications.notices import notice_named
from notifications.preferences import unsubscribe_address
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGNATURE = re.compile(r"[A-Za-z0-9_-]{43}")  # base 64 of 256 bits
# Where a token is taken, and what an answer says that takes it for one.
DOORS = {"feed": "/calendar/", "link": "/go/", "unsubscribe": "/unsubscribe/"}


@pytest.fixture
def tokens(student):
    open_feed(student, now=NOW)
    target = Target(action=Action.OPEN_CONTRACT, id=1)
    until = NOW + timedelta(days=30)
    addresses = {
        "feed": feed_address(student),
        "link": LetterLinks(reader=student, now=NOW).address(target, expires_at=until),
        "unsubscribe": unsubscribe_address(student, notice_named("unread_messages")),
    }
    paths = {kind: urlsplit(address).path for kind, address in addresses.items()}
    return {kind: path.split("/")[2].removesuffix(".ics") for kind, path in paths.items()}


def opens(client, kind: str, token: str) -> bool:
    answer = client.get(f"{DOORS[kind]}{token}{'.ics' if kind == 'feed' else ''}")
    if kind == "link":
        return answer.headers.get("Location") != "/go/unknown"
    return answer.status_code == 200


@pytest.mark.parametrize("kind", DOORS)
def test_a_token_that_was_changed_opens_nothing(client, tokens, kind):
    token = tokens[kind]
    assert opens(client, kind, token)
    said, _dot, signature = token.rpartition(".")
    changed = [said, f"{said}.", f".{signature}", f"{said}0.{signature}", f"0{said}.{signature}"]
    changed += [
        f"{said}.{signature[:-2]}",
        f"{said}.{'A' * 43}",
        token.upper(),
        f"{token}.{signature}",
    ]
    for each in changed:
        assert not opens(client, kind, each), each


def test_a_token_of_one_kind_opens_no_other_door(client, student, tokens):
    address = EmailAddress.objects.get(user=student)
    others = {
        "confirm": EmailConfirmationHMAC(address).key,
        "reset": default_token_generator.make_token(student),
    }
    for kind in DOORS:
        for name, token in (tokens | others).items():
            if name != kind:
                assert not opens(client, kind, token), f"{name} at {kind}"
    for token in tokens.values():
        page = client.get(f"/account/confirm-email/{token}/", follow=True)
        assert b'method="post" action="/account/confirm-email' not in page.content


def test_what_signs_one_kind_takes_no_other_for_its_own(tokens):
    """Each has a salt of its own: what a token says is not all that keeps the kinds apart."""
    signers = {"feed": feeds._signer, "link": links._signer, "unsubscribe": preferences._signer}
    for kind, token in tokens.items():
        for other, signer in signers.items():
            with nullcontext() if other == kind else pytest.raises(BadSignature):
                signer.unsign(token)


@pytest.mark.parametrize("kind", DOORS)
def test_a_token_says_nothing_of_how_it_was_signed(tokens, kind):
    """HMAC-SHA-256 by the key of the settings; nothing in the token chooses either."""
    said, _dot, signature = tokens[kind].rpartition(".")
    assert SIGNATURE.fullmatch(signature)
    assert len(base64.urlsafe_b64decode(f"{signature}=")) == 32
    assert re.fullmatch(r"[0-9a-f]{32}|\d+-\w+", said)
    assert Signer.__init__.__kwdefaults__["algorithm"] is None  # SHA-256, as Django has it


@pytest.mark.parametrize("kind", DOORS)
def test_an_old_key_still_opens_while_the_new_one_signs(client, tokens, settings, kind):
    """The signers read their key when they are made, at the start of a process: so here, each anew."""
    before = Signer(sep=".", salt=kind).sign("x")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 8
    after = Signer(sep=".", salt=kind)
    assert after.unsign(before) == "x"
    assert after.sign("x") != before
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Exception, match="does not match"):
        Signer(sep=".", salt=kind).unsign(before)
