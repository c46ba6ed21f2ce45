"""Money goes to a coach: account, transfer, reversal, bank."""

import pytest
import stripe

from tests.sandbox.shop import paid

DAY = 86_400
BACK = "http://shop.test/back"
AGAIN = "http://shop.test/again"


@pytest.fixture
def account(client) -> str:
    return client.v1.accounts.create(
        {
            "country": "IE",
            "email": "coach@demo.test",
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"transfers": {"requested": True}},
        }
    ).id


@pytest.fixture
def ready(house, client, account) -> str:
    """An account that told all."""
    house.press(link(client, account), "complete")
    return account


def link(client, account: str) -> str:
    return client.v1.account_links.create(
        {
            "account": account,
            "type": "account_onboarding",
            "return_url": BACK,
            "refresh_url": AGAIN,
        }
    ).url


def transfer(client, account: str, amount: int, **more):
    wanted = {"amount": amount, "currency": "eur", "destination": account, **more}
    return client.v1.transfers.create(wanted)


def in_balance(client, account: str) -> tuple[int, int]:
    """Available and pending."""
    balance = client.v1.balance.retrieve(None, {"stripe_account": account})
    return balance.available[0].amount, balance.pending[0].amount


def set_schedule(client, account: str, **schedule) -> None:
    client.v1.accounts.update(account, {"settings": {"payouts": {"schedule": schedule}}})


def test_a_new_account_can_take_nothing_yet(client, account, customer):
    charge = paid(client, customer)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        transfer(client, account, 1_000, source_transaction=charge)

    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert client.v1.transfers.list().data == []


def test_who_tells_all_on_the_hosted_page_can_be_paid(house, client, account):
    where, _page = house.press(link(client, account), "complete")

    told = client.v1.accounts.retrieve(account)
    assert where == BACK
    assert (told.payouts_enabled, told.capabilities.transfers) == (True, "active")
    assert told.requirements.currently_due == []
    heard = client.v1.events.list(None, {"stripe_account": account}).data
    assert [each.type for each in heard] == ["account.updated", "capability.updated"]


def test_who_leaves_half_way_comes_back_all_the_same_and_cannot_be_paid(house, client, account):
    where, _page = house.press(link(client, account), "leave")

    told = client.v1.accounts.retrieve(account)
    assert where == BACK
    assert (told.details_submitted, told.capabilities.transfers) == (False, "inactive")
    assert told.requirements.currently_due == ["external_account"]


@pytest.mark.parametrize("how", ["used", "late"])
def test_a_link_is_good_once_and_for_five_minutes(house, client, account, how):
    url = link(client, account)
    token_page = house.look(url)
    if how == "used":
        house.press(url, "leave")
    else:
        house.go_on(301)

    assert "Be paid out" in token_page
    assert house.where(url) == AGAIN


def test_an_account_that_is_restricted_later_takes_nothing(house, client, ready, customer):
    house.act("restrict", ready)

    told = client.v1.accounts.retrieve(ready)
    assert (told.payouts_enabled, told.requirements.disabled_reason) == (
        False,
        "requirements.past_due",
    )
    with pytest.raises(stripe.InvalidRequestError):
        transfer(client, ready, 1_000, source_transaction=paid(client, customer))


def test_a_transfer_from_its_charge_needs_no_money_that_is_available(client, ready, customer):
    charge = paid(client, customer, 5_000)

    made = transfer(client, ready, 4_250, source_transaction=charge, transfer_group="session-7")

    assert made.amount_reversed == 0
    assert in_balance(client, ready) == (0, 4_250)
    assert [each.id for each in client.v1.transfers.list({"transfer_group": "session-7"})] == [
        made.id
    ]


def test_a_transfer_without_a_charge_needs_money_that_is_available(house, client, ready, customer):
    paid(client, customer, 5_000)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        transfer(client, ready, 4_250)
    assert refused.value.code == "balance_insufficient"

    house.go_on(3 * DAY)
    assert transfer(client, ready, 4_250).id
    assert client.v1.balance.retrieve().available[0].amount == 4_900 - 4_250


def test_transfers_of_a_charge_are_never_more_than_it(client, ready, customer):
    charge = paid(client, customer, 5_000)
    transfer(client, ready, 4_000, source_transaction=charge)

    with pytest.raises(stripe.InvalidRequestError, match="must not exceed"):
        transfer(client, ready, 1_001, source_transaction=charge)

    assert transfer(client, ready, 1_000, source_transaction=charge).id


def test_a_transfer_in_another_currency_than_its_charge_is_refused(client, ready, customer):
    charge = paid(client, customer, 5_000)
    wanted = {"amount": 1, "currency": "usd", "destination": ready, "source_transaction": charge}

    with pytest.raises(stripe.InvalidRequestError, match="currency"):
        client.v1.transfers.create(wanted)


