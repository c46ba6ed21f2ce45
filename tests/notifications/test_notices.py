"""Every event tells somebody something or is left out on purpose, and every notice is complete."""

import inspect
from importlib.util import find_spec
from pathlib import Path

import pytest

from accounts import events as accounts
from calendars import events as calendars
from contracts import events as contracts
from core.events import Event
from files import events as files
from marketplace import events as marketplace
from notifications.models import Channel
from notifications.notices import GROUPS, Notice, all_notices, notices_in, told_events
from notifications.notices.base import Omitted
from notifications.notices.groups import ACCOUNT
from notifications.preferences import can_switch
from sessions import events as sessions

# Only the actor is concerned, the login system writes about it, or the card alone changes.
SILENT = {
    accounts.SignedUp,
    accounts.SignedOut,
    accounts.EmailVerified,
    accounts.AccessRevoked,
    accounts.AccountEmptied,
    accounts.PasswordChanged,
    accounts.AddressChangeAsked,
    accounts.AddressChanged,
    accounts.AddressChangeStopped,
    accounts.CoachProfileSubmitted,
    accounts.CoachProfileChanged,
    accounts.SettingsChanged,
    calendars.AvailabilityChanged,
    files.FileChecked,
    marketplace.RequestDrafted,
    marketplace.RequestPosted,
    marketplace.RequestKeptOpen,
    sessions.AvailabilityNoted,
}


def events_of(module) -> set[type[Event]]:
    """The classes that are recorded: those that no other class of the module builds on."""
    found = {
        each
        for _name, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Event) and each.__module__ == module.__name__
    }
    return {each for each in found if not any(each in other.__bases__ for other in found)}


def missing_parts(notice: type[Notice]) -> list[str]:
    """What is still to be said of this kind before anybody can be told."""
    folder = Path("templates/notifications/email", notice.name)
    templates = [f"{folder}/{part}" for part in ("subject.txt", "body.txt", "body.html")]
    parts = {
        "an event or a source": bool(notice.readers) or is_module(notice.source),
        "a group": getattr(notice, "group", None) in GROUPS,
        "a title, or why none": is_said(getattr(notice, "title", "")),
        "a notification, or why none": is_said(getattr(notice, "notification", "")),
        "a mail or a notification": notice.has_mail or bool(notice.notification),
        "a letter": not notice.has_mail or notice.context is not Notice.context,
        **{template: not notice.has_mail or Path(template).is_file() for template in templates},
    }
    return [part for part, is_there in parts.items() if not is_there]


def is_module(name: str) -> bool:
    return bool(name) and find_spec(name) is not None


def is_said(words: object) -> bool:
    return bool(words.because if isinstance(words, Omitted) else words)


def test_every_notice_has_all_its_parts():
    lacking = {notice.name: missing_parts(notice) for notice in all_notices()}
    assert {name: parts for name, parts in lacking.items() if parts} == {}


def test_a_notice_that_says_nothing_lacks_every_part():
    class Half(Notice):
        pass

    Half.name = "half"  # afterwards, so that it is known to nobody else
    assert missing_parts(Half) == [
        "an event or a source",
        "a group",
        "a title, or why none",
        "a notification, or why none",
        "a letter",
        "templates/notifications/email/half/subject.txt",
        "templates/notifications/email/half/body.txt",
        "templates/notifications/email/half/body.html",
    ]


def test_two_notices_with_one_name_are_refused():
    with pytest.raises(ValueError, match="new_proposal"):
        type("Another", (Notice,), {"name": "new_proposal"})


def test_every_notice_is_in_one_group_and_what_is_never_mailed_comes_last():
    assert sorted(n.name for group in GROUPS for n in notices_in(group)) == sorted(
        notice.name for notice in all_notices()
    )
    for group in GROUPS:
        mailed = [notice.has_mail for notice in notices_in(group)]
        assert mailed == sorted(mailed, reverse=True)


def test_no_event_is_forgotten():
    every = set().union(
        *map(events_of, (accounts, files, calendars, marketplace, contracts, sessions))
    )
    assert every - told_events() == SILENT
    assert not told_events() & SILENT


# Whoever misses one of these loses neither money nor a meeting nor a right, and finds the same in the
# conversation, on the dashboard and behind the bell. A new kind is decided upon here.
MAY_BE_SWITCHED_OFF = {
    "amendment_closed",
    "coach_invited",
    "contract_completed",
    "contract_ending",
    "contract_lapsed",
    "daily_digest",
    "new_proposal",
    "pause_proposed",
    "proposal_declined",
    "proposal_not_selected",
    "request_edited",
    "request_expired",
    "request_expiring",
    "request_open_again",
    "reschedule_declined",
    "reschedule_expired",
    "reschedule_requested",
    "search_matched",
    "session_reminder_1h",
    "session_reminder_24h",
    "times_closed",
    "times_offered",
    "unread_messages",
}


def test_every_kind_of_mail_comes_always_or_may_be_switched_off_on_purpose():
    optional = {
        notice.name for notice in all_notices() if notice.has_mail and not notice.is_essential()
    }
    assert optional == MAY_BE_SWITCHED_OFF


@pytest.mark.parametrize("notice", all_notices(), ids=lambda notice: notice.name)
def test_what_moves_a_calendar_opens_an_account_or_was_asked_for_cannot_be_switched_off(notice):
    must_come = (
        notice.calendar
        or notice.is_secret
        or notice.reaches_suspended
        or notice.group is ACCOUNT
        or isinstance(notice.title, Omitted)
    )
    if must_come:
        assert notice.is_essential()
        assert not can_switch(notice, Channel.MAIL)
