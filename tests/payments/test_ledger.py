"""The book: entries are balanced, booked once by their key, and never changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.ledger import (
    KeyOfAnotherEntry,
    Kind,
    Line,
    Unbalanced,
    account_of,
    balance,
    lines_of,
    post,
)
from payments.models import LedgerAccount, LedgerEntry, LedgerLine
from payments.models.ledger import Immutable
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PAID = (Line(account=Kind.STRIPE, amount=4_000), Line(account=Kind.HELD, amount=-4_000))


def booked(key="charge:1:succeeded", lines=PAID, currency="EUR"):
    return post(key, "C1", lines, currency=currency, at=NOW)


def test_an_entry_moves_money_from_one_account_to_another():
    entry = booked()
    assert (entry.kind, entry.at, entry.lines.count()) == ("C1", NOW, 2)
    assert (balance(Kind.STRIPE, "EUR"), balance(Kind.HELD, "EUR")) == (4_000, -4_000)
    assert balance(Kind.STRIPE, "USD") == 0


def test_the_same_key_books_once():
    assert booked() == booked()
    assert LedgerEntry.objects.count() == 1
    assert balance(Kind.STRIPE, "EUR") == 4_000


@pytest.mark.parametrize(
    "other",
    [
        (Line(account=Kind.STRIPE, amount=1), Line(account=Kind.HELD, amount=-1)),
        (Line(account=Kind.BANK, amount=4_000), Line(account=Kind.HELD, amount=-4_000)),
    ],
    ids=["another amount", "another account"],
)
def test_a_key_that_stands_for_something_else_is_refused(other):
    entry = booked()
    with pytest.raises(KeyOfAnotherEntry):
        booked(lines=other)
    assert LedgerEntry.objects.get() == entry


def test_a_key_in_another_currency_is_another_entry_and_refused():
    booked()
    with pytest.raises(KeyOfAnotherEntry):
        booked(currency="USD")


@pytest.mark.parametrize(
    "amounts",
    [(), (0, 0), (5,), (5, -4), (5, -4, -2)],
    ids=["none", "zeros", "one", "less", "more"],
)
def test_what_does_not_sum_to_zero_is_not_booked(amounts):
    with pytest.raises(Unbalanced):
        booked(lines=[Line(account=Kind.STRIPE, amount=amount) for amount in amounts])
    assert not LedgerEntry.objects.exists()
    assert not LedgerAccount.objects.exists()


def test_lines_of_nothing_are_left_out():
    entry = booked(lines=[*PAID, Line(account=Kind.FEE_INCOME, amount=0)])
    assert entry.lines.count() == 2
    assert booked(lines=PAID) == entry


def test_two_lines_alike_are_two(coach):
    lines = [
        *[Line(account=Kind.PAYABLE, amount=-50, owner=coach)] * 2,
        Line(account=Kind.HELD, amount=100),
    ]
    assert sorted(lines_of(booked(lines=lines)).values()) == [1, 2]
    assert balance(Kind.PAYABLE, "EUR", owner=coach) == -100


def test_each_coach_has_an_account_of_their_own(coach, other_coach):
    booked(
        lines=[
            Line(account=Kind.HELD, amount=10),
            Line(account=Kind.PAYABLE, amount=-10, owner=coach),
        ]
    )
    assert balance(Kind.PAYABLE, "EUR", owner=coach) == -10
    assert balance(Kind.PAYABLE, "EUR", owner=other_coach) == 0


@pytest.mark.parametrize("kind", LedgerAccount.Kind.values)
def test_only_accounts_of_coaches_have_an_owner(coach, kind):
    owner = None if kind in LedgerAccount.OWNED else coach
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerAccount.objects.create(kind=kind, currency="EUR", owner=owner)


def test_an_account_is_opened_once(coach):
    assert account_of(Kind.STRIPE, "EUR") == account_of(Kind.STRIPE, "EUR")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerAccount.objects.create(kind=Kind.STRIPE, currency="EUR")


@pytest.mark.parametrize("table", ["payments_ledgerentry", "payments_ledgerline"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_is_booked(table, verb):
    booked()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(verb.format(table))
    assert balance(Kind.STRIPE, "EUR") == 4_000


def test_the_models_refuse_the_same():
    entry = booked()
    for attempt in (
        LedgerLine.objects.all().delete,
        entry.delete,
        lambda: LedgerEntry.objects.update(memo="x"),
    ):
        with pytest.raises(Immutable):
            attempt()


@pytest.mark.postgres
def test_postgresql_takes_no_unbalanced_entry_from_anybody():
    entry = booked()
    account = account_of(Kind.BANK, "EUR")
    with transaction.atomic():
        LedgerLine.objects.create(entry=entry, account=account, amount=1)
        with pytest.raises(IntegrityError, match="not balanced"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


amounts = st.integers(min_value=1, max_value=10**12)
steps = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=5),
        amounts,
        st.sampled_from([Kind.STRIPE, Kind.HELD, Kind.BANK, Kind.LOSSES]),
        st.sampled_from([Kind.REFUND_DUE, Kind.FEE_INCOME, Kind.HELD]),
        st.sampled_from(["EUR", "USD"]),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(steps=steps)
def test_balances_are_what_was_booked_whatever_comes_twice(steps):
    with transaction.atomic():
        plain, kept = {}, {}
        for number, amount, into, out_of, currency in steps:
            lines = [Line(account=into, amount=amount), Line(account=out_of, amount=-amount)]
            meant = (amount, into, out_of, currency)
            if into == out_of:
                continue
            if kept.setdefault(number, meant) == meant:
                new = not LedgerEntry.objects.filter(key=str(number)).exists()
                post(str(number), "T", lines, currency=currency, at=NOW + timedelta(days=number))
                if new:
                    plain[into, currency] = plain.get((into, currency), 0) + amount
                    plain[out_of, currency] = plain.get((out_of, currency), 0) - amount
            else:
                with pytest.raises(KeyOfAnotherEntry):
                    post(str(number), "T", lines, currency=currency, at=NOW)
        found = {account: balance(*account) for account in plain}
        total = sum(balance(Kind(kind), currency) for kind, currency in plain)
        transaction.set_rollback(True)
    assert found == plain
    assert total == 0
