"""Addresses of coaches, requests and proposals."""

from django.urls import path

from marketplace.views import coaches, finding, proposals, requests

urlpatterns = [
    path("coaches", coaches.coach_list, name="coach-list"),
    path("coaches/<int:coach_id>", coaches.coach_detail, name="coach-detail"),
    path("post-request", requests.post_request, name="post-request"),
    path("api/post-request", requests.post_request_api, name="post-request-api"),
    path("post-request/draft", requests.save_draft, name="save-draft"),
    path(
        "post-request/draft/<int:request_id>/discard", requests.discard_draft, name="discard-draft"
    ),
    path("my-requests", requests.my_requests, name="my-requests"),
    path("invite/<int:coach_id>", requests.invite_coach, name="invite-coach"),
    path("edit-job/<int:request_id>", requests.edit_job, name="edit-job"),
    path("jobs", finding.job_list, name="job-list"),
    path("jobs/searches", finding.save_search, name="save-search"),
    path("jobs/searches/<int:search_id>/delete", finding.delete_search, name="delete-search"),
    path("jobs/<int:job_id>/save", finding.save_job, name="save-job"),
    path("jobs/<int:job_id>", finding.job_detail, name="job-detail"),
    path("jobs/<int:job_id>/manage", finding.job_manage, name="job-manage"),
    path("jobs/<int:request_id>/withdraw", requests.withdraw_request, name="withdraw-request"),
    path("jobs/<int:request_id>/reopen", requests.reopen_request, name="reopen-request"),
    path("jobs/<int:request_id>/keep", requests.keep_request, name="keep-request"),
    path("submit-proposal/<int:job_id>", proposals.submit_proposal, name="submit-proposal"),
    path("accept-proposal/<int:proposal_id>", proposals.accept_proposal, name="accept-proposal"),
    path("proposals/<int:proposal_id>", proposals.proposal_detail, name="proposal-detail"),
    path("proposals/<int:proposal_id>/edit", proposals.edit_proposal, name="edit-proposal"),
    path(
        "proposals/<int:proposal_id>/decline", proposals.decline_proposal, name="decline-proposal"
    ),
    path(
        "proposals/<int:proposal_id>/withdraw",
        proposals.withdraw_proposal,
        name="withdraw-proposal",
    ),
    path(
        "proposals/<int:proposal_id>/release", proposals.release_proposal, name="release-proposal"
    ),
    path("proposals/<int:proposal_id>/sort", proposals.sort_proposal, name="sort-proposal"),
]
