"""The words of the timeline's notes: what happened, said to this viewer.

A note stores its event's name and plain parameters, and so does a new card, whose sentence is its line in
the inbox. The sentence is made when it is drawn, in the active language and zone. `you` is read by the
one who did it, `they` by the other, `clock` when nobody did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.zones import LocalTime, current_zone_name

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Sentence:
    you: Words
    they: Words
    clock: Words = ""
    icon: str = "information-circle"


SENTENCES: dict[str, Sentence] = {
    # Requests and proposals
    "request_edited": Sentence(
        _("You changed your request."), _("%(name)s changed the request."), icon="pencil-square"
    ),
    "request_withdrawn": Sentence(
        _("You withdrew your request."), _("%(name)s withdrew the request."), icon="x-circle"
    ),
    "request_expired": Sentence("", "", _("The request has expired."), icon="clock"),
    "request_suspended": Sentence(
        "", _("Our staff suspended the request."), _("Our staff suspended the request.")
    ),
    "request_reinstated": Sentence(
        "", _("Our staff opened the request again."), _("Our staff opened the request again.")
    ),
    "coach_invited": Sentence(
        _("You invited %(other)s to propose."),
        _("%(name)s invites you to propose."),
        icon="envelope-open",
    ),
    "proposal_submitted": Sentence(_("You sent a proposal."), _("%(name)s sent a proposal.")),
    "proposal_edited": Sentence(
        _("You changed your proposal."), _("%(name)s changed the proposal."), icon="pencil-square"
    ),
    "proposal_accepted": Sentence(
        _("You accepted the proposal. Next: the contract."),
        _("%(name)s accepted the proposal. Next: the contract."),
        icon="check-circle",
    ),
    "proposal_not_selected": Sentence(
        _("You chose another proposal for this request."),
        _("%(name)s chose another proposal for this request."),
        _("This proposal was not selected."),
    ),
    "proposal_declined": Sentence(
        _("You declined the proposal."), _("%(name)s declined the proposal."), icon="x-circle"
    ),
    "proposal_withdrawn": Sentence(
        _("You withdrew your proposal."), _("%(name)s withdrew the proposal."), icon="x-circle"
    ),
    "proposal_expired": Sentence("", "", _("The proposal has expired."), icon="clock"),
    "proposal_released": Sentence(
        _("You released the proposal. Your request is open again."),
        _("%(name)s released the proposal. The request is open again."),
        _("No contract came of the proposal. The request is open again."),
    ),
    "request_open_again": Sentence(
        _("Your request is open again; %(other)s may propose once more."),
        _("The request is open again. You may propose once more."),
        _("The request is open again."),
    ),
    # Contracts
    "contract_offered": Sentence(
        _("You offered contract %(contract)s."), _("%(name)s offers contract %(contract)s.")
    ),
    "contract_countered": Sentence(
        _("You answered %(contract)s with version %(version)s."),
        _("%(name)s answers %(contract)s with version %(version)s."),
    ),
    "amendment_proposed": Sentence(
        _("You proposed new terms for %(contract)s."),
        _("%(name)s proposes new terms for %(contract)s."),
    ),
    "contract_accepted": Sentence(
        _("You accepted version %(version)s. The contract is active."),
        _("%(name)s accepted version %(version)s. The contract is active."),
        icon="check-badge",
    ),
    "contract_declined": Sentence(
        _("You declined version %(version)s."),
        _("%(name)s declined version %(version)s."),
        icon="x-circle",
    ),
    "contract_withdrawn": Sentence(
        _("You withdrew version %(version)s."),
        _("%(name)s withdrew version %(version)s."),
        icon="x-circle",
    ),
    "contract_lapsed": Sentence(
        "", "", _("Version %(version)s lapsed without an answer."), icon="clock"
    ),
    "amendment_accepted": Sentence(
        _("You accepted the new terms, version %(version)s."),
        _("%(name)s accepted the new terms, version %(version)s."),
        icon="check-badge",
    ),
    "amendment_declined": Sentence(
        _("You declined the new terms. The old ones stand."),
        _("%(name)s declined the new terms. The old ones stand."),
        icon="x-circle",
    ),
    "amendment_withdrawn": Sentence(
        _("You withdrew the new terms. The old ones stand."),
        _("%(name)s withdrew the new terms. The old ones stand."),
        icon="x-circle",
    ),
    "amendment_lapsed": Sentence(
        "", "", _("The new terms lapsed without an answer. The old ones stand."), icon="clock"
    ),
    "amendment_void": Sentence(
        _("The proposed new terms are void."),
        _("The proposed new terms are void."),
        _("The proposed new terms are void."),
    ),
    "pause_proposed": Sentence(
        _("You proposed to pause the contract."),
        _("%(name)s proposes to pause the contract."),
        icon="pause-circle",
    ),
    "motion_declined": Sentence(
        _("You declined. The contract goes on as it is."),
        _("%(name)s declined. The contract goes on as it is."),
        icon="x-circle",
    ),
    "motion_withdrawn": Sentence(
        _("You withdrew what you proposed. The contract goes on as it is."),
        _("%(name)s withdrew what was proposed. The contract goes on as it is."),
    ),
    "motion_lapsed": Sentence(
        "", "", _("Nobody answered in time. The contract goes on as it is."), icon="clock"
    ),
    "motion_void": Sentence(
        _("What was proposed no longer applies."),
        _("What was proposed no longer applies."),
        _("What was proposed no longer applies."),
    ),
    "contract_paused": Sentence(
        _("You agreed to pause the contract."),
        _("%(name)s agreed to pause the contract."),
        icon="pause-circle",
    ),
    "contract_resumed": Sentence(
        _("You resumed the contract."),
        _("%(name)s resumed the contract."),
        _("The contract runs again after its pause."),
        icon="play-circle",
    ),
    "completion_proposed": Sentence(
        _("You proposed to complete the contract early."),
        _("%(name)s proposes to complete the contract early."),
    ),
    "contract_completed": Sentence(
        _("You agreed: the contract is complete."),
        _("%(name)s agreed: the contract is complete."),
        _("The contract is complete."),
        icon="check-badge",
    ),
    "contract_cancelled": Sentence(
        _("You cancelled the contract."), _("%(name)s cancelled the contract."), icon="x-circle"
    ),
    "contract_end_warned": Sentence(
        "", "", _("The contract ends in %(days)s. Book what is left."), icon="clock"
    ),
    # Sessions
    "times_offered": Sentence(
        _("You offered %(times)s for session %(number)s."),
        _("%(name)s offers %(times)s for session %(number)s."),
        icon="calendar",
    ),
    "times_declined": Sentence(
        _("You declined the times for session %(number)s."),
        _("%(name)s declined the times for session %(number)s."),
        icon="x-circle",
    ),
    "times_withdrawn": Sentence(
        _("You withdrew the times for session %(number)s."),
        _("%(name)s withdrew the times for session %(number)s."),
    ),
    "times_lapsed": Sentence(
        "", "", _("The times for session %(number)s lapsed without an answer."), icon="clock"
    ),
    "session_scheduled": Sentence(
        _("You booked session %(number)s for %(starts)s. %(other)s has to confirm."),
        _("%(name)s booked session %(number)s for %(starts)s. Please confirm."),
        icon="calendar",
    ),
    "session_confirmed": Sentence(
        _("You confirmed session %(number)s: %(starts)s."),
        _("%(name)s confirmed session %(number)s: %(starts)s."),
        icon="check-circle",
    ),
    "session_declined": Sentence(
        _("You declined session %(number)s. The credit is free again."),
        _("%(name)s declined session %(number)s. The credit is free again."),
        _("Session %(number)s was not confirmed in time. The credit is free again."),
        icon="x-circle",
    ),
    "session_cancelled": Sentence(
        _("You cancelled session %(number)s on %(starts)s."),
        _("%(name)s cancelled session %(number)s on %(starts)s."),
        icon="x-circle",
    ),
    "session_cancelled_late": Sentence(
        _("You cancelled session %(number)s on %(starts)s, inside the last 10 hours."),
        _("%(name)s cancelled session %(number)s on %(starts)s, inside the last 10 hours."),
        icon="x-circle",
    ),
    "reschedule_requested": Sentence(
        _("You asked to move session %(number)s."),
        _("%(name)s asks to move session %(number)s."),
        icon="arrows-right-left",
    ),
    "reschedule_countered": Sentence(
        _("You answered with other times for session %(number)s."),
        _("%(name)s answered with other times for session %(number)s."),
        icon="arrows-right-left",
    ),
    "session_moved": Sentence(
        _("You agreed: session %(number)s moves from %(old)s to %(starts)s."),
        _("%(name)s agreed: session %(number)s moves from %(old)s to %(starts)s."),
        icon="check-circle",
    ),
    "reschedule_declined": Sentence(
        _("You declined to move session %(number)s. The time stands."),
        _("%(name)s declined to move session %(number)s. The time stands."),
        icon="x-circle",
    ),
    "reschedule_withdrawn": Sentence(
        _("You no longer want to move session %(number)s. The time stands."),
        _("%(name)s no longer wants to move session %(number)s. The time stands."),
    ),
    "reschedule_expired": Sentence(
        "",
        "",
        _("Nobody answered about moving session %(number)s. The time stands."),
        icon="clock",
    ),
    "session_started": Sentence(
        _("You checked in to session %(number)s."),
        _("%(name)s checked in to session %(number)s."),
        icon="arrow-right-end-on-rectangle",
    ),
    "session_completed": Sentence(
        _("You marked session %(number)s as completed."),
        _("%(name)s marked session %(number)s as completed."),
        _("Session %(number)s is completed."),
        icon="check-badge",
    ),
    "session_not_held": Sentence(
        "", "", _("Session %(number)s was not held. The credit is free again.")
    ),
    "no_show_claimed": Sentence(
        _("You reported that %(other)s did not come to session %(number)s."),
        _("%(name)s reported that you did not come to session %(number)s."),
        icon="exclamation-triangle",
    ),
    "no_show_settled": Sentence(
        _("It stands: one of you did not come to session %(number)s."),
        _("It stands: one of you did not come to session %(number)s."),
        _("It stands: one of you did not come to session %(number)s."),
    ),
    "session_disputed": Sentence(
        _("You see session %(number)s differently. Our staff will decide."),
        _("%(name)s sees session %(number)s differently. Our staff will decide."),
        _("You two see session %(number)s differently. Our staff will decide."),
        icon="exclamation-triangle",
    ),
    "session_resolved": Sentence(
        _("You decided about session %(number)s."),
        _("Our staff decided about session %(number)s."),
        _("Our staff decided about session %(number)s."),
        icon="scale",
    ),
    "session_notes_changed": Sentence(
        _("You wrote the wrap-up of session %(number)s."),
        _("%(name)s wrote the wrap-up of session %(number)s."),
        icon="document-text",
    ),
    "meeting_link_changed": Sentence(
        _("You changed the link for session %(number)s."),
        _("%(name)s changed the link for session %(number)s."),
        icon="link",
    ),
}


def sentence(
    event: str, params: Mapping[str, Any], *, viewer_id: int, actor_id: int | None,
    actor_name: str, other_name: str,
) -> str:  # fmt: skip
    """The plain-text line for this viewer. The reason somebody gave is not part of it."""
    words = SENTENCES[event]
    if actor_id is None:
        chosen = words.clock or words.they
    else:
        chosen = words.you if viewer_id == actor_id else words.they
    return str(chosen or words.clock or words.they) % {
        "name": actor_name,
        "other": other_name,
        **_readable(params),
    }


def _readable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Instants on the viewer's clock with its zone named, counts with their noun."""
    readable = dict(params)
    for name in ("starts", "old"):
        if name in params:
            readable[name] = _instant(params[name])
    if (count := params.get("count")) is not None:
        readable["times"] = ngettext("%(n)d time", "%(n)d times", count) % {"n": count}
    if (left := params.get("days_left")) is not None:
        readable["days"] = ngettext("%(n)d day", "%(n)d days", left) % {"n": left}
    return readable


def _instant(text: str) -> str:
    return LocalTime(instant=datetime.fromisoformat(text), zone_name=current_zone_name()).text
