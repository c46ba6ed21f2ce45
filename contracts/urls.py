"""Addresses of contracts."""

from django.urls import path

from contracts.views import amendments, motions, offers, reading

urlpatterns = [
    path("contracts", reading.list_contracts, name="contract-list"),
    path("contracts/create/<int:proposal_id>", offers.create_contract, name="contract-create"),
    path("contracts/preview/<int:proposal_id>", offers.preview_terms, name="contract-preview"),
    path("contracts/<int:contract_id>", reading.show_contract, name="contract-detail"),
    path("contracts/<int:contract_id>/record.pdf", reading.download_record, name="contract-record"),
    path(
        "contracts/<int:contract_id>/record.json",
        reading.download_data,
        name="contract-record-data",
    ),
    *(
        path(f"contracts/<int:contract_id>/{verb}", view, name=f"contract-{verb}")
        for verb, view in {
            "accept": offers.accept_contract,
            "counter": offers.counter_contract,
            "decline": offers.decline_contract,
            "withdraw": offers.withdraw_contract,
            "amend": amendments.amend_contract,
            "accept-amendment": amendments.accept_amendment,
            "decline-amendment": amendments.decline_amendment,
            "withdraw-amendment": amendments.withdraw_amendment,
            "pause": motions.propose_pause,
            "accept-pause": motions.accept_pause,
            "resume": motions.resume_contract,
            "complete": motions.propose_completion,
            "accept-completion": motions.accept_completion,
            "decline-motion": motions.decline_motion,
            "withdraw-motion": motions.withdraw_motion,
        }.items()
    ),
]
