"""A session from where one person stands."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import User
from core.cards import CardAction, Tone, card_action
from core.errors import DomainError
from core.zones import current_zone_name
from sessions.answers import Answer
from sessions.models import CoachingSession
from sessions.policy import Role, SessionPolicy, policy_for, role_of


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """The session `row` as `viewer` meets it at `now`. Its zone is the one active for this rendering."""

    row: CoachingSession
    viewer: User
    now: datetime

    @cached_property
    def role(self) -> Role | None:
        return role_of(self.row.contract, self.viewer.pk)

    @cached_property
    def policy(self) -> SessionPolicy:
        return policy_for(self.row)

    @property
    def other(self) -> User:
        """The other person; for somebody who is neither, the coach."""
        contract = self.row.contract
        return contract.student if self.role == "coach" else contract.coach

    def party(self, user_id: int) -> User:
        """The one of the two with this id."""
        contract = self.row.contract
        return contract.student if user_id == contract.student_id else contract.coach

    @property
    def other_name(self) -> str:
        return self.other.get_short_name()

    def label(self, answer: Answer) -> str:
        """Of the button for it, such as `Confirm Thursday 17:00`."""
        span = answer.span_for(current_zone_name())
        assert span is not None
        day = formats.date_format(span.starts.wall, "l")
        return answer.label_at(f"{day} {span.time_text}")

    def press(
        self,
        verb: str,
        label: str,
        *,
        tone: Tone = "quiet",
        outcome: str = "",
        refusal: DomainError | None = None,
        fields: tuple[tuple[str, str], ...] = (),
        key: str = "",
    ) -> CardAction:
        """A button that acts at once; `key` tells it from others of the same verb on the card."""
        return card_action(
            f"{verb}-{key}" if key else verb,
            label,
            reverse(f"session-{verb}", args=[self.row.pk]),
            refusal=refusal,
            tone=tone,
            outcome=outcome,
            fields=(("version", str(self.row.version)), *fields),
        )

    def answer(
        self, answer: Answer, label: str, *, tone: Tone = "quiet", outcome: str = "", key: str = ""
    ) -> CardAction:
        """The button that gives this answer."""
        return self.press(
            answer.verb,
            label,
            tone=tone,
            outcome=outcome,
            refusal=answer.refusal,
            fields=answer.fields,
            key=key,
        )

    def form(
        self,
        verb: str,
        label: str,
        *,
        tone: Tone = "quiet",
        outcome: str = "",
        refusal: DomainError | None = None,
    ) -> CardAction:
        """A button that opens a form in the drawer."""
        return card_action(
            verb,
            label,
            reverse(f"session-{verb}", args=[self.row.pk]),
            refusal=refusal,
            opens="drawer",
            tone=tone,
            outcome=outcome,
        )


def number_of_total(row: CoachingSession) -> str:
    """Such as `Session 2 of 4`."""
    return _("Session %(place)s") % {"place": row.number_of_total}
