"""The gateway for what happens after a session: accounts, transfers, payouts, disputes."""

from datetime import timedelta

import pytest

from payments import writes
from payments.answers import Account, Link, Transfer
from payments.failures import AccountNotAble, BalanceShort, Refused
from payments.gateway import Gateway
from payments.writes import Write
from sandbox.app import API

DAY = 86_400


@pytest.fixture
def gateway(house) -> Gateway:
    return Gateway(key="sk_test_x", base=house.address + API, seconds=5)


@pytest.fixture
def charge(gateway) -> str:
    """50.00 EUR that were paid."""
    student = gateway.send(
        writes.customer(email="a@demo.test", name="Ana", metadata={}), key="c"
    ).id
    attach = Write("payment_methods.attach", {"customer": student}, ("pm_card_visa",))
    card = gateway.send(attach, key="card").id
    intent = writes.off_session_intent(
        customer=student, card=card, amount=5_000, currency="eur", description="", metadata={}
    )
    return gateway.send(intent, key="charge").charge


@pytest.fixture
def account(gateway) -> str:
    new = writes.account(country="IE", email="coach@demo.test", metadata={"user": "9"})
    return gateway.send(new, key="account").id


def onboard(house, gateway, account, key="link") -> Link:
    link = gateway.send(
        writes.account_link(account, back_url="http://shop.test/b", again_url="http://shop.test/a"),
        key=key,
    )
    house.press(link.url, "complete")
    return link


def release(gateway, account, charge, amount=4_250, key="release") -> Transfer:
    return gateway.send(
        writes.transfer(
            account=account, charge=charge, amount=amount, currency="eur",
            group="session-7", metadata={"release": "5"},
        ),
        key=key,
    )  # fmt: skip


def test_an_account_says_what_it_can_and_what_is_still_to_be_told(house, gateway, account):
    before = gateway.account(account)
    link = onboard(house, gateway, account)
    after = gateway.account(account)

    assert isinstance(before, Account)
    assert (before.can_receive, before.can_pay_out, before.currency) == (False, False, "eur")
    assert "external_account" in before.due
    assert (after.can_receive, after.can_pay_out, after.due) == (True, True, ())
    assert after.metadata == {"user": "9"}
    assert link.expires_at is not None
    assert gateway.send(writes.login_link(account), key="login").expires_at is None


def test_money_is_released_from_the_charge_that_brought_it(house, gateway, account, charge):
    onboard(house, gateway, account)

    made = release(gateway, account, charge)

    assert (made.amount, made.account, made.charge) == (4_250, account, charge)
    assert gateway.transfers(group="session-7").items == (made,)
    assert gateway.transfer(made.id) == made
    assert gateway.balance(account=account).pending == {"eur": 4_250}
    assert gateway.balance().pending == {"eur": 4_900 - 4_250}


def test_an_account_that_cannot_receive_is_told_from_other_refusals(gateway, account, charge):
    with pytest.raises(AccountNotAble):
        release(gateway, account, charge)


def test_an_account_whose_owner_cut_the_tie_says_nothing_of_our_key(house, gateway, account):
    house.act("cut_the_tie", account)

    with pytest.raises(AccountNotAble):
        gateway.account(account)
    with pytest.raises(AccountNotAble):
        gateway.balance(account=account)


def test_a_reversal_is_bounded_by_what_the_coach_has(house, gateway, account, charge):
    onboard(house, gateway, account)
    gateway.send(writes.payout_schedule(account, {"interval": "daily"}), key="schedule")
    made = release(gateway, account, charge)
    reversal = writes.reversal(made.id, amount=250, metadata={"reversal": "1"})
    done = gateway.send(reversal, key="reversal 1")
    house.go_on(4 * DAY)

    with pytest.raises(BalanceShort):
        gateway.send(writes.reversal(made.id, amount=1, metadata={}), key="reversal 2")

    assert gateway.reversals(made.id).items == (done,)
    (payout,) = gateway.payouts(account=account).items
    assert (payout.amount, payout.is_automatic, payout.failure) == (4_000, True, "")
    assert gateway.payout(payout.id, account=account).id == payout.id


def test_more_than_the_charge_is_not_released(house, gateway, account, charge):
    onboard(house, gateway, account)

    with pytest.raises(Refused):
        release(gateway, account, charge, amount=5_001)


def test_a_dispute_says_what_it_took_and_until_when_it_waits(house, gateway, charge):
    house.act("dispute", charge)
    (found,) = gateway.disputes(charge=charge).items
    assert (found.status, found.withdrawn, found.fee) == ("needs_response", 7_000, 2_000)
    assert found.due_by - gateway.events().items[0].created_at == timedelta(days=7)

    told = gateway.send(writes.evidence(found.id, {"customer_name": "Ana"}, submit=True), key="e")
    house.act("win", found.id)

    assert (told.status, told.submissions) == ("under_review", 1)
    assert (gateway.dispute(found.id).status, gateway.dispute(found.id).withdrawn) == ("won", 2_000)


def test_a_dispute_that_is_accepted_is_lost(house, gateway, charge):
    house.act("dispute", charge)
    (found,) = gateway.disputes().items

    assert gateway.send(writes.dispute_end(found.id), key="accept").status == "lost"


def test_events_of_a_coach_are_listed_by_their_account(house, gateway, account):
    onboard(house, gateway, account)

    event = gateway.events(account=account).items[0]

    assert (event.kind, event.object_id, event.account) == ("account.updated", account, account)
    assert "account.updated" not in {each.kind for each in gateway.events().items}
