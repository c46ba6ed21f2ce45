"""How the API takes and answers: keys, lists, expansion, errors."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe
from stripe import _api_version

from sandbox.events import API_VERSION
from tests.sandbox.shop import charge_later, paid


def make(client, key=None, email="a@demo.test"):
    options = {"idempotency_key": key} if key else {}
    return client.v1.customers.create({"email": email}, options)


def test_the_sandbox_speaks_the_version_that_the_library_asks_for():
    assert _api_version._ApiVersion.CURRENT == API_VERSION


def test_another_version_is_refused(house):
    base = {"api": house.address + "/_sandbox/stripe"}
    client = stripe.StripeClient("sk_test_x", base_addresses=base, stripe_version="2020-08-27")

    with pytest.raises(stripe.InvalidRequestError, match="version"):
        client.v1.balance.retrieve()


@pytest.mark.parametrize("key", ["sk_live_1", "nonsense"])
def test_a_key_of_the_true_stripe_is_refused(house, key):
    client = stripe.StripeClient(key, base_addresses={"api": house.address + "/_sandbox/stripe"})

    with pytest.raises(stripe.AuthenticationError):
        client.v1.balance.retrieve()


def test_one_key_with_the_same_parameters_is_one_object(client):
    first, second = make(client, "one"), make(client, "one")

    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(client.v1.customers.list().data) == 1


def test_one_key_sent_eight_times_at_once_is_one_object(client):
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: make(client, "one").id, range(8)))

    assert len(set(made)) == 1
    assert [each.id for each in client.v1.customers.list().data] == made[:1]


def test_one_key_with_other_parameters_is_refused(client):
    make(client, "one")

    with pytest.raises(stripe.IdempotencyError):
        make(client, "one", email="b@demo.test")

    assert len(client.v1.customers.list().data) == 1


def test_a_key_is_forgotten_after_a_day_and_then_acts_again(house, client):
    first = make(client, "one")
    house.go_on(86_399)
    assert make(client, "one").id == first.id

    house.go_on(2)

    assert make(client, "one").id != first.id


def test_a_refused_card_hears_the_same_with_the_same_key(client, customer):
    method = client.v1.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer}).id

    for _attempt in range(2):
        with pytest.raises(stripe.CardError):
            charge_later(client, customer, method, 5_000, idempotency_key="one")

    assert len(client.v1.charges.list().data) == 1


def test_input_that_cannot_be_read_leaves_the_key_unused(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({}, {"idempotency_key": "one"})

    assert make(client, "one").id


def test_a_list_comes_in_pages_the_newest_first(client):
    made = [make(client).id for _ in range(5)]

    page = client.v1.customers.list({"limit": 2})
    back = client.v1.customers.list({"limit": 2, "ending_before": made[1]})

    assert [each.id for each in page.data] == [made[4], made[3]]
    assert page.has_more
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]
    assert [each.id for each in back.data] == [made[3], made[2]]


def test_a_list_can_be_asked_by_time(house, client):
    make(client)
    house.go_on(100)
    later = make(client)

    found = client.v1.customers.list({"created": {"gte": later.created}}).data

    assert [each.id for each in found] == [later.id]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"starting_after": "cus_none"},
        {"created": "x"},
        {"created": {"at": 1}},
    ],
)
def test_a_page_that_cannot_be_is_refused(client, query):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.list(query)


def test_metadata_is_added_to_and_an_empty_text_takes_away(client):
    customer = client.v1.customers.create({"metadata": {"a": "1", "b": "2"}})

    after = client.v1.customers.update(customer.id, {"metadata": {"b": "", "c": "3"}})

    assert after.metadata.to_dict() == {"a": "1", "c": "3"}


def test_what_is_nowhere_is_404_with_its_param(client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.customers.retrieve("cus_none")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_an_address_that_the_sandbox_lacks_is_404_in_stripes_shape(client):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as refused:
        client.v1.products.list()

    assert refused.value.http_status == 404


def test_a_parameter_that_nobody_knows_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.customers.create({"nickname": "Ana"})

    assert (refused.value.code, refused.value.param) == ("parameter_unknown", "nickname")


def test_what_cannot_be_expanded_is_said(client, customer):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.customers.retrieve(customer, {"expand": ["nonsense"]})


def test_events_are_listed_for_thirty_days(house, client, customer):
    paid(client, customer)
    assert client.v1.events.list({"types": ["charge.succeeded"]}).data

    house.go_on(31 * 86_400)

    assert client.v1.events.list().data == []
