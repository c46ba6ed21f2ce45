from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"

    def ready(self) -> None:
        from core.cards import register
        from core.sentences import register_sentences
        from marketplace import (
            retention,  # noqa: F401
            sentences,
        )
        from marketplace.cards import (
            build_proposal_card,
            build_request_card,
            fetch_proposals,
            fetch_requests,
        )
        from marketplace.models import LearningRequest, Proposal

        register(
            LearningRequest,
            build=build_request_card,
            template="marketplace/_card.html",
            fetch=fetch_requests,
        )
        register(
            Proposal,
            build=build_proposal_card,
            template="marketplace/_proposal_card.html",
            fetch=fetch_proposals,
        )
        register_sentences(sentences.SENTENCES)
