"""Notices about what becomes of an agreed contract: changes, pauses and its end."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts import events
from contracts.models import Motion
from notifications.notices.contracts import ContractNotice, OfferNotice
from notifications.notices.groups import DEAL
from notifications.notices.letter import Facts, in_words
from notifications.notices.readers import both, the_other, unless_silent
from notifications.notices.terms import changed_facts, short_facts
from sessions.aftermath import aftermath
from sessions.models import CoachingSession
from sessions.policy import role_of


class AmendmentProposed(OfferNotice):
    name = "amendment_proposed"
    readers = {events.AmendmentProposed: the_other}
    title = _("a change is proposed")
    notification = _("%(other)s proposes to change contract %(contract)s.")
    why_essential = DEAL

    def facts(self) -> Facts:
        return changed_facts(self.version, since=self.params["previous_version_id"])


class ContractAmended(ContractNotice):
    name = "contract_amended"
    readers = {events.AmendmentAccepted: both}
    title = _("a change is agreed")
    notification = _("Contract %(contract)s has new terms.")
    why_essential = DEAL

    def facts(self) -> Facts:
        return changed_facts(self.version, since=self.params["previous_version_id"])


class AmendmentClosed(ContractNotice):
    name = "amendment_closed"
    readers = {events.AmendmentClosed: unless_silent(the_other)}
    title = _("a change comes to nothing")
    notification = _("Contract %(contract)s stays as it is.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "outcome": self.params["outcome"]}

    def facts(self) -> Facts:
        """Not what was turned down, but what stands."""
        return short_facts(self.contract.agreed_version or self.version)


# --- Pauses and ends ------------------------------------------------------------------------


class MotionNotice(ContractNotice):
    """It asks for an answer to a proposed pause or early end, as long as that is open."""

    button_label = _("Read and answer")

    @cached_property
    def motion(self) -> Motion:
        return Motion.objects.get(pk=self.params["motion_id"])

    def is_true(self) -> bool:
        return self.motion.status == Motion.Status.OPEN

    def context(self) -> dict[str, Any]:
        return {**super().context(), "until": in_words(self.motion.expires_at, self.reader)}


class PauseProposed(MotionNotice):
    name = "pause_proposed"
    readers = {events.PauseProposed: the_other}
    title = _("a pause is proposed")
    notification = _("%(other)s wants to pause contract %(contract)s.")


class ContractPaused(ContractNotice):
    name = "contract_paused"
    readers = {events.ContractPaused: both}
    title = _("a contract is paused")
    notification = _("Contract %(contract)s is paused.")
    why_essential = DEAL


class ContractResumed(ContractNotice):
    name = "contract_resumed"
    readers = {events.ContractResumed: the_other}
    title = _("a contract goes on")
    notification = _("Contract %(contract)s goes on.")
    why_essential = DEAL

    def context(self) -> dict[str, Any]:
        return {**super().context(), "ends": self.last_day}


class CompletionProposed(MotionNotice):
    name = "completion_proposed"
    readers = {events.CompletionProposed: the_other}
    title = _("an early end is proposed")
    notification = _("%(other)s wants to finish contract %(contract)s early.")
    why_essential = DEAL


class ContractCompleted(ContractNotice):
    name = "contract_completed"
    readers = {events.ContractCompleted: both}
    title = _("a contract is complete")
    notification = _("Contract %(contract)s is complete.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "early": self.params["early"]}


class ContractCancelled(ContractNotice):
    name = "contract_cancelled"
    readers = {events.ContractCancelled: both}
    title = _("a contract is cancelled")
    notification = _("Contract %(contract)s was cancelled.")
    why_essential = DEAL

    def context(self) -> dict[str, Any]:
        return {**super().context(), "late_sessions": self._late_sessions()}

    def _late_sessions(self) -> list[str]:
        """What the cancel made late and costs something, in the words of the session's card.

        Each by the terms under which it was booked, which need not be the contract's present ones.
        """
        contract = self.contract
        late = CoachingSession.Status.CANCELLED_LATE
        rows = contract.sessions.filter(status=late, ended_at=contract.ended_at, owed_amount__gt=0)
        role, zone_name = role_of(contract, self.reader.pk), self.reader.timezone
        return [
            gettext("Session %(number)s: %(what)s")
            % {
                "number": row.number,
                "what": aftermath(row, role, now=self.now, zone_name=zone_name),
            }
            for row in rows.select_related("terms", "contract").order_by("number")
        ]


class ContractEnding(ContractNotice):
    name = "contract_ending"
    readers = {events.ContractEndWarned: both}
    title = _("a contract ends soon")
    notification = _("Contract %(contract)s ends soon, with sessions left.")

    def context(self) -> dict[str, Any]:
        left = {"unscheduled": self.params["unscheduled"]}
        return {**super().context(), **left, "ends": self.last_day}


class MotionClosed(ContractNotice):
    name = "motion_closed"
    readers = {events.MotionClosed: unless_silent(the_other)}
    title = _("a pause or early end comes to nothing")
    notification = _("Contract %(contract)s goes on as agreed, nothing is changed.")
    has_mail = False
