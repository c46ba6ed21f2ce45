"""Notices about a person's own account and coach profile."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import events
from core.models import EventRecord
from notifications.addresses import absolute
from notifications.notices.base import Envelope, Notice, Omitted, event_key, event_params
from notifications.notices.groups import ACCESS, ACCOUNT
from notifications.notices.letter import Button
from notifications.notices.readers import the_person


class AccountNotice(Notice):
    group = ACCOUNT
    why_essential = ACCESS

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        params, key = event_params(event), event_key(record)
        return [
            Envelope(notice=cls, reader_id=reader_id, key=key, params=params, path="/dashboard")
            for reader_id in cls.readers_of(event)
        ]

    @property
    def thread(self) -> str:
        return "account"

    def context(self) -> dict[str, Any]:
        return {"reason": self.params.get("reason", "")}


class CoachApproved(AccountNotice):
    name = "coach_approved"
    readers = {events.CoachApproved: the_person}
    title = _("your profile is approved")
    notification = _("Your coach profile is approved. You can send proposals.")

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=gettext("Find work"), url=absolute("/jobs")),)


class CoachRefused(AccountNotice):
    name = "coach_refused"
    readers = {events.CoachRefused: the_person}
    title = _("your profile is not approved")
    notification = _("Your coach profile was not approved.")

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=gettext("Edit your profile"), url=absolute("/settings/coach")),)


class AccountSuspended(AccountNotice):
    name = "account_suspended"
    readers = {events.AccountSuspended: the_person}
    title = _("your account is suspended")
    notification = Omitted("who is suspended sees no page of ours")
    reaches_suspended = True


class AccountReinstated(AccountNotice):
    name = "account_reinstated"
    readers = {events.AccountReinstated: the_person}
    title = _("your account is open again")
    notification = Omitted("who reads the bell again knows it")

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=gettext("Log in"), url=absolute("/account/login/")),)
