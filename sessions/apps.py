from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Coaching sessions; the label differs because `django.contrib.sessions` owns the plain one."""

    name = "sessions"
    label = "coaching_sessions"

    def ready(self) -> None:
        from sessions import receivers  # noqa: F401 -- registers them
