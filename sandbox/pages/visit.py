"""Somebody at a hosted page."""

from dataclasses import dataclass, replace

from sandbox.call import Call
from sandbox.errors import missing_object
from sandbox.store import Body


@dataclass(frozen=True)
class Visit:
    """`wrong` is what the page has to say about the last press."""

    call: Call
    object_id: str
    token: str
    fields: dict[str, str]
    wrong: str = ""

    @property
    def press(self) -> str:
        return self.fields.get("press", "")

    def saying(self, wrong: str) -> "Visit":
        return replace(self, wrong=wrong)

    def object(self, *kinds: str) -> Body:
        """What the page is about, whoever's it is; the call goes on in the name of that account."""
        found = self.call.store.get(self.object_id)
        if not found or found["object"] not in kinds:
            raise missing_object(kinds[0], self.object_id)
        self.call.account = self.call.store.account_of(self.object_id)
        return found
