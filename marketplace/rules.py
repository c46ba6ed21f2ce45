"""What speaks against each verb on requests and proposals: asked by the action, the card and the form alike.

Every function answers the refusal that the press would meet now, or None. Who may stands first.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import has_verified_email, is_approved_coach
from core.errors import DomainError, NotAllowed, NotPossibleNow
from marketplace import quotas
from marketplace.commitments import uncommitted
from marketplace.models import LearningRequest, Proposal, SavedSearch

Status = LearningRequest.Status
CLOSED = (Status.WITHDRAWN, Status.EXPIRED)
DRAFTS_MOST = 20
SEARCHES_MOST = 20

# --- who ----------------------------------------------------------------------------------------


def own_request(request: LearningRequest, *, by: User) -> DomainError | None:
    """Only the student who posted it."""
    if request.student_id == by.pk:
        return None
    return NotAllowed(_("Only the student who posted this request may do that."))


def own_proposal(proposal: Proposal, *, by: User) -> DomainError | None:
    """Only the coach who wrote it."""
    if proposal.coach_id == by.pk:
        return None
    return NotAllowed(_("Only the coach who sent this proposal may do that."))


def verified(by: User) -> DomainError | None:
    """Only people whose email address is proven."""
    if has_verified_email(by):
        return None
    return NotAllowed(
        _("Please confirm your email address first; we sent you a link."),
        code="email_not_verified",
    )


# --- requests -----------------------------------------------------------------------------------


def post_request(*, by: User, now: datetime) -> DomainError | None:
    return verified(by) or quotas.next_request(by, now=now)


def start_draft(*, by: User) -> DomainError | None:
    """Anybody, up to 20 drafts."""
    if LearningRequest.objects.filter(student=by, status=Status.DRAFT).count() < DRAFTS_MOST:
        return None
    return NotPossibleNow(_("You have %d drafts. Please finish or delete one first.") % DRAFTS_MOST)


def change_draft(draft: LearningRequest, *, by: User) -> DomainError | None:
    """Keep more of a draft, or throw it away."""
    if refusal := own_request(draft, by=by):
        return refusal
    if draft.status != Status.DRAFT:
        return NotPossibleNow(_("This request is not a draft any more."), subject=draft)
    return None


def post_draft(draft: LearningRequest, *, by: User) -> DomainError | None:
    """Open a request from this draft."""
    if refusal := own_request(draft, by=by):
        return refusal
    if draft.status != Status.DRAFT:
        return NotPossibleNow(_("This request is posted already."), subject=draft)
    return None


def edit_request(request: LearningRequest, *, by: User) -> DomainError | None:
    if refusal := own_request(request, by=by):
        return refusal
    if request.status != Status.OPEN:
        return NotPossibleNow(_("Only an open request can be edited."), subject=request)
    return None


def withdraw_request(request: LearningRequest, *, by: User) -> DomainError | None:
    if refusal := own_request(request, by=by):
        return refusal
    if request.status != Status.OPEN:
        return NotPossibleNow(_("Only an open request can be withdrawn."), subject=request)
    return None


def keep_request_open(request: LearningRequest, *, by: User) -> DomainError | None:
    if refusal := own_request(request, by=by):
        return refusal
    if request.status != Status.OPEN:
        return NotPossibleNow(_("This request is not open any more."), subject=request)
    return None


def reopen_request(request: LearningRequest, *, by: User, now: datetime) -> DomainError | None:
    if refusal := own_request(request, by=by) or verified(by):
        return refusal
    return closed(request) or quotas.next_request(by, now=now)


def closed(request: LearningRequest) -> DomainError | None:
    """Only what was withdrawn or ran out opens again."""
    if request.status not in CLOSED:
        return NotPossibleNow(_("This request cannot be opened again."), subject=request)
    return None


def invite(*, by: User, now: datetime) -> DomainError | None:
    """Whether this person may invite anybody to anything."""
    return verified(by) or quotas.next_invitation(by, now=now)


def invite_coach(
    request: LearningRequest, *, by: User, coach: User, now: datetime
) -> DomainError | None:
    """Whether one more invitation of this coach is possible."""
    refusal = takes_invitation(request, by=by, coach=coach)
    return refusal or quotas.next_invitation(by, coach=coach, now=now)


def takes_invitation(request: LearningRequest, *, by: User, coach: User) -> DomainError | None:
    """Whether this coach can be invited to this request, however many were invited before."""
    if refusal := own_request(request, by=by) or verified(by):
        return refusal
    if coach.pk == by.pk:
        return NotAllowed(gettext_lazy("You cannot invite yourself."))
    if request.status != Status.OPEN:
        return NotPossibleNow(_("Coaches can be invited to an open request only."), subject=request)
    if not is_approved_coach(coach):
        return NotPossibleNow(_("This coach does not take requests at the moment."))
    if request.proposals.live().filter(coach=coach).exists():
        return NotPossibleNow(_("This coach has sent you a proposal already."))
    return None


# --- coaches ------------------------------------------------------------------------------------


def write_first(coach: User, *, by: User) -> DomainError | None:
    """Whether this person may write to this coach out of nothing: a student with a verified address."""
    if by.pk == coach.pk:
        return NotAllowed(_("You cannot write to yourself."))
    if not by.is_student:
        return NotAllowed(_("Say in your settings that you want to learn first."))
    if not has_verified_email(by):
        return NotAllowed(_("Verify your email address first; we have sent you a link."))
    if not is_approved_coach(coach):
        return NotAllowed(_("This coach cannot be written to."))
    return None


# --- searches -----------------------------------------------------------------------------------


def save_search(*, by: User) -> DomainError | None:
    """Anybody, up to 20 searches."""
    if SavedSearch.objects.filter(user=by).count() < SEARCHES_MOST:
        return None
    return NotPossibleNow(_("You have %d saved searches. Please delete one first.") % SEARCHES_MOST)


def delete_search(search: SavedSearch, *, by: User) -> DomainError | None:
    return None if search.user_id == by.pk else NotAllowed()


# --- proposals ----------------------------------------------------------------------------------


def propose(request: LearningRequest, *, by: User, now: datetime) -> DomainError | None:
    """What a proposal of this person on this request would meet, whatever is in it."""
    return may_propose(request, by=by) or takes_proposals(request, by=by, now=now)


def may_propose(request: LearningRequest, *, by: User) -> DomainError | None:
    """Whether this person may propose on anybody's request, and on this one."""
    if request.student_id == by.pk:
        return NotAllowed(_("This is your own request, so you cannot send a proposal on it."))
    if not is_approved_coach(by):
        return NotAllowed(_("Only coaches whose profile was approved can send proposals."))
    return verified(by)


