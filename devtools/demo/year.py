"""The year before, told forwards: every deal goes on week by week under one clock, up to the present."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count

from accounts.models import User
from contracts import tasks as contracts
from contracts.actions import (
    accept_completion,
    accept_contract,
    accept_pause,
    decline_contract,
    offer_contract,
    propose_completion,
    propose_pause,
    withdraw_contract,
)
from contracts.models import Contract, PaidThrough
from contracts.terms import terms_from_proposal
from core.zones import to_instant, zone
from devtools.demo.deals import Deal, Lines, Year, read_year
from devtools.demo.deeds import next_weekday_hour, propose, say, weekly
from devtools.demo.meetings import DAY, FATES, HOUR, Course, Meeting, disputed, pick, unmarked
from devtools.demo.people import create_person
from marketplace.actions import accept_proposal, post_request
from marketplace.details import ProposalDetails, RequestDetails
from marketplace.models import Proposal
from sessions.actions import cancel_with_settlement
from sessions.models import CoachingSession
from sessions.sweep import sweep

WEEK = timedelta(weeks=1)
LENGTH = timedelta(weeks=50)
MINUTES = 50
CHECKED_IN_FOR = 8 * WEEK  # of late; whoever looks on sees it on these cards
SWEPT_EVERY = 7 * DAY
APPROACH = (
    "We meet once a week, you get a page of notes after each session and one task to the next."
)


def tell_year(people: dict[str, User], *, now: datetime) -> None:
    """Add the year's students and what they had, and have, going on with the coaches."""
    year = read_year()
    everybody = people | {
        one.name: create_person(one.name, one.display_name, one.timezone, is_student=True)
        for one in year.students
    }
    tales = [Tale(deal, year, everybody, now) for deal in year.deals]
    _let_pass([_clock(now - LENGTH), *(tale.course() for tale in tales)], until=now)


def _let_pass(courses: Iterable[Course], *, until: datetime) -> None:
    """Let all of them go on, each step at its time, as far as that instant."""
    order = count()
    waiting = [(next(course), next(order), course) for course in courses]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= until:
        _at, _order, course = heapq.heappop(waiting)
        if (at := next(course, None)) is not None:
            heapq.heappush(waiting, (at, next(order), course))


def _clock(at: datetime) -> Course:
    """What time alone makes due."""
    while True:
        yield at
        sweep(at)
        contracts.sweep(at)
        at += SWEPT_EVERY


