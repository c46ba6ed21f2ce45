"""Notices about learning requests: to their owner, and to coaches whom they concern."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import events
from notifications.notices.groups import RIGHT
from notifications.notices.letter import in_words
from notifications.notices.marketplace import OpenRequestNotice, OwnerNotice, Status
from notifications.notices.readers import the_coach, the_student


class RequestOpenAgain(OpenRequestNotice):
    name = "request_open_again"
    readers = {events.ProposalReleased: lambda event: event.former_coach_ids}
    title = _("a request is open again")
    notification = _("“%(title)s” is open again. You can renew your proposal.")


class RequestEdited(OpenRequestNotice):
    name = "request_edited"
    readers = {events.RequestEdited: lambda event: event.proposer_ids}
    title = _("a request you proposed on changes")
    notification = _("%(other)s changed the request “%(title)s”.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "fields": fields_in_words(self.params["changed_fields"])}


class RequestExpiring(OwnerNotice):
    name = "request_expiring"
    readers = {events.RequestExpiryWarned: the_student}
    title = _("your request is about to expire")
    notification = _("Your request “%(title)s” expires on %(when)s.")

    def is_true(self) -> bool:
        return self.request.status == Status.OPEN and self.request.expires_at > self.now

    def context(self) -> dict[str, Any]:
        return {**super().context(), "until": in_words(self.request.expires_at, self.reader)}


def owner_of_expired(event: events.RequestClosed) -> tuple[int, ...]:
    return (event.student_id,) if event.status == Status.EXPIRED else ()


class RequestExpired(OwnerNotice):
    name = "request_expired"
    readers = {events.RequestClosed: owner_of_expired}
    title = _("your request has expired")
    notification = _("Your request “%(title)s” has expired.")

    def is_true(self) -> bool:
        return self.request.status == Status.EXPIRED


class RequestSuspended(OwnerNotice):
    name = "request_suspended"
    readers = {events.RequestSuspended: the_student}
    title = _("your request is suspended")
    notification = _("Your request “%(title)s” was suspended.")
    why_essential = RIGHT

    def is_true(self) -> bool:
        return self.request.status == Status.SUSPENDED

    def context(self) -> dict[str, Any]:
        return {**super().context(), "reason": self.params["reason"]}


class CoachInvited(OpenRequestNotice):
    name = "coach_invited"
    readers = {events.CoachInvited: the_coach}
    title = _("you are invited to propose")
    notification = _("%(other)s invites you to propose on “%(title)s”.")


class RequestReinstated(OwnerNotice):
    name = "request_reinstated"
    readers = {events.RequestReinstated: the_student}
    title = _("your request is open to view again")
    notification = _("Your request “%(title)s” is open to view again.")
    has_mail = False


# As the parts of a request are called where coaches read it.
FIELD_WORDS = {
    "title": _("title"),
    "description": _("description"),
    "skill_tags": _("skills"),
    "level": _("level"),
    "budget": _("budget"),
    "currency": _("currency"),
    "sessions_needed": _("number of sessions"),
    "timeframe": _("by when"),
    "payment_model": _("how to name a price"),
    "preferred_times": _("preferred times"),
    "timezone": _("time zone"),
    "questions": _("questions to you"),
}


def fields_in_words(names: Iterable[str]) -> str:
    return ", ".join(str(FIELD_WORDS[name]) for name in names)
