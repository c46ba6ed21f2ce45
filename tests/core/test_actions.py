"""The steps that every action shares."""

from types import SimpleNamespace

import pytest

from core.actions import check, check_version, checked_reason, save_next_version
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale

ROW = SimpleNamespace(version=3)


def test_no_refusal_passes():
    check(None)
    check(None, row=ROW, version=3)


def test_a_refusal_is_raised_as_it_is():
    refusal = NotPossibleNow("too late")
    with pytest.raises(NotPossibleNow) as raised:
        check(refusal, row=ROW, version=3)
    assert raised.value is refusal


@pytest.mark.parametrize("refusal", [None, NotPossibleNow()])
def test_an_older_page_is_told_so_before_the_rule_is(refusal):
    with pytest.raises(Stale) as raised:
        check(refusal, row=ROW, version=2)
    assert raised.value.subject is ROW


def test_who_may_not_at_all_is_told_so_before_everything_else():
    with pytest.raises(NotAllowed):
        check(NotAllowed(), row=ROW, version=2)


def test_the_fresh_card_may_be_that_of_another_row():
    for look in (
        lambda: check_version(ROW, 2, subject="other"),
        lambda: check(None, row=ROW, version=2, subject="other"),
    ):
        with pytest.raises(Stale) as raised:
            look()
        assert raised.value.subject == "other"


def test_a_row_is_saved_as_its_next_version():
    saved = []
    row = SimpleNamespace(version=1, save=lambda: saved.append(row.version))
    save_next_version(row)
    assert saved == [2]


@pytest.mark.parametrize("text", ["x" * 10, "x" * 500, "  " + "x" * 10 + "\n"])
def test_a_reason_is_kept_without_the_blanks_around_it(text):
    assert checked_reason(text) == checked_reason(text, optional=True) == text.strip()


@pytest.mark.parametrize(
    "text", ["x" * 9, "x" * 501, " " + "x" * 9 + " ", "x" + "\u200b\u3164" * 9]
)
def test_a_reason_of_another_length_is_refused_with_its_limits(text):
    for optional in (False, True):
        with pytest.raises(Invalid) as refused:
            checked_reason(text, field="why", optional=optional)
        (sentence,) = refused.value.fields["why"]
        assert "10 to 500" in sentence


@pytest.mark.parametrize(
    "text", ["", "  \n", "\u200b" * 20, "\u3164" * 20, "\u202e\u2066" * 9, "\u2800" * 20]
)
def test_a_reason_may_be_missing_only_where_it_is_optional(text):
    assert checked_reason(text, optional=True) == ""
    with pytest.raises(Invalid):
        checked_reason(text)
