"""The owner of a card says that a charge was wrong."""

import pytest
import stripe

from tests.sandbox.shop import charge_later, paid

DAY = 86_400


def dispute(house, client, charge, verb="dispute"):
    house.act(verb, charge)
    (found,) = client.v1.disputes.list({"charge": charge}).data
    return found


def kinds(client) -> list[str]:
    """Of the events about disputes, the oldest first."""
    listed = [each.type for each in client.v1.events.list({"limit": 100}).data]
    return [each.removeprefix("charge.dispute.") for each in listed[::-1] if "dispute" in each]


def balance(client) -> int:
    told = client.v1.balance.retrieve()
    return told.available[0].amount + told.pending[0].amount


def test_a_dispute_takes_the_money_and_a_fee_at_once(house, client, customer):
    charge = paid(client, customer, 5_000)

    found = dispute(house, client, charge)

    assert (found.status, found.amount) == ("needs_response", 5_000)
    assert balance(client) == 4_900 - 5_000 - 2_000
    assert client.v1.charges.retrieve(charge).disputed
    assert kinds(client) == ["created", "funds_withdrawn"]


def test_a_disputed_charge_is_not_refunded_as_well(house, client, customer):
    charge = paid(client, customer)
    dispute(house, client, charge)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": charge})

    assert refused.value.code == "charge_disputed"


def test_a_dispute_that_is_won_brings_the_money_back_without_the_fee(house, client, customer):
    found = dispute(house, client, paid(client, customer, 5_000))
    client.v1.disputes.update(found.id, {"evidence": {"uncategorized_text": "They came."}})
    assert client.v1.disputes.retrieve(found.id).status == "under_review"

    house.act("win", found.id)

    after = client.v1.disputes.retrieve(found.id)
    assert after.status == "won"
    assert [each.net for each in after.balance_transactions] == [-7_000, 5_000]
    assert balance(client) == 4_900 - 2_000
    assert kinds(client)[-2:] == ["funds_reinstated", "closed"]


@pytest.mark.parametrize("how", ["verdict", "accepted", "silence"])
def test_a_dispute_is_lost_by_verdict_by_accepting_it_and_by_silence(house, client, customer, how):
    found = dispute(house, client, paid(client, customer, 5_000))

    if how == "verdict":
        house.act("lose", found.id)
    elif how == "accepted":
        client.v1.disputes.close(found.id)
    else:
        house.go_on(7 * DAY)

    assert client.v1.disputes.retrieve(found.id).status == "lost"
    assert balance(client) == 4_900 - 7_000
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.close(found.id)


def test_an_inquiry_takes_nothing_until_it_is_a_dispute(house, client, customer):
    charge = paid(client, customer, 5_000)
    found = dispute(house, client, charge, "inquire")
    assert (found.status, balance(client)) == ("warning_needs_response", 4_900)
    assert not client.v1.charges.retrieve(charge).disputed

    house.act("escalate", found.id)

    assert client.v1.disputes.retrieve(found.id).status == "needs_response"
    assert balance(client) == 4_900 - 7_000


def test_an_inquiry_can_end_without_money(house, client, customer):
    found = dispute(house, client, paid(client, customer, 5_000), "inquire")

    house.act("win", found.id)

    assert client.v1.disputes.retrieve(found.id).status == "warning_closed"
    assert balance(client) == 4_900


def test_evidence_is_kept_before_it_is_submitted(house, client, customer):
    found = dispute(house, client, paid(client, customer))

    client.v1.disputes.update(found.id, {"evidence": {"customer_name": "Ana"}, "submit": False})

    after = client.v1.disputes.retrieve(found.id)
    assert (after.status, after.evidence_details.submission_count) == ("needs_response", 0)
    assert after.evidence.customer_name == "Ana"


def test_a_card_whose_owner_disputes_does_so_an_hour_later(house, client, customer):
    method = client.v1.payment_methods.attach("pm_card_createDispute", {"customer": customer}).id
    charge_later(client, customer, method, 5_000)
    assert client.v1.disputes.list().data == []

    house.go_on(3_601)

    assert [each.status for each in client.v1.disputes.list().data] == ["needs_response"]


def test_a_bank_warns_before_anybody_disputes(house, client, customer):
    charge = paid(client, customer)

    house.act("warn", charge)

    event = client.v1.events.list({"type": "radar.early_fraud_warning.created"}).data[0]
    warning = client.v1.radar.early_fraud_warnings.retrieve(event.data.object.id)
    assert (warning.charge, warning.actionable) == (charge, True)
