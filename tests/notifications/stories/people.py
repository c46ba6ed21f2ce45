"""Stories of accounts, of their logins, and of what people left unread."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import transaction

from accounts.actions import approve_coach, refuse_coach, reinstate_account, suspend_account
from accounts.events import AccountMailRequested
from accounts.models import User
from chat.models import Conversation
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from core.events import record
from marketplace import actions as market
from marketplace.search_forms import search_of
from notifications.digests import queue_digests
from notifications.habits import set_habits
from notifications.notices import all_notices
from notifications.notices.login import LoginNotice
from tests import factories
from tests.factories import NOW
from tests.notifications.stories.cast import STORIES, WHY, Cast, Story, story
from tests.notifications.stories.sessions import booked


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
