from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """Coaching sessions; the label differs because `django.contrib.sessions` owns the plain one."""

    name = "sessions"
    label = "coaching_sessions"
    verbose_name = _("Sessions")

    def ready(self) -> None:
        from accounts.track_record import register_provider
        from contracts import commitments
        from contracts.models import Contract, ContractVersion
        from core.cards import contribute, nothing_more, register
        from core.sentences import register_sentences
        from marketplace.models import Proposal
        from sessions import (  # the receivers register themselves
            cards,
            receivers,  # noqa: F401
            recounts,  # noqa: F401
            sentences,
            settlement,
            track_record,
        )
        from sessions.models import CoachingSession, RescheduleRequest, WrapUp

        register(
            CoachingSession,
            build=cards.build_session_card,
            template="sessions/_card.html",
            fetch=cards.fetch_sessions,
        )
        register(
            RescheduleRequest,
            build=cards.build_reschedule_card,
            template="sessions/_reschedule_card.html",
            fetch=cards.fetch_reschedules,
        )
        register(
            WrapUp,
            build=cards.build_wrap_up_card,
            template="sessions/_wrap_up_card.html",
            fetch=cards.fetch_wrap_ups,
        )
        commitments.register_provider(settlement.commitments)
        register_provider(track_record.track_records_of)
        contribute(ContractVersion, cards.contract_contribution, fetch=cards.fetch_progress)
        contribute(Contract, cards.sessions_of_contract, fetch=nothing_more)
        contribute(Proposal, cards.track_record_contribution, fetch=cards.fetch_track_records)
        register_sentences(sentences.SENTENCES)
