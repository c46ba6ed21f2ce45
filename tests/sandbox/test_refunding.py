"""Money goes back to the card, at once, in parts, or after all not."""

import pytest
import stripe

from tests.sandbox.shop import paid


def test_a_part_goes_back_and_then_the_rest(client, customer):
    charge = paid(client, customer, 5_000)

    part = client.v1.refunds.create({"charge": charge, "amount": 2_000})
    rest = client.v1.refunds.create({"charge": charge})

    assert (part.status, part.amount, rest.amount) == ("succeeded", 2_000, 3_000)
    after = client.v1.charges.retrieve(charge)
    assert (after.amount_refunded, after.refunded) == (5_000, True)


def test_more_than_was_paid_does_not_go_back(client, customer):
    charge = paid(client, customer, 5_000)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": charge, "amount": 5_001})

    assert refused.value.code == "amount_too_large"
    assert client.v1.refunds.list().data == []


def test_what_went_back_whole_does_not_go_back_again(client, customer):
    charge = paid(client, customer, 5_000)
    client.v1.refunds.create({"charge": charge})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": charge})

    assert refused.value.code == "charge_already_refunded"


def test_a_refund_that_fails_later_brings_the_money_back(house, client, customer):
    charge = paid(client, customer, 5_000)
    refund = client.v1.refunds.create({"charge": charge, "amount": 2_000})

    house.act("fail_refund", refund.id)

    after = client.v1.refunds.retrieve(refund.id)
    assert (after.status, after.failure_reason) == ("failed", "lost_or_stolen_card")
    assert client.v1.charges.retrieve(charge).amount_refunded == 0
    amounts = [each.amount for each in client.v1.balance_transactions.list().data]
    assert amounts == [2_000, -2_000, 5_000]
    told = [each.type for each in client.v1.events.list().data]
    assert told[:2] == ["refund.failed", "refund.updated"]


def test_a_refund_from_the_dashboard_is_told_as_any_other(house, client, customer):
    charge = paid(client, customer, 5_000)

    house.act("refund", charge)

    (refund,) = client.v1.refunds.list({"charge": charge}).data
    assert (refund.amount, refund.metadata.to_dict()) == (5_000, {})
    assert client.v1.events.list({"type": "charge.refunded"}).data
