"""Notices about proposals: to the two of the pair, and to the coaches who were not chosen."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import EventRecord
from core.templatetags.money import money
from marketplace import events
from marketplace.models import LearningRequest, Proposal
from notifications.addresses import absolute, conversation_path
from notifications.notices.base import Envelope, event_key, event_params
from notifications.notices.groups import DEAL
from notifications.notices.letter import Button, Facts, in_words
from notifications.notices.marketplace import CoachesNotice, RequestNotice
from notifications.notices.readers import both, the_coach, the_student


class ProposalNotice(RequestNotice):
    """To one of the pair, about the coach's proposal for the student's request."""

    @classmethod
    def envelopes(cls, event: Any, record: EventRecord) -> list[Envelope]:
        request = LearningRequest.objects.get(pk=event.request_id)
        params, key = event_params(event), event_key(record)
        path = conversation_path(request.student_id, event.coach_id)
        return [
            cls.envelope(request, reader_id, key, params, coach_id=event.coach_id, path=path)
            for reader_id in cls.readers_of(event)
        ]

    @cached_property
    def proposal(self) -> Proposal:
        proposals = Proposal.objects.select_related("request__student", "coach")
        return proposals.get(pk=self.params["proposal_id"])

    @cached_property
    def request(self) -> LearningRequest:
        return self.proposal.request

    @property
    def other(self) -> User:
        is_owner = self.reader.pk == self.request.student_id
        return self.proposal.coach if is_owner else self.request.student

    @property
    def ask_url(self) -> str:
        return absolute(conversation_path(self.request.student_id, self.proposal.coach_id))

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=gettext("Open the conversation"), url=self.ask_url),)

    def facts(self) -> Facts:
        proposal = self.proposal
        currency = self.request.currency
        sizes = {"count": proposal.session_count, "minutes": proposal.duration_minutes}
        match = (
            gettext("fits your preferred times")
            if proposal.availability_match
            else gettext("to be agreed")
        )
        return (
            (gettext("Sessions"), gettext("%(count)s of %(minutes)s minutes") % sizes),
            (gettext("Price per session"), money(proposal.price_per_session, currency)),
            (gettext("Total"), money(proposal.expected_total, currency)),
            (gettext("Coach receives"), money(proposal.split.coach_share, currency)),
            (gettext("Times, as the coach says"), match),
        )


class NewProposal(ProposalNotice):
    """A new proposal, while it waits for an answer."""

    name = "new_proposal"
    readers = {events.ProposalSubmitted: the_student}
    title = _("a proposal comes in")
    notification = _("%(other)s sent a proposal for “%(title)s”.")

    def is_true(self) -> bool:
        return self.proposal.status == Proposal.Status.PENDING

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "approach": self.proposal.approach_summary,
            "until": in_words(self.proposal.expires_at, self.reader),
        }

    def buttons(self) -> tuple[Button, ...]:
        url = absolute(f"/jobs/{self.request.pk}/manage")
        return (Button(label=gettext("Compare and decide"), url=url),)


class ProposalAccepted(ProposalNotice):
    name = "proposal_accepted"
    readers = {events.ProposalAccepted: the_coach}
    title = _("your proposal is accepted")
    notification = _("%(other)s accepted your proposal for “%(title)s”.")
    why_essential = DEAL

    def is_true(self) -> bool:
        return self.proposal.status == Proposal.Status.ACCEPTED

    def buttons(self) -> tuple[Button, ...]:
        url = absolute(f"/contracts/create/{self.proposal.pk}")
        return (Button(label=gettext("Write the contract"), url=url),)


class ProposalDeclined(ProposalNotice):
    name = "proposal_declined"
    readers = {events.ProposalDeclined: the_coach}
    title = _("your proposal is declined")
    notification = _("%(other)s declined your proposal for “%(title)s”.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "reason": self.params["reason"]}


class ProposalNotSelected(CoachesNotice):
    """Another was chosen, or the request was closed without a choice."""

    name = "proposal_not_selected"
    readers = {
        events.ProposalAccepted: lambda event: event.not_selected_coach_ids,
        events.RequestClosed: lambda event: event.coach_ids,
    }
    title = _("your proposal is not selected")
    notification = _("Your proposal for “%(title)s” was not selected.")

    def context(self) -> dict[str, Any]:
        status = self.request.status
        return {
            **super().context(),
            "withdrawn": status == LearningRequest.Status.WITHDRAWN,
            "expired": status == LearningRequest.Status.EXPIRED,
        }

    def buttons(self) -> tuple[Button, ...]:
        return (Button(label=gettext("Find other requests"), url=absolute("/jobs")),)


class ProposalReleased(ProposalNotice):
    name = "proposal_released"
    readers = {events.ProposalReleased: the_coach}
    title = _("an award is released")
    notification = _("The award of “%(title)s” was released.")
    why_essential = DEAL

    def context(self) -> dict[str, Any]:
        return {**super().context(), "by_clock": self.by_clock}


class ProposalEdited(ProposalNotice):
    name = "proposal_edited"
    readers = {events.ProposalEdited: the_student}
    title = _("a proposal changes")
    notification = _("%(other)s changed the proposal for “%(title)s”.")
    has_mail = False


class ProposalWithdrawn(ProposalNotice):
    name = "proposal_withdrawn"
    readers = {events.ProposalWithdrawn: the_student}
    title = _("a proposal is withdrawn")
    notification = _("%(other)s withdrew the proposal for “%(title)s”.")
    has_mail = False


class ProposalExpired(ProposalNotice):
    name = "proposal_expired"
    readers = {events.ProposalExpired: both}
    title = _("a proposal expires")
    notification = _("The proposal for “%(title)s” has expired.")
    has_mail = False