@dataclass
class Tale:
    """One deal as it goes on, from the request to its end or to the present."""

    deal: Deal
    year: Year
    people: dict[str, User]
    now: datetime

    def __post_init__(self) -> None:
        self.student = self.people[self.deal.student]
        self.coach = self.people[self.deal.coach]
        self.style = "coach" if self.deal.coach == "coach" else "other"

    def course(self) -> Course:
        posted = self._at_hour(0, 0, 9) + timedelta(minutes=self.deal.hour)
        yield posted
        proposal = self._award(posted)
        self._say(posted + 26 * HOUR, self.deal.lines)
        offered = posted + 30 * HOUR
        yield offered
        contract = self._offer(proposal, offered)
        if self.deal.answer != "wait":  # after two weeks the clock answers
            yield from ANSWERS[self.deal.answer](self, contract, offered)

    def _award(self, posted: datetime) -> Proposal:
        request = post_request(by=self.student, details=self._wish(), now=posted)
        proposal = propose(request, self.coach, self._suggestion(), posted + 5 * HOUR)
        return accept_proposal(
            proposal,
            by=self.student,
            version=proposal.version,
            request_version=request.version,
            now=posted + 25 * HOUR,
        )

    def _wish(self) -> RequestDetails:
        return RequestDetails(
            title=self.deal.title,
            description=self.deal.wish,
            skill_tags=self.deal.skills,
            level="intermediate",
            currency="EUR" if self.deal.coach == "coach" else "USD",
            sessions_needed=self.deal.sessions,
            preferred_times=weekly(1, 3, 5),
            timezone=self.student.timezone,
        )

    def _suggestion(self) -> ProposalDetails:
        return ProposalDetails(
            cover_letter=self.deal.letter,
            approach_summary=APPROACH,
            session_count=self.deal.sessions,
            duration_minutes=MINUTES,
            price_per_session=Decimal(self.deal.price),
        )

    def _offer(self, proposal: Proposal, at: datetime) -> Contract:
        terms = replace(
            terms_from_proposal(proposal, now=at),
            late_cancel_percent=50,
            paid_through=PaidThrough.DIRECT,
        )
        if weeks := self.deal.lasts_weeks:
            terms = replace(terms, end_date=terms.start_date + weeks * WEEK)
        return offer_contract(proposal, by=self.coach, terms=terms, now=at, valid_days=14)

    # --- Once it is signed ------------------------------------------------------------------

    def meetings(self, contract: Contract) -> Course:
        """Week after week until nothing is left, or until the ending."""
        for number in count(1):
            start = self._at_hour(number, self.deal.weekday, self.deal.hour)
            if self.deal.ending and number == self.deal.ends_at:
                yield from ENDINGS[self.deal.ending](self, contract, start)
                return
            yield start - 5 * DAY
            session = self.next_session(contract)
            contract.refresh_from_db()
            if session is None or (contract.ends_on and start.date() > contract.ends_on):
                return
            meeting = self.meeting(session, start, number)
            yield from FATES[self.deal.fates.get(str(number), "held")](meeting)
            yield from self._talk(number, start)

    def _talk(self, number: int, start: datetime) -> Course:
        topics = self.year.talk[self.style]
        if number % 2:
            at = start + 2 * DAY - HOUR
            yield at
            self._say(at, topics[(number // 2 + self.deal.hour + self.deal.weekday) % len(topics)])

    def next_session(self, contract: Contract) -> CoachingSession | None:
        sessions = CoachingSession.objects.filter(contract=contract)
        return sessions.filter(status=CoachingSession.Status.UNSCHEDULED).order_by("number").first()

    def meeting(self, session: CoachingSession, start: datetime, number: int) -> Meeting:
        wrap_ups = self.year.wrap_ups[self.style]
        return Meeting(
            session=session,
            student=self.student,
            coach=self.coach,
            start=start,
            wrap_up=wrap_ups[(number + self.deal.weekday) % len(wrap_ups)],
            staff=self.people["staff"],
            checks_in=start > self.now - CHECKED_IN_FOR,
        )

    # --- When, and in which words -----------------------------------------------------------

    def _at_hour(self, weeks: int, weekday: int, hour: int) -> datetime:
        """That hour on the coach's clock, so many weeks after the one in which the request was posted."""
        today = self.now.astimezone(zone(self.coach.timezone)).date()
        monday = today - timedelta(days=today.weekday()) - self.deal.weeks_ago * WEEK
        day = monday + weeks * WEEK + timedelta(days=weekday)
        return to_instant(datetime.combine(day, time(hour)), self.coach.timezone)

    def _say(self, at: datetime, lines: Lines) -> None:
        authors = {"s": self.student, "c": self.coach}
        said = [(authors[who], text) for who, text in lines]
        say(self.student, self.coach, at, said)


# --- What becomes of the offer --------------------------------------------------------------------


def _accept(tale: Tale, contract: Contract, offered: datetime) -> Course:
    yield offered + 8 * HOUR
    accept_contract(contract, by=tale.student, version_number=1, now=offered + 8 * HOUR)
    yield from tale.meetings(contract)


def _decline(tale: Tale, contract: Contract, offered: datetime) -> Course:
    yield offered + 2 * DAY
    decline_contract(
        contract,
        by=tale.student,
        version_number=1,
        now=offered + 2 * DAY,
        reason="My plans have changed. I would like to come back to it later.",
    )


def _withdraw(tale: Tale, contract: Contract, offered: datetime) -> Course:
    yield offered + DAY
    withdraw_contract(contract, by=tale.coach, version_number=1, now=offered + DAY)


ANSWERS: dict[str, Callable[[Tale, Contract, datetime], Course]] = {
    "accept": _accept,
    "decline": _decline,
    "withdraw": _withdraw,
}


# --- How it ends, or stands -----------------------------------------------------------------------


def _pause(tale: Tale, contract: Contract, at: datetime) -> Course:
    yield at
    contract.refresh_from_db()
    why = "Some weeks in which I cannot sit still for an hour. I will be back."
    asked = propose_pause(contract, by=tale.student, version=contract.version, now=at, reason=why)
    yield at + 6 * HOUR
    accept_pause(asked, by=tale.coach, version=asked.version, now=at + 6 * HOUR)


def _early(tale: Tale, contract: Contract, at: datetime) -> Course:
    yield at
    contract.refresh_from_db()
    why = "You read them on your own now. The last one is for you alone."
    asked = propose_completion(
        contract, by=tale.coach, version=contract.version, now=at, reason=why
    )
    yield at + 6 * HOUR
    accept_completion(asked, by=tale.student, version=asked.version, now=at + 6 * HOUR)


def _cancel(tale: Tale, contract: Contract, at: datetime) -> Course:
    yield at
    contract.refresh_from_db()
    why = "It turned out sooner than we thought, so I will not need the rest."
    cancel_with_settlement(contract, by=tale.student, version=contract.version, reason=why, now=at)


def _awaiting(tale: Tale, contract: Contract, _at: datetime) -> Course:
    """The last session was held, and neither has said so yet."""
    yield from unmarked(_latest(tale, contract))


def _disputed(tale: Tale, contract: Contract, _at: datetime) -> Course:
    """Staff have to decide about the last session."""
    yield from disputed(_latest(tale, contract))


def _latest(tale: Tale, contract: Contract) -> Meeting:
    """At four on the coach's clock, as lately as there was time for everything to be said about it."""
    latest = tale.now - 4 * HOUR
    day = latest.astimezone(zone(tale.coach.timezone)).date()
    start = to_instant(datetime.combine(day, time(16)), tale.coach.timezone)
    if start > latest:
        start -= DAY
    session = tale.next_session(contract)
    assert session is not None
    return tale.meeting(session, start, 1)


def _scheduled(tale: Tale, contract: Contract, _at: datetime) -> Course:
    """The student picked a time this morning, and the coach has to answer."""
    at = tale.now - 3 * HOUR
    yield at
    session = tale.next_session(contract)
    assert session is not None
    start = next_weekday_hour(tale.now + 2 * DAY, 14, tale.coach.timezone)
    pick(tale.meeting(session, start, 1), at)


ENDINGS: dict[str, Callable[[Tale, Contract, datetime], Course]] = {
    "pause": _pause,
    "early": _early,
    "cancel": _cancel,
    "awaiting": _awaiting,
    "disputed": _disputed,
    "scheduled": _scheduled,
}
