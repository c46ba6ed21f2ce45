"""What a password may be, how it is asked for, and what a second step holds."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGN_UP = {
    "display_name": "Nia Newcomer",
    "email": "nia@example.test",
    "role": "student",
    "timezone": "Asia/Kathmandu",
}
FORMS = (
    "/account/login/",
    "/account/signup/",
    "/account/password/change/",
    "/account/reauthenticate/",
)
ODD = "  tab\there, blanks at both ends, ÄÖ上海👩‍💻 <b>'\";--  "


def sign_up(password: str) -> User | None:
    Client().post("/account/signup/", SIGN_UP | {"password1": password})
    return User.objects.filter(email=SIGN_UP["email"]).first()


def change(client: Client, old: str, new: str) -> None:
    sent = {"oldpassword": old, "password1": new, "password2": new}
    client.post("/account/password/change/", sent)


@pytest.mark.parametrize(
    "password",
    [
        "only small letters", "ONLY LARGE LETTERS", "vier-worte-ohne-ziffer", "上海的秋天很漂亮真的非常漂亮",
        "👩‍💻 writes code at night", ODD, "long " * 12 + "tail", "lanterns hum over a quiet harbour " * 3,
    ],
)  # fmt: skip
def test_a_password_may_be_of_any_signs_and_long(password):
    person = sign_up(password)
    assert person
    assert person.check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "", "short", "seven77", "password1", "qwertyuiop", "1234567890123", "ｐａｓｓｗｏｒｄ１２",
        "pässwörd12", "ÍLÓVÉYÓÚ1234", "ｑｗｅｒｔｙｕｉｏｐ", "P@ssw0rd!1x",
    ],
)  # fmt: skip
def test_a_short_or_common_one_is_refused(password):
    assert sign_up(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "nia-newcomer", "Newcomer Nia 1987", "nia@example.test", "NiaNewcomer2026", "example.test.nia!",
        "newcomer@skileez", "Ñìá-Ñêwcömer", "Skileez-Coach-2026", "my nia newcomer",
    ],
)  # fmt: skip
def test_one_made_of_the_own_name_or_address_or_of_our_words_is_refused(client, password):
    assert sign_up(password) is None
    person = make_user("Nia Newcomer", email=SIGN_UP["email"])
    client.force_login(person)
    change(client, PASSWORD, password)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_name_within_a_good_one_is_no_reason():
    assert sign_up("nia keeps lanterns on a harbour")


@pytest.mark.parametrize("address", ["/account/signup/", "/account/password/change/"])
def test_a_form_says_beforehand_how_long_it_must_be(client, student, address):
    if "change" in address:
        client.force_login(student)
    (least,) = [
        each["OPTIONS"]["min_length"]
        for each in settings.AUTH_PASSWORD_VALIDATORS
        if each["NAME"].endswith(".MinimumLengthValidator")
    ]
    assert re.search(rf"at least\s+{least}\s+characters", client.get(address).content.decode())


def test_a_password_is_compared_as_it_was_typed(client):
    person = make_user("Nia")
    person.set_password(ODD)
    person.save()
    for typed in (ODD.strip(), ODD.lower(), " ".join(ODD.split())):
        client.post("/account/login/", {"login": person.email, "password": typed})
        assert "_auth_user_id" not in client.session
    client.post("/account/login/", {"login": person.email, "password": ODD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_change_needs_the_one_that_stands(client, student):
    client.force_login(student)
    change(client, "wrong", "a new long one")
    student.refresh_from_db()
    assert student.check_password(PASSWORD)
    change(client, PASSWORD, "a new long one")
    student.refresh_from_db()
    assert student.check_password("a new long one")


@pytest.mark.parametrize("address", FORMS)
def test_a_field_is_masked_and_leaves_pasting_and_password_managers_alone(client, student, address):
    if "change" in address or "reauth" in address:
        client.force_login(student)
    page = client.get(address).content.decode()
    fields = re.findall(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>", page)
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(?:current|new)-password"', field)
        assert not re.search(r"onpaste|readonly|maxlength|value=", field)


def test_a_hash_costs_whoever_stole_it_memory_and_time():
    """As OWASP advises for Argon2id, or more; memory in KiB. That it is used: test_production.py."""
    hasher = Argon2PasswordHasher()
    assert hasher.params().type.name == "ID"
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) >= (2, 19_456, 1)


def test_a_password_is_good_until_its_person_changes_it(client, student, time_machine):
    time_machine.move_to("2036-01-01T10:00:00+00:00")
    client.post("/account/login/", {"login": student.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(student.pk)
    assert client.get("/settings").status_code == 200


@pytest.mark.parametrize("address", [*FORMS, "/account/password/reset/", "/settings"])
def test_no_form_asks_for_a_hint_or_a_secret_answer(client, student, address):
    if address not in ("/account/login/", "/account/signup/"):
        client.force_login(student)
    names = re.findall(
        r"<(?:input|textarea|select)[^>]* name=\"(\w+)\"", client.get(address).content.decode()
    )
    assert names
    assert not [name for name in names if re.search("hint|question|answer|maiden|pet", name)]


# --- The second step ------------------------------------------------------------------------


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def with_steps(student):
    TOTP.activate(student, generate_totp_secret())
    RecoveryCodes.activate(student)
    return student


def the(person: User, kind: str) -> Authenticator:
    return Authenticator.objects.get(user=person, type=kind)


def enters(person: User, code: str) -> bool:
    browser = Client()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    browser.post("/account/2fa/authenticate/", {"code": code})
    return "_auth_user_id" in browser.session


def test_a_code_counts_once_and_for_half_a_minute(with_steps, time_machine):
    time_machine.move_to("2026-11-30T10:00:00+00:00", tick=False)
    code = code_of(decrypt(the(with_steps, "totp").data["secret"]))
    assert enters(with_steps, code)
    assert not enters(with_steps, code)
    cache.clear()  # what was used up is kept in a row, too
    assert not enters(with_steps, code)
    late = code_of(decrypt(the(with_steps, "totp").data["secret"]))
    time_machine.shift(31)
    assert not enters(with_steps, late)


def test_a_recovery_code_counts_once(with_steps):
    first, second, *_rest = the(with_steps, "recovery_codes").wrap().get_unused_codes()
    assert enters(with_steps, first)
    assert not enters(with_steps, first)
    assert enters(with_steps, second)


def test_seeds_and_codes_are_of_chance_that_is_too_long_to_guess(with_steps):
    codes = the(with_steps, "recovery_codes").wrap().get_unused_codes()
    assert len(set(codes)) == 10
    assert all(
        re.fullmatch(r"\d{8}", code) for code in codes
    )  # 26 bits each, tried a few times an hour
    seeds = {generate_totp_secret() for _ in range(20)}
    assert len(seeds) == 20
    assert {len(seed) for seed in seeds} == {32}  # base 32: 160 bits


def test_a_new_password_by_mail_leads_past_no_second_step(client, with_steps):
    key = [user_pk_to_url_str(with_steps), default_token_generator.make_token(with_steps)]
    page = client.get(reverse("account_reset_password_from_key", args=key), follow=True)
    new = {"password1": "a new long one", "password2": "a new long one"}
    answer = client.post(urlsplit(page.request["PATH_INFO"]).path, new, follow=True)
    with_steps.refresh_from_db()
    assert with_steps.check_password("a new long one")
    assert client.get("/settings").status_code == 302
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200