def takes_proposals(request: LearningRequest, *, by: User, now: datetime) -> DomainError | None:
    """Whether this request takes one more proposal of this coach."""
    live = request.proposals.live().filter(coach=by).first()
    if live is not None:
        return NotPossibleNow(_("You have a proposal on this request already."), subject=live)
    if request.status != Status.OPEN:
        return NotPossibleNow(
            _("This request is not open for proposals any more."), subject=request
        )
    if request.proposals.barring().filter(coach=by).exists():
        return NotPossibleNow(
            _("The student declined your proposal. You can send another if they invite you.")
        )
    return quotas.next_proposal(by, request=request, now=now)


def unanswered(proposal: Proposal) -> DomainError | None:
    """Only a proposal without an answer."""
    if proposal.status == Proposal.Status.PENDING:
        return None
    return NotPossibleNow(
        _("This proposal is %(status)s, so that is not possible any more.")
        % {"status": proposal.get_status_display()},
        subject=proposal,
    )


def pending(proposal: Proposal, *, now: datetime) -> DomainError | None:
    """Only a proposal that still waits, on a request that is open."""
    if refusal := unanswered(proposal):
        return refusal
    if now >= proposal.expires_at:
        return NotPossibleNow(_("This proposal has expired."), subject=proposal)
    if proposal.request.status != Status.OPEN:
        return NotPossibleNow(_("The request is not open at the moment."), subject=proposal)
    return None


def edit_proposal(proposal: Proposal, *, by: User, now: datetime) -> DomainError | None:
    return own_proposal(proposal, by=by) or pending(proposal, now=now)


def withdraw_proposal(proposal: Proposal, *, by: User, now: datetime) -> DomainError | None:
    return own_proposal(proposal, by=by) or pending(proposal, now=now)


def decline_proposal(proposal: Proposal, *, by: User, now: datetime) -> DomainError | None:
    return own_request(proposal.request, by=by) or pending(proposal, now=now)


def accept_proposal(
    proposal: Proposal, *, by: User, now: datetime, takes_work: bool | None = None
) -> DomainError | None:
    """`takes_work` is whether the coach is approved and in use, where that was read already."""
    if refusal := decline_proposal(proposal, by=by, now=now):
        return refusal
    if takes_work is None:
        takes_work = is_approved_coach(proposal.coach)
    if not takes_work:
        return NotPossibleNow(_("This coach does not take work at the moment."), subject=proposal)
    return None


def release_proposal(
    proposal: Proposal, *, by: User, is_uncommitted: bool | None = None
) -> DomainError | None:
    """`is_uncommitted` is whether no contract holds the proposal, where that was read already."""
    if refusal := own_request(proposal.request, by=by):
        return refusal
    if proposal.status != Proposal.Status.ACCEPTED:
        return NotPossibleNow(_("Only an accepted proposal can be released."), subject=proposal)
    if is_uncommitted is None:
        is_uncommitted = holds_no_contract(proposal)
    if not is_uncommitted:
        return NotPossibleNow(
            _("There is a contract for this proposal, so it cannot be released."), subject=proposal
        )
    if proposal.request.status == Status.SUSPENDED:
        return NotPossibleNow(_("The request is not open at the moment."), subject=proposal)
    return None


def sort_proposal(proposal: Proposal, *, by: User) -> DomainError | None:
    return own_request(proposal.request, by=by) or unanswered(proposal)


def holds_no_contract(proposal: Proposal) -> bool:
    return uncommitted(Proposal.objects.filter(pk=proposal.pk)).exists()
