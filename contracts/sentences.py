"""What happened to contracts, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.sentences import Sentence, Words


def _of_motion(pause: Words, early_end: Words) -> Callable[[Mapping[str, Any]], Words]:
    """The first of a pause that was proposed, the second of an early end."""
    return lambda payload: pause if payload["kind"] == "pause" else early_end


def _completed(payload: Mapping[str, Any]) -> Words:
    return _("Agreed to end the contract early") if payload["early"] else _("Contract completed")


SENTENCES = {
    "contract_offered": Sentence(
        you=_("You offered contract %(contract)s."),
        they=_("%(name)s offers contract %(contract)s."),
        history=_("Offered the contract, version 1"),
    ),
    "contract_countered": Sentence(
        you=_("You answered %(contract)s with version %(version)s."),
        they=_("%(name)s answers %(contract)s with version %(version)s."),
        history=_("Sent other terms, version %(version)s"),
    ),
    "amendment_proposed": Sentence(
        you=_("You proposed new terms for %(contract)s."),
        they=_("%(name)s proposes new terms for %(contract)s."),
        history=_("Proposed an amendment, version %(version)s"),
    ),
    "contract_accepted": Sentence(
        you=_("You accepted version %(version)s. The contract is active."),
        they=_("%(name)s accepted version %(version)s. The contract is active."),
        history=_("Accepted version %(version)s"),
        icon="check-badge",
    ),
    "contract_declined": Sentence(
        you=_("You declined version %(version)s."),
        they=_("%(name)s declined version %(version)s."),
        history=_("Declined version %(version)s"),
        icon="x-circle",
    ),
    "contract_withdrawn": Sentence(
        you=_("You withdrew version %(version)s."),
        they=_("%(name)s withdrew version %(version)s."),
        history=_("Withdrew version %(version)s"),
        icon="x-circle",
    ),
    "contract_lapsed": Sentence(
        clock=_("Version %(version)s lapsed without an answer."),
        history=_("Version %(version)s lapsed unanswered"),
        icon="clock",
    ),
    "amendment_accepted": Sentence(
        you=_("You accepted the new terms, version %(version)s."),
        they=_("%(name)s accepted the new terms, version %(version)s."),
        history=_("Accepted the amendment, version %(version)s"),
        icon="check-badge",
    ),
    "amendment_declined": Sentence(
        you=_("You declined the new terms. The old ones stand."),
        they=_("%(name)s declined the new terms. The old ones stand."),
        history=_("Declined the amendment, version %(version)s"),
        icon="x-circle",
    ),
    "amendment_withdrawn": Sentence(
        you=_("You withdrew the new terms. The old ones stand."),
        they=_("%(name)s withdrew the new terms. The old ones stand."),
        history=_("Withdrew the amendment, version %(version)s"),
        icon="x-circle",
    ),
    "amendment_lapsed": Sentence(
        clock=_("The new terms lapsed without an answer. The old ones stand."),
        history=_("The amendment, version %(version)s, lapsed unanswered"),
        icon="clock",
    ),
    "amendment_void": Sentence(
        you=_("The proposed new terms are void."),
        they=_("The proposed new terms are void."),
        clock=_("The proposed new terms are void."),
        history=_("The amendment, version %(version)s, became void"),
    ),
    "pause_proposed": Sentence(
        you=_("You proposed to pause the contract."),
        they=_("%(name)s proposes to pause the contract."),
        history=_("Asked for a pause"),
        icon="pause-circle",
    ),
    "motion_declined": Sentence(
        you=_("You declined. The contract goes on as it is."),
        they=_("%(name)s declined. The contract goes on as it is."),
        history=_of_motion(_("Declined the pause"), _("Declined the early end")),
        icon="x-circle",
    ),
    "motion_withdrawn": Sentence(
        you=_("You withdrew what you proposed. The contract goes on as it is."),
        they=_("%(name)s withdrew what was proposed. The contract goes on as it is."),
        history=_of_motion(_("Took back the wish to pause"), _("Took back the early end")),
    ),
    "motion_lapsed": Sentence(
        clock=_("Nobody answered in time. The contract goes on as it is."),
        history=_of_motion(_("The wish to pause lapsed"), _("The early end lapsed")),
        icon="clock",
    ),
    "motion_void": Sentence(
        you=_("What was proposed no longer applies."),
        they=_("What was proposed no longer applies."),
        clock=_("What was proposed no longer applies."),
        history=_of_motion(_("The wish to pause became void"), _("The early end became void")),
    ),
    "contract_paused": Sentence(
        you=_("You agreed to pause the contract."),
        they=_("%(name)s agreed to pause the contract."),
        history=_("Agreed to the pause"),
        icon="pause-circle",
    ),
    "contract_resumed": Sentence(
        you=_("You resumed the contract."),
        they=_("%(name)s resumed the contract."),
        clock=_("The contract runs again after its pause."),
        history=_("Resumed the contract; it now ends on %(day)s"),
        icon="play-circle",
    ),
    "completion_proposed": Sentence(
        you=_("You proposed to complete the contract early."),
        they=_("%(name)s proposes to complete the contract early."),
        history=_("Asked to end the contract early"),
    ),
    "contract_completed": Sentence(
        you=_("You agreed: the contract is complete."),
        they=_("%(name)s agreed: the contract is complete."),
        clock=_("The contract is complete."),
        history=_completed,
        icon="check-badge",
    ),
    "contract_cancelled": Sentence(
        you=_("You cancelled the contract."),
        they=_("%(name)s cancelled the contract."),
        history=_("Cancelled the contract"),
        icon="x-circle",
    ),
    "contract_end_warned": Sentence(
        clock=_("The contract ends in %(days)s. Book what is left."),
        history=_("Warned that the contract ends on %(day)s"),
        icon="clock",
    ),
}
