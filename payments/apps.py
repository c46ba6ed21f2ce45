from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from contracts.models import ContractVersion
        from core.cards import contribute, register
        from core.sentences import register_sentences
        from payments import (
            cards,
            cards_kept,
            receivers,  # noqa: F401  (the receivers register themselves)
            retention,  # noqa: F401
            sentences,
        )
        from payments.actions import answering  # noqa: F401  (what Stripe says leads there)
        from payments.models import Charge
        from sessions import paying

        register(
            Charge,
            build=cards.build_charge_card,
            template="payments/_charge_card.html",
            fetch=cards.fetch_charges,
        )
        contribute(ContractVersion, cards.contract_contribution, fetch=cards.fetch_payers)
        paying.register_provider(cards_kept.has_card)
        register_sentences(sentences.SENTENCES)
