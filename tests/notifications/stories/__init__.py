"""How each kind of mail comes about: one short story per kind, told through the actions.

`STORIES[kind](cast)` leaves at least one queued mail of that kind, true at the instant it returns.
"""

from tests.notifications.stories import contracts, marketplace, payments
from tests.notifications.stories.cast import START, STORIES, WHY, Cast
from tests.notifications.stories.people import said
from tests.notifications.stories.sessions import asked, booked, confirmed

__all__ = [
    "START", "STORIES", "WHY", "Cast", "asked", "booked", "confirmed", "contracts", "marketplace", "payments",
    "said",
]  # fmt: skip
