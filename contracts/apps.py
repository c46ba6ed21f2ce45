from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"

    def ready(self) -> None:
        from contracts import (  # the receivers of awards register themselves
            awards,  # noqa: F401
            recounts,  # noqa: F401
            sentences,
        )
        from contracts.cards import (
            build_panel,
            build_version_card,
            contract_of_proposal,
            fetch_contracts_of,
            fetch_versions,
        )
        from contracts.models import Contract, ContractVersion
        from core.cards import contribute, nothing_more, register
        from core.sentences import register_sentences
        from marketplace.models import Proposal

        register(
            ContractVersion,
            build=build_version_card,
            template="contracts/_card.html",
            fetch=fetch_versions,
        )
        register(Contract, build=build_panel, template="contracts/_panel.html", fetch=nothing_more)
        contribute(Proposal, contract_of_proposal, fetch=fetch_contracts_of)
        register_sentences(sentences.SENTENCES)
