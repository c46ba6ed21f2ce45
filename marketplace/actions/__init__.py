"""Everything that changes a request or a proposal."""

from marketplace.actions.awarding import (
    accept_proposal,
    release_overdue_proposal,
    release_proposal,
)
from marketplace.actions.closing import (
    expire_request,
    keep_request_open,
    reinstate_request,
    reopen_request,
    suspend_request,
    warn_of_expiry,
    withdraw_request,
)
from marketplace.actions.proposals import (
    decline_proposal,
    edit_proposal,
    expire_proposal,
    sort_proposal,
    submit_proposal,
    withdraw_proposal,
)
from marketplace.actions.requests import (
    discard_draft,
    edit_request,
    invite_coach,
    post_request,
    save_draft,
)
from marketplace.actions.searching import (
    delete_search,
    forget_request,
    report_search,
    save_request,
    save_search,
)

__all__ = [
    "accept_proposal",
    "decline_proposal",
    "delete_search",
    "discard_draft",
    "edit_proposal",
    "edit_request",
    "expire_proposal",
    "expire_request",
    "forget_request",
    "invite_coach",
    "keep_request_open",
    "post_request",
    "reinstate_request",
    "release_overdue_proposal",
    "release_proposal",
    "reopen_request",
    "report_search",
    "save_draft",
    "save_request",
    "save_search",
    "sort_proposal",
    "submit_proposal",
    "suspend_request",
    "warn_of_expiry",
    "withdraw_proposal",
    "withdraw_request",
]
