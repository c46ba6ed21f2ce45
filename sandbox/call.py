"""One request to the API, read: what was asked, by whom, when."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import missing_object, wrong_param
from sandbox.store import Body, Store

MOST_METADATA = 50


@dataclass
class Call:
    """`account` is empty for the platform itself. `origin` is where the hosted pages are."""

    store: Store
    now: int
    origin: str = ""
    account: str = ""
    params: Body = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    key: str | None = None
    request_id: str | None = None

    def object(self, kind: str, object_id: str, param: str = "id") -> Body:
        """One object of this account. Raises ApiError."""
        found = self.store.get(object_id)
        if not found or found["object"] != kind or self.store.account_of(object_id) != self.account:
            raise missing_object(kind, object_id, param)
        return found

    def knows(self, account: str) -> bool:
        """Whether there is such an account, and its owner has not cut the tie."""
        found = self.store.get(account)
        return found is not None and "_is_gone" not in found

    def text(self, name: str) -> str | None:
        value = self.params.get(name)
        if value is not None and not isinstance(value, str):
            raise wrong_param(f"Invalid string: {name}", name)
        return value or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise wrong_param(f"Missing required param: {name}.", name, "parameter_missing")
        return value

    def amount(self, name: str = "amount") -> int:
        """A positive whole number of minor units. Raises ApiError."""
        return positive(self.needed(name), name)

    def currency(self) -> str:
        value = self.needed("currency").lower()
        if len(value) != 3 or not value.isalpha():
            raise wrong_param(f"Invalid currency: {value}", "currency")
        return value

    def yes(self, name: str) -> bool:
        return self.text(name) == "true"

    def group(self, name: str) -> Body:
        value = self.params.get(name) or {}
        if not isinstance(value, dict):
            raise wrong_param(f"Invalid object: {name}", name)
        return value

    def metadata(self, before: Body | None = None) -> Body:
        """What was kept, with what was sent: an empty text takes a name away."""
        after = (before or {}) | self.group("metadata")
        if len(after) > MOST_METADATA:
            raise wrong_param("Metadata can have up to 50 keys.", "metadata")
        return {name: value for name, value in after.items() if value != ""}


def positive(text: Any, name: str) -> int:
    try:
        number = int(text)
    except (TypeError, ValueError):
        raise wrong_param(f"Invalid integer: {text}", name, "parameter_invalid_integer") from None
    if number < 1:
        message = "This value must be greater than or equal to 1."
        raise wrong_param(message, name, "parameter_invalid_integer")
    return number
