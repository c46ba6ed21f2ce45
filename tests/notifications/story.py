"""How each kind of mail comes about: one short story per kind, told through the actions.

`STORIES[kind](cast)` leaves at least one queued mail of that kind, true at the instant it returns.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from accounts.actions import approve_coach, refuse_coach, reinstate_account, suspend_account
from accounts.events import AccountMailRequested
from accounts.models import User
from chat.models import Conversation
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from contracts import actions as contracts
from contracts.models import Contract
from contracts.terms import terms_of
from core.events import record
from marketplace import actions as market
from marketplace.search_forms import search_of
from notifications.digests import queue_digests
from notifications.emails import send_session_reminder_email
from notifications.habits import set_habits
from notifications.notices import all_notices, notice_named
from notifications.notices.login import LoginNotice
from sessions import actions as sessions
from sessions.actions import cancel_with_settlement
from sessions.models import CoachingSession, RescheduleRequest
from tests import factories
from tests.factories import NOW
from tests.kept import kept
from tests.marketplace.builders import request_details

START = datetime(2026, 11, 12, 16, tzinfo=UTC)
WHY = "My train was cancelled, <sorry> & thank you."


@dataclass(frozen=True, kw_only=True)
class Cast:
    student: User
    coach: User
    other_coach: User
    staff: User


Story = Callable[[Cast], datetime | None]
STORIES: dict[str, Story] = {}


def story(*kinds: str) -> Callable[[Story], Story]:
    def keep(tell: Story) -> Story:
        STORIES.update(dict.fromkeys(kinds, kept(tell)))
        return tell

    return keep


# --- Contracts ----------------------------------------------------------------------------


def offer(cast: Cast, **terms) -> Contract:
    texts = {
        "cancellation_policy": "Please tell me <early> & kindly.",
        "learning_outcomes": "Order a meal and ask for the way without a phone.",
    }
    return factories.offered_contract(
        cast.student, cast.coach, late_cancel_percent=50, **{**texts, **terms}
    )


def active(cast: Cast) -> Contract:
    return contracts.accept_contract(offer(cast), by=cast.student, version_number=1, now=NOW)


def dearer(contract: Contract):
    version = contract.open_version or contract.agreed_version
    return replace(terms_of(version), price_per_session=Decimal("45.00"), session_count=5)


@story("contract_created")
def a_contract_is_offered(cast: Cast) -> None:
    offer(cast)


@story("contract_countered")
def it_is_countered(cast: Cast) -> None:
    contract = offer(cast)
    contracts.counter_contract(
        contract, by=cast.student, version_number=1, terms=dearer(contract), now=NOW
    )


@story("contract_accepted", "proposal_accepted")
def it_is_accepted(cast: Cast) -> None:
    active(cast)


@story("contract_declined")
def it_is_declined(cast: Cast) -> None:
    contracts.decline_contract(offer(cast), by=cast.student, version_number=1, reason=WHY, now=NOW)


@story("contract_withdrawn")
def it_is_withdrawn(cast: Cast) -> None:
    contracts.withdraw_contract(offer(cast), by=cast.coach, version_number=1, now=NOW)


@story("contract_lapsed")
def it_lapses(cast: Cast) -> datetime:
    week_later = NOW + timedelta(days=7)
    contracts.lapse_contract(offer(cast), now=week_later)
    return week_later


def amendment(cast: Cast) -> Contract:
    contract = active(cast)
    return contracts.propose_amendment(
        contract, by=cast.coach, version=contract.version, terms=dearer(contract), now=NOW
    )


@story("amendment_proposed")
def a_change_is_proposed(cast: Cast) -> None:
    amendment(cast)


@story("contract_amended")
def the_change_is_accepted(cast: Cast) -> None:
    contracts.accept_amendment(amendment(cast), by=cast.student, version_number=2, now=NOW)


@story("amendment_closed")
def the_change_is_declined(cast: Cast) -> None:
    contracts.decline_amendment(
        amendment(cast), by=cast.student, version_number=2, reason=WHY, now=NOW
    )


def paused(cast: Cast) -> Contract:
    contract = active(cast)
    asked = contracts.propose_pause(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )
    return contracts.accept_pause(asked, by=cast.coach, version=asked.version, now=NOW)


@story("pause_proposed")
def a_pause_is_proposed(cast: Cast) -> None:
    contract = active(cast)
    contracts.propose_pause(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )


@story("contract_paused")
def the_pause_is_agreed(cast: Cast) -> None:
    paused(cast)


@story("contract_resumed")
def the_pause_ends(cast: Cast) -> None:
    contract = paused(cast)
    contracts.resume_contract(contract, by=cast.coach, version=contract.version, now=NOW)


@story("completion_proposed", "contract_completed")
def an_early_end_is_agreed(cast: Cast) -> None:
    contract = active(cast)
    asked = contracts.propose_completion(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )
    contracts.accept_completion(asked, by=cast.coach, version=asked.version, now=NOW)


@story("completion_proposed")
def an_early_end_is_proposed(cast: Cast) -> None:
    contract = active(cast)
    contracts.propose_completion(
        contract, by=cast.student, version=contract.version, reason=WHY, now=NOW
    )


@story("contract_cancelled")
def it_is_cancelled(cast: Cast) -> None:
    contract = active(cast)
    cancel_with_settlement(contract, by=cast.coach, version=contract.version, reason=WHY, now=NOW)


@story("contract_ending")
def its_end_comes_near(cast: Cast) -> datetime:
    contract = active(cast)
    near = NOW + timedelta(days=365 - 14)
    contracts.warn_of_end(contract, now=near)
    return near


# --- Sessions -----------------------------------------------------------------------------


def credit(cast: Cast) -> CoachingSession:
    return active(cast).sessions.get(number=1)


def confirmed(cast: Cast) -> CoachingSession:
    session = factories.confirmed_session(credit(cast), starts_at=START)
    session.meeting_url = "https://meet.example.test/spanish"
    session.save()
    return session


@story("times_offered")
def times_are_offered(cast: Cast) -> None:
    starts = [START, START + timedelta(days=1), START + timedelta(days=2, hours=9)]
    factories.offered_session(credit(cast), by=cast.coach, starts=starts)


@story("times_closed")
def the_times_are_declined(cast: Cast) -> None:
    session = factories.offered_session(credit(cast), by=cast.coach, starts=[START])
    sessions.decline_times(session.offers.get(), by=cast.student, reason=WHY, now=NOW)


def booked(cast: Cast) -> CoachingSession:
    factories.opens_every_day(cast.coach)
    return factories.scheduled_session(credit(cast), starts_at=START)


@story("session_scheduled")
def a_session_is_booked(cast: Cast) -> None:
    booked(cast)


@story("session_confirmed")
def a_session_is_confirmed(cast: Cast) -> None:
    confirmed(cast)


@story("session_declined")
def a_booking_is_declined(cast: Cast) -> None:
    session = booked(cast)
    sessions.decline_session(session, by=cast.coach, version=session.version, reason=WHY, now=NOW)


@story("session_cancelled")
def a_session_is_cancelled_late(cast: Cast) -> datetime:
    session, late = confirmed(cast), START - timedelta(hours=2)
    sessions.cancel_session(session, by=cast.student, version=session.version, reason=WHY, now=late)
    return late


def asked(cast: Cast) -> RescheduleRequest:
    session = confirmed(cast)
    return sessions.request_reschedule(
        session,
        by=cast.student,
        starts=[START + timedelta(days=1), START + timedelta(days=2, hours=2)],
        timezone=cast.student.timezone,
        reason=WHY,
        version=session.version,
        now=NOW,
    )


@story("reschedule_requested")
def another_time_is_wished_for(cast: Cast) -> None:
    asked(cast)


@story("reschedule_declined")
def the_wish_is_declined(cast: Cast) -> None:
    sessions.decline_reschedule(asked(cast), by=cast.coach, reason=WHY, now=NOW)


@story("reschedule_expired")
def the_wish_runs_out(cast: Cast) -> datetime:
    two_days_later = NOW + timedelta(hours=48)
    sessions.expire_reschedule(asked(cast), now=two_days_later)
    return two_days_later


@story("session_rescheduled")
def the_wish_is_granted(cast: Cast) -> None:
    start = START + timedelta(days=1)
    sessions.approve_reschedule(asked(cast), by=cast.coach, starts_at=start, now=NOW)


@story("meeting_link_changed")
def it_takes_place_elsewhere(cast: Cast) -> None:
    session, link = confirmed(cast), "https://meet.example.test/another-room?a=1&b=2"
    sessions.set_meeting_link(session, by=cast.coach, url=link, version=session.version, now=NOW)


@story("session_reminder_24h")
def it_is_tomorrow(cast: Cast) -> datetime:
    return _reminded(cast, "session_reminder_24h", START - timedelta(hours=24))


@story("session_reminder_1h")
def it_is_soon(cast: Cast) -> datetime:
    return _reminded(cast, "session_reminder_1h", START - timedelta(hours=1))


def _reminded(cast: Cast, kind: str, at: datetime) -> datetime:
    session = confirmed(cast)
    with transaction.atomic():
        send_session_reminder_email(session, reminder=notice_named(kind), now=at)
    return at


@story("session_completed")
def it_is_completed(cast: Cast) -> datetime:
    session, after = held(cast), START + timedelta(hours=1)
    sessions.complete_session(session, by=cast.coach, version=session.version, now=after)
    return after


def held(cast: Cast) -> CoachingSession:
    """Its end has passed and the coach was there."""
    session = confirmed(cast)
    sessions.check_in(session, by=cast.coach, now=START)
    return sessions.await_outcome(session, now=START + timedelta(hours=1))


@story("session_not_held")
def it_was_not_held(cast: Cast) -> datetime:
    session, after = confirmed(cast), START + timedelta(hours=1)
    session = sessions.await_outcome(session, now=after)
    sessions.settle_outcome(session, now=after + timedelta(hours=72))
    return after + timedelta(hours=72)


def claimed(cast: Cast) -> CoachingSession:
    session = held(cast)
    after = START + timedelta(hours=1)
    return sessions.claim_no_show(session, by=cast.coach, version=session.version, now=after)


@story("no_show_claimed")
def a_no_show_is_claimed(cast: Cast) -> datetime:
    claimed(cast)
    return START + timedelta(hours=1)


@story("no_show_settled")
def the_claim_is_final(cast: Cast) -> datetime:
    final = START + timedelta(hours=73)
    sessions.settle_outcome(claimed(cast), now=final)
    return final


def contested(cast: Cast) -> CoachingSession:
    session, after = claimed(cast), START + timedelta(hours=2)
    return sessions.contest_outcome(
        session, by=cast.student, reason=WHY, version=session.version, now=after
    )


@story("session_disputed")
def the_claim_is_contested(cast: Cast) -> datetime:
    contested(cast)
    return START + timedelta(hours=2)


@story("session_resolved")
def staff_decide(cast: Cast) -> datetime:
    session, after = contested(cast), START + timedelta(hours=3)
    sessions.resolve_dispute(
        session,
        by=cast.staff,
        outcome="credit_back",
        note="Both showed that the meeting link was broken.",
        version=session.version,
        now=after,
    )
    return after


# --- Requests and proposals -----------------------------------------------------------------


@story("new_proposal")
def a_proposal_comes(cast: Cast) -> None:
    factories.pending_proposal(factories.open_request(cast.student), cast.coach)


@story("proposal_declined")
def a_proposal_is_declined(cast: Cast) -> None:
    proposal = factories.pending_proposal(factories.open_request(cast.student), cast.coach)
    market.decline_proposal(proposal, by=cast.student, version=1, reason=WHY, now=NOW)


@story("proposal_not_selected")
def another_is_chosen(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    factories.pending_proposal(request, cast.other_coach)
    best = factories.pending_proposal(request, cast.coach)
    market.accept_proposal(best, by=cast.student, version=1, request_version=1, now=NOW)


@story("proposal_released", "request_open_again")
def the_award_is_released(cast: Cast) -> None:
    another_is_chosen(cast)
    best = cast.coach.proposals.get()
    market.release_proposal(best, by=cast.student, version=best.version, now=NOW)


@story("request_edited")
def the_request_changes(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    factories.pending_proposal(request, cast.coach)
    details = request_details(sessions_needed=8)
    market.edit_request(request, by=cast.student, details=details, version=1, now=NOW)


@story("request_expiring")
def the_request_gets_old(cast: Cast) -> datetime:
    request = factories.open_request(cast.student)
    at = NOW + timedelta(days=25)
    market.warn_of_expiry(request, now=at)
    return at


@story("request_expired")
def the_request_expires(cast: Cast) -> datetime:
    request = factories.open_request(cast.student)
    at = NOW + timedelta(days=30)
    market.expire_request(request, now=at)
    return at


@story("request_suspended")
def the_request_is_suspended(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    market.suspend_request(request, by=cast.staff, reason=WHY, now=NOW)


@story("coach_invited")
def a_coach_is_invited(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    market.invite_coach(request, by=cast.student, coach=cast.coach, now=NOW)


# --- People ---------------------------------------------------------------------------------


@story("coach_approved")
def a_coach_is_approved(cast: Cast) -> None:
    profile = cast.coach.coach_profile
    profile.approval = profile.Approval.PENDING
    profile.save()
    approve_coach(profile, by=cast.staff, now=NOW)


@story("coach_refused")
def a_coach_is_refused(cast: Cast) -> None:
    profile = cast.coach.coach_profile
    profile.approval = profile.Approval.PENDING
    profile.save()
    refuse_coach(profile, by=cast.staff, reason=WHY, now=NOW)


@story("account_suspended")
def a_person_is_suspended(cast: Cast) -> None:
    suspend_account(cast.coach, by=cast.staff, reason=WHY, now=NOW)


@story("account_reinstated")
def a_person_comes_back(cast: Cast) -> None:
    a_person_is_suspended(cast)
    reinstate_account(cast.coach, by=cast.staff, now=NOW)


CODES = ("password_reset_code", "login_code")
LINKS = {
    "email_confirmation": "activate_url",
    "email_confirmation_signup": "activate_url",
    "account_already_exists": "password_reset_url",
    "password_reset_key": "password_reset_url",
    "unknown_account": "signup_url",
    "email_changed": "stop_url",
    "email_change_asked": "stop_url",
}


def _login_story(name: str) -> Story:
    def tell_it(cast: Cast) -> None:
        context = {"email": cast.student.email, "user_agent": "Firefox", "ip": "192.0.2.7"}
        if name in CODES:
            context["code"] = "X7KQ2M"
        if name in LINKS:
            context[LINKS[name]] = "https://skileez.test/account/secret-link"
        if LINKS.get(name, "stop_url") == "stop_url" and name not in (*CODES, "address_taken"):
            context["timestamp"] = NOW.isoformat()
            context |= {"from_email": "old@example.test", "to_email": "new@example.test"}
            context |= {"deleted_email": "old@example.test"}
        with transaction.atomic():
            record(
                AccountMailRequested(
                    at=NOW,
                    actor_id=None,
                    user_id=None if name == "unknown_account" else cast.student.pk,
                    to_address=cast.student.email,
                    template=f"account/email/{name}",
                    context=context,
                )
            )

    return tell_it


for _notice in all_notices():
    if issubclass(_notice, LoginNotice):
        STORIES[_notice.name] = _login_story(_notice.name.removeprefix("login_"))


@story("unread_messages")
def messages_are_left_unread(cast: Cast) -> datetime:
    factories.pending_proposal(factories.open_request(cast.student), cast.coach)
    conversation = Conversation.objects.get(student=cast.student, coach=cast.coach)
    for text in ("Hello Sofia, may I ask something <first>?", "Do you have the book & the CD?"):
        said(conversation, cast.coach, text)
    later = NOW + timedelta(minutes=10)
    queue_digests(now=later)
    return later


@story("daily_digest")
def a_day_begins_with_something_open(cast: Cast) -> datetime:
    set_habits(cast.coach, quiet_from=None, quiet_until=None, digest="daily")
    booked(cast)
    conversation = Conversation.objects.get(student=cast.student, coach=cast.coach)
    for text in ("Hello Carl, may I ask something <first>?", "Do you have the book & the CD?"):
        said(conversation, cast.student, text)
    morning = datetime(2026, 11, 4, 13, 5, tzinfo=UTC)  # 08:05 in New York
    queue_digests(now=morning)
    return morning


@story("search_matched")
def a_saved_search_finds_something(cast: Cast) -> datetime:
    search = market.save_search(by=cast.coach, name="<Spanish> & more", query="q=spanish", now=NOW)
    found_at = NOW + timedelta(minutes=1)
    factories.open_request(cast.student, title="Spanish <soon> & well", now=found_at)
    market.report_search(search, wanted=search_of(search.query), now=found_at)
    return NOW + timedelta(hours=1)


def said(conversation: Conversation, author: User, text: str, *, now: datetime = NOW) -> None:
    """One chat message."""
    message = NewMessage(
        conversation_id=conversation.pk, author_id=author.pk, client_id=uuid4(), body=text, at=now
    )
    append([message])
