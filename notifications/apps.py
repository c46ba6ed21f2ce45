from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from core.cards import contribute, nothing_more
        from notifications import cards, receivers, retention  # noqa: F401
        from sessions.models import CoachingSession

        contribute(CoachingSession, cards.calendar_links, fetch=nothing_more)
