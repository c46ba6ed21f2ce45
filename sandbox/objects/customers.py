"""Customers: who pays, and whose cards are kept."""

from sandbox import shown
from sandbox.call import Call
from sandbox.errors import wrong_param
from sandbox.ids import new_id
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

FIELDS = ("email", "name", "description")


@route("POST", "/v1/customers", *FIELDS, "metadata")
def create(call: Call) -> Body:
    email = call.text("email")
    if email and not email.isascii():
        raise wrong_param(f"Invalid email address: {email}", "email", "email_invalid")
    customer: Body = {
        "id": new_id("cus"),
        "object": "customer",
        "created": call.now,
        "livemode": False,
        "default_source": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "metadata": call.metadata(),
        **{name: call.text(name) for name in FIELDS},
    }
    return call.store.add(customer, call.account)


@route("GET", "/v1/customers/*")
def retrieve(call: Call) -> Body:
    return call.object("customer", call.ids[0])


@route("POST", "/v1/customers/*", *FIELDS, "metadata")
def update(call: Call) -> Body:
    customer = call.object("customer", call.ids[0])
    changes = {name: call.text(name) for name in FIELDS if name in call.params}
    return call.store.save(customer, **changes, metadata=call.metadata(customer["metadata"]))


@route("GET", "/v1/customers", *OF_EVERY_LIST, "email")
def find(call: Call) -> Body:
    return shown.listing(call, "customer", "/v1/customers", email=call.text("email"))
