"""What may happen to a booked session, until when, and what it costs: one object for server, card and mail.

`T` is the session's start, `E` its end. The exact instant of a limit already belongs to what follows it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from contracts.models import Contract
from contracts.policy import LATE_WITHIN
from core.money import share
from core.templatetags.money import money
from core.zones import LocalTime
from sessions.models import CoachingSession

Role = Literal["student", "coach"]
Status = CoachingSession.Status

CUT_OFF = LATE_WITHIN
JOIN_OPENS = timedelta(minutes=10)
NO_SHOW_FROM = timedelta(minutes=15)
OUTCOME_WINDOW = timedelta(hours=72)
CONTEST_WINDOW = timedelta(hours=72)
ANSWER_WINDOW = timedelta(hours=48)
MAX_MOVES = 3
MAX_COUNTERS = 5


def role_of(contract: Contract, user_id: int | None) -> Role | None:
    """The side on which this person stands, None for a stranger."""
    if user_id == contract.student_id:
        return "student"
    if user_id == contract.coach_id:
        return "coach"
    return None


def answer_by(asked_at: datetime, *limits: datetime) -> datetime:
    """Until when a question waits: 48 hours, or until the first of the limits."""
    return min(asked_at + ANSWER_WINDOW, *limits)


@dataclass(frozen=True, kw_only=True)
class CancelOutcome:
    """What cancelling now would do. `owed` is what the student then owes, `credit_back` the session."""

    status: str
    credit_back: bool
    owed: Decimal
    sentence: str


@dataclass(frozen=True, kw_only=True)
class SessionPolicy:
    """The limits of one booked session. Build it with `policy_for`."""

    starts_at: datetime
    ends_at: datetime
    status: str
    late_cancel_percent: int
    price: Decimal
    currency: str
    moved_late: bool = False
    moves: int = 0

    @property
    def cut_off(self) -> datetime:
        return self.starts_at - CUT_OFF

    @property
    def join_opens(self) -> datetime:
        return self.starts_at - JOIN_OPENS

    @property
    def no_show_from(self) -> datetime:
        return self.starts_at + NO_SHOW_FROM

    @property
    def outcome_by(self) -> datetime:
        return self.ends_at + OUTCOME_WINDOW

    @property
    def late_share(self) -> Decimal:
        """What the student owes after cancelling late."""
        return share(self.price, percent=self.late_cancel_percent)

    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which time alone changes what is possible."""
        return (
            self.cut_off,
            self.join_opens,
            self.starts_at,
            self.no_show_from,
            self.ends_at,
            self.outcome_by,
        )

    # --- cancelling ---------------------------------------------------------------------------

    def why_not_cancel(self, now: datetime) -> str:
        """The reason why nobody can cancel any more, or nothing."""
        if self.status not in CoachingSession.BLOCKING:
            return _("This session is not booked.")
        if now >= self.starts_at:
            return _("The session has started.")
        return ""

    def cancel_outcome(self, role: Role, *, now: datetime) -> CancelOutcome:
        """What cancelling at `now` does when this side does it."""
        if self.status == Status.SCHEDULED:
            return _free(Status.CANCELLED, _("It is not confirmed yet, so cancelling is free."))
        if role == "coach" and now >= self.cut_off:
            return _free(
                Status.CANCELLED_BY_COACH,
                _(
                    "The session goes back to the student. It counts as a late cancellation of yours."
                ),
            )
        if role == "coach":
            return _free(Status.CANCELLED, _("The session goes back to the student."))
        if now >= self.cut_off or self.moved_late:
            return self._late_outcome()
        return _free(Status.CANCELLED, _("It is free: the session stays yours to book again."))

    def _late_outcome(self) -> CancelOutcome:
        owed = self.late_share
        if not owed:
            sentence = _("It is late, but this contract keeps nothing: the session stays yours.")
        else:
            sentence = _(
                "It is late: the session is used and you owe %(owed)s, which is %(percent)s %% of it."
            ) % {"owed": self.money(owed), "percent": self.late_cancel_percent}
        return CancelOutcome(
            status=Status.CANCELLED_LATE, credit_back=not owed, owed=owed, sentence=sentence
        )

    # --- moving -------------------------------------------------------------------------------

    def why_not_ask_move(self, role: Role, *, now: datetime) -> str:
        """The 10-hour rule: the reason why this side cannot ask for another time now, or nothing."""
        if self.status not in CoachingSession.BLOCKING:
            return _("This session is not booked.")
        if now >= self.starts_at:
            return _("The session has started.")
        if role == "coach" and now >= self.cut_off:
            return _("Within 10 hours of the start only the student can ask for another time.")
        if self.moves >= MAX_MOVES:
            return _("This session was moved three times already.")
        return ""

    # --- in words -----------------------------------------------------------------------------

    def money(self, amount: Decimal) -> str:
        return money(amount, self.currency)

    def words(self, role: Role, *, now: datetime, zone_name: str) -> tuple[str, ...]:
        """The rules that still matter at `now`, for this side, with instants on this zone's clock."""
        if self.status not in CoachingSession.BLOCKING or now >= self.starts_at:
            return ()
        cut_off = words_for(self.cut_off, zone_name)
        return (*self._cancel_words(role, now, cut_off), self._move_words(role, now, cut_off))

    def _cancel_words(self, role: Role, now: datetime, cut_off: str) -> tuple[str, ...]:
        present = self.cancel_outcome(role, now=now)
        if self.status == Status.SCHEDULED:
            return (_("Until it is confirmed either of you can cancel free of charge."),)
        if now >= self.cut_off or (role == "student" and self.moved_late):
            return (_("If you cancel now: %(what)s") % {"what": present.sentence},)
        if role == "coach":
            return (
                _("Cancel before %(at)s without a mark; later it counts as late.")
                % {"at": cut_off},
            )
        if not self.late_share:
            return (_("You can cancel free of charge until the start."),)
        return (
            _("Cancel free of charge before %(at)s; from then on you owe %(owed)s.")
            % {"at": cut_off, "owed": self.money(self.late_share)},
        )

    def _move_words(self, role: Role, now: datetime, cut_off: str) -> str:
        if reason := self.why_not_ask_move(role, now=now):
            return reason
        if role == "coach":
            return _(
                "You can ask for another time before %(at)s; after that only the student can."
            ) % {"at": cut_off}
        if now >= self.cut_off:
            return _(
                "You can ask for another time until the start; if it is moved now, it can no longer be"
                " cancelled free of charge."
            )
        return _(
            "You can ask for another time until the start. Silence never moves a session: the old time"
            " stands until the other agrees."
        )


def _free(status: str, sentence: str) -> CancelOutcome:
    return CancelOutcome(status=status, credit_back=True, owed=Decimal("0.00"), sentence=sentence)


def words_for(instant: datetime, zone_name: str) -> str:
    """An exact instant as this zone's clock shows it, the zone named: `Thu 12 Nov 17:00 (Berlin)`."""
    local = LocalTime(instant=instant, zone_name=zone_name)
    return f"{local.date_text} {local.time_text} ({local.place})"


def policy_for(session: CoachingSession) -> SessionPolicy:
    """The policy of a session that has a start. Reads its terms, contract and approved moves."""
    starts_at, ends_at = session.span
    return SessionPolicy(
        starts_at=starts_at,
        ends_at=ends_at,
        status=session.status,
        late_cancel_percent=session.terms.late_cancel_percent,
        price=session.terms.price_per_session,
        currency=session.contract.currency,
        moved_late=session.moved_late,
        moves=sum(move.status == "approved" for move in session.reschedules.all()),
    )
