from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Coaching sessions; the label differs because `django.contrib.sessions` owns the plain one."""

    name = "sessions"
    label = "coaching_sessions"

    def ready(self) -> None:
        from contracts.commitments import told_by
        from contracts.models import ContractVersion
        from core.cards import contribute, register
        from sessions import cards, history, receivers, settlement  # noqa: F401 -- they register
        from sessions.models import CoachingSession, RescheduleRequest

        register(
            CoachingSession,
            build=cards.build_session_card,
            template="sessions/_card.html",
            fetch=cards.fetch_sessions,
        )
        register(
            RescheduleRequest,
            build=cards.build_move_card,
            template="sessions/_move_card.html",
            fetch=cards.fetch_moves,
        )
        told_by(settlement.commitments)
        contribute(ContractVersion, cards.contract_contribution, fetch=cards.fetch_progress)
