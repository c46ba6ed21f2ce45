from django.apps import AppConfig
from django.conf import settings


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from contracts.models import ContractVersion
        from core.cards import contribute, register
        from core.sentences import register_sentences
        from payments import (
            cards,
            cards_kept,
            pending,
            receivers,  # noqa: F401  (the receivers register themselves)
            retention,  # noqa: F401
            sentences,
        )
        from payments.actions import answering  # noqa: F401  (what Stripe says leads there)
        from payments.models import Charge
        from sessions import paying
        from sessions.pending import Source, register_source

        register(
            Charge,
            build=cards.build_charge_card,
            template="payments/_charge_card.html",
            fetch=cards.fetch_charges,
        )
        contribute(ContractVersion, cards.contract_contribution, fetch=cards.fetch_payers)
        register_source(
            Source(pending.pending_rows, pending.decisions, lambda: settings.PAYMENTS != "off")
        )
        paying.register_provider(cards_kept.has_card)
        register_sentences(sentences.SENTENCES)
