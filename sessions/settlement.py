"""What a contract's sessions come to: if it were cancelled now, and for the rules of changing it.

One function, `settle`, says what a cancel would do to each session; the preview shows its answer and the
cancel (`sessions.actions.settling`) carries it out.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from accounts.models import User
from contracts import rules as contract_rules
from contracts.commitments import Commitments
from contracts.models import Contract
from core.actions import check
from marketplace.prices import Split, split
from sessions.models import CoachingSession, NoShowClaim
from sessions.policy import Role, policy_for, side_of
from sessions.queries import is_completed, latest_attempts

Status = CoachingSession.Status
Fate = Literal["kept", "runs_on", "freed", "late", "void"]
NOTHING = Decimal("0.00")
USED = (Status.COMPLETED, Status.CANCELLED_LATE, Status.NO_SHOW_STUDENT, Status.RESOLVED)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One session and what a cancel does to it. `owed` is what the student owes for it in the end.

    `fate`: kept (it is over already), runs_on (started, claimed or disputed: ends by its own rules),
    freed (booked, given up at no cost), late (booked, inside its cut-off), void (never booked).
    """

    session: CoachingSession
    fate: Fate
    status_after: str
    owed: Decimal


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What cancelling a contract at one instant would do, session by session and in sum."""

    lines: tuple[Line, ...]
    currency: str

    @property
    def sign(self) -> str:
        """Alike only for previews that say the same; a press brings it along."""
        said = [f"{line.session.pk} {line.fate} {line.owed}" for line in self.lines]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def count(self, *fates: Fate) -> int:
        return sum(line.fate in fates for line in self.lines)

    @property
    def completed(self) -> int:
        return sum(is_completed(line.session) for line in self.lines)

    @property
    def used(self) -> int:
        """Credits that were held, or count as held. Void and unused ones are not among them."""
        return sum(line.session.status in USED for line in self.lines)

    @property
    def running(self) -> int:
        return self.count("runs_on")

    @property
    def late(self) -> int:
        return self.count("late")

    @property
    def freed(self) -> int:
        return self.count("freed", "void")

    @property
    def owed(self) -> Split:
        """What the student owes in all, with the platform's fee and the coach's part of it.

        Each session is divided and rounded by itself, as the coach's earnings count it.
        """
        parts = [split(line.owed) for line in self.lines]
        return Split(
            amount=sum((part.amount for part in parts), NOTHING),
            fee=sum((part.fee for part in parts), NOTHING),
            coach_share=sum((part.coach_share for part in parts), NOTHING),
        )

    @property
    def never_charged(self) -> Decimal:
        """The price of what is given up."""
        return sum(
            (
                line.session.terms.price_per_session - line.owed
                for line in self.lines
                if line.fate in ("freed", "void", "late")
            ),
            NOTHING,
        )


def settle(
    contract: Contract, rows: Iterable[CoachingSession], *, role: Role, now: datetime
) -> Settlement:
    """What a cancel of the contract by this side would do to these sessions at `now`."""
    lines = []
    for row in latest_attempts(rows):
        row.contract = contract
        lines.append(_line(row, role, now=now))
    return Settlement(lines=tuple(lines), currency=contract.currency)


def _line(row: CoachingSession, role: Role, *, now: datetime) -> Line:
    if row.is_ended:
        return Line(
            session=row, fate="kept", status_after=row.status, owed=row.owed_amount or NOTHING
        )
    if row.is_bookable:
        return Line(session=row, fate="void", status_after=Status.VOID, owed=NOTHING)
    if _runs_on(row, now=now):
        return Line(session=row, fate="runs_on", status_after=row.status, owed=NOTHING)
    outcome = policy_for(row).cancel_outcome(role, now=now)
    late = outcome.status in (Status.CANCELLED_LATE, Status.CANCELLED_BY_COACH)
    return Line(
        session=row,
        fate="late" if late else "freed",
        status_after=outcome.status if late else Status.VOID,
        owed=outcome.owed,
    )


def _runs_on(row: CoachingSession, *, now: datetime) -> bool:
    """Whether it started, or somebody claims something about it: a cancel no longer touches it."""
    if row.status not in CoachingSession.BLOCKING:
        return True
    claimed = row.no_show_claims.filter(status=NoShowClaim.Status.OPEN).exists()
    return now >= row.span[0] or claimed


def preview(contract: Contract, *, by: User, now: datetime) -> Settlement:
    """What pressing cancel now would do. Raises NotAllowed for a stranger, NotPossibleNow when over."""
    check(contract_rules.cancel(contract, by=by))
    rows = contract.sessions.select_related("terms")
    return settle(contract, rows, role=side_of(contract, by), now=now)


def commitments(contract: Contract) -> Commitments:
    """What the contract's sessions bind already, for the rules of amending, pausing and ending it."""
    latest = latest_attempts(contract.sessions.all())
    booked = [row for row in latest if row.status in CoachingSession.BLOCKING]
    undecided = (Status.AWAITING_OUTCOME, Status.DISPUTED)
    return Commitments(
        spent=sum(row.status in (*USED, *CoachingSession.BLOCKING, *undecided) for row in latest),
        unscheduled=sum(row.is_bookable for row in latest),
        completed=sum(is_completed(row) for row in latest),
        booked=any(row.status == Status.OFFERED for row in latest) or bool(booked),
        unsettled=any(row.status in undecided for row in latest),
        last_booked_end=max((row.span[1] for row in booked), default=None),
    )