def test_a_transfer_comes_back_in_parts(client, ready, customer):
    made = transfer(client, ready, 4_000, source_transaction=paid(client, customer))

    client.v1.transfers.reversals.create(made.id, {"amount": 1_000})
    client.v1.transfers.reversals.create(made.id)

    after = client.v1.transfers.retrieve(made.id)
    assert (after.amount_reversed, after.reversed) == (4_000, True)
    assert [each.amount for each in after.reversals.data] == [3_000, 1_000]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.reversals.create(made.id, {"amount": 1})


def test_what_the_coach_has_no_more_does_not_come_back(house, client, ready, customer):
    made = transfer(client, ready, 4_000, source_transaction=paid(client, customer))
    house.go_on(3 * DAY)
    client.v1.payouts.create({"amount": 3_000, "currency": "eur"}, {"stripe_account": ready})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(made.id, {"amount": 1_001})

    assert refused.value.code == "balance_insufficient"
    assert client.v1.transfers.reversals.create(made.id, {"amount": 1_000}).amount == 1_000


def test_a_payout_takes_what_is_available_and_arrives_two_days_later(
    house, client, ready, customer
):
    transfer(client, ready, 4_000, source_transaction=paid(client, customer))
    set_schedule(client, ready, interval="manual")
    own = {"stripe_account": ready}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.create({"amount": 4_000, "currency": "eur"}, own)
    house.go_on(3 * DAY)

    payout = client.v1.payouts.create({"amount": 4_000, "currency": "eur"}, own)
    assert payout.status == "pending"
    house.go_on(2 * DAY)

    assert client.v1.payouts.retrieve(payout.id, None, own).status == "paid"
    heard = [each.type for each in client.v1.events.list(None, own).data]
    assert heard[:2] == ["payout.paid", "payout.created"]
    assert client.v1.payouts.list().data == []


def test_money_goes_to_the_bank_by_itself_each_day(house, client, ready, customer):
    transfer(client, ready, 4_000, source_transaction=paid(client, customer))

    house.go_on(4 * DAY)

    (payout,) = client.v1.payouts.list(None, {"stripe_account": ready}).data
    assert (payout.amount, payout.automatic) == (4_000, True)
    assert in_balance(client, ready) == (0, 0)


def test_by_a_weekly_schedule_it_goes_once_a_week(house, client, ready, customer):
    set_schedule(client, ready, interval="weekly", weekly_anchor="monday")
    transfer(client, ready, 4_000, source_transaction=paid(client, customer))

    house.go_on(14 * DAY)

    assert len(client.v1.payouts.list(None, {"stripe_account": ready}).data) == 1


def test_a_payout_that_fails_brings_the_money_back(house, client, ready, customer):
    transfer(client, ready, 4_000, source_transaction=paid(client, customer))
    house.go_on(4 * DAY)
    (payout,) = client.v1.payouts.list(None, {"stripe_account": ready}).data
    set_schedule(client, ready, interval="manual")

    house.act("fail_payout", payout.id)

    after = client.v1.payouts.retrieve(payout.id, None, {"stripe_account": ready})
    assert (after.status, after.failure_code) == ("failed", "account_closed")
    assert in_balance(client, ready) == (4_000, 0)


def test_a_payout_on_its_way_can_be_called_back(house, client, customer):
    paid(client, customer)
    house.go_on(3 * DAY)
    payout = client.v1.payouts.create({"amount": 4_900, "currency": "eur"})

    assert client.v1.payouts.cancel(payout.id).status == "canceled"
    assert client.v1.balance.retrieve().available[0].amount == 4_900


def test_the_coach_sees_their_money_by_a_link(house, client, ready, customer):
    transfer(client, ready, 4_250, source_transaction=paid(client, customer))

    page = house.look(client.v1.accounts.login_links.create(ready).url)

    assert "In your balance: 42.50 EUR" in page


def test_who_told_nothing_has_no_page_of_their_own(client, account):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.accounts.login_links.create(account)


def test_how_the_balance_is_kept_can_be_read_and_set(client):
    assert client.v1.balance_settings.retrieve().payments.payouts.schedule.interval == "manual"

    client.v1.balance_settings.update(
        {"payments": {"payouts": {"minimum_balance_by_currency": {"eur": 10_000}}}}
    )

    floor = client.v1.balance_settings.retrieve().payments.payouts.minimum_balance_by_currency
    assert floor.to_dict() == {"eur": 10_000}


def test_events_of_an_account_go_to_the_endpoint_of_accounts(house, client, account):
    ear, connect = house.ear(), house.ear(connect=True)
    house.press(link(client, account), "complete")

    body, _signature = connect.wait_for(2)[0]

    assert f'"account": "{account}"'.encode() in body
    assert ear.heard == []


def test_who_cut_the_tie_is_a_stranger(house, client, ready):
    house.act("cut_the_tie", ready)

    for ask in (
        lambda: client.v1.accounts.retrieve(ready),
        lambda: client.v1.balance.retrieve(None, {"stripe_account": ready}),
        lambda: transfer(client, ready, 1),
    ):
        with pytest.raises(stripe.PermissionError, match="does not have access"):
            ask()
    assert house.store.find("event", ready)[0]["type"] == "account.application.deauthorized"
