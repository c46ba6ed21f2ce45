"""Addresses of contracts."""

from django.urls import path

from contracts.views import offering, reading

urlpatterns = [
    path("contracts", reading.list_contracts, name="contract-list"),
    path("contracts/create/<int:proposal_id>", offering.create_contract, name="contract-create"),
    path("contracts/preview/<int:proposal_id>", offering.preview_terms, name="contract-preview"),
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
            "accept": offering.accept_contract,
            "counter": offering.counter_contract,
            "decline": offering.decline_contract,
            "withdraw": offering.withdraw_contract,
            "amend": offering.amend_contract,
            "accept-amendment": offering.accept_amendment,
            "decline-amendment": offering.decline_amendment,
            "withdraw-amendment": offering.withdraw_amendment,
            "pause": offering.propose_pause,
            "accept-pause": offering.accept_pause,
            "resume": offering.resume_contract,
            "complete": offering.propose_completion,
            "accept-completion": offering.accept_completion,
            "decline-motion": offering.decline_motion,
            "withdraw-motion": offering.withdraw_motion,
        }.items()
    ),
]
