"""What a copy of the database is worth to who wants a second step."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.exceptions import InvalidTag
from django.core.management import call_command

from accounts.second_steps import SecondStepAdapter

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def steps(student):
    TOTP.activate(student, SEED)
    RecoveryCodes.activate(student)
    return student


def kept():
    return {row.type: row.data for row in Authenticator.objects.all()}


def test_neither_seeds_nor_codes_stand_in_the_database(steps):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    text = str(kept())
    assert SEED not in text
    assert not [code for code in codes if code in text]
    again = SecondStepAdapter().encrypt(SEED)
    assert again != kept()["totp"]["secret"]
    assert SecondStepAdapter().decrypt(again) == SEED


def test_what_was_changed_in_the_database_is_no_seed(steps):
    sealed = kept()["totp"]["secret"]
    for changed in (sealed[:-4] + "AAA=", "AAAA" + sealed[4:], ""):
        with pytest.raises(InvalidTag):
            SecondStepAdapter().decrypt(changed)


def test_another_key_reads_nothing_and_the_key_can_be_changed(steps, settings, capsys):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 8
    with pytest.raises(InvalidTag):
        SecondStepAdapter().decrypt(kept()["totp"]["secret"])
    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("encrypt_anew")
    assert capsys.readouterr().out == "2 encrypted anew\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert SecondStepAdapter().decrypt(kept()["totp"]["secret"]) == SEED
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
