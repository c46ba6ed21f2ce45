"""What may happen to a booked session, until when, and what it costs: one object for server, card and mail.

`T` is the session's start, `E` its end. The exact instant of a limit already belongs to what follows it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from contracts.policy import LATE_WITHIN
from core.errors import NotPossibleNow
from core.money import share
from core.templatetags.money import money
from core.zones import LocalTime
from sessions.models import CoachingSession, RescheduleRequest

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


def side_of(contract: Contract, party: User) -> Role:
    """The side of one of the two. Raises ValueError for anybody else, whom no rule lets through."""
    role = role_of(contract, party.pk)
    if role is None:
        raise ValueError("not one of the two of this contract")
    return role


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
    rescheduled_late: bool = False
    moves: int = 0
    has_pending_reschedule: bool = False

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
        if now >= self.cut_off or self.rescheduled_late:
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

    def asking_to_reschedule(self, role: Role, *, now: datetime) -> NotPossibleNow | None:
        """The 10-hour rule: until the cut-off either side may ask for another time, then the student."""
        if now >= self.starts_at:
            return NotPossibleNow(_("The session has started."))
        if role == "coach" and now >= self.cut_off:
            return NotPossibleNow(
                _("Within 10 hours of the start only the student can ask for another time.")
            )
        if self.moves >= MAX_MOVES:
            return NotPossibleNow(_("This session was moved three times already."))
        return None

    # --- in words -----------------------------------------------------------------------------

    def money(self, amount: Decimal) -> str:
        return money(amount, self.currency)

    def words(self, role: Role, *, now: datetime, zone_name: str) -> tuple[str, ...]:
        """The rules that still matter at `now`, for this side, with instants on this zone's clock."""
        if self.status not in CoachingSession.BLOCKING or now >= self.starts_at:
            return ()
        cut_off = words_for(self.cut_off, zone_name)
        return (*self._cancel_words(role, now, cut_off), self._move_words(role, now, cut_off))

    def join_words(self, *, zone_name: str) -> str:
        return _("You can join from %(at)s on.") % {"at": words_for(self.join_opens, zone_name)}

    def _cancel_words(self, role: Role, now: datetime, cut_off: str) -> tuple[str, ...]:
        if self.status == Status.SCHEDULED:
            return (
                _("Until it is confirmed either of you can cancel free of charge."),
                _("Once it is confirmed: %(what)s") % {"what": self._cancel_rule(role, cut_off)},
            )
        if now >= self.cut_off or (role == "student" and self.rescheduled_late):
            present = self.cancel_outcome(role, now=now)
            return (_("If you cancel now: %(what)s") % {"what": present.sentence},)
        return (self._cancel_rule(role, cut_off),)

    def _cancel_rule(self, role: Role, cut_off: str) -> str:
        """What cancelling means before and after the cut-off, once the session is confirmed."""
        owed = self.money(self.late_share)
        if role == "coach":
            rule = _(
                "Cancel before %(at)s without a mark; from then on it counts as a late cancellation of"
                " yours. Either way the session goes back to the student."
            ) % {"at": cut_off}
            if not self.late_share:
                return rule
            late = _("If the student cancels from then on, %(owed)s is owed.") % {"owed": owed}
            return f"{rule} {late}"
        if not self.late_share:
            return _("Cancel free of charge until the start: the session stays yours.")
        return _(
            "Cancel free of charge before %(at)s and the session stays yours; from then on it is used"
            " and you owe %(owed)s."
        ) % {"at": cut_off, "owed": owed}

    def _move_words(self, role: Role, now: datetime, cut_off: str) -> str:
        if self.has_pending_reschedule:
            return _(
                "Another time is asked for. Silence never moves a session: the old time stands until"
                " the other agrees."
            )
        if refusal := self.asking_to_reschedule(role, now=now):
            return str(refusal.message)
        if role == "coach":
            return _(
                "You can ask for another time before %(at)s; after that only the student can."
                " Silence never moves a session: the old time stands until the other agrees."
            ) % {"at": cut_off}
        stands = _(
            "You can ask for another time until the start. Silence never moves a session: the old time"
            " stands until the other agrees."
        )
        if now >= self.cut_off:
            return f"{stands} {self.late_move_words(role)}".rstrip()
        if not self.late_share:
            return stands
        late = _("If you ask from %(at)s on, the free cancel is gone once it is moved.") % {
            "at": cut_off
        }
        return f"{stands} {late}"

    def late_move_words(self, role: Role) -> str:
        """What a move costs that a student asks for inside the cut-off; nothing where nothing is kept."""
        if not self.late_share:
            return ""
        values = {"owed": self.money(self.late_share)}
        if role == "student":
            return _("Once moved, it is no longer free to cancel: you would owe %(owed)s.") % values
        return (
            _("Once moved, it is no longer free for the student to cancel: %(owed)s would be owed.")
            % values
        )

    def approval_words(self, role: Role, *, rescheduled_late: bool) -> str:
        """What agreeing to another time means; `rescheduled_late` as it will be then."""
        if rescheduled_late and self.late_share:
            return self.late_move_words(role)
        return (
            _(
                "Once moved, the same rule counts from the new time: 10 hours before it the free cancel ends."
            )
            if self.late_share
            else _("It stays free for the student to cancel until the start.")
        )


def _free(status: str, sentence: str) -> CancelOutcome:
    return CancelOutcome(status=status, credit_back=True, owed=Decimal("0.00"), sentence=sentence)


def booking_words(session: CoachingSession, role: Role) -> str:
    """What cancelling will mean, said before a start is agreed; `SessionPolicy.words` names instants."""
    if role == "coach":
        return _(
            "Once confirmed, you can cancel it without a mark until 10 hours before the start. The session"
            " then goes back to the student."
        )
    owed = share(session.terms.price_per_session, percent=session.terms.late_cancel_percent)
    if not owed:
        return _("Once confirmed, you can cancel it free of charge until the start.")
    return _(
        "Once confirmed, you can cancel it free of charge until 10 hours before the start; from then on it"
        " is used and you owe %(owed)s."
    ) % {"owed": money(owed, session.contract.currency)}


def rescheduled_late_after(session: CoachingSession, reschedule: RescheduleRequest) -> bool:
    """A student's late request costs the free cancel; only one that the coach began gives it back."""
    if reschedule.asked_late:
        return True
    asked_by_coach = role_of(session.contract, reschedule.first.author_id) == "coach"
    return session.rescheduled_late and not asked_by_coach


def words_for(instant: datetime, zone_name: str) -> str:
    """An exact instant as this zone's clock shows it, the zone named: `Thu 12 Nov 17:00 (Berlin)`."""
    local = LocalTime(instant=instant, zone_name=zone_name)
    return f"{local.date_text} {local.time_and_place}"


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
        rescheduled_late=session.rescheduled_late,
        moves=sum(reschedule.status == "approved" for reschedule in session.reschedules.all()),
        has_pending_reschedule=any(
            reschedule.status == "pending" for reschedule in session.reschedules.all()
        ),
    )
