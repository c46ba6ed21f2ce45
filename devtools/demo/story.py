"""What the people of the demo have done so far, told backwards from the present instant."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from accounts.models import User
from contracts.actions import offer_contract
from contracts.terms import terms_from_proposal
from core.events import unheard
from devtools.demo.aside import put_aside
from devtools.demo.deeds import WrapUp, agree, hold, next_weekday_hour, propose, say, sign, weekly
from devtools.demo.paid import tell_paid
from devtools.demo.people import approve_coaches, create_people
from devtools.demo.year import LENGTH, tell_year
from marketplace.actions import accept_proposal, post_request
from marketplace.details import ProposalDetails, RequestDetails
from marketplace.models import PaymentModel
from notifications.emails import unmailed
from sessions.actions import offer_times
from sessions.models import CoachingSession


def tell(*, now: datetime) -> None:
    """Build the short demo, as if it had happened over the last three weeks."""
    people = create_people()
    approve_coaches(people, now=now - timedelta(days=30))
    tell_lately(people, now=now)


def tell_whole(*, now: datetime) -> None:
    """Build the whole demo: the year before, and the same three weeks as its latest.

    Nobody looks on, so it is one transaction and nothing is pushed. Whatever is older than a day was read,
    and is mailed to nobody now.
    """
    lately = now - timedelta(days=1)
    with unheard(), unmailed(before=lately), transaction.atomic():
        people = create_people()
        approve_coaches(people, now=now - LENGTH - timedelta(days=30))
        tell_year(people, now=now)
        tell_lately(people, now=now)
        put_aside(before=lately, now=now)


def tell_lately(people: dict[str, User], *, now: datetime) -> None:
    """What the six have going on now."""
    _spanish(people["student"], people["coach"], now)
    _interviews(people["student2"], people["coach2"], people["both"], now)
    _manager(people["both"], people["coach2"], now)
    _cello(people["student"], now)
    if settings.PAYMENTS != "off":
        tell_paid(people["student"], people["coach"], now)


def _spanish(sofia: User, carmen: User, now: datetime) -> None:
    """A contract that is under way: one session held, one confirmed, times offered for a third."""
    request = post_request(by=sofia, details=SPANISH, now=now - timedelta(days=21))
    proposal = propose(
        request, carmen, CARMENS_OFFER, now - timedelta(days=20, hours=20), said=CARMENS_ANSWERS
    )
    say(sofia, carmen, now - timedelta(days=20, hours=15), [
        (sofia, "Thank you, that sounds like what I need. Do you also do the rental contract vocabulary?"),
        (carmen, "Yes, we take a **real** contract in session two. Bring yours if you already have one."),
        (sofia, "Perfect, I will have it by then."),
    ])  # fmt: skip
    accept_proposal(
        proposal, by=sofia, version=proposal.version, request_version=request.version,
        now=now - timedelta(days=19),
    )  # fmt: skip
    contract = sign(proposal, by=sofia, other=carmen, now=now - timedelta(days=18))
    first, second, third = CoachingSession.objects.filter(contract=contract).order_by("number")[:3]
    held = next_weekday_hour(now - timedelta(days=12), 17, sofia.timezone)
    agree(first, offered_by=carmen, taken_by=sofia, start=held, now=held - timedelta(days=3))
    hold(first, carmen, sofia, held, FLATS)
    coming = next_weekday_hour(now + timedelta(days=2), 17, sofia.timezone)
    agree(second, offered_by=carmen, taken_by=sofia, start=coming, now=now - timedelta(days=2))
    say(sofia, carmen, now - timedelta(hours=3), [
        (carmen, "For the third one I have three times next week, take whichever suits you."),
    ])  # fmt: skip
    starts = [
        coming + timedelta(days=days, hours=hours) for days, hours in ((7, 0), (7, 1), (8, 0))
    ]
    offer_times(
        third, by=carmen, starts=starts, timezone=carmen.timezone, version=third.version,
        now=now - timedelta(hours=2),
    )  # fmt: skip


def _interviews(arjun: User, daniel: User, priya: User, now: datetime) -> None:
    """A request with two proposals to compare."""
    request = post_request(by=arjun, details=INTERVIEWS, now=now - timedelta(days=4))
    propose(request, daniel, DANIELS_OFFER, now - timedelta(days=3, hours=4), said=DANIELS_ANSWERS)
    propose(request, priya, PRIYAS_OFFER, now - timedelta(days=2, hours=7), said=PRIYAS_ANSWERS)
    say(arjun, daniel, now - timedelta(days=2), [
        (daniel, "One question before you decide: is the interview in Python, or may you choose?"),
        (arjun, "I may choose. Python is what I write every day."),
    ])  # fmt: skip


def _manager(priya: User, daniel: User, now: datetime) -> None:
    """An accepted proposal whose contract waits for the student's answer."""
    request = post_request(by=priya, details=MANAGER, now=now - timedelta(days=9))
    proposal = propose(request, daniel, DANIELS_SECOND_OFFER, now - timedelta(days=8))
    accept_proposal(
        proposal, by=priya, version=proposal.version, request_version=request.version,
        now=now - timedelta(days=1, hours=6),
    )  # fmt: skip
    proposal.refresh_from_db()
    offered_at = now - timedelta(days=1)
    terms = replace(
        terms_from_proposal(proposal, now=offered_at),
        late_cancel_percent=50,
        learning_outcomes="Answer the four leadership questions in your own words, with one story each.",
    )
    offer_contract(proposal, by=daniel, terms=terms, now=offered_at)


