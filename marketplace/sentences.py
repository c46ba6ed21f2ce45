"""What happened to requests and proposals, in words."""

from django.utils.translation import gettext_lazy as _

from core.sentences import Sentence

SENTENCES = {
    "request_edited": Sentence(
        you=_("You changed your request."),
        they=_("%(name)s changed the request."),
        icon="pencil-square",
    ),
    "request_withdrawn": Sentence(
        you=_("You withdrew your request."),
        they=_("%(name)s withdrew the request."),
        icon="x-circle",
    ),
    "request_expired": Sentence(
        clock=_("The request has expired."),
        icon="clock",
    ),
    "request_suspended": Sentence(
        they=_("Our staff suspended the request."),
        clock=_("Our staff suspended the request."),
    ),
    "request_reinstated": Sentence(
        they=_("Our staff opened the request again."),
        clock=_("Our staff opened the request again."),
    ),
    "coach_invited": Sentence(
        you=_("You invited %(other)s to propose."),
        they=_("%(name)s invites you to propose."),
        icon="envelope-open",
    ),
    "proposal_submitted": Sentence(
        you=_("You sent a proposal."),
        they=_("%(name)s sent a proposal."),
    ),
    "proposal_edited": Sentence(
        you=_("You changed your proposal."),
        they=_("%(name)s changed the proposal."),
        icon="pencil-square",
    ),
    "proposal_accepted": Sentence(
        you=_("You accepted the proposal. Next: the contract."),
        they=_("%(name)s accepted the proposal. Next: the contract."),
        icon="check-circle",
    ),
    "proposal_not_selected": Sentence(
        you=_("You chose another proposal for this request."),
        they=_("%(name)s chose another proposal for this request."),
        clock=_("This proposal was not selected."),
    ),
    "proposal_declined": Sentence(
        you=_("You declined the proposal."),
        they=_("%(name)s declined the proposal."),
        icon="x-circle",
    ),
    "proposal_withdrawn": Sentence(
        you=_("You withdrew your proposal."),
        they=_("%(name)s withdrew the proposal."),
        icon="x-circle",
    ),
    "proposal_expired": Sentence(
        clock=_("The proposal has expired."),
        icon="clock",
    ),
    "proposal_released": Sentence(
        you=_("You released the proposal. Your request is open again."),
        they=_("%(name)s released the proposal. The request is open again."),
        clock=_("No contract came of the proposal. The request is open again."),
    ),
    "request_open_again": Sentence(
        you=_("Your request is open again; %(other)s may propose once more."),
        they=_("The request is open again. You may propose once more."),
        clock=_("The request is open again."),
    ),
}