def _cello(sofia: User, now: datetime) -> None:
    post_request(by=sofia, details=CELLO, now=now - timedelta(days=1))


FLATS = WrapUp(
    outcome_summary="Asking for a viewing, and what to look at in a flat.",
    shared_notes="“Quedar” with and without “en”: we come back to it.",
    homework="Write to one landlord about a flat you saw, five sentences.",
    next_step="We read your letter and take the rental contract apart.",
)
CARMENS_ANSWERS = (
    "Yes, six in the last two years, two of them to Seville.",
    "With a call of twenty minutes to hear where you stand. Then we plan the eight evenings together.",
)
DANIELS_ANSWERS = ("Some four hundred times, about half of them for backend positions.",)
PRIYAS_ANSWERS = ("Not as an interviewer. I have sat on the other side of the table, twice.",)

SPANISH = RequestDetails(
    title="Spanish for moving to Seville",
    description=(
        "I am moving to Seville in spring for work. I had three years of Spanish at school and forgot "
        "most of it. I want to manage the flat, the authorities and small talk with colleagues, "
        "rather than pass an exam."
    ),
    skill_tags=("Spanish", "Conversation"),
    level="intermediate",
    budget=Decimal(300),
    currency="EUR",
    sessions_needed=8,
    timeframe="before the end of February",
    preferred_times=weekly(0, 1, 3),
    timezone="Europe/London",
    questions=("Have you taught people who were about to move?", "How would you begin?"),
)
INTERVIEWS = RequestDetails(
    title="Practice for system design interviews",
    description=(
        "I have interviews for a backend position in five weeks. Coding rounds go well, system design "
        "does not: I get lost in details. I am looking for someone who runs realistic mock interviews "
        "and tells me plainly what was missing."
    ),
    skill_tags=("System design", "Interview practice"),
    level="advanced",
    budget=Decimal(500),
    currency="USD",
    sessions_needed=5,
    timeframe="within five weeks",
    preferred_times=weekly(1, 2, 4, hours=(7, 10)),
    timezone="Asia/Kathmandu",
    questions=("Have you interviewed for backend positions yourself?",),
)
MANAGER = RequestDetails(
    title="Mock interviews for an engineering manager role",
    description=(
        "After nine years as an engineer I applied for my first management role. I would like four "
        "mock interviews on leadership questions, with honest feedback on how I come across."
    ),
    skill_tags=("Interview practice", "Leadership"),
    level="advanced",
    budget=Decimal(420),
    currency="USD",
    sessions_needed=4,
    timeframe="next month",
    preferred_times=weekly(5, hours=(8, 12)),
    timezone="Australia/Sydney",
)
CELLO = RequestDetails(
    title="Cello again after ten years",
    description=(
        "I played until I was eighteen and have just rented a cello. I would like a patient teacher "
        "for posture and bowing, online to begin with, and a plan for practising half an hour a day."
    ),
    skill_tags=("Cello", "Music"),
    level="beginner",
    currency="EUR",
    sessions_needed=6,
    timeframe="from January on",
    preferred_times=weekly(2, 4),
    timezone="Europe/London",
)

CARMENS_OFFER = ProposalDetails(
    cover_letter=(
        "Hello Sofia, moving was how I learned Swedish, so I know the weeks that lie before you. I would "
        "skip the grammar book and work through the situations you name, each once calmly and once at "
        "the speed at which people in Seville really speak."
    ),
    approach_summary=(
        "Eight conversations, one situation each: flat, contract, town hall, doctor, bank, colleagues, "
        "neighbours, and one of your choice. A page of notes and a recording task after each."
    ),
    session_count=8,
    duration_minutes=60,
    price_per_session=Decimal(32),
    availability_match=True,
)
DANIELS_OFFER = ProposalDetails(
    cover_letter=(
        "Hello Arjun, getting lost in details is what I see most often, and it can be trained. I run the "
        "interview as it will be, stop you when an interviewer would, and we repeat the same problem "
        "until the outline comes first."
    ),
    approach_summary=(
        "Five mock interviews of 75 minutes: 45 minutes of interview, 30 of review. Written notes the "
        "same day, and one problem to prepare for the next time."
    ),
    session_count=5,
    duration_minutes=75,
    payment_model=PaymentModel.PER_HOUR,
    hourly_rate=Decimal(80),
)
PRIYAS_OFFER = ProposalDetails(
    cover_letter=(
        "Hi Arjun, I design data systems for research groups and have helped several colleagues through "
        "the kind of interview you describe. We are only a few hours apart, so your mornings are my middays."
    ),
    approach_summary=(
        "We build one system over five sessions, from a napkin sketch to its numbers, so that the "
        "habit of starting with the outline stays."
    ),
    session_count=5,
    duration_minutes=60,
    price_per_session=Decimal(70),
    availability_match=True,
)
DANIELS_SECOND_OFFER = ProposalDetails(
    cover_letter=(
        "Hello Priya, I have interviewed many first-time managers. Most have the stories and tell them "
        "from the wrong end; that is what we would work on."
    ),
    approach_summary=(
        "Four mock interviews with a written review. Between them you rewrite one story, and I read it "
        "before we meet."
    ),
    session_count=4,
    duration_minutes=60,
    price_per_session=Decimal(95),
)
